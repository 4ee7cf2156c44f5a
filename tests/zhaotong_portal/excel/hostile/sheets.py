"""Sheets beyond any size, merges without end, names twice."""

import io

import xlsxwriter

from tests.zhaotong_portal.excel.hostile.building import (
    HEADER,
    READ,
    ROW,
    STRINGS,
    WORKBOOK,
    case,
    more_rows,
    replaced,
    sheet_edited,
    with_parts,
    xlsx,
)


@case("最末一格有内容", "too_large")
def _():
    return more_rows(
        [b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>']
    )


@case("最末一格有内容，属性写法不同", "too_large")
def _():
    return more_rows(
        [b"<row r='1048576'><c t='inlineStr' r='XFD1048576'><is><t>x</t></is></c></row>"]
    )


@case("一行一万六千列", "too_large")
def _():
    return xlsx(["x"] * 16_384)


@case("两百列", READ)
def _():
    return xlsx([*ROW[:2], "乙", "6月", *["x"] * 196])


@case("一百万个空白行", READ, heavy=True)
def _():
    return more_rows(b'<row r="%d" ht="20" customHeight="1"/>' % n for n in range(3, 1_048_577))


@case("一百万个只有格式的行", READ, heavy=True)
def _():
    return more_rows(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 1_048_577))


@case("一百万行有内容", "too_large", heavy=True)
def _():
    return more_rows(
        b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(3, 1_000_003)
    )


@case("十万零一条记录", "too_large", heavy=True)
def _():
    return xlsx(*([*ROW[:2], f"第{n}项", ROW[3]] for n in range(100_000)))


@case("十万条记录", READ, heavy=True)
def _():
    return xlsx(*([*ROW[:2], f"第{n}项", ROW[3]] for n in range(99_999)))


@case("一格三万多字", READ)
def _():
    return xlsx(
        [*ROW[:2], "乙" * 32_767, "3月"],
        [*ROW[:2], "丙", "年月日3至" * 6_500],
        ["单位、" * 10_000, *ROW[1:]],
    )


@case("一格全是空白与标点", READ)
def _():
    return xlsx(
        [*ROW[:2], " \u3000" * 16_000 + "乙", "2025-" * 6_000],
        ["（" * 16_000, "服务" * 8_000, "丁", "（" * 30_000],
    )


def _strings(count):
    texts = b"".join(b"<si><t>%d</t></si>" % n for n in range(count))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("清单")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ROW)
    return with_parts(
        out.getvalue(), {STRINGS: lambda text: replaced(text, b"</sst>", texts + b"</sst>")}
    )


@case("一百万条共用文字", READ, heavy=True)
def _():
    return _strings(1_000_000)


@case("五百万条共用文字", "too_large", heavy=True)
def _():
    return _strings(5_000_000)


def _merged(*refs):
    merges = b"".join(b'<mergeCell ref="%s"/>' % ref for ref in refs)
    return b"</sheetData><mergeCells>" + merges + b"</mergeCells>"


@case("整张表合并成一格", "empty_sheet")
def _():
    return sheet_edited(b"</sheetData>", _merged(b"A1:XFD1048576"))


@case("三十万处互相重叠的合并", "unreadable_file")
def _():
    rows = xlsx(*([*ROW[:2], f"第{n}项", ROW[3]] for n in range(2000)))
    return sheet_edited(b"</sheetData>", _merged(*[b"A1:XFD1048576"] * 300_000), rows)


@case("颠倒的合并", READ)
def _():
    return sheet_edited(b"</sheetData>", _merged(b"D9:A2", b"B2:B2"))


@case("两张同名的工作表", "unreadable_file")
def _():
    data = xlsx(change=lambda book, sheet: book.add_worksheet("另一张"))
    return with_parts(
        data, {WORKBOOK: lambda text: text.replace("另一张".encode(), "清单".encode())}
    )


@case("十万张工作表指向同一部件", "too_large")
def _():
    more = b"".join(
        b'<sheet name="S%d" sheetId="%d" r:id="rId1"/>' % (n, n + 2) for n in range(100_000)
    )
    return with_parts(
        xlsx(), {WORKBOOK: lambda text: replaced(text, b"</sheets>", more + b"</sheets>")}
    )


@case("两张工作表指向同一部件", "unreadable_file")
def _():
    more = b'<sheet name="S" sheetId="2" r:id="rId1"/>'
    return with_parts(
        xlsx(), {WORKBOOK: lambda text: replaced(text, b"</sheets>", more + b"</sheets>")}
    )


@case("工作表名字带引号", READ)
def _():
    return with_parts(
        xlsx(),
        {WORKBOOK: lambda text: text.replace("清单".encode(), b"A&apos;B&quot;&lt;")},
    )
