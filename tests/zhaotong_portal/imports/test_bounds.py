"""Large and hostile files at the door: what is too large is told at once, and nothing lands outside the imports' folder."""

import time
from pathlib import Path

import pytest
from django.conf import settings as portal_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import WorkItem
from tests.import_world import ROW, changed, hand_in, workbook
from tests.zhaotong_portal.excel import hostile
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.models import ImportBatch

pytestmark = pytest.mark.any_database

NAMES = [
    "../../../../tmp/外面.xlsx", "/etc/passwd", "..\\..\\windows\\清单.xlsx", "清单\0.xlsx", "名" * 300 + ".xlsx",
    "清单\u202excod.xlsx", "清单.xlsx/../../x", "..", "清单.xl\n\r<b>s", "con.xlsx", "'; drop table.xlsx", "清单.xlsx.exe",
]  # fmt: skip


@pytest.fixture
def admin_client(log_in, administrator):
    return log_in(administrator)


def files_below(folder):
    return {path for path in Path(folder).rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_whatever_a_file_is_called_it_is_kept_in_the_imports_folder(name, admin_client, units):
    root = Path(portal_settings.MEDIA_ROOT)
    outside = files_below(root.parent)
    content = workbook([ROW]).read()
    answer = admin_client.post("/imports/", {"file": _named(content, name)}, follow=True)
    assert answer.status_code in (200, 422)
    new = files_below(root.parent) - outside
    for batch in ImportBatch.objects.all():
        assert batch.state == "previewed"
        assert "/" not in batch.file_name
        assert batch.file_name.isprintable()
        assert len(batch.file_name) <= 255
        assert new == {Path(batch.file.path)}
        assert admin_client.get(f"{batch.get_absolute_url()}marked/").status_code == 200
    assert all(path.is_relative_to(root / "imports") for path in new)
    assert new or answer.status_code == 422


def _named(content, name):
    file = SimpleUploadedFile("x.xlsx", content)
    file._name = name  # as a browser could send it: the class itself would put it right
    return file


def test_a_part_that_names_a_place_outside_is_never_written(admin_client, units, tmp_path):
    data = hostile.CASES["名字带上级目录的部件"].make()
    before = files_below(tmp_path)
    admin_client.post("/imports/", {"file": SimpleUploadedFile("清单.xlsx", data)})
    batch = ImportBatch.objects.get()
    assert admin_client.get(f"{batch.get_absolute_url()}marked/").status_code == 200
    assert files_below(tmp_path) - before == {Path(batch.file.path)}
    assert not Path("/tmp/hostile-was-here").exists()


def test_sixty_megabytes_are_turned_away_unread(admin_client, units, monkeypatch):
    def read(*_, **__):
        raise AssertionError("read all the same")

    monkeypatch.setattr("zhaotong_portal.imports.batches.parse_workbook", read)
    begun = time.perf_counter()
    file = SimpleUploadedFile("清单.xlsx", b"PK" + bytes(60 * 2**20))
    answer = admin_client.post("/imports/", {"file": file})
    assert (answer.status_code, ImportBatch.objects.count()) == (422, 0)
    assert "20 MB 的上限" in answer.content.decode().replace("\u00a0", " ")
    assert time.perf_counter() - begun < 20


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("IMPORT_MAX_ROWS", 3, "4 行，上限 3 行"),
        ("IMPORT_MAX_UNPACKED", 2000, "解压后超过"),
        ("IMPORT_MAX_COLUMNS", 5, "第 6 列"),
        ("IMPORT_MAX_CELLS", 20, "第 6 行"),
    ],
)
def test_the_limits_are_settings_and_the_page_says_what_to_do(
    setting, value, told, admin_client, administrator, units, settings
):
    rows = [changed(c2=f"事项{n}") for n in range(4)]
    assert hand_in(administrator, rows).state == "previewed"
    setattr(settings, setting, value)
    batch = hand_in(administrator, rows)
    assert batch.refusal["code"] == "too_large"
    assert told in batch.refusal["text"] or setting == "IMPORT_MAX_CELLS"
    assert "请删去多余的工作表、空白行列和图片，或分成几份上传。" in batch.refusal["text"]
    assert "分成几份上传" in admin_client.get(batch.get_absolute_url()).content.decode()


def test_what_a_cell_hides_is_no_fault_of_the_database(administrator, units):
    """NUL and half a letter, as Excel writes them into a workbook, go in on either database."""
    file = SimpleUploadedFile("清单.xlsx", hostile.CASES["控制符与半个字"].make())
    batch = batches.take_upload(file, administrator)
    assert batch.state == "previewed", batch.refusal
    batches.commit(batch.pk, administrator)
    assert "甲" in WorkItem.objects.get().title


def test_a_commit_asks_as_many_queries_for_two_thousand_rows_as_for_twenty(administrator, units):
    asked = []
    for count in (20, 2000):
        batch = hand_in(administrator, [changed(c2=f"共{count}项之{n}") for n in range(count)])
        with CaptureQueriesContext(connection) as queries:
            batches.commit(batch.pk, administrator, seen=batch.plan["digest"])
        asked.append(len(queries))
    assert asked[1] <= asked[0]  # the first one also fills what is remembered between imports
    assert WorkItem.objects.count() == 2020


def test_the_rows_that_were_seen_are_not_written_once_more(administrator, units):
    batch = hand_in(administrator, [ROW])
    with CaptureQueriesContext(connection) as queries:
        batches.commit(batch.pk, administrator, seen=batch.plan["digest"])
    updates = [q["sql"] for q in queries if q["sql"].startswith('UPDATE "portal_importbatch"')]
    assert updates
    assert not any('"plan"' in sql for sql in updates)
    batch.refresh_from_db()
    assert batch.plan["rows"][0]["title"] == ROW[2]
