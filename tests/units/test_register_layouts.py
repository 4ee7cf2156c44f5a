"""Rosters and registers of party organisations as offices write them: the reader tells them apart and finds every row."""

import io
from pathlib import Path

import openpyxl
import pytest

from zhaotong_portal.excel import NameDirectory, parse_workbook

UNITS = Path(__file__).resolve().parents[2] / "fixtures" / "units.csv"


# Kinds that higher apps bring may ask their catalogue what a column says.
pytestmark = [pytest.mark.any_database, pytest.mark.django_db]


@pytest.fixture(scope="module")
def directory():
    return NameDirectory.from_csv(UNITS)


@pytest.fixture
def read(directory):
    """`read({"名册": rows}, merges={"名册": ["A3:A5"]})`."""

    def parse(sheets, merges=None, filename="附件1.xlsx"):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for line in rows:
                sheet.append(line)
            for merged in (merges or {}).get(name, ()):
                sheet.merge_cells(merged)
        out = io.BytesIO()
        book.save(out)
        return parse_workbook(out.getvalue(), filename, directory)

    return parse


def seen(parsed):
    return [(r.unit and r.unit.name, r.title) for r in parsed.records]


TAX, FINANCE = "国家税务总局昭通市税务局", "昭通市财政局"
PERSON_HEADERS = [
    ["序号", "单位", "姓名", "角色", "联系电话"],
    ["序号", "单位名称", "人员姓名", "职务", "手机号码", "角色"],
    ["单位", "姓名", "性别", "职务", "办公电话"],
    ["No.", "工作单位", "姓名", "任职时间", "电子邮箱", "备注"],
    ["单位", "姓名", "用户名", "启用状态"],
    ["责任单位", "姓名", "身份", "登录账号", "片区"],
]


@pytest.mark.parametrize("header", PERSON_HEADERS, ids=lambda header: "".join(header))
@pytest.mark.parametrize("title", ["市直机关党务干部花名册", "平台用户信息表", None])
def test_a_roster_is_known_by_its_columns(read, header, title):
    def line(number, unit, name):
        fill = {
            "单": unit,
            "责": unit,
            "工": unit,
            "序": number,
            "N": number,
            "姓": name,
            "人": name,
        }
        return [fill.get(label[0], "") for label in header]

    rows = [[title]] if title else []
    rows += [header, line(1, "市税务局", "赵某甲"), line(2, "市财政局", "钱某乙")]
    parsed = read({"Sheet1": rows})
    assert parsed.kind == "people"
    assert seen(parsed) == [(TAX, "赵某甲"), (FINANCE, "钱某乙")]


def test_merged_and_blank_units_two_header_rows_and_a_total(read):
    rows = [
        ["市直机关平台账号开通申请表"],
        ["序号", "单位", "人员信息", None, None, "角色"],
        [None, None, "姓名", "职务", "联系电话", None],
        [1, "市税务局", "赵某甲", "科长", "0870-0000000", "党务干部"],
        [2, None, "钱某乙", "书记", "0870-0000001", "党组织书记"],
        [3, "市财政局", "孙某丙", "干事", "0870-0000002", "党务干部"],
        ["合计", None, "3人", None, None, None],
        ["填表人：李某丁"],
    ]
    merges = ["A1:F1", "A2:A3", "B2:B3", "C2:E2", "F2:F3", "B4:B5"]
    parsed = read({"申请表": rows}, {"申请表": merges})
    assert parsed.kind == "people"
    assert seen(parsed) == [(TAX, "赵某甲"), (TAX, "钱某乙"), (FINANCE, "孙某丙")]
    assert parsed.records[0].values["phone"] == "0870-0000000"
    assert not parsed.has_errors


