"""Which figures an activity feeds (W4): by the catalogue's written rules, each figure at most once for each holder.

The form shows the answer before anything is saved, the page beside each figure, the month's values are made from it.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from tasks.models import Activity, FeedMeasure, Indicator
from units.models import PartyOrganisation


@dataclass(frozen=True)
class Claim:
    """One figure that counts an activity. `organisation` None: the unit holds it. `amount`: 1, or the heads."""

    indicator: Indicator
    organisation: PartyOrganisation | None
    amount: int

    @property
    def key(self):
        return self.indicator.pk, self.organisation.pk if self.organisation else None

    @property
    def label(self):
        holder = f"（{self.organisation.name}）" if self.organisation else ""
        return (
            f"{self.indicator.name}{holder} {self.amount} {self.indicator.get_quantity_display()}"
        )


def counting_kinds(kinds):
    """Those that count when all of `kinds` are held together: what another one absorbs does not."""
    absorbed = {other.pk for kind in kinds for other in kind.absorbs.all()}
    return [kind for kind in kinds if kind.pk not in absorbed]


def claims_of(kinds, organisations, heads, has_organisations=True) -> list[Claim]:
    """What an activity of these kinds, held by these organisations, counts towards.

    `kinds` come with their feeds and what they absorb (`with_rules`). An indicator of the organisations counts once for
    each that took part; where the unit has none registered it is the unit's own, as in the month's grid.
    """
    claims = {}
    for kind in counting_kinds(kinds):
        for feed in kind.feeds.all():
            by_organisation = feed.indicator.by_organisation and has_organisations
            holders = organisations if by_organisation else [None]
            amount = heads or 0 if feed.measure == FeedMeasure.HEADS else 1
            for holder in holders:
                claim = Claim(feed.indicator, holder, amount)
                claims.setdefault(claim.key, claim)
    return sorted(claims.values(), key=lambda claim: claim.indicator.order)


def with_rules(kinds, period):
    """A queryset of kinds with all that `claims_of` asks of them in a month: three queries for any number."""
    return kinds.prefetch_related(feeds_in(period), "absorbs")


def feeds_in(period, lookup="feeds__indicator"):
    return Prefetch(lookup, Indicator.objects.as_in(period))


def month_of(unit, period):
    """[(activity, its claims)] of a unit's month; a constant number of queries."""
    activities = (
        Activity.objects.filter(unit=unit)
        .in_month(period)
        .select_related("entered_by")
        .prefetch_related(
            feeds_in(period, "kinds__feeds__indicator"),
            "kinds__absorbs",
            "organisations",
            "partners",
        )
    )
    has_organisations = unit.organisations.active_in(period).exists()
    return [
        (
            activity,
            claims_of(
                list(activity.kinds.all()),
                list(activity.organisations.all()),
                activity.heads,
                has_organisations,
            ),
        )
        for activity in activities
    ]


def amounts_of(month) -> dict:
    """{(indicator pk, organisation pk or None): Decimal} of what `month_of` gave: what the cells of the grid say."""
    amounts = defaultdict(Decimal)
    for _, claims in month:
        for claim in claims:
            amounts[claim.key] += claim.amount
    return dict(amounts)
