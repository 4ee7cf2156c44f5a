"""Grids: units down and indicators across, indicators down and months or units across."""

import datetime

import pytest

from zhaotong_portal.excel import KINDS, FileRefused
from zhaotong_portal.excel.cells.days import read_month
from zhaotong_portal.excel.cells.fault import Fault
from zhaotong_portal.excel.kinds import Field, Kind, Matrix

TAX, FINANCE = "国家税务总局昭通市税务局", "昭通市财政局"
INDICATORS = {"党员数", "支部数", "主题党日次数"}


def recogniser(directory):
    def says(label):
        if label in INDICATORS:
            return {"title": label}
        if unit := directory.resolve(label):
            return {"unit": unit}
        month = read_month(label, 2025) if "月" in label else None
        return {"month": month} if month and not isinstance(month, Fault) else None

    return says


FIGURES = Kind(
    "figures_for_a_test",
    "数据",
    Field("title", "指标名称", ("figure.name", "title.name")),
    (
        Field("unit", "单位", ("unit",), "unit"),
        Field("month", "月份", (), "month"),
        Field("value", "数值", (), "quantity"),
        Field("notes", "备注", ("notes",), "paragraph"),
    ),
    named_by="数据",
    shown_by={"figure.value": 1},
    identity=("month",),
    matrix=Matrix(recogniser),
)
JANUARY, FEBRUARY = datetime.date(2025, 1, 1), datetime.date(2025, 2, 1)


@pytest.fixture(autouse=True)
def figures(monkeypatch):
    monkeypatch.setitem(KINDS, FIGURES.code, FIGURES)


def cells(parsed):
    return [
        (r.row, r.unit and r.unit.name, r.title, r.values.get("month"), int(r.values["value"].value))
        for r in parsed.records
        if r.values["value"]
    ]  # fmt: skip


def test_units_down_and_indicators_across(read):
    parsed = read(
        [
            ["2025年党建数据"],
            ["序号", "单位名称", "党员数", "支部数", "备注"],
            [1, "市税务局", "3万", 12, "快报"],
            [2, "市财政局", None, 7.0, None],
            ["合计", None, "3万", 19],
        ],
        merges=["A1:E1"],
    )
    assert parsed.kind == FIGURES.code
    assert cells(parsed) == [
        (3, TAX, "党员数", None, 30000),
        (3, TAX, "支部数", None, 12),
        (4, FINANCE, "支部数", None, 7),
    ]
    first = parsed.records[0]
    assert first.values["notes"] == "快报"
    assert (first.cells["value"].label, first.cells["value"].text) == ("党员数", "3万")
    assert not parsed.messages


def test_indicators_down_and_months_across(read):
    parsed = read(
        [
            ["填报单位：市税务局"],
            ["指标名称", "1月", "二月份"],
            ["党员数", 5, "—"],
            ["支部数", 2, 3],
        ],
        kind=FIGURES.code,
    )
    assert cells(parsed) == [
        (3, TAX, "党员数", JANUARY, 5),
        (4, TAX, "支部数", JANUARY, 2),
        (4, TAX, "支部数", FEBRUARY, 3),
    ]


def test_indicators_down_and_units_across(read):
    parsed = read(
        [["指标名称", "市税务局", "市财政局"], ["党员数", 5, 6]],
        kind=FIGURES.code,
    )
    assert [(u, t, v) for _, u, t, _, v in cells(parsed)] == [
        (TAX, "党员数", 5),
        (FINANCE, "党员数", 6),
    ]


def test_months_below_an_indicator(read):
    parsed = read(
        [["单位", "党员数", None, "支部数", None], [None, "1月", "2月", "1月", "2月"], ["市税务局", 1, 2, 3, 4]],
        merges=["A1:A2", "B1:C1", "D1:E1"],
        kind=FIGURES.code,
    )  # fmt: skip
    assert [(t, m, v) for _, _, t, m, v in cells(parsed)] == [
        ("党员数", JANUARY, 1),
        ("党员数", FEBRUARY, 2),
        ("支部数", JANUARY, 3),
        ("支部数", FEBRUARY, 4),
    ]


def test_a_faulty_cell_refuses_itself_and_an_unknown_unit_its_row(read):
    parsed = read(
        [["单位", "党员数", "支部数", "惠及面"], ["市税务局", "若干", 2, "广"], ["市不存在局", 1, 2, None], ["市税务局", 3, None, None]],
        kind=FIGURES.code,
    )  # fmt: skip
    assert [(r.row, r.title, r.is_error) for r in parsed.records] == [
        (2, "党员数", True),
        (2, "支部数", False),
        (3, "党员数", True),
        (3, "支部数", True),
        (4, "党员数", True),
    ]
    assert [(m.row, m.column, m.code) for m in parsed.messages] == [
        (1, "惠及面", "unknown_column"),
        (2, "党员数", "bad_number"),
        (3, "单位", "unknown_unit"),
        (4, "党员数", "duplicate_row"),
    ]


def test_the_long_form_says_the_same_and_tells_months_apart(read):
    parsed = read(
        [["单位", "指标名称", "月份", "数值"], ["市税务局", "党员数", "1月", 5], [None, "党员数", "2月", 6], [None, "党员数", "2月", 7]],
        kind=FIGURES.code,
    )  # fmt: skip
    assert [(t, m, v) for _, _, t, m, v in cells(parsed)][:2] == [
        ("党员数", JANUARY, 5),
        ("党员数", FEBRUARY, 6),
    ]
    assert [(m.row, m.code) for m in parsed.messages] == [(4, "duplicate_row")]


def test_a_list_of_items_is_no_grid(read):
    head = ["责任单位", "服务类别", "服务事项", "党员数"]
    parsed = read([head, ["市税务局", "服务企业", "送税法进企业", 3]])
    assert parsed.kind == "service_item"


def test_a_line_about_the_sender_is_no_header(read):
    with pytest.raises(FileRefused):
        read([["填报单位：", "市税务局"], ["甲", 1]])
