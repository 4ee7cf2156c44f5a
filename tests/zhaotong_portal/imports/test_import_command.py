"""`import_checklist`: the samples as their expected.json say, nothing written without --commit, never doubled."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reviews.models import Finding
from tasks.models import KeyTask, LedProject, ServiceItem, ServiceList, WorkItem
from tests.import_world import (  # noqa: F401
    ROW,
    SAMPLES,
    all_units,
    changed,
    expected_of,
    sample,
    table_counts,
    workbook,
)

pytestmark = pytest.mark.usefixtures("all_units")
LISTS = sorted(path for path in SAMPLES.glob("[0-9]*") if path.suffix != ".json")
HOSTILE = sorted(path for path in (SAMPLES / "hostile").iterdir() if path.suffix != ".json")
# What depends on the database is left out of the expected files (README of the samples).
OF_THE_DATABASE = {"unknown_item", "report_not_open"}


def run(path, *options):
    """(exit code, what it printed as JSON)."""
    out = StringIO()
    code = 0
    try:
        call_command("import_checklist", str(path), "--json", *options, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, json.loads(out.getvalue())


def places(messages):
    return sorted(
        (m["level"], m["sheet"], m["row"], m["column"], m["code"])
        for m in messages
        if m["code"] not in OF_THE_DATABASE
    )


@pytest.mark.any_database
@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name[:2])
def test_a_sample_is_understood_as_expected(path):
    expected = expected_of(path)
    code, printed = run(path)
    assert code == (1 if expected["counts"]["error"] else 0)
    assert printed["rows"] == expected["rows"]
    assert places(printed["messages"]) == places(expected["messages"])
    for key in ("file", "kind", "year", "committed"):
        assert printed[key] == expected[key]
    depends = sum(m["code"] in OF_THE_DATABASE for m in printed["messages"])
    expected["counts"]["warning"] += depends
    assert printed["counts"] == expected["counts"]


@pytest.mark.any_database
@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_a_hostile_file_is_refused_as_a_whole_or_read_safely(path):
    expected = expected_of(path)
    # 公式注入.xlsx names no year anywhere.
    code, printed = run(path, *([f"--year={expected['year']}"] if "year" in expected else []))
    if "refused" in expected:
        assert code == 2
        assert printed["refused"]["code"] == expected["refused"]["code"]
        assert printed["refused"]["text"].endswith("。")
    else:
        assert (code, printed["rows"]) == (0, expected["rows"])


def test_a_dry_run_writes_nothing():
    before = table_counts()
    for path in LISTS:
        run(path)
    assert table_counts() == before


@pytest.mark.parametrize("start", ["01", "03", "04", "05", "06", "07", "09", "10"])
def test_what_is_brought_in_twice_is_there_once(start):
    path = sample(start)
    code, first = run(path, "--commit")
    assert (code, first["committed"]) == (0, True)
    stood = (WorkItem.objects.count(), Finding.objects.count(), ServiceList.objects.count())
    code, again = run(path, "--commit")
    assert code == 0
    assert again["counts"]["unchanged"] == again["counts"]["rows"] == first["counts"]["create"]
    assert (WorkItem.objects.count(), Finding.objects.count(), ServiceList.objects.count()) == stood


def test_rows_arrive_in_the_database_as_they_were_printed():
    _, printed = run(sample("01"), "--commit")
    stored = {
        (item.unit.name, item.title): (item.category, item.deadline_kind, item.people)
        for item in ServiceItem.objects.select_related("unit")
    }
    assert stored == {
        (row["unit"], row["title"]): (row["category"], row["deadline_kind"], row["people"])
        for row in printed["rows"]
    }


def test_secretary_led_and_branch_led_are_told_apart():
    run(sample("04"), "--commit")
    assert set(LedProject.objects.values_list("lead", flat=True)) == {"secretary_led"}
    run(sample("05"), "--commit")
    assert LedProject.objects.filter(lead="branch_led").count() == expected_of(sample("05"))["counts"]["create"]  # fmt: skip


def test_a_key_task_for_all_units_becomes_one_task_a_unit():
    _, printed = run(sample("06"), "--commit")
    for_all = [row for row in printed["rows"] if row["co_units"] == ["*"]]
    assert for_all
    for row in for_all:
        assert KeyTask.objects.filter(title=row["title"]).count() == 84


def test_faulty_rows_keep_everything_out_unless_told_otherwise():
    path = sample("02")
    before = table_counts()
    code, printed = run(path, "--commit")
    assert (code, printed["committed"]) == (1, False)
    assert table_counts() == before
    code, printed = run(path, "--commit", "--skip-errors")
    assert (code, printed["committed"]) == (1, True)
    assert WorkItem.objects.count() == expected_of(path)["counts"]["create"] == 282
    _, again = run(path)
    assert (again["counts"]["unchanged"], again["counts"]["error"]) == (282, 10)


def test_progress_on_items_that_nobody_knows_waits_for_a_choice():
    before = table_counts()
    code, printed = run(sample("08"), "--commit")
    assert (code, printed["committed"]) == (1, False)
    assert {m["code"] for m in printed["messages"]} == {"unknown_item"}
    assert table_counts() == before


def test_an_item_for_all_units_in_a_service_list_is_one_item_a_unit(tmp_path):
    path = tmp_path / "清单.xlsx"
    path.write_bytes(workbook([changed(c0="市直各单位")]).read())
    run(path, "--commit")
    assert ServiceItem.objects.count() == 84
    _, again = run(path, "--commit")
    assert again["counts"]["unchanged"] == 1
    assert ServiceItem.objects.count() == 84


def test_a_file_that_is_not_there_is_said():
    with pytest.raises(CommandError, match="读不到文件"):
        call_command("import_checklist", "nowhere.xlsx")


def test_people_read_the_summary_and_each_fault(capsys):
    with pytest.raises(SystemExit) as end:
        call_command("import_checklist", str(sample("02")))
    assert end.value.code == 1
    said = capsys.readouterr().out
    assert "292 行，新增 282" in said
    assert "尚未写入" in said
    assert "市不存在的办公室" in said
