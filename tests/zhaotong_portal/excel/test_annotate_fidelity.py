"""What goes back to the sender is the sender's workbook: all that no message is about stays byte for byte."""

import io
import struct
import time
import zipfile
import zlib

import openpyxl
import pytest
import xlsxwriter

from zhaotong_portal.excel import Message, annotate, parse_workbook

HEADER = ["责任单位", "服务类别", "服务事项", "完成时限"]
# What a mark may touch: the sheet, its comments and their drawing, formats, and the lists of parts.
TOUCHED = {
    "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml", "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/_rels/workbook.xml.rels", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
}  # fmt: skip


def fault(row, index, text="“待定”不是时限。", sheet="清单", level="error"):
    return Message(level, sheet, row, "", "bad_date", text, index, row)


def png():
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def rich():
    """A list with everything that an office puts into one."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, hidden = book.add_worksheet("清单"), book.add_worksheet("旧数据")
    hidden.hide()
    hidden.write("A1", "往年")
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red"})
    money = book.add_format({"num_format": "#,##0.00", "border": 1, "bg_color": "#DDEEFF"})
    sheet.merge_range("A1:D1", "2025年三服务清单", bold)
    sheet.write_row(1, 0, HEADER, bold)
    sheet.write_row(2, 0, ["市税务局", "服务企业", "甲", "待定"])
    sheet.merge_range("A4:A5", "市财政局", money)
    sheet.write_row(3, 1, ["服务群众", "乙", "待定"])
    sheet.write_row(4, 1, ["服务群众", "丙"])
    sheet.write("D5", 1234.5, money)
    sheet.write_rich_string("F3", "一半", red, "是红的")
    sheet.write_formula("F4", "=LEN(C3)", None, 1)
    sheet.write_comment("C3", "同事的批注")
    sheet.set_column("A:A", 33.5)
    sheet.set_row(3, 45)
    sheet.set_row(9, None, None, {"hidden": True})
    sheet.freeze_panes(2, 1)
    sheet.autofilter("A2:D5")
    sheet.data_validation("B3:B99", {"validate": "list", "source": ["服务企业", "服务群众"]})
    sheet.conditional_format("D3:D9", {"type": "data_bar", "data_bar_2010": True})
    sheet.add_sparkline("G3", {"range": "清单!D3:D5"})
    sheet.insert_image("H2", "章.png", {"image_data": io.BytesIO(png())})
    sheet.insert_textbox("H9", "请各单位认真填写")
    sheet.insert_button("H20", {"caption": "提交"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=清单!$D$3:$D$5"})
    sheet.insert_chart("J2", chart)
    sheet.write_url("I1", "https://example.cn/")
    sheet.set_header("&C机密")
    sheet.protect()
    book.close()
    return out.getvalue()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_all_that_no_message_is_about_stays_as_it_was(rich):
    returned = annotate(rich, [fault(3, 3), fault(5, 0), fault(12, 6, level="warning")])
    before, after = parts(rich), parts(returned)
    assert {name for name in before if before[name] != after[name]} <= TOUCHED
    assert before.keys() == after.keys()
    assert {n for n in before if "drawing" in n or "media" in n or "chart" in n} <= after.keys()
    old, new = (openpyxl.load_workbook(io.BytesIO(data))["清单"] for data in (rich, returned))
    assert [[c.value for c in row[:6]] for row in new.iter_rows(max_row=9)] == [
        [c.value for c in row[:6]] for row in old.iter_rows(max_row=9)
    ]
    assert new["D3"].fill.start_color.rgb == "FFFDECEA"
    assert new["G12"].fill.start_color.rgb == "FFFFF6DC"
    assert new["A4"].comment.text == "需修改：“待定”不是时限。"  # the merged cell that covers A5
    assert new["A4"].number_format == "#,##0.00"
    assert new["A4"].border.left.style == "thin"
    assert (new["D5"].fill.start_color.rgb, new["C3"].comment.text) == ("FFDDEEFF", "同事的批注")
    assert new.column_dimensions["A"].width == old.column_dimensions["A"].width
    assert (new.row_dimensions[4].height, new.row_dimensions[10].hidden) == (45, True)
    assert (new.freeze_panes, str(new.merged_cells)) == (old.freeze_panes, str(old.merged_cells))
    assert (new.auto_filter.ref, new.protection.sheet) == ("A2:D5", True)
    sheet = after["xl/worksheets/sheet1.xml"]
    for kept in (
        b"x14:sparkline",
        b"x14:dataBar",
        b"dataValidation ",
        b"hyperlink ",
        b"headerFooter",
    ):
        assert sheet.count(kept) == before["xl/worksheets/sheet1.xml"].count(kept) > 0, kept
    # One pointer at the old drawing, which holds the button, the colleague's comment and ours.
    assert sheet.count(b"<legacyDrawing ") == 1
    assert after["xl/drawings/vmlDrawing1.vml"].count(b"<v:shape ") == 2 + 3


def test_a_message_goes_below_what_a_colleague_noted(rich):
    sheet = openpyxl.load_workbook(io.BytesIO(annotate(rich, [fault(3, 2)])))["清单"]
    assert sheet["C3"].comment.text == "同事的批注\n需修改：“待定”不是时限。"


def test_marking_a_marked_workbook_says_nothing_twice(rich):
    once = annotate(rich, [fault(3, 3)])
    twice = annotate(once, [fault(3, 3)])
    assert openpyxl.load_workbook(io.BytesIO(twice))["清单"]["D3"].comment.text.count("待定") == 1


def test_the_pointer_at_the_comments_stands_where_excel_wants_it():
    """Behind the chart's drawing, before tables and extensions: in another order Excel offers to mend the file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("清单")
        sheet.add_table("A1:B3", {"data": [["甲", 1], ["乙", 2]]})
        sheet.conditional_format("B1:B3", {"type": "data_bar", "data_bar_2010": True})
        sheet.insert_textbox("D1", "说明")
    text = parts(annotate(out.getvalue(), [fault(2, 0)]))["xl/worksheets/sheet1.xml"]
    places = [text.index(tag) for tag in (b"<drawing ", b"<legacyDrawing ", b"<tableParts ")]
    assert places == sorted(places)
    assert text.index(b"<legacyDrawing ") < text.rindex(b"<extLst>")


