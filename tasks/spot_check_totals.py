"""What units reported, with what was found on looking (W6): 2,992 场，抽查 60，属实 58（97%）. A verdict changes no total."""

from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    DateField,
    DecimalField,
    Exists,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import TruncMonth

from tasks.models import (
    Activity,
    ItemProgress,
    MonthlyReport,
    SpotCheck,
    UnitMonthIndicator,
)
from tasks.models.indicator import QuantityType
from tasks.models.spot_check import Verdict
from tasks.spot_checks import SIGNED
from units.models import Unit


@dataclass(frozen=True)
class Tally:
    """Never without its n. `drawn` counts what was drawn, `n` the verdicts, not what still waits."""

    drawn: int
    true: int
    partly: int
    untrue: int

    @property
    def n(self):
        return self.true + self.partly + self.untrue

    @property
    def percent(self):
        """属实率, of the verdicts; 100 only when everything was true."""
        if not self.n:
            return None
        share = round(self.true * 100 / self.n)
        return min(share, 99) if self.true < self.n else share

    @property
    def text(self):
        if not self.n:
            return f"抽取 {self.drawn}，待核实"
        return f"抽查 {self.n}，属实 {self.true}（{self.percent}%）"


@dataclass(frozen=True)
class Total:
    """One figure of some months: what was reported, what was found."""

    label: str
    quantity: str
    reported: object
    tally: Tally


def totals(user, first, last) -> list[Total]:
    """Each figure of the months from `first` to `last` of which entries were drawn, in the catalogue's order; one query.

    What is within the reader's scope: the committee sees the sums of all units, a unit its own.
    """
    checks = SpotCheck.objects.visible_to(user).filter(draw__period__range=(first, last))
    rows = (
        checks.annotate(is_claim=Q(item__isnull=False))
        .order_by("indicator__order")
        .values("indicator", "indicator__name", "indicator__quantity", "is_claim")
        .annotate(
            drawn=Count("pk"),
            **{f"n_{code}": Count("pk", filter=Q(verdict=code)) for code in Verdict.values},
            reported=_reported(user, first, last),
        )
    )
    return sorted((_total(row) for row in rows), key=lambda total: total.label in OTHERS)


def by_indicator(user, first, last) -> dict[str, str]:
    """{code: 抽查 60，属实 58（97%）} for pages that have the totals already; one query, nothing for what nobody verified."""
    rows = (
        SpotCheck.objects.visible_to(user)
        .filter(draw__period__range=(first, last), indicator__isnull=False)
        .exclude(verdict="")
        .order_by()
        .values("indicator__code")
        .annotate(
            drawn=Count("pk"),
            **{f"n_{code}": Count("pk", filter=Q(verdict=code)) for code in Verdict.values},
        )
    )
    return {row["indicator__code"]: _tally(row).text for row in rows}


OTHERS = ("登记的活动", "报结的事项")


def _tally(row):
    return Tally(row["drawn"], *(row[f"n_{code}"] for code in ("true", "partly", "untrue")))


def _total(row):
    tally = _tally(row)
    if row["indicator"]:
        quantity = QuantityType(row["indicator__quantity"]).label
        return Total(row["indicator__name"], quantity, row["reported"] or 0, tally)
    if row["is_claim"]:
        return Total("报结的事项", "项", row["reported"] or 0, tally)
    return Total("登记的活动", "次", row["reported"] or 0, tally)


def _reported(user, first, last):
    """What the signed reports of the months say: the figure's sum, else how many activities or claims there are."""
    months = {"period__range": (first, last)}
    sums = UnitMonthIndicator.objects.filter(indicator=OuterRef("indicator"), **months)
    claims = ItemProgress.objects.filter(
        claims_done=True, report__state__in=SIGNED, report__unit__in=_units(user), **months
    )
    # An activity belongs to the month of its day.
    signed = MonthlyReport.objects.filter(
        unit=OuterRef("unit"),
        period=OuterRef("month"),
        state__in=SIGNED,
    )
    days = (first.first_day, last.last_day)
    held = Activity.objects.filter(unit__in=_units(user), held_on__range=days)
    held = held.annotate(month=TruncMonth("held_on", output_field=DateField())).filter(
        Exists(signed)
    )
    return Case(
        When(indicator__isnull=False, then=_one(sums.filter(unit__in=_units(user)), Sum("signed"))),
        When(item__isnull=False, then=_one(claims, Count("pk"))),
        default=_one(held, Count("pk")),
        output_field=DecimalField(max_digits=16, decimal_places=2),
    )


def _units(user):
    return Unit.objects.visible_to(user).order_by().values("pk")


def _one(rows, aggregate):
    return Subquery(
        rows.order_by().annotate(all=Value(1)).values("all").annotate(n=aggregate).values("n")
    )
