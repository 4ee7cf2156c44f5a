"""A computed figure of the assessment as plain data: what it says of each unit's year, and what its card explains.

Most are shares of rows: `ShareOf` names the rows that are asked about in a year, and which of them count. The value and
the list that it opens come from the same rows, so that a figure has as many as it says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils import timezone

CENT = Decimal("0.01")


@dataclass(frozen=True)
class FigureValue:
    """`counted` of `n`, as a percentage; `value` is None where there is nothing to judge by."""

    value: Decimal | None
    n: int
    counted: int
    rows_url: str = ""


@dataclass(frozen=True)
class FigureRow:
    """One row behind a figure as its list shows it."""

    when: str
    text: str
    standing: str
    url: str
    is_counted: bool


@dataclass(frozen=True)
class AssessedFigure:
    """`compute(year, units=None) -> {unit pk: FigureValue}`: set-wise, all units where `units` (pks) is left out.

    `is_outcome`: it says what became of the work, not only that it was done in time. `shares`: the rows, where the
    figure is a share of rows that may be listed one by one.
    """

    key: str
    label: str
    definition: dict
    is_outcome: bool
    compute: Callable[..., dict]
    shares: "ShareOf | None" = None
    unit: str = "%"


@dataclass(frozen=True)
class ShareOf:
    """`rows(year, today)`: what is asked about; `counts(year)`: the condition on a row that counts.

    `unit`: by which field a row is a unit's.
    """

    rows: Callable[[int, date], QuerySet]
    counts: Callable[[int], Q]
    row: Callable[[object], FigureRow]
    order: tuple = ("pk",)
    unit: str = "unit"

    def of(self, year):
        """The rows of a year, each with `is_counted`."""
        counted = Case(
            When(self.counts(year), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
        return self.rows(year, timezone.localdate()).order_by().annotate(is_counted=counted)

    def listed(self, year, unit, user):
        """The rows of one unit that this person may see, in the order in which they are read."""
        seen = self.rows(year, timezone.localdate()).model.objects.visible_to(user)
        rows = self.of(year).filter(**{self.unit: unit}, pk__in=seen.order_by().values("pk"))
        return rows.order_by(*self.order)


def share_figure(key, label, definition, shares, is_outcome=True) -> AssessedFigure:
    def compute(year, units=None):
        rows = shares.of(year)
        if units is not None:
            rows = rows.filter(**{f"{shares.unit}__in": units})
        grouped = rows.values_list(shares.unit).annotate(
            n=Count("pk"), of_these=Count("pk", filter=Q(is_counted=True))
        )
        return {
            unit: FigureValue(share(counted, n), n, counted, rows_address(key, year, unit))
            for unit, n, counted in grouped
        }

    return AssessedFigure(key, label, definition, is_outcome, compute, shares)


def rows_address(key, year, unit):
    return reverse("assessed_figure_rows", args=[key, year, unit])


def card(label, counts, source, dedupe, level="单位", version="第 1 版"):
    """What components/definition_card.html shows."""
    return {
        "label": label, "counts": counts, "level": level, "quantity": "%", "dedupe": dedupe,
        "source": source, "version": version,
    }  # fmt: skip


def share(counted, n) -> Decimal | None:
    return None if not n else to_cents(Decimal(counted) * 100 / n)


def to_cents(value) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)