def test_a_sheet_for_each_unit_and_one_for_the_committee(read):
    header = ["姓名", "角色", "电话"]
    parsed = read({
        "市税务局": [["党务干部名册"], header, ["赵某甲", "党务干部", "0870-0000000"]],
        "市财政局": [["党务干部名册"], header, ["钱某乙", "书记", "0870-0000001"]],
        "工委科室": [header, ["孙某丙", "科室干部", "0870-0000002"]],
    })  # fmt: skip
    assert seen(parsed)[:2] == [(TAX, "赵某甲"), (FINANCE, "钱某乙")]
    assert parsed.records[2].title == "孙某丙"
    assert not parsed.has_errors


ORGANISATION_HEADERS = [
    ["序号", "单位", "党组织名称", "类别", "上级党组织", "成立时间"],
    ["序号", "单位名称", "基层党组织名称", "党组织类别", "书记", "党员数"],
    ["单位", "党支部名称", "上级党组织名称", "是否窗口", "项目一线党支部"],
    ["序号", "所在单位", "支部名称", "组织类别", "成立日期", "撤销日期"],
    ["单位", "党委、总支、支部名称", "类型", "换届时间"],
]


@pytest.mark.parametrize("header", ORGANISATION_HEADERS, ids=lambda header: "".join(header))
@pytest.mark.parametrize("title", ["市直机关基层党组织花名册", "附件2", None])
def test_a_register_of_organisations_is_known_by_its_columns(read, header, title):
    def line(number, unit, name):
        fill = {"单": unit, "所": unit, "序": number, "党": name, "基": name, "支": name}
        cells = [fill.get(label[0], "") for label in header]
        return [
            "" if label.startswith(("党组织类", "党员数")) else cell
            for label, cell in zip(header, cells, strict=True)
        ]

    rows = [[title]] if title else []
    rows += [
        header,
        line(1, "市税务局", "机关第一党支部"),
        line(2, "市财政局", "机关党委"),
        line(3, "市财政局", "第一党支部"),
    ]
    parsed = read({"Sheet1": rows})
    assert parsed.kind == "organisation"
    assert seen(parsed) == [(TAX, "机关第一党支部"), (FINANCE, "机关党委"), (FINANCE, "第一党支部")]


def test_a_register_with_merged_units_and_a_sheet_for_each_unit(read):
    header = ["序号", "党组织名称", "类别", "上级党组织"]
    parsed = read({
        "市税务局": [["基层党组织名册"], header, [1, "机关党委", "机关党委", ""], [2, "一支部", "党支部", "机关党委"]],
        "市财政局": [["基层党组织名册"], header, [1, "机关党总支", "党总支", ""]],
    })  # fmt: skip
    assert parsed.kind == "organisation"
    assert seen(parsed) == [(TAX, "机关党委"), (TAX, "一支部"), (FINANCE, "机关党总支")]
    rows = [
        ["单位", "党组织名称", "类别"],
        ["市税务局", "机关党委", "机关党委"],
        [None, "一支部", "党支部"],
        [None, "二支部", "党支部"],
    ]
    parsed = read({"名册": rows}, {"名册": ["A2:A4"]})
    assert seen(parsed) == [(TAX, "机关党委"), (TAX, "一支部"), (TAX, "二支部")]


def test_lists_of_things_to_do_are_none_of_the_two(read):
    led = ["序号", "单位", "支部名称", "项目名称", "责任人", "联系电话", "完成时限"]
    parsed = read(
        {
            "清单": [
                ["支部引办项目清单"],
                led,
                [1, "市税务局", "一支部", "办税大厅提速", "赵某甲", "", "年底"],
            ]
        }
    )
    assert parsed.kind == "led_project"
    service = ["序号", "单位", "服务事项", "姓名", "职务", "联系电话", "完成时限"]
    parsed = read(
        {
            "清单": [
                ["三服务清单（党员干部）"],
                service,
                [1, "市税务局", "上门办税", "赵某甲", "科长", "", "年底"],
            ]
        }
    )
    assert parsed.kind == "service_item"
