"""Parts of a workbook: entities, links, macros, formulas, passwords that only keep from writing."""

import io

import openpyxl

from tests.zhaotong_portal.excel.hostile.building import (
    HEADER,
    READ,
    ROW,
    SHEET,
    WORKBOOK,
    case,
    replaced,
    sheet_edited,
    with_parts,
    xlsx,
)

_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))


@case("十亿大笑", "unreadable_file")
def _():
    return with_parts(xlsx(), {
        SHEET: lambda text: text.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY l0 "x">' + _LAUGHS + b"]><worksheet", 1)
    })  # fmt: skip


@case("外部实体", "unreadable_file")
def _():
    return with_parts(xlsx(), {
        WORKBOOK: lambda text: text.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook', 1)
    })  # fmt: skip


@case("外部链接", READ)
def _():
    def change(book, sheet):
        sheet.write_formula("F2", "='[//server/share/x.xlsx]Sheet1'!A1", None, "旧值")

    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    return with_parts(xlsx(change=change), add={"xl/externalLinks/externalLink1.xml": link})


@case("带宏的工作簿", READ, "清单.xlsm")
def _():
    return xlsx(
        change=lambda book, sheet: book.add_vba_project(
            io.BytesIO(b"\xd0\xcf\x11\xe0" + b"x" * 99), True
        )
    )


@case("像公式的文字", READ)
def _():
    return xlsx([*ROW[:2], "=cmd|'/C calc'!A0", "3月"], [*ROW[:2], "@SUM(1+1)*cmd", "3月"])


@case("有结果的公式", READ)
def _():
    return xlsx(change=lambda book, sheet: sheet.write_formula(2, 2, '="乙"', None, "乙"))


@case("没有结果的公式", READ)
def _():
    book = openpyxl.Workbook()
    for row in (HEADER, ROW, [*ROW[:2], '="乙"&"丙"', "3月"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@case("只读密码", READ)
def _():
    sharing = (
        b'<fileSharing readOnlyRecommended="1" userName="x" reservationPassword="CC1A"/><workbookPr'
    )
    return with_parts(xlsx(), {WORKBOOK: lambda text: replaced(text, b"<workbookPr", sharing)})


@case("控制符与半个字", READ)
def _():
    return sheet_edited(b"<t>\xe7\x94\xb2</t>", b"<t>_x0000_\xe7\x94\xb2_xD800__x0001_</t>")


@case("两字节编码的部件", "unreadable_file")
def _():
    return with_parts(
        xlsx(), {SHEET: lambda text: text.decode().replace("UTF-8", "UTF-16").encode("utf-16")}
    )
