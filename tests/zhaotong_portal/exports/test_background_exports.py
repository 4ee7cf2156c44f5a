"""Long exports: made by a worker as their owner would see the page, fetched by their owner alone, deleted in time."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import ChannelError, OperationalError

from tasks.models import ItemKind, WorkItem
from tests.people import make_person
from tests.processes import wait_for
from tests.zhaotong_portal.exports.sheets import book_of, every_text, rows_of
from units.models import Appointment, Role
from zhaotong_portal.exports import background, tending, workbook
from zhaotong_portal.exports.models import Export, ExportState

URL = "/items/?face=key_task&export=items"
PAGE = "/exports/"


@pytest.fixture
def many(tax, weather):
    """Six tasks in two units: more than this office exports at once."""
    for unit in (tax, weather):
        for n in range(3):
            WorkItem.objects.create(
                unit=unit, kind=ItemKind.KEY_TASK, year=2025, title=f"{unit.short_name}任务{n}", deadline_kind="ongoing"
            )  # fmt: skip


@pytest.fixture(autouse=True)
def short_limit(settings):
    settings.EXPORT_INLINE_ROWS = 2


@pytest.fixture
def sent(monkeypatch):
    """Jobs that were handed over, and not yet run."""
    jobs = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, retry: jobs.extend(args))
    return jobs


@pytest.fixture
def asked(many, sent, staff, log_in, django_capture_on_commit_callbacks):
    client = log_in(staff)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.get(URL).url == PAGE
    return Export.objects.get()


def fresh(export):
    return Export.objects.get(pk=export.pk)


def file_url(export):
    return reverse("export_file", args=[export.pk])


def test_a_long_list_waits_for_a_worker_and_says_so(asked, sent, staff, log_in):
    assert sent == [asked.pk]
    assert (asked.owner, asked.role, asked.rows, asked.state) == (staff, "staff", 6, "waiting")
    page = log_in(staff).get(PAGE).content.decode()
    assert "排队中" in page and "后台程序目前没有响应" in page
    assert log_in(staff).get(file_url(asked)).status_code == 404


def test_when_it_is_made_its_owner_is_told_and_fetches_it(asked, staff, log_in):
    background.run(asked.pk)
    made = fresh(asked)
    assert (made.state, made.written) == (ExportState.DONE, 6)
    client = log_in(staff)
    assert "导出已完成，可以下载" in client.get("/").content.decode()
    answer = client.get(file_url(made))
    book = book_of(b"".join(answer.streaming_content))
    assert len(rows_of(book)) == 6
    assert "导出人：陈示例" in str(every_text(book))
    assert answer["Cache-Control"] == "private, no-store"
    assert "导出已完成" not in client.get("/").content.decode()


@pytest.mark.parametrize("who", ["administrator", "auditor", "colleague", "officer"])
def test_nobody_else_finds_it(asked, who, request, log_in):
    background.run(asked.pk)
    client = log_in(request.getfixturevalue(who))
    assert client.get(file_url(asked)).status_code == 404
    assert client.post(reverse("export_again", args=[asked.pk])).status_code == 404
    assert asked.title not in client.get(PAGE).content.decode()


def test_the_file_lies_where_no_address_and_no_backup_reaches(asked):
    background.run(asked.pk)
    path = Path(fresh(asked).file.path)
    assert path.is_relative_to(settings.EXPORT_ROOT)
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert "portal.Export" in settings.BACKUP_LEAVES_OUT


def test_the_worker_sees_what_the_owner_sees_now(many, sent, officer, tax, log_in):
    """Asked as the officer of one unit: the file holds that unit, and what came after the request too."""
    log_in(officer).get(URL)
    export = Export.objects.get()
    WorkItem.objects.create(unit=tax, kind=ItemKind.KEY_TASK, year=2025, title="后来的任务", deadline_kind="ongoing")  # fmt: skip
    background.run(export.pk)
    texts = every_text(book_of(fresh(export).file.read()))
    assert "后来的任务" in texts
    assert not [text for text in texts if "气象" in text]


def test_a_person_of_two_roles_gets_the_rows_of_the_role_that_asked(many, sent, officer, client):
    Appointment.objects.create(person=officer, role=Role.STAFF, starts_on=date(2020, 1, 1))
    client.force_login(officer)
    client.post(reverse("act_as"), {"role": "staff"})
    client.get(URL)
    export = Export.objects.get()
    background.run(export.pk)
    assert (export.role, fresh(export).rows) == ("staff", 6)


def test_whoever_has_lost_the_role_gets_nothing(asked, staff):
    Appointment.objects.filter(person=staff).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    background.run(asked.pk)
    lost = fresh(asked)
    assert (lost.state, lost.reason) == ("failed", "您已不担任导出时的角色，没有导出。")
    assert not list(Path(settings.EXPORT_ROOT).rglob("*.xlsx"))


def test_what_was_made_in_a_role_is_not_fetched_without_it(asked, staff, client):
    background.run(asked.pk)
    Appointment.objects.filter(person=staff).update(
        ends_on=timezone.localdate() - timedelta(days=1)
    )
    Appointment.objects.create(person=staff, role=Role.AUDITOR, starts_on=date(2020, 1, 1))
    client.force_login(type(staff).objects.get(pk=staff.pk))
    answer = client.get(file_url(asked), follow=True)
    assert "attachment" not in answer.get("Content-Disposition", "")
    assert "已不担任导出时的角色" in answer.content.decode()


def test_a_page_that_is_closed_by_now_is_not_made(many, sent, staff, log_in):
    log_in(staff).get("/queue/")
    export = Export.objects.create(
        owner=staff, role="staff", path="/items/new/x/", query="export=items", title="无"
    )
    background.run(export.pk)
    assert fresh(export).state == "failed"


def test_the_same_list_asked_twice_waits_once(asked, staff, log_in):
    client = log_in(staff)
    client.get(URL)
    client.get(URL + "&page=2")
    client.head(URL + "&sort=title")
    assert Export.objects.count() == 1


def test_a_person_has_only_so_many_under_way(asked, staff, log_in):
    client = log_in(staff)
    for n in range(10):
        client.get(f"{URL}&q=任务&month=2025-{n + 1:02}&sort={n}")
        Export.objects.filter(query__contains=f"sort={n}")
    for n in range(10):
        client.get(f"{URL}&sort={n}")
    assert Export.objects.under_way().count() == background.MOST_WAITING


def test_run_twice_it_is_made_once(asked, monkeypatch):
    runs = []
    write = workbook.write

    def counted(*args, **kwargs):
        runs.append(1)
        background.run(asked.pk)  # the same job, handed over again meanwhile
        return write(*args, **kwargs)

    monkeypatch.setattr(workbook, "write", counted)
    background.run(asked.pk)
    background.run(asked.pk)
    assert (len(runs), fresh(asked).attempts) == (1, 1)


def test_a_run_that_was_taken_for_dead_writes_nothing(asked, monkeypatch):
    """The worker hangs, another makes the file; when the first goes on it must leave that file alone."""
    write = workbook.write
    monkeypatch.setattr(background, "TELL_EVERY", 1)

    def hanging(target, *args, **kwargs):
        monkeypatch.setattr(workbook, "write", write)
        Export.objects.update(touched_at=timezone.now() - timedelta(hours=1))
        background.run(asked.pk)
        return write(target, *args, **kwargs)

    monkeypatch.setattr(workbook, "write", hanging)
    background.run(asked.pk)
    made = fresh(asked)
    assert (made.state, made.attempts) == ("done", 2)
    assert [str(path) for path in Path(settings.EXPORT_ROOT).rglob("*.xlsx")] == [made.file.path]


def test_a_fault_leaves_a_support_number_and_a_second_try(asked, staff, log_in, monkeypatch, sent):
    def broken(*args, **kwargs):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(workbook, "write", broken)
        background.run(asked.pk)
    failed = fresh(asked)
    assert failed.state == "failed" and failed.support_number
    client = log_in(staff)
    assert failed.support_number in client.get(PAGE).content.decode()
    client.post(reverse("export_again", args=[asked.pk]))
    background.run(asked.pk)
    assert fresh(asked).state == "done"
    assert fresh(asked).support_number == ""


def test_what_is_old_is_deleted_and_can_be_made_again(asked, staff, log_in):
    background.run(asked.pk)
    path = Path(fresh(asked).file.path)
    tending.tend()
    assert path.exists()
    tending.tend(timezone.now() + timedelta(days=settings.EXPORT_KEEP_DAYS, minutes=1))
    assert not path.exists()
    client = log_in(staff)
    assert fresh(asked).state == "expired"
    assert client.get(file_url(asked)).status_code == 404
    assert "重新导出" in client.get(PAGE).content.decode()
    client.post(reverse("export_again", args=[asked.pk]))
    background.run(asked.pk)
    assert client.get(file_url(asked)).status_code == 200


def test_a_file_that_nobody_knows_goes_too(asked):
    stray = Path(settings.EXPORT_ROOT, "202501", "stray.xlsx")
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"PK")
    tending.tend(timezone.now() + timedelta(days=settings.EXPORT_KEEP_DAYS + 2))
    assert not stray.parent.exists()


@pytest.mark.parametrize("fault", [OperationalError("no Redis"), ChannelError("disk full")])
def test_beat_hands_over_again_what_the_broker_missed(
    many, staff, log_in, monkeypatch, sent, fault, django_capture_on_commit_callbacks
):
    def unreachable(*args, **kwargs):
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(current_app, "send_task", unreachable)
        client = log_in(staff)
        with django_capture_on_commit_callbacks(execute=True):
            assert client.get(URL).status_code == 302
    tending.tend()
    assert sent == []  # it may be on its way still
    tending.tend(timezone.now() + timedelta(minutes=5))
    assert sent == [Export.objects.get().pk]


def test_a_list_that_kills_every_worker_is_given_up(asked, sent):
    Export.objects.update(
        state="running", attempts=settings.EXPORT_MAX_ATTEMPTS, touched_at=timezone.now() - timedelta(hours=1)
    )  # fmt: skip
    tending.tend()
    given_up = fresh(asked)
    assert given_up.state == "failed" and given_up.support_number
    assert sent == [asked.pk]


def test_too_many_rows_are_refused_with_advice(many, staff, log_in, settings):
    settings.EXPORT_MAX_ROWS = 5
    answer = log_in(staff).get(URL, follow=True)
    assert "一次最多导出 5 行" in answer.content.decode()
    assert not Export.objects.exists()


def test_a_real_worker_makes_it(worker, many, client):
    staff = make_person("staff-of-worker", "陈某戊", Role.STAFF)
    client.force_login(staff)
    worker.start()
    client.get(URL)
    export = Export.objects.get()
    wait_for(lambda: not fresh(export).is_under_way, 30, "the export")
    made = fresh(export)
    assert made.state == "done", (made.reason, worker.log)
    path = worker.folder / "exports" / made.file.name
    assert len(rows_of(book_of(path.read_bytes()))) == 6
