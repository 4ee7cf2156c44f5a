"""Quantities, days, months and years of cells that are facts."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from zhaotong_portal.excel.cells.days import read_day, read_month, read_year
from zhaotong_portal.excel.cells.fault import Fault
from zhaotong_portal.excel.cells.quantity import read_quantity
from zhaotong_portal.excel.kinds import Field, Kind


@pytest.mark.parametrize(
    ("cell", "value", "approximate"),
    [
        ("3万", 30000, False),
        ("600余", 600, True),
        ("1.2万人次", 12000, False),
        ("约30余", 30, True),
        ("2100多万元", 21_000_000, True),
        ("近3万", 30000, True),
        ("三十多万", 300_000, True),
        ("七千三百多人", 7300, True),
        ("1万2千", 12000, False),
        ("一万二千", 12000, False),
        ("１，２００", 1200, False),
        ("96.8%", "96.8", False),
        ("百分之九十", 90, False),
        ("30%左右", 30, True),
        ("100㎡", 100, False),
        ("-5", -5, False),
        (5.0, 5, False),
        (0.968, "0.968", False),
    ],
)
def test_quantities_in_the_words_of_offices(cell, value, approximate):
    found = read_quantity(cell)
    assert (found.value, found.approximate) == (Decimal(value), approximate)
    assert found.text == str(cell).removesuffix(".0")


@pytest.mark.parametrize("cell", ["", None, "—", "无", "/", "暂无数据"])
def test_no_quantity_is_no_fault(cell):
    assert read_quantity(cell) is None


@pytest.mark.parametrize(
    "cell", ["若干", "数十", "20-30", "12,5", "2025年", "3个5", True, float("nan"), 1e300, "9" * 40]
)
def test_what_is_no_quantity(cell):
    assert read_quantity(cell) == Fault("bad_number")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2019年6月", date(2019, 6, 1)),
        ("2019年", date(2019, 1, 1)),
        ("2019.6.15", date(2019, 6, 15)),
        (datetime(2019, 6, 15), date(2019, 6, 15)),
        ("一九九九年七月一日", date(1999, 7, 1)),
        ("7月1日", date(2025, 7, 1)),
        ("", None),
        ("长期", Fault("bad_day")),
        ("一季度", Fault("bad_day")),
        ("2月30日", Fault("bad_day", "2月没有30日")),
    ],
)
def test_a_day_that_is_a_fact_counts_at_its_beginning(cell, day):
    assert read_day(cell, 2025) == day


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        (3.0, date(2025, 3, 1)),
        ("三月份", date(2025, 3, 1)),
        ("2024-03", date(2024, 3, 1)),
        ("2024年3月15日", date(2024, 3, 1)),
        (None, None),
        ("全年", Fault("bad_month")),
        ("13月", Fault("bad_month", "没有13月")),
    ],
)
def test_a_month(cell, month):
    assert read_month(cell, 2025) == month


@pytest.mark.parametrize(
    ("cell", "year"),
    [(2024.0, 2024), ("2024年度", 2024), ("二〇二四年", 2024), ("24年", 2024), ("去年", Fault("bad_year")), ("", None)],
)  # fmt: skip
def test_a_year(cell, year):
    assert read_year(cell) == year


FIGURES = Kind(
    "figures_for_a_test",
    "数据",
    Field("title", "指标名称", ("title.name",)),
    (Field("unit", "单位", ("unit",), "unit"), Field("value", "数值", (), "quantity"), Field("since", "起始", (), "date")),
    named_by="数据",
)  # fmt: skip


def test_a_kind_reads_quantities_and_days_and_is_told_what_is_none(read, monkeypatch):
    from zhaotong_portal.excel import KINDS

    monkeypatch.setitem(KINDS, FIGURES.code, FIGURES)
    parsed = read(
        [["单位", "名称", "数值", "起始"], ["市税务局", "甲", "3万余", "2019年6月"], ["市税务局", "乙", "若干", "不详"]],
        kind=FIGURES.code,
    )  # fmt: skip
    first, second = parsed.records
    assert (first.values["value"].value, first.values["since"]) == (30000, date(2019, 6, 1))
    assert (second.values["value"], second.values["since"], second.is_error) == (None, None, True)
    assert [(m.row, m.column, m.code) for m in parsed.messages] == [
        (3, "数值", "bad_number"),
        (3, "起始", "bad_day"),
    ]
