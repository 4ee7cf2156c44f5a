"""A calendar month as a value, and as a column."""

from datetime import date

import pytest

from tasks.models import Month
from tasks.models.report import MonthlyReport
from zhaotong_portal.period import Period


def test_a_month_knows_its_days_and_neighbours():
    november = Period.parse("2025-11")
    assert november.last_day == date(2025, 11, 30)
    assert Period(2025, 12).next() == Period(2026, 1)
    assert november.shift(-11) == Period(2024, 12)
    assert [str(p) for p in Period.range(Period(2025, 11), Period(2026, 2))] == [
        "2025-11", "2025-12", "2026-01", "2026-02",
    ]  # fmt: skip
    assert date(2025, 11, 1) in november
    assert november.label == "2025年11月"


@pytest.mark.parametrize(
    "text", ["2025-13", "2025-00", "2025-1", "十一月", "", None, "２０２５-11", "0000-01"]
)
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError):
        Period.parse(text)


def test_a_month_comes_back_from_the_database_as_it_went_in(tax):
    MonthlyReport.objects.create(unit=tax, period=Period(2025, 11))
    assert MonthlyReport.objects.get(period=Period(2025, 11)).period == Period(2025, 11)
    assert not MonthlyReport.objects.filter(period__gt=Period(2025, 11)).exists()


def test_the_month_table_has_no_month_twice(db):
    assert Month._meta.get_field("period").unique
