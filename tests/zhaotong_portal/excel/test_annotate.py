"""The sender's workbook comes back with each fault at its cell."""

import io
from pathlib import Path

import openpyxl
import xlwt

from zhaotong_portal.excel import annotate, parse_workbook

SAMPLES = Path(__file__).resolve().parents[3] / "fixtures" / "samples"


def marked(data):
    """{(sheet, cell): comment} of every cell that carries one."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        (s.title, c.coordinate): c.comment.text
        for s in book
        for row in s.iter_rows()
        for c in row
        if c.comment
    }


def test_every_fault_of_the_messy_sample_is_at_its_cell(directory):
    path = SAMPLES / "02-市直机关三服务清单汇总表.xlsx"
    parsed = parse_workbook(path, path.name, directory)
    found = marked(annotate(path, parsed.messages))
    assert "“待定后明确”不是时限" in found["汇总", "G44"]
    assert (
        found["汇总", "B60"] == "需修改：“市不存在的办公室”不是已知单位。请改为单位全称或规范简称。"
    )  # merged over three rows
    everything = "\n".join(found.values())
    assert all(
        ("需修改：" if m.is_error else "请留意：") + m.text in everything for m in parsed.messages
    )
    assert (
        len(found)
        == len({(m.index, m.row) for m in parsed.messages if m.code != "unknown_unit"}) + 2
    )


def test_what_the_sender_wrote_stays_as_it_was(directory, workbook):
    rows = [
        ["责任单位", "服务类别", "服务事项", "完成时限"],
        ["市税务居", "服务企业", "=1+cmd|x", "3月底"],
    ]
    data = workbook({"清单": rows})
    returned = annotate(data, parse_workbook(data, "a.xlsx", directory).messages)
    sheet = openpyxl.load_workbook(io.BytesIO(returned))["清单"]
    assert [[c.value for c in row] for row in sheet.iter_rows()] == rows
    assert sheet["C2"].data_type != "f"
    assert set(marked(returned)) == {("清单", "A2"), ("清单", "C2")}
    assert (
        sheet["A2"].fill.start_color.rgb != sheet["C2"].fill.start_color.rgb
    )  # an error and a warning


def test_a_fault_without_a_column_is_told_at_the_beginning_of_its_row(directory, workbook):
    data = workbook({"清单": [["服务类别", "服务事项", "完成时限"], ["服务企业", "甲", "3月底"]]})
    found = marked(annotate(data, parse_workbook(data, "a.xlsx", directory).messages))
    assert list(found) == [("清单", "A2")]
    assert "责任单位" in found["清单", "A2"]


def test_a_csv_comes_back_as_a_workbook_with_the_right_rows_marked(directory):
    text = "2025年三服务清单,,,\n责任单位,服务类别,服务事项,完成时限\n市税务局,服务企业,=1+cmd|x,待定\n"
    data = text.encode("gb18030")
    parsed = parse_workbook(data, "清单.csv", directory)
    returned = annotate(data, parsed.messages, "清单.csv")
    assert set(marked(returned)) == {("清单", "C3"), ("清单", "D3")}
    cell = openpyxl.load_workbook(io.BytesIO(returned))["清单"]["C3"]
    assert (cell.value, cell.data_type) == ("=1+cmd|x", "s")


def test_an_old_xls_comes_back_as_a_workbook(directory):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("旧表")
    for r, row in enumerate(
        [["责任单位", "服务类别", "服务事项", "完成时限"], ["市税务局", "服务企业", "甲", "待定"]]
    ):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    out = io.BytesIO()
    book.save(out)
    parsed = parse_workbook(out.getvalue(), "旧表.xls", directory)
    assert set(marked(annotate(out.getvalue(), parsed.messages, "旧表.xls"))) == {("旧表", "D2")}
