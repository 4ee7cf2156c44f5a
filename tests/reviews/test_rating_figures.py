"""满意率 never without n, interval and spread; the rollup says what the rows say (rules.md §2, W11, H12, H13)."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews import figures, jobs
from reviews.models import (
    Finding,
    FindingSource,
    FindingState,
    Rating,
    RatingPoint,
    UnitMonthReviews,
)
from reviews.satisfaction import (
    Satisfaction,
    between,
    satisfaction_by,
    satisfaction_of,
    satisfied_label,
    wilson_interval,
)
from tasks.figures import rebuilding
from tests.reviews.rating_world import store
from zhaotong_portal.period import Period

OCTOBER, NOVEMBER = Period(2025, 10), Period(2025, 11)


def row(unit, period=NOVEMBER):
    return UnitMonthReviews.objects.get(unit=unit, period=period)


def spread(unit, period=NOVEMBER):
    return Satisfaction.of(row(unit, period)).spread


# --- The rate -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "successes, n, low, high",
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_the_interval_is_wilsons(successes, n, low, high):
    """The published values of Newcombe 1998, table I, method 3 (the last one is by n / (n + z²))."""
    found = wilson_interval(successes, n)
    assert found == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


def test_without_any_rating_there_is_no_rate_and_it_is_not_100_percent():
    nothing = Satisfaction.of({})
    assert (nothing.n, nothing.rate, nothing.interval, nothing.low) == (0, None, None, None)
    assert not nothing.is_comparable


def test_which_grades_satisfy_is_a_setting(settings):
    figures_of_ten = Satisfaction({5: 4, 4: 3, 3: 2, 2: 1, 1: 0})
    assert (figures_of_ten.n, figures_of_ten.rate, figures_of_ten.poor) == (10, 0.9, 1)
    assert satisfied_label() == "基本满意及以上"
    settings.SATISFIED_GRADES = (5, 4)
    assert figures_of_ten.rate == 0.7
    assert satisfied_label() == "满意及以上"


def test_fewer_than_thirty_are_not_compared(settings):
    assert not Satisfaction({5: 29}).is_comparable
    assert Satisfaction({5: 30}).is_comparable


# --- Counting -----------------------------------------------------------------------------------------


def test_a_refresh_counts_each_units_month_by_grade(point, weather):
    other = RatingPoint.objects.create(unit=weather)
    for grade in (5, 5, 3, 1):
        store(point, grade, date(2025, 11, 30))
    store(point, 5, date(2025, 10, 31))
    store(other, 2, date(2025, 11, 1))
    assert figures.refresh_ratings() == 3
    assert spread(point.unit) == {5: 2, 4: 0, 3: 1, 2: 0, 1: 1}
    assert spread(point.unit, OCTOBER)[5] == 1
    assert spread(weather)[2] == 1
    assert row(weather).district == weather.district


def test_a_second_refresh_changes_nothing_and_one_after_a_new_rating_counts_it_once(point):
    store(point, 5, date(2025, 11, 3))
    jobs.refresh_ratings()
    first_time = figures.counted_as_of()
    assert figures.refresh_ratings() == 0
    assert figures.counted_as_of() > first_time  # as of when is told even if nobody rated
    store(point, 4, date(2025, 11, 3))
    assert figures.refresh_ratings() == 1
    assert spread(point.unit) == {5: 1, 4: 1, 3: 0, 2: 0, 1: 0}


def test_an_excluded_rating_leaves_the_rate_and_is_shown_as_excluded(point):
    store(point, 5, date(2025, 11, 3))
    poor = store(point, 1, date(2025, 11, 3))
    figures.refresh_ratings()
    Rating.objects.filter(pk=poor.pk).update(is_excluded=True)
    figures.recount(Rating.objects.filter(pk=poor.pk))
    figures.refresh_ratings()
    counted = Satisfaction.of(row(point.unit))
    assert (counted.n, counted.rate, counted.excluded) == (1, 1.0, 1)


def test_a_flagged_rating_counts_until_somebody_decides(point):
    store(point, 1, date(2025, 11, 3), is_flagged=True)
    figures.refresh_ratings()
    counted = Satisfaction.of(row(point.unit))
    assert (counted.n, counted.flagged) == (1, 1)


def queries_of_a_refresh():
    with CaptureQueriesContext(connection) as asked:
        figures.refresh_ratings()
    return len(asked)


def test_a_refresh_costs_the_same_for_one_unit_and_for_four(point, units):
    points = [point, *(RatingPoint.objects.create(unit=unit) for unit in units[1:])]
    for each in points:
        store(each, 5, date(2025, 11, 3))
    figures.refresh_ratings()
    store(point, 5, date(2025, 11, 4))
    one = queries_of_a_refresh()
    for each in points:
        store(each, 5, date(2025, 11, 5))
    assert queries_of_a_refresh() == one


def test_sums_over_months_and_districts_come_from_the_rollup(point, weather):
    store(point, 5, date(2025, 10, 1))
    store(point, 1, date(2025, 11, 1))
    store(RatingPoint.objects.create(unit=weather), 4, date(2025, 11, 1))
    figures.refresh_ratings()
    rows = UnitMonthReviews.objects.all()
    assert satisfaction_of(rows).n == 3
    assert satisfaction_of(rows.filter(between(NOVEMBER, None))).n == 2
    by_district = satisfaction_by(rows, "district")
    assert by_district[point.unit.district_id].rate == 0.5
    assert by_district[weather.district_id].rate == 1.0


# --- Findings -----------------------------------------------------------------------------------------


def make_finding(unit, title, found_on, **fields):
    return Finding.objects.create(
        unit=unit, year=2025, title=title, source=FindingSource.INSPECTION, found_on=found_on, **fields
    )  # fmt: skip


def at(*parts):
    return datetime(*parts, tzinfo=timezone.get_default_timezone())


def test_findings_count_in_the_month_in_which_each_thing_happened(tax):
    make_finding(
        tax, "甲", date(2025, 10, 5), state=FindingState.CLOSED,
        reported_at=at(2025, 10, 31, 23, 30), closed_at=at(2025, 11, 1, 0, 30),
    )  # fmt: skip
    make_finding(tax, "乙", date(2025, 11, 5))
    make_finding(tax, "丙", date(2025, 11, 6), state=FindingState.NO_BASIS)
    figures.findings_changed([tax.pk])
    october, november = row(tax, OCTOBER), row(tax)
    assert (october.findings_found, october.findings_reported, october.findings_closed) == (1, 1, 0)
    assert (november.findings_found, november.findings_closed) == (1, 1)


def test_a_finding_that_moved_to_another_month_leaves_the_first(tax):
    finding = make_finding(tax, "甲", date(2025, 10, 5))
    figures.findings_changed([tax.pk], [OCTOBER])
    Finding.objects.filter(pk=finding.pk).update(found_on=date(2025, 11, 5))
    figures.findings_changed([tax.pk])
    assert row(tax, OCTOBER).findings_found == 0 and row(tax).findings_found == 1


def test_findings_leave_the_ratings_of_the_month_alone_and_the_other_way_round(tax, point):
    store(point, 5, date(2025, 11, 3))
    figures.refresh_ratings()
    make_finding(tax, "甲", date(2025, 11, 5))
    figures.findings_changed([tax.pk], [NOVEMBER])
    store(point, 5, date(2025, 11, 4))
    figures.refresh_ratings()
    assert row(tax).grade_5 == 2 and row(tax).findings_found == 1


# --- Kept equals rebuilt ------------------------------------------------------------------------------


@pytest.fixture
def kept(tax, point):
    store(point, 5, date(2025, 11, 3))
    make_finding(tax, "甲", date(2025, 10, 5))
    figures.refresh_ratings()
    figures.findings_changed([tax.pk])
    assert list(figures.differences()) == []
    return row(tax)


def test_a_figure_that_was_tampered_with_is_found_and_put_right(kept):
    UnitMonthReviews.objects.filter(pk=kept.pk).update(grade_5=7, findings_closed=3)
    told = list(figures.differences())
    assert len(told) == 2 and "非常满意：保存 7，重算 1" in told[0] and "销号" in told[1]
    figures.rebuild()
    assert list(figures.differences()) == []


def test_a_missing_row_is_found(kept):
    kept.delete()
    assert [text for text in figures.differences() if "2025年11月" in text and "缺少" in text]


def test_a_rating_that_waits_for_its_minute_is_no_difference_and_a_lost_one_is(kept, point):
    waits = store(point, 1, date(2025, 11, 4))
    assert list(figures.differences()) == []
    Rating.objects.filter(pk=waits.pk).update(counted=True)  # marked as counted, but it is not
    assert len(list(figures.differences())) == 1


def test_rebuild_rollups_covers_them(kept):
    assert figures.rebuild in [rebuilder.rebuild for rebuilder in rebuilding.rebuilders()]
