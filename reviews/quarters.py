"""A quarter of one unit, or of all: the rate, its trend, the reasons, and what became of the 差评 (H14, H15)."""

from dataclasses import dataclass

from django.db.models import Count, Q

from reviews.models import Channel, Rating, RatingCase, SurveyResult, UnitMonthReviews
from reviews.models.rating_case import SETTLED_CASES
from reviews.satisfaction import Satisfaction, between, satisfaction_of
from zhaotong_portal.period import Period

REASONS_SHOWN = 8


@dataclass(frozen=True)
class Cases:
    """差评件 received in a range: how many, how many are over, how many were found true and put right."""

    total: int = 0
    settled: int = 0
    put_right: int = 0
    open: int = 0

    @property
    def share(self):
        """Rectified share: of those that were not without basis or somebody else's; None without any."""
        base = self.put_right + self.open
        return self.put_right / base if base else None


def quarter_of(day):
    return (day.month - 1) // 3 + 1


def months_of(year, quarter):
    first = Period(year, quarter * 3 - 2)
    return first, Period(year, quarter * 3)


def before(year, quarter):
    return (year, quarter - 1) if quarter > 1 else (year - 1, 4)


def figures_of(year, quarter, **where) -> Satisfaction:
    rows = UnitMonthReviews.objects.filter(between(*months_of(year, quarter)), **where)
    return satisfaction_of(rows)


def cases_of(first_day, last_day, **where) -> Cases:
    """In one query. Answered counts as put right: the citizen may still disagree, and then it is open again."""
    over = Q(state__in=SETTLED_CASES)
    right = Q(state__in=("answered", "called_back")) | (Q(state="closed"))
    rows = RatingCase.objects.filter(opened_on__range=(first_day, last_day), **where)
    found = rows.aggregate(
        total=Count("pk"),
        settled=Count("pk", filter=over),
        put_right=Count("pk", filter=right),
        dropped=Count("pk", filter=Q(state__in=("no_basis", "not_ours"))),
    )
    dropped = found.pop("dropped")
    return Cases(**found, open=found["total"] - found["put_right"] - dropped)


def reasons_of(first_day, last_day, only=None, most=REASONS_SHOWN):
    """[{text, count}], most often first, of valid ratings."""
    rows = Rating.objects.filter(only or Q(), given_on__range=(first_day, last_day)).valid()
    counts = {}
    for reasons, count in rows.order_by().values_list("reasons").annotate(n=Count("pk")):
        for text in reasons:
            counts[text] = counts.get(text, 0) + count
    ordered = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return [{"text": text, "count": count} for text, count in ordered[:most]]


def channels_of(first_day, last_day, only=None):
    """[(label, count)] of valid ratings: how they came in."""
    rows = Rating.objects.filter(only or Q(), given_on__range=(first_day, last_day)).valid()
    counts = dict(rows.order_by().values_list("channel").annotate(n=Count("pk")))
    return [(label, counts[value]) for value, label in Channel.choices if counts.get(value)]


def surveys_of(user, first, last, unit=None):
    """Third-party surveys of these years, shown beside and never added."""
    rows = SurveyResult.objects.visible_to(user).filter(year__range=(first.year, last.year))
    return (rows.filter(unit=unit) if unit else rows).select_related("unit")


def public_figures(year, quarter) -> dict:
    """What the public page shows, fixed on the day of release."""
    first, last = months_of(year, quarter)
    figures = figures_of(year, quarter)
    cases = cases_of(first.first_day, last.last_day)
    return {
        "n": figures.n,
        "rate": figures.rate,
        "low": figures.low,
        "high": figures.high,
        "excluded": figures.excluded,
        "flagged": figures.flagged,
        "rows": figures.rows,
        "cases": cases.total,
        "put_right": cases.put_right,
        "reasons": reasons_of(first.first_day, last.last_day, Q(grade__lte=3), most=5),
    }
