"""Whole files: which sheets are read, what kind and year they are of, what is refused."""

import io
import zipfile

import openpyxl
import pytest

from zhaotong_portal.excel import KINDS, FileRefused, parse_workbook
from zhaotong_portal.excel.opening import open_workbook

LIST = [["责任单位", "服务类别", "服务事项", "完成时限"], ["市税务局", "服务企业", "甲", "3月底"]]


def test_hidden_sheets_covers_instructions_and_look_up_lists_are_left_out(workbook, directory):
    data = workbook(
        {
            "封面": [["2025年“三服务”清单"]],
            "填表说明": [["字段", "怎样填"], ["服务事项", "写明做什么"], ["完成时限", "填到月"]],
            "清单": LIST,
            "单位代码表": [["单位全称", "单位简称"], ["昭通市财政局", "市财政局"]],
            "旧清单": [*LIST, ["市财政局", "服务企业", "乙", "3月底"]],
        },
        hidden=("旧清单",),
    )
    parsed = parse_workbook(data, "x.xlsx", directory)
    assert [(r.sheet, r.title) for r in parsed.records] == [("清单", "甲")]
    assert parsed.year == 2025  # from the cover
    assert not parsed.messages


def test_hidden_rows_and_columns_are_data(directory):
    book = openpyxl.Workbook()
    for line in LIST:
        book.active.append(line)
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    out = io.BytesIO()
    book.save(out)
    assert parse_workbook(out.getvalue(), "x.xlsx", directory).records[0].category == "enterprise"


def test_an_error_value_is_no_empty_cell_that_takes_the_unit_above(read):
    parsed = read([*LIST, ["#N/A", "服务企业", "乙", "#REF!"]])
    assert [r.unit is None for r in parsed.records] == [False, True]
    assert [(m.column, m.code) for m in parsed.messages] == [
        ("责任单位", "unknown_unit"),
        ("完成时限", "bad_date"),
    ]


def test_a_leading_unit_beside_a_responsible_one(read):
    parsed = read(
        [
            ["牵头单位", "责任单位", "重点任务", "完成时限"],
            ["市税务局", "市财政局、市妇联", "甲", "3月"],
        ]
    )
    assert parsed.records[0].unit.name == "国家税务总局昭通市税务局"
    assert parsed.records[0].co_unit_names == ["昭通市财政局", "昭通市妇女联合会"]


def test_a_sheet_a_unit_and_duplicates_across_sheets(workbook, directory):
    lines = [["事项", "服务类别", "时限"], ["甲", "服务企业", "年底"]]
    parsed = parse_workbook(
        workbook({"市税务局": lines, "市妇联": lines, "市税务局补": lines}), "x.xlsx", directory
    )
    assert [r.unit.short if hasattr(r.unit, "short") else r.unit.name for r in parsed.records] == [
        "国家税务总局昭通市税务局",
        "昭通市妇女联合会",
        "国家税务总局昭通市税务局",
    ]
    assert [(m.sheet, m.code) for m in parsed.messages] == [("市税务局补", "duplicate_row")]
    assert "市税务局" in parsed.messages[0].text


def test_a_sheet_of_another_kind_is_said_and_not_read(workbook, directory):
    led = [
        ["单位", "项目名称", "领办书记", "支部名称", "完成时限"],
        ["市税务局", "项目", "赵某甲", "第一支部", "9月"],
    ]
    parsed = parse_workbook(
        workbook({"三服务": LIST * 1 + [["市财政局", "服务企业", "乙", "3月底"]], "书记领办": led}),
        "x.xlsx",
        directory,
    )
    assert parsed.kind == "service_item"
    assert [m.code for m in parsed.messages] == ["other_kind"]
    assert "书记领办" not in {r.sheet for r in parsed.records}


@pytest.mark.parametrize(
    ("kind", "title", "rows"),
    [
        ("service_item", "", LIST),
        ("service_item", "", [["单位", "类型", "工作任务", "时间"], ["市税务局", "服务基层", "甲", "3月"]]),
        ("led_project", "2025年“支部引办”项目", [["单位", "项目名称", "责任人", "时限"], ["市税务局", "甲", "赵某甲", "3月"]]),
        ("led_project", "", [["责任单位", "领办项目", "领办书记", "完成时间"], ["市税务局", "甲", "赵某甲", "3月"]]),
        ("key_task", "", [["工作任务", "责任部门", "办结时限"], ["甲", "市税务局", "3月"]]),
        ("key_task", "2025年党建工作要点任务分解表", [["工作事项", "牵头部门", "协办单位", "时限"], ["甲", "市税务局", "", "3月"]]),
        ("finding", "", [["发现问题", "责任单位", "整改措施", "整改期限"], ["甲", "市税务局", "乙", "3月"]]),
        ("finding", "集中督查反馈问题整改清单", [["序号", "问题表述", "责任单位", "举措", "完成时限"], [1, "甲", "市税务局", "乙", "3月"]]),
        ("progress", "", [["事项", "责任单位", "本月进展", "完成率"], ["甲", "市税务局", "做了", "20%"]]),
        ("units", "", [["单位全称", "简称", "单位类型", "所属片区"], ["昭通市甲局", "市甲局", "机关", "第一片区"]]),
        ("people", "", [["姓名", "所在单位", "账号", "角色"], ["赵某甲", "市税务局", "zhao", "党务干部"]]),
    ],
)  # fmt: skip
def test_the_kind_is_told_from_columns_and_titles(kind, title, rows, read):
    parsed = read([[title], *rows] if title else rows)
    assert parsed.kind == kind
    assert not parsed.has_errors


