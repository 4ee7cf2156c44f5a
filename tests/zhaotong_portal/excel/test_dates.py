"""Deadlines in the forms that offices write."""

import calendar
import datetime
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaotong_portal.excel.cells.dates import read_deadline

DAYS = {
    date(
        2025, 3, 31
    ): """2025年3月|2025.3|2025.03|2025-3|2025/03|202503|25年3月|25.3|3月底|3月底前|3月底之前|3月末|3月前|3月份|3月份前
        3 月 底|３月底前|三月底前|二〇二五年三月底前|二○二五年三月|二零二五年三月末|3月下旬|一季度|第一季度|第1季度末|Q1|2025Q1|2025年一季度|1季度
        2025年3月31日|2025年3月31日前|2025-03-31|2025/3/31|2025.3.31|25.3.31|20250331|45747|3月31日|3月31号前|3.31|3/31|3-31|三月三十一日
        2025年3月31日（星期一）|3月31日(周一)前|（2025年3月底前）|2025年3月31日17:00前|2025-03-31 00:00:00|于2025年3月底前完成|截至3月31日|1月至3月
        2025年1月—3月|1-3月|2025.1-2025.3|3月1日-31日|2025年3月1日至3月31日|2025年3月31日前办结|确保3月底前完成""",
    date(
        2025, 6, 30
    ): "上半年|2025-04-01至2025-06-30|2025/4/1—2025/6/30|2025年6月30日下班前|2025.04-2025.06|4月1日～6月30日|2025年上半年|6月30日|二季度|第二季度末前|6月底以前|2025年1月—6月|6月底前完成",
    date(
        2025, 12, 31
    ): """下半年|年底|年底前|年末|年内|全年|12月|十二月|12月底前|2025年底|2025年年底前|2025年内|第四季度|四季度|Q4|即日起至年底|全年（1-12月）
        2025年12月31日|2025年度|3月至12月|每年12月底前|2025年年内办结""",
    date(2025, 3, 10): "3月上旬|2025年3月上旬前|三月上旬",
    date(2025, 11, 10): "2025/11/10 0:00:00|2025/11/10 0:00|2025-11-10 10:30:00|2025/11/10　9:05",
    date(2025, 3, 20): "3月中旬|3月中旬前|2025年3月中旬",
    date(2025, 9, 30): "3月至9月|3-9月|2025年3月至9月|3月底—9月底|前三季度|三季度|第3季度",
    date(2026, 3, 31): "2026年3月底前|2025年3月至2026年3月|明年3月底",
}
FORMS = [
    (form.strip(), day)
    for day, forms in DAYS.items()
    for form in forms.replace("\n", "|").split("|")
]


@pytest.mark.parametrize(("form", "day"), FORMS, ids=lambda v: str(v))
def test_a_written_deadline_means_a_day(form, day):
    found = read_deadline(form, 2025)
    assert (found.day, found.kind, found.fault) == (day, "date", None)


@pytest.mark.parametrize(
    ("kind", "forms"),
    [
        ("monthly", "每月|按月|月度|每月25日前|每个月|按月推进|每月底"),
        ("quarterly", "每季度|按季度|每季度末|季度末，每季|每季度末月25日前"),
        (
            "ongoing",
            "长期|长期坚持|持续推进|常态化|贯穿全年|常态化推进|全年持续推进|长期坚持、持续推进|长期（2025年底前见效）",
        ),
        ("none", "|—|-|——|/|无|  |　"),
    ],
)
def test_a_rhythm_has_no_day(kind, forms):
    for form in forms.split("|"):
        found = read_deadline(form, 2025)
        assert (found.day, found.kind, found.fault) == (None, kind, None), form