def test_rows_and_cells_without_their_own_places_are_counted():
    """Some programs leave out where a row and a cell stand: the next one."""
    book = openpyxl.Workbook()
    book.active.title = "清单"
    for row in [HEADER, ["市税务局", "服务企业", "甲", "待定"]]:
        book.active.append(row)
    out, bare = io.BytesIO(), io.BytesIO()
    book.save(out)
    import re

    with zipfile.ZipFile(bare, "w") as copy:
        for name, text in parts(out.getvalue()).items():
            if "sheet1" in name:
                text = re.sub(rb'(<(?:row|c)) r="[^"]*"', rb"\1", text)
            copy.writestr(name, text)
    sheet = openpyxl.load_workbook(io.BytesIO(annotate(bare.getvalue(), [fault(2, 3)])))["清单"]
    assert [(c.coordinate, c.value) for r in sheet.iter_rows() for c in r if c.comment] == [
        ("D2", "待定")
    ]


def test_a_text_put_in_place_of_a_formula_is_a_text(rich):
    returned = annotate(rich, [], values={("清单", 4, 5): "=cmd|'x'&<y>"})
    cell = openpyxl.load_workbook(io.BytesIO(returned))["清单"]["F4"]
    assert (cell.value, cell.data_type) == ("=cmd|'x'&<y>", "s")
    assert "xl/calcChain.xml" not in parts(returned)


def test_macros_do_not_come_back():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0" + b"x" * 100), is_stream=True)
        sheet = book.add_worksheet("清单")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["市税务局", "服务企业", "甲", "待定"])
    assert "xl/vbaProject.bin" in parts(out.getvalue())
    returned = parts(annotate(out.getvalue(), [fault(2, 3)], "清单.xlsm"))
    assert "xl/vbaProject.bin" not in returned
    assert b"macroEnabled" not in returned["[Content_Types].xml"]
    assert b"vbaProject" not in returned["xl/_rels/workbook.xml.rels"]


def test_a_csv_comes_back_wide_enough_and_with_dates_as_dates(directory):
    import datetime

    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("旧表")
    for r, row in enumerate([HEADER, ["市税务局", "服务企业", "一件名字很长的服务事项", "待定"]]):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    style = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write(2, 3, datetime.date(2025, 3, 1), style)
    sheet.merge(1, 2, 0, 0)
    out = io.BytesIO()
    book.save(out)
    parsed = parse_workbook(out.getvalue(), "旧表.xls", directory, year=2025)
    back = openpyxl.load_workbook(
        io.BytesIO(annotate(out.getvalue(), parsed.messages, "旧表.xls"))
    )["旧表"]
    assert back["D3"].value.date() == datetime.date(2025, 3, 1)
    assert back.column_dimensions["C"].width > back.column_dimensions["B"].width
    assert "A2:A3" in str(back.merged_cells)


def test_twenty_thousand_rows_with_five_hundred_faults_take_seconds():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("清单")
        for row in range(20_000):
            sheet.write_row(row, 0, ["市税务局", "服务企业", f"第{row}项", "待定"] * 3)
    begun = time.perf_counter()
    returned = annotate(out.getvalue(), [fault(row, 3) for row in range(1, 20_000, 40)])
    assert time.perf_counter() - begun < 5
    assert parts(returned)["xl/comments1.xml"].count(b"<comment ") == 500
