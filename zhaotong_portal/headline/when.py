"""When a row counts in a span, by the kind of date that it bears."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import CharField, F, IntegerField, Q
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from zhaotong_portal.headline.span import Span


@dataclass(frozen=True)
class When:
    """`condition(span)`; `year`: the year in which a row counts, of what counts in one year only, else None."""

    condition: Callable[[Span], Q]
    year: object = None

    def __call__(self, span) -> Q:
        return self.condition(span)

    def __and__(self, other):
        return When(lambda span: self(span) & other(span), self.year or other.year)


def on_day(field):
    return When(
        lambda span: Q(**{f"{field}__range": (span.first_day, span.last_day)}), year_of(field)
    )


def in_month(field="period"):
    return When(
        lambda span: Q(**{f"{field}__gte": span.first, f"{field}__lte": span.last_full_month}),
        year_of(field),
    )


def in_year(field="year"):
    return When(lambda span: Q(**{f"{field}__range": (span.first_year, span.last_year)}), F(field))


def in_last_month(field="period"):
    """Of a stock kept by months: the last value holds."""
    return When(lambda span: Q(**{field: span.last_full_month}))


def by_then(field):
    """Beside another condition: the moment had come by the day of which the figure speaks."""
    return When(lambda span: Q(**{f"{field}__lt": _midnight(span.as_of + timedelta(days=1))}))


def standing(start, end, last_day_counts=False):
    """What is there on the span's last day. `end`: the first day on which it is no more, or its last day."""
    later = "gte" if last_day_counts else "gt"

    def condition(span):
        day = span.last_day
        begun = Q(**{f"{start}__lte": day}) | Q(**{f"{start}__isnull": True})
        return begun & (Q(**{f"{end}__{later}": day}) | Q(**{f"{end}__isnull": True}))

    return When(condition)


def year_of(field):
    """The year of a date, in words that both databases have; SQLite's own way would call Python for each row."""
    return Cast(Substr(Cast(field, CharField()), 1, 4), IntegerField())


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