@pytest.mark.parametrize(
    "form",
    [
        "待定",
        "待定后明确",
        "适时",
        "尽快",
        "13月底前",
        "2月30日",
        "2025年13月",
        "2025.4.31",
        "每半年",
        "每年",
        "x月",
        "3月、6月",
        "月底",
        "春节前",
        "99.99.99",
        "0月",
        "32",
        "9999999999",
        "领导要求",
        "2025年0月3日",
    ],
)
def test_anything_else_is_a_bad_date(form):
    found = read_deadline(form, 2025)
    assert (found.day, found.kind, found.fault) == (None, "none", "bad_date")


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), True, datetime.time(3, 0), datetime.timedelta(3), 10**30, -3, 0.5],
)
def test_a_value_that_is_no_date_is_refused_without_breaking(value):
    assert read_deadline(value, 2025).fault == "bad_date"


@pytest.mark.parametrize(
    "value",
    [
        date(2025, 3, 31),
        datetime.datetime(2025, 3, 31, 9, 30),
        45747,
        45747.0,
        45747.75,
        20250331.0,
    ],
)
def test_cells_that_hold_a_date_or_its_serial_number(value):
    assert read_deadline(value, 2025).day == date(2025, 3, 31)


def test_a_day_before_the_year_of_the_list_is_kept_and_remarked():
    found = read_deadline("2024年12月底前", 2025)
    assert (found.day, found.fault) == (date(2024, 12, 31), "past_year")
    assert read_deadline("2024年3月至9月", 2025).day == date(2024, 9, 30)


def test_a_cell_tells_whether_it_names_a_year_itself():
    assert read_deadline("2025年3月", 2026).year_written == 2025
    assert read_deadline("3月底", 2026).year_written is None


CHINESE = "〇一二三四五六七八九"


def in_chinese(number):
    if number <= 10:
        return "十" if number == 10 else CHINESE[number]
    tens, rest = divmod(number, 10)
    return ("" if tens == 1 else CHINESE[tens]) + "十" + (CHINESE[rest] if rest else "")


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@given(
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    st.sampled_from(["", "前", "之前", "前完成", " 前"]),
)
def test_every_day_in_every_writing(day, tail):
    y, m, d = day.year, day.month, day.day
    digits = "".join(CHINESE[int(c)] for c in str(y))
    for form in (
        f"{y}年{m}月{d}日",
        f"{y}年{m:02}月{d:02}日",
        f"{y}-{m}-{d}",
        f"{y}/{m:02}/{d:02}",
        f"{y}.{m}.{d}",
        f"{y % 100}年{m}月{d}日",
        f"{y} 年 {m} 月 {d} 日",
        wide(f"{y}年{m}月{d}日"),
        wide(f"{y}.{m}.{d}"),
        f"{digits}年{in_chinese(m)}月{in_chinese(d)}日",
        f"{y}年{m}月{d}日（星期{'一二三四五六日'[day.weekday()]}）",
    ):
        assert read_deadline(form + tail, 2025).day == day, form + tail


@given(
    st.integers(1, 12),
    st.integers(2025, 2027),
    st.sampled_from(["", "底", "底前", "末", "份", "前", "下旬"]),
)
def test_every_month_ends_on_its_last_day(month, year, tail):
    last = date(year, month, calendar.monthrange(year, month)[1])
    for form in (
        f"{year}年{month}月{tail}",
        f"{year}年{in_chinese(month)}月{tail}",
        wide(f"{year}年{month}月{tail}"),
    ):
        assert read_deadline(form, 2025).day == last, form
    assert read_deadline(f"{month}月{tail}", year).day == last


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    found = read_deadline(text, 2025)
    assert found.kind in {"date", "monthly", "quarterly", "ongoing", "none"}
    assert (found.day is not None) == (found.kind == "date")


@given(
    st.text(
        alphabet="0123456789年月日.-/至到前底末上中下旬季度Q第一二三四十〇半全每长期 ()",
        max_size=16,
    )
)
def test_no_text_that_looks_like_a_date_breaks_the_reader(text):
    found = read_deadline(text, 2025)
    assert (found.day is not None) == (found.kind == "date")