def test_what_only_one_kind_has(read):
    led = read(
        [
            ["单位", "领办方式", "项目名称", "领办人", "所属支部", "工作目标"],
            ["市税务局", "支部引办", "甲", "赵某甲（支部书记）", "第一支部", "出经验"],
        ]
    )
    assert led.records[0].values == {"lead": "branch_led", "branch": "第一支部", "target": "出经验"}
    assert led.records[0].people == ("赵某甲",)
    finding = read(
        [
            ["问题", "来源", "单位", "整改情况", "是否销号"],
            ["甲", "四不两直", "市税务局", "完成80%", "否"],
        ]
    )
    assert finding.records[0].progress is None
    assert (finding.records[0].values["result"], finding.records[0].values["closed"]) == (
        "完成80%",
        False,
    )
    service = read([[*LIST[0], "服务对象", "是否列入十件民生实事"], [*LIST[1], "企业", "是"]])
    assert (
        service.records[0].values["beneficiary"],
        service.records[0].values["livelihood_ten"],
    ) == ("企业", True)


def test_the_list_of_units_itself_can_be_read(directory):
    from tests.zhaotong_portal.excel.conftest import UNITS

    parsed = parse_workbook(UNITS, "units.csv", directory)
    assert (parsed.kind, len(parsed.records)) == ("units", 84)
    first = parsed.records[0]
    assert first.title == "中共昭通市纪律检查委员会昭通市监察委员会机关"
    assert (first.values["short_name"], first.values["order"], first.values["code"]) == (
        "市纪委监委",
        1,
        "ZT001",
    )
    assert first.values["aliases"] == ["市纪委", "市纪委市监委", "昭通市纪委监委"]


def test_every_field_of_a_kind_is_known_by_its_own_label(directory, workbook):
    """A template made from the declarations is understood by the reader without a word unknown."""
    for kind in KINDS.values():
        labels = [kind.title.label, *(f.label for f in kind.fields)]
        parsed = parse_workbook(
            workbook({"清单": [labels, ["市税务局"] * len(labels)]}),
            "x.xlsx",
            directory,
            kind=kind.code,
        )
        understood = {c.label: c.field for c in parsed.sheets[0].tables[0].columns}
        assert understood == {
            kind.title.label: "title",
            **{f.label: f.name for f in kind.fields},
        }, kind.code


@pytest.mark.parametrize(
    ("title", "sheet", "filename", "year"),
    [
        ("二〇二六年三服务清单", "Sheet1", "2024清单.xlsx", 2026),
        ("三服务清单", "2026年", "2024清单.xlsx", 2026),
        ("三服务清单", "Sheet1", "市税务局2024年清单.xlsx", 2024),
        ("三服务清单", "Sheet1", "清单_20240228.xlsx", 2024),
        ("三服务清单（填报日期：2023年2月1日）", "Sheet1", "2024清单.xlsx", 2024),
        ("25年度三服务清单", "Sheet1", "清单.xlsx", 2025),
    ],
)
def test_the_year_is_found_in_title_sheet_or_file(title, sheet, filename, year, read):
    assert read([[title], *LIST], name=sheet, filename=filename, year=None).year == year


def test_the_year_comes_from_the_deadlines_where_nothing_else_names_it(read):
    rows = [["市税务局", "服务企业", f"事项{i}", f"2023年{i + 1}月"] for i in range(5)]
    parsed = read([LIST[0], *rows, LIST[1]], year=None)
    assert parsed.year == 2023
    assert parsed.records[-1].deadline.isoformat() == "2023-03-31"


def test_the_label_of_a_list(read):
    assert read([["2025年上半年三服务清单"], *LIST]).label == "上半年"
    assert read(LIST, filename="2025年三服务清单（补充）.xlsx").label == "补充"
    assert read(LIST).label == ""


# -- text files ------------------------------------------------------------------------------

