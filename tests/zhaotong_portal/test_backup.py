"""Database and attachments go into one archive and come back as they were."""

import json
import stat
import zipfile
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from reviews.models import DayKey
from tests.zhaotong_portal.test_migrations import assert_alike, schema
from units.models import District
from zhaotong_portal.backup import archive
from zhaotong_portal.health import HEARTBEAT, keep_heartbeat
from zhaotong_portal.running_lock import running_lock

pytestmark = pytest.mark.django_db(transaction=True)


def run(command, *args, **options):
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def own_lock(settings, tmp_path):
    """A portal that runs on this machine is none of the test's business."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def target(tmp_path):
    return tmp_path / "portal.zip"


@pytest.fixture
def office(settings):
    """A portal with two people and an attachment in a folder."""
    Person = get_user_model()
    for username, name in (("officer05", "赵某甲"), ("secretary05", "王示例")):
        Person.objects.create_user(username=username, name=name, password="something long 1")
    letter = Path(settings.MEDIA_ROOT, "2025", "佐证 材料.txt")
    letter.parent.mkdir(parents=True)
    letter.write_text("现场照片说明", "utf-8")
    return letter


def empty_portal(letter):
    get_user_model().objects.all().delete()
    letter.unlink(missing_ok=True)


def names():
    return sorted(get_user_model().objects.values_list("name", flat=True))


def test_what_was_backed_up_comes_back(office, target):
    run("backup", target)
    empty_portal(office)
    said = run("restore", target)
    assert names() == ["王示例", "赵某甲"]
    assert get_user_model().objects.get(username="officer05").check_password("something long 1")
    assert office.read_text("utf-8") == "现场照片说明"
    assert "附件 1 个" in said


def test_new_rows_after_a_restore_get_numbers_of_their_own(office, target):
    run("backup", target)
    empty_portal(office)
    run("restore", target)
    taken = set(get_user_model().objects.values_list("pk", flat=True))
    newcomer = get_user_model().objects.create_user(username="officer06", name="李某乙")
    assert newcomer.pk not in taken


def test_a_portal_with_data_is_not_overwritten_unasked(office, target):
    run("backup", target)
    get_user_model().objects.create_user(username="officer06", name="李某乙")
    with pytest.raises(CommandError, match="已有数据"):
        run("restore", target)
    assert "李某乙" in names()


def test_a_forgotten_attachment_counts_as_data(office, target):
    run("backup", target)
    get_user_model().objects.all().delete()
    with pytest.raises(CommandError, match="已有数据"):
        run("restore", target)
    assert office.exists()


def test_replace_puts_the_archive_in_place_of_everything(office, target, settings):
    run("backup", target)
    get_user_model().objects.create_user(username="officer06", name="李某乙")
    later = Path(settings.MEDIA_ROOT, "later.txt")
    later.write_text("x")
    run("restore", target, replace=True)
    assert names() == ["王示例", "赵某甲"]
    assert office.exists()
    assert not later.exists()


def test_heartbeats_alone_do_not_make_a_portal_full(office, target):
    run("backup", target)
    empty_portal(office)
    keep_heartbeat(HEARTBEAT)
    run("restore", target)
    assert names() == ["王示例", "赵某甲"]


def test_sessions_and_the_key_of_the_day_are_in_no_archive(office, target, tmp_path):
    """rules.md §5: a key that is thrown away daily would live on in every backup."""
    secret = "a-key-that-must-be-gone-tonight!"
    DayKey.objects.create(day=date(2025, 11, 3), key=secret.encode())
    Session.objects.create(
        session_key="cookie-of-somebody", expire_date=timezone.now() + timedelta(days=1)
    )
    run("backup", target)
    with zipfile.ZipFile(target) as kept:
        for name in kept.namelist():
            content = kept.read(name)
            assert secret.encode() not in content, name
            assert secret.encode().hex().encode() not in content, name
            assert b"cookie-of-somebody" not in content, name
    assert DayKey.objects.exists(), "the running portal keeps its key"


def test_the_archive_is_for_its_owner_only(office, target):
    run("backup", target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_backup_that_breaks_off_leaves_the_last_one(office, target, monkeypatch):
    run("backup", target)
    before = target.read_bytes()

    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "write", full)
    with pytest.raises(OSError, match="No space"):
        run("backup", target)
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.glob(".backup-*")] == []


class TestRefused:
    """Each is found before anything is touched."""

    @pytest.fixture(autouse=True)
    def untouched(self, office):
        yield
        assert names() == ["王示例", "赵某甲"]
        assert office.exists()

    def refused(self, target, why):
        with pytest.raises(CommandError, match=why):
            run("restore", target, replace=True)

    def test_no_such_file(self, tmp_path):
        self.refused(tmp_path / "nothing.zip", "没有这个文件")

    def test_something_else(self, target):
        target.write_bytes(b"not an archive")
        self.refused(target, "不是平台的备份")

    def test_a_damaged_archive(self, target):
        run("backup", target)
        content = bytearray(target.read_bytes())
        middle = len(content) // 3
        content[middle : middle + 64] = bytes(64)
        target.write_bytes(content)
        self.refused(target, "已损坏")

    @pytest.mark.parametrize(
        ("field", "value", "why"),
        [
            ("format", 99, "格式不认识"),
            ("engine", "oracle", "不能互相恢复"),
            ("migrations", ["units.9999_from_the_future"], "更新的版本"),
        ],
    )
    def test_an_archive_of_another_portal(self, target, field, value, why):
        with zipfile.ZipFile(target, "w") as made:
            made.writestr(archive.DESCRIPTION, json.dumps(self.description() | {field: value}))
        self.refused(target, why)

    def description(self):
        return {
            "format": archive.FORMAT,
            "engine": connection.vendor,
            "made_at": "2025-11-30T08:00:00+08:00",
            "migrations": [],
            "attachments": 0,
        }

    def test_while_the_portal_runs(self, target):
        run("backup", target)
        with running_lock():
            self.refused(target, "正在运行")


def test_a_file_that_would_climb_out_of_its_folder_is_left_out(office, target, tmp_path):
    run("backup", target)
    with zipfile.ZipFile(target, "a") as made:
        made.writestr("attachments/../../climbed.txt", "x")
    run("restore", target, replace=True)
    assert list(tmp_path.rglob("climbed.txt")) == []


def test_an_archive_of_an_older_version_is_brought_up_to_date(office, target):
    """A backup is made while a table of today's version does not exist yet; today's version restores it.

    On PostgreSQL all tables are then made by the migrations: they are those that the models describe.
    """
    described = schema(connection)
    District.objects.create(order=1, name="第一片区")
    call_command("migrate", "sessions", "zero", verbosity=0)
    try:
        run("backup", target)
    finally:
        call_command("migrate", verbosity=0)
    District.objects.update(name="改了的名字")
    run("restore", target, replace=True)
    assert District.objects.get().name == "第一片区"
    assert Session.objects.count() == 0, "the table is there again"
    assert_alike(schema(connection), described)
    assert names() == ["王示例", "赵某甲"]
