"""责任清单: three layers merged a unit; a change in mid-year touches and tells those it concerns and keeps what was done."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tasks.duties import fulfilling, issuing, writing
from tasks.duties.merging import merged
from tasks.models import Delivery, Duty, DutyTemplate
from units.handover_pack import sections_of
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, StateChanged

YEAR = 2026


def template(layer="common", title="讲党课", sort="first_person", **fields):
    return SimpleNamespace(layer=layer, sort=sort, title_key=title, unit_kind="", unit_id=None, **fields)  # fmt: skip


def test_the_narrower_layer_replaces_a_duty_of_the_same_name():
    common, of_kind, of_unit = template(), template("kind"), template("unit")
    of_kind.unit_kind, of_unit.unit_id = "vertical", 7
    other = template(title="领办项目")
    written = [of_unit, common, other, of_kind]

    def owed(pk, kind):
        return set(map(id, merged(written, SimpleNamespace(pk=pk, kind=kind)).values()))

    assert owed(7, "vertical") == {id(of_unit), id(other)}
    assert owed(8, "vertical") == {id(of_kind), id(other)}
    assert owed(9, "party_government") == {id(common), id(other)}


def test_the_same_name_under_another_sort_is_another_duty():
    both = [template(sort="main"), template(sort="dual_duty")]
    assert len(merged(both, SimpleNamespace(pk=1, kind="vertical"))) == 2


def write(staff, title="讲党课", layer="common", **fields):
    known = {"sort": "first_person", "standard": "每年1次。", "time_limit": "12月底前", "order": 10}
    return writing.write(staff, year=YEAR, layer=layer, title=title, **known | fields)


@pytest.fixture
def issued(units, staff, officer, other_officer):
    """讲党课 for all, 联席会 for vertical units (市税务局)."""
    written = [write(staff), write(staff, "参加联席会", "kind", unit_kind="vertical")]
    issuing.issue(YEAR, staff)
    return written


def duty_of(unit, title="讲党课"):
    return Duty.objects.get(unit=unit, template__title=title)


def test_issuing_gives_each_unit_its_merged_list(issued, units, tax, officer, staff):
    assert [Duty.objects.filter(unit=unit).count() for unit in units] == [2, 1, 1, 1]
    assert Delivery.objects.filter(recipient=officer, subject__contains="责任清单已印发").exists()
    with pytest.raises(StateChanged, match="没有变化"):
        issuing.issue(YEAR, staff)


def test_a_change_touches_only_those_it_concerns_and_keeps_what_was_done(
    issued, tax, weather, officer, other_officer, staff
):
    of_vertical = issued[1]
    done = fulfilling.report(duty_of(tax, "参加联席会").pk, officer, "参加2次", True, 1)
    Delivery.objects.all().delete()
    untouched = list(Duty.objects.exclude(pk=done.pk).order_by("pk").values())
    writing.revise(of_vertical.pk, staff, why="增加落实时限", standard="会后10日内落实。")
    assert [(change.unit, change.said) for change in issuing.pending(YEAR)] == [(tax, "变动 1 项")]
    issuing.issue(YEAR, staff)
    done.refresh_from_db()
    assert (done.state, done.progress, done.template.version) == ("done", "参加2次", 2)
    assert done.answers_an_older_version
    assert list(Duty.objects.exclude(pk=done.pk).order_by("pk").values()) == untouched
    told = set(Delivery.objects.values_list("recipient__username", flat=True))
    assert told == {officer.username}
    assert list(Duty.objects.unseen().filter(unit=tax, pk=done.pk)) == [done]
    entry = AuditEntry.objects.about(done).first()
    assert entry.changes["履职标准"] == ["每年1次。", "会后10日内落实。"]


def test_a_unit_of_its_own_gets_its_own_words_and_gives_them_back(issued, tax, weather, staff):
    own = write(staff, layer="unit", unit=weather, standard="每半年1次。")
    issuing.issue(YEAR, staff)
    assert duty_of(weather).template == own
    assert duty_of(tax).template == issued[0]
    writing.end(own.pk, staff, "恢复共性标准")
    issuing.issue(YEAR, staff)
    assert duty_of(weather).template == issued[0]


def test_an_ended_duty_stays_with_what_was_done(issued, tax, officer, staff):
    fulfilling.report(duty_of(tax).pk, officer, "已讲1次", True, 1)
    writing.end(issued[0].pk, staff, "并入年度计划")
    issuing.issue(YEAR, staff)
    duty = Duty.objects.get(unit=tax, template=issued[0])
    assert (duty.state, duty.progress) == ("ended", "已讲1次")
    with pytest.raises(StateChanged):
        fulfilling.report(duty.pk, officer, "再写", False, duty.row_version)


def test_what_was_issued_changes_only_as_a_new_version(issued, staff):
    with pytest.raises(ValidationError, match="变动理由"):
        writing.revise(issued[0].pk, staff, standard="每年2次。")
    with pytest.raises(ValidationError, match="印发以后不能再改"):
        writing.revise(issued[0].pk, staff, why="改名", title="讲两次党课")
    following = writing.revise(issued[0].pk, staff, why="提高要求", standard="每年2次。")
    issued[0].refresh_from_db()
    assert (issued[0].standard, following.version) == ("每年1次。", 2)
    with pytest.raises(StateChanged):
        writing.revise(issued[0].pk, staff, why="又一版", standard="每年3次。")
    writing.revise(following.pk, staff, standard="每年4次。")  # a draft changes in place
    assert DutyTemplate.objects.count() == 3


def test_two_who_write_at_once_do_not_overwrite_each_other(issued, tax, officer, secretary):
    duty = duty_of(tax)
    fulfilling.report(duty.pk, officer, "讲了1次", False, duty.row_version)
    with pytest.raises(StateChanged, match="他人已填写"):
        fulfilling.report(duty.pk, secretary, "还没讲", False, duty.row_version)


def test_only_the_unit_reports_and_only_staff_issue(
    issued, tax, officer, staff, leader, other_officer
):
    with pytest.raises(NotAllowed):
        fulfilling.report(duty_of(tax).pk, staff, "代填", True, 1)
    with pytest.raises(Duty.DoesNotExist):
        fulfilling.report(duty_of(tax).pk, other_officer, "别人的", True, 1)
    for person in (officer, leader):
        with pytest.raises(NotAllowed):
            issuing.issue(YEAR, person)


def test_the_next_officer_finds_what_is_not_fulfilled(issued, tax, officer):
    fulfilling.report(duty_of(tax).pk, officer, "已讲1次", True, 1)
    pack = {section.title: section for section in sections_of(tax, "officer")}
    (row,) = pack["未履行的责任清单"].rows
    assert row[0].startswith("参加联席会")


def test_the_layers_are_held_by_the_database(tax):
    known = {
        "year": YEAR,
        "sort": "main",
        "title": "讲党课",
        "standard": "1次",
        "time_limit": "全年",
    }
    for wrong in ({"layer": "kind"}, {"layer": "unit"}, {"layer": "common", "unit": tax}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DutyTemplate.objects.create(**known | wrong)


def test_last_years_list_is_a_beginning(issued, staff):
    assert writing.begin_from_last_year(YEAR + 1, staff) == 2
    drafts = DutyTemplate.objects.of_year(YEAR + 1)
    assert set(drafts.values_list("version", "issued_on")) == {(1, None)}
    with pytest.raises(StateChanged):
        writing.begin_from_last_year(YEAR + 1, staff)


def test_the_pages_say_what_changed_and_keep_what_was_typed(
    log_in, issued, tax, officer, staff, settings
):
    writing.revise(issued[1].pk, staff, why="增加时限", standard="会后10日内落实。")
    issuing.issue(YEAR, staff)
    client = log_in(officer)
    html = client.get(f"/duties/?year={YEAR}").content.decode()
    assert "参加联席会" in html and "变动" in html
    assert f"{YEAR}年责任清单有变动" in client.get("/").content.decode()
    client.post(f"/duties/seen/{tax.pk}/{YEAR}/")
    assert not Duty.objects.filter(unit=tax).unseen().exists()
    duty = duty_of(tax, "参加联席会")
    refused = client.post(f"/duties/{duty.pk}/", {"progress": "已落实", "version": 0})
    assert refused.status_code == 422
    assert "已落实" in refused.content.decode()
    kept = client.post(f"/duties/{duty.pk}/", {"progress": "已落实", "done": "on", "version": duty.row_version})  # fmt: skip
    assert kept.status_code == 302
    assert duty_of(tax, "参加联席会").state == "done"


def test_staff_write_a_duty_and_are_told_what_is_missing(log_in, staff, units):
    client = log_in(staff)
    form = {"layer": "kind", "unit_kind": "", "unit": "", "sort": "main", "title": "研究党建", "standard": "", "time_limit": "", "order": "1"}  # fmt: skip
    answer = client.post(f"/duties/templates/{YEAR}/new/", form)
    assert answer.status_code == 422
    assert {"unit_kind", "standard", "time_limit"} <= set(answer.context["form"].errors)
    form |= {"unit_kind": "vertical", "standard": "每季度1次", "time_limit": "每季度末"}
    assert client.post(f"/duties/templates/{YEAR}/new/", form).status_code == 302
    page = client.get(f"/duties/templates/{YEAR}/")
    assert "1 个单位的清单将变化" in page.content.decode()
    client.post(f"/duties/templates/{YEAR}/issue/")
    assert Duty.objects.get().unit == units[0]


def test_the_overview_costs_the_same_for_few_and_many(log_in, staff, issued, django_assert_max_num_queries):  # fmt: skip
    client = log_in(staff)
    with django_assert_max_num_queries(12) as few:
        client.get(f"/duties/?year={YEAR}")
    for number in range(6):
        write(staff, f"事项{number}")
    issuing.issue(YEAR, staff)
    with django_assert_max_num_queries(len(few)):
        client.get(f"/duties/?year={YEAR}")