CSV = '责任单位,服务类别,服务事项,完成时限\r\n市税务局,服务企业,甲,3月底\r\n市税务局,服务群众,"乙\n丙",45747\r\n市财政局,服务企业,丁,待定\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_text_in_any_usual_encoding(encoding, mark, directory):
    parsed = parse_workbook(
        CSV.replace(",", mark).encode(encoding), "清单.csv", directory, year=2025
    )
    assert [(r.sheet, r.row, r.title) for r in parsed.records] == [
        ("", 2, "甲"),
        ("", 3, "乙丙"),
        ("", 4, "丁"),
    ]
    assert [(m.row, m.code) for m in parsed.messages] == [(4, "bad_date")]


def test_rows_of_a_csv_are_counted_from_its_header(directory):
    parsed = parse_workbook(("三服务清单,,,\r\n" + CSV).encode(), "清单.csv", directory, year=2025)
    assert [(r.row, m.line) for r, m in zip(parsed.records[2:], parsed.messages, strict=True)] == [
        (4, 5)
    ]


def test_a_text_export_named_xls_is_read_as_text(directory):
    parsed = parse_workbook(CSV.replace(",", "\t").encode("gb18030"), "导出.xls", directory)
    assert len(parsed.records) == 3


# -- refused ---------------------------------------------------------------------------------


def packed(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".x"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "unreadable_file"),
        (b"", "a.csv", "unreadable_file"),
        (b"PK\x03\x04", "a.xlsx", "unreadable_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "a.xls", "unreadable_file"),
        (b"%PDF-1.7", "a.xlsx", "unsupported_format"),
        (b"\x89PNG\r\n", "a.xlsx", "unsupported_format"),
        ("\ufeff  <!DOCTYPE html><table>".encode(), "a.xls", "unsupported_format"),
        (b"<?xml version='1.0'?><Workbook/>", "a.xls", "unsupported_format"),
        (b"<table><tr>", "a.csv", "unsupported_format"),
        ("这只是一句话".encode(), "a.xlsx", "unsupported_format"),
        ("这只是一句话".encode(), "a.csv", "no_header"),
        (b"\xff\xff\xff\xff", "a.csv", "unreadable_file"),
        (bytes(range(256)) * 4, "a.csv", "unreadable_file"),
        (b"\n\n\n", "a.csv", "no_header"),
        ("责任单位,服务类别,服务事项\n".encode(), "a.csv", "empty_sheet"),
        (packed(word__document_xml="x"), "a.xlsx", "unsupported_format"),
        (packed(anything="x"), "a.xlsx", "unsupported_format"),
        (packed(xl__workbook_xml="not xml"), "a.xlsx", "unreadable_file"),
        (b"a,b\n" + b"x" * (31 * 2**20), "a.csv", "too_large"),
    ],
    ids=range(19),
)
def test_what_is_no_readable_list_is_refused_with_its_reason(data, name, code, directory):
    with pytest.raises(FileRefused) as refused:
        parse_workbook(data, name, directory)
    assert refused.value.code == code


def test_one_cell_in_the_last_corner_does_not_ask_for_all_memory():
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["XFD1048576"] = "y"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(FileRefused) as refused:
        open_workbook(out.getvalue(), "x.xlsx")
    assert refused.value.code == "too_large"


def test_formats_in_far_cells_are_no_data(directory):
    book = openpyxl.Workbook()
    for line in LIST:
        book.active.append(line)
    book.active["XFD1048576"].number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    assert len(parse_workbook(out.getvalue(), "x.xlsx", directory).records) == 1


def test_sizes_that_an_archive_states_falsely_are_not_believed(workbook):
    data = workbook({"清单": LIST})
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as lie,
    ):
        for name in good.namelist():
            text = good.read(name)
            lie.writestr(name, text.replace(b"</sheetData>", b" " * (60 * 2**20) + b"</sheetData>"))
    bomb = bytearray(out.getvalue())
    true_size = next(i.file_size for i in zipfile.ZipFile(out).infolist() if "sheet1" in i.filename)
    bomb = bytes(bomb).replace(true_size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(FileRefused) as refused:
        open_workbook(bomb, "x.xlsx")
    assert refused.value.code == "too_large"


def test_nothing_that_is_cut_off_anywhere_breaks_the_reader(workbook, directory):
    data = workbook({"清单": LIST})
    for length in range(0, len(data), 97):
        with pytest.raises(FileRefused):
            parse_workbook(data[:length], "x.xlsx", directory)


def test_a_row_of_which_most_cells_mean_nothing_is_no_header(read):
    with pytest.raises(FileRefused) as refused:
        read([["服务事项", "备注", "甲列", "乙列", "丙列"], ["做事", "", 1, 2, 3]])
    assert refused.value.code == "no_header"


def test_an_unknown_column_of_a_csv_is_said_at_its_header(directory):
    text = "三服务清单,,,,\n责任单位,服务类别,服务事项,完成时限,惠及面\n市税务局,服务企业,甲,3月底,全市\n"
    (message,) = parse_workbook(text.encode(), "清单.csv", directory).messages
    assert (message.row, message.line, message.column) == (1, 2, "惠及面")
