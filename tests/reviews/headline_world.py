"""A few rows of each kind that the headline figures count, spread over three years of two units."""

from datetime import date

from reviews.models import Finding, Honour
from tasks.catalogue import load_activity_kinds, load_indicators
from tasks.figures.writing import refresh_month
from tasks.models import (
    Activity,
    ActivityKind,
    Indicator,
    IndicatorValue,
    Month,
    MonthlyReport,
    WorkItem,
)
from units.models import Person
from zhaotong_portal.headline.counting import values_of
from zhaotong_portal.headline.registry import figure_of
from zhaotong_portal.headline.span import Span
from zhaotong_portal.period import Period

SIGNED_AT = "2020-01-01T00:00Z"


def span(first="2023-01", last="2025-12", as_of="2026-11-30"):
    return Span(Period.parse(first), Period.parse(last), date.fromisoformat(as_of))


def value(key, **when):
    """(whole, {year: number}) of a figure."""
    figure = figure_of(key)
    found = values_of([figure], span(**when))[key]
    return figure.published(found.whole), found.years


def report(unit, period, state="accepted", **values):
    """A month's report with its values: `reading_class=3`; organisations: `first_topic={branch: 4}`."""
    Month.objects.get_or_create(
        period=period,
        defaults={
            "opens_on": period.first_day,
            "due_at": SIGNED_AT,
            "grace_until": SIGNED_AT,
            "lock_at": SIGNED_AT,
        },
    )
    signer, _ = Person.objects.get_or_create(username="signer", defaults={"name": "李示例"})
    made = MonthlyReport.objects.create(
        unit=unit, period=period, state=state, signed_by=signer, signed_at=SIGNED_AT, first_signed_at=SIGNED_AT,
        first_due_at=SIGNED_AT,
    )  # fmt: skip
    for code, amount in values.items():
        by_holder = amount if isinstance(amount, dict) else {None: amount}
        for organisation, number in by_holder.items():
            IndicatorValue.objects.create(
                indicator=Indicator.objects.get(code=code), unit=unit, organisation=organisation, period=period,
                state="reported" if number else "zero", value=number,
            )  # fmt: skip
    refresh_month(period)
    return made


def load_catalogue():
    load_indicators()
    load_activity_kinds()


def joint_study(unit, day, *partners):
    activity = Activity.objects.create(unit=unit, held_on=day, topic="同话改革、共促发展")
    activity.kinds.set(ActivityKind.objects.filter(code="joint_study"))
    activity.partners.set(partners)
    return activity


def project(unit, year, title, lead="secretary_led", **fields):
    return WorkItem.objects.create(
        unit=unit, kind="led_project", lead=lead, year=year, title=title, **fields
    )


def finding(unit, day, title, source="district_visit", closed="2025-01-01T02:00Z", **fields):
    state = "closed" if closed else "in_hand"
    return Finding.objects.create(
        unit=unit, year=day.year, title=title, source=source, found_on=day, state=state, closed_at=closed, **fields
    )  # fmt: skip


def honour(unit, title, year, **fields):
    return Honour.objects.create(unit=unit, title=title, level="provincial", year=year, **fields)
