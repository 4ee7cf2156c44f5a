"""No file ends a worker: each of tests/…/excel/hostile ends in seconds, in little memory, with a sentence.

They are tried in a process of a gigabyte: what took more, or a reader that gives up the whole process, would show as a
missing line. `make soak` adds the large ones and bends thousands of workbooks.
"""

import os
import subprocess
import sys

import pytest

from tests.processes import ROOT
from zhaotong_portal.excel import FileRefused, NameDirectory, parse_workbook
from zhaotong_portal.excel.limits import Limits
from zhaotong_portal.excel.opening import open_workbook

from . import hostile

SOAK = int(os.environ.get("SOAK", "0"))
PATIENCE = 30  # seconds for one file on a machine that does other things too


def tried(*what):
    """{name: (end, seconds)} as the child tells it."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.zhaotong_portal.excel.hostile"]
    done = subprocess.run(
        [*command, *map(str, what)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-200:]
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    return {name: (end, float(seconds)) for name, end, seconds in lines}


def assert_each_ends_well(ended, cases):
    assert {name: end for name, (end, _) in ended.items()} == {
        name: case.end for name, case in cases.items()
    }
    assert max(seconds for _, seconds in ended.values()) < PATIENCE


def test_every_hostile_file_ends_in_time_and_memory_with_its_sentence():
    light = {name: case for name, case in hostile.CASES.items() if not case.is_heavy}
    assert_each_ends_well(tried("light"), light)


@pytest.mark.soak
@pytest.mark.skipif(not SOAK, reason="make soak")
def test_the_large_ones_too():
    assert_each_ends_well(tried("all"), hostile.CASES)


def test_workbooks_bent_at_random_never_end_the_process():
    for ends in (tried("bent", 60, 0), *(tried("bent", 500, n * 500) for n in range(SOAK // 5))):
        assert {end for end, _ in ends.values()} <= {
            hostile.READ, "unreadable_file", "unsupported_format", "too_large", "no_header", "empty_sheet",
            "encrypted_file", "marked: unreadable_file", "marked: too_large",
        }  # fmt: skip
        assert max(seconds for _, seconds in ends.values()) < PATIENCE


@pytest.mark.parametrize("make", [hostile.xlsx, hostile.xls], ids=["xlsx", "xls"])
def test_a_file_cut_off_anywhere_is_told_as_such(make):
    data, units = make(), hostile.directory()
    for length in range(8, len(data) - 1, len(data) // 12):
        with pytest.raises(FileRefused) as refused:
            parse_workbook(data[:length], "清单", units)
        assert refused.value.code == "unreadable_file"


def test_the_limits_are_the_callers():
    data, units = hostile.xlsx([*hostile.ROW[:2], "乙", "3月"]), hostile.directory()
    assert len(parse_workbook(data, "x.xlsx", units, limits=Limits(rows=2)).records) == 2
    for few in (
        Limits(rows=1), Limits(cells=11), Limits(columns=3), Limits(unpacked=1000), Limits(bytes=1000), Limits(sheets=0),
    ):  # fmt: skip
        with pytest.raises(FileRefused) as refused:
            parse_workbook(data, "x.xlsx", units, limits=few)
        assert refused.value.code == "too_large", few
    for few in (Limits(rows=1), Limits(columns=3), Limits(bytes=50)):
        with pytest.raises(FileRefused):
            parse_workbook(hostile.csv_text(hostile.ROW).encode(), "x.csv", units, limits=few)


def test_what_is_beyond_the_limits_is_refused_before_it_is_read(monkeypatch):
    def read(*_):
        raise AssertionError("read all the same")

    monkeypatch.setattr("zhaotong_portal.excel.opening.grids_of", read)
    rows = [[*hostile.ROW[:2], f"第{n}项", "3月"] for n in range(2100)]
    with pytest.raises(FileRefused, match="上限|超过 1,000 行"):
        open_workbook(hostile.xlsx(*rows), limits=Limits(rows=1000))


def test_a_formula_that_nobody_worked_out_is_no_empty_cell():
    case = hostile.CASES["没有结果的公式"]
    parsed = parse_workbook(case.make(), "x.xlsx", hostile.directory(), year=2025)
    assert [record.title for record in parsed.records] == ["甲", '="乙"&"丙"']
    assert [(m.row, m.code) for m in parsed.messages] == [(3, "formula_text")]


def test_texts_that_excel_writes_in_a_roundabout_way_hold_nothing_that_a_database_refuses():
    case = hostile.CASES["控制符与半个字"]
    (record,) = parse_workbook(case.make(), "x.xlsx", hostile.directory(), year=2025).records
    assert "\0" not in record.title
    record.title.encode()


def test_no_likely_unit_is_looked_for_where_a_column_holds_sentences():
    """Comparing 30,000 letters with each unit takes seconds; a thousand such cells would take an hour."""
    asked = []

    class Directory(NameDirectory):
        def suggestions(self, text, limit=3):
            asked.append(text)
            return []

    units = Directory([(1, "昭通市税务局", "市税务局", [])])
    rows = [["市某" * n, *hostile.ROW[1:]] for n in (1, 2, 15_000)]
    rows += [[f"单位{n}", *hostile.ROW[1:]] for n in range(400)]
    parsed = parse_workbook(hostile.xlsx(*rows), "x.xlsx", units, year=2025)
    assert sum(message.code == "unknown_unit" for message in parsed.messages) == 403
    assert max(map(len, asked)) < 100
    assert 200 < len(asked) <= 300
