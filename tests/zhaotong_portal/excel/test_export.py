"""Lists as xlsx: readable, harmless, and understood again by the reader."""

import datetime
import io

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from zhaotong_portal.excel import parse_workbook, safe_text, write_table

HEAD = ["责任单位", "服务类别", "服务事项", "责任人", "完成时限", "完成进度"]


def sheet_of(data):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_a_list_has_title_filter_stamp_and_a_frozen_header():
    made = datetime.datetime(2025, 11, 24, 9, 5)
    sheet = sheet_of(
        write_table(
            HEAD,
            [["市税务局", "服务企业", "甲", None, datetime.date(2025, 3, 31), 80]],
            title="三服务清单",
            note="第八片区，滞后",
            made_at=made,
        )
    )
    assert [sheet.cell(r, 1).value for r in range(1, 5)] == [
        "三服务清单",
        "筛选条件：第八片区，滞后",
        "导出时间：2025-11-24 09:05",
        "责任单位",
    ]
    assert sheet.freeze_panes == "A5"
    assert (sheet["E5"].value.date(), sheet["E5"].number_format, sheet["F5"].value) == (
        datetime.date(2025, 3, 31),
        "yyyy-mm-dd",
        80,
    )


def test_columns_are_as_wide_as_their_text_but_not_wider_than_a_page():
    sheet = sheet_of(write_table(["短", "很长的一个栏目名称"], [["甲", "字" * 300]]))
    assert sheet.column_dimensions["A"].width < 10
    assert 40 < sheet.column_dimensions["B"].width < 60


def test_an_empty_list_still_has_its_header():
    assert [c.value for c in sheet_of(write_table(HEAD, []))[1]] == HEAD


def test_a_list_that_goes_out_comes_in_again_as_it_was(directory):
    rows = [
        ["市税务局", "服务企业", "=HYPERLINK(\"x\",\"点我\")", "赵某甲、钱某乙", datetime.date(2025, 3, 31), 80],
        ["市财政局", "服务群众", "@SUM(1+1)*cmd|' /C calc'!A0", "", "长期", 100],
        ["市妇联", "服务基层", "普通事项", "孙某丙", "每月", 0],
    ]  # fmt: skip
    data = write_table(HEAD, rows, title="2025年三服务清单", note="全部")
    records = parse_workbook(data, "导出.xlsx", directory).records
    assert [r.title for r in records] == [row[2] for row in rows]
    assert [r.progress for r in records] == [80, 100, 0]
    assert [(r.deadline_kind, r.deadline) for r in records] == [
        ("date", datetime.date(2025, 3, 31)),
        ("ongoing", None),
        ("monthly", None),
    ]


@given(st.text(alphabet="=+-@|'\t\r\n 　＝＋甲A1()", min_size=1, max_size=12))
def test_no_text_begins_as_a_formula_in_an_export(text):
    written = safe_text(text).lstrip(" \t\r\n　")
    assert written[:1] not in "=@＝" or not written
    if written[:1] in ("+", "-", "＋"):
        assert not written.strip("+-＋ 1\t\r\n　"), repr(written)


def test_numbers_and_dashes_are_left_as_they_are():
    assert [safe_text(t) for t in ("-5", "+30%", "-", "——", "普通")] == [
        "-5",
        "+30%",
        "-",
        "——",
        "普通",
    ]
    assert safe_text("\t=1+A1") == "'=1+A1"
