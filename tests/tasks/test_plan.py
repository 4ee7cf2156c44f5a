"""与计划相比: how far an item should be by a day, and what the reviewer's page says of it."""

from datetime import date

import pytest

from tasks.models import DeadlineKind, IndicatorValue, ItemProgress, Milestone
from tasks.plan import AgainstPlan, planned_percent, starts_on
from tests.tasks.figures_world import make_item, make_month, make_report
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, at

NEW_YEAR, YEAR_END = date(2026, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2025, 12, 31), 0),
        (NEW_YEAR, 0),
        (date(2026, 7, 2), 50),
        (date(2026, 11, 24), 90),
        (YEAR_END, 100),
        (date(2027, 3, 1), 100),
    ],
)
def test_evenly_from_new_year_to_the_deadline(day, percent):
    assert planned_percent(day, NEW_YEAR, YEAR_END) == percent


def test_milestones_share_the_work_in_equal_parts():
    marks = [date(2026, 10, 31), date(2026, 4, 30), YEAR_END, date(2027, 1, 1)]
    planned = {
        day: planned_percent(day, NEW_YEAR, YEAR_END, marks)
        for day in (date(2026, 4, 30), date(2026, 7, 31), date(2026, 10, 31), date(2026, 11, 30))
    }
    assert list(planned.values()) == [33, 50, 67, 83]


def test_it_ends_where_it_begins():
    assert planned_percent(NEW_YEAR, NEW_YEAR, NEW_YEAR) == 100
    assert planned_percent(date(2026, 3, 1), date(2026, 6, 1), date(2026, 5, 1)) == 0


def test_given_out_during_the_year_it_begins_then():
    assert starts_on(2026, date(2026, 9, 1)) == date(2026, 9, 1)
    assert starts_on(2026, date(2025, 3, 1)) == NEW_YEAR


def test_said_in_words(settings):
    settings.PLAN_LAG_POINTS = 15
    behind, little, ahead, even = (AgainstPlan(70, reached) for reached in (50, 56, 90, 70))
    assert (behind.words, behind.lags) == ("比计划进度慢 20 个百分点", True)
    assert (little.words, little.lags) == ("比计划进度慢 14 个百分点", False)
    assert (ahead.words, ahead.lags) == ("比计划进度快 20 个百分点", False)
    assert even.words == "与计划进度一致"


@pytest.fixture
def shown_page(clock, log_in, tax, secretary, staff):
    """`shown_page(items)`: what the reviewer sees of a signed month with these items, known since December."""
    make_month()

    def shown(*items):
        report = make_report(tax, secretary, signed="2026-11-24 09:00", items=items)
        report.lines.update(text="按计划推进。", edited_at=at(11, 23), light="on_track")
        december = make_report(tax, secretary, signed=None, state="draft", period=NOVEMBER.shift(-11), items=items)  # fmt: skip
        december.lines.update(percent=5, edited_at=at(12, 23, year=2025), light="on_track")
        return log_in(staff).get(f"/month/2026-11/?unit={tax.pk}").text

    make_month(NOVEMBER.shift(-11))
    return shown


def test_the_reviewer_reads_first_what_is_behind_its_plan(shown_page, tax):
    text = shown_page(
        make_item(tax, "慢了的事项", percent=60, deadline="2026-12-31"),
        make_item(tax, "如期的事项", percent=85, deadline="2026-12-31"),
        make_item(tax, "长期的事项", percent=10, deadline_kind=DeadlineKind.ONGOING),
    )
    first, rest = text.split("其余 ", 1)
    assert "与上月、与计划相比，先看这 1 处" in first
    assert "比计划进度慢 30 个百分点" in first.split("慢了的事项", 1)[1]
    assert "比计划进度慢 5 个百分点" in rest
    assert text.count("计划进度慢") == 2


def test_milestones_say_otherwise(shown_page, tax):
    item = make_item(tax, "年底集中办的事项", percent=60, deadline="2026-12-31")
    Milestone.objects.bulk_create(
        Milestone(item=item, title=f"第{n}步", planned_on=date(2026, 12, n)) for n in (1, 10, 20)
    )
    assert "比计划进度快" in shown_page(item)


def test_an_indicator_stands_beside_the_same_month_of_last_year(log_in, staff, submitted, tax):
    value = IndicatorValue.objects.filter(period=NOVEMBER, organisation=None).first()
    last_year = NOVEMBER.shift(-12)
    IndicatorValue.objects.create(
        indicator=value.indicator, unit=tax, period=last_year, state="reported", value=7
    )
    assert "去年同月 7" in log_in(staff).get(f"/month/2026-11/?unit={tax.pk}").text
    assert ItemProgress.objects.filter(period=last_year).count() == 0
