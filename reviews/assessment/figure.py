"""A computed figure of the assessment as plain data: what it says of each unit's year, and what its card explains."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class FigureValue:
    """`counted` of `n`, as a percentage; `value` is None where there is nothing to judge by."""

    value: Decimal | None
    n: int
    counted: int
    rows_url: str = ""


@dataclass(frozen=True)
class AssessedFigure:
    """`compute(year, units=None) -> {unit pk: FigureValue}`: set-wise, all units where `units` (pks) is left out.

    `is_outcome`: it says what became of the work, not only that it was done in time.
    """

    key: str
    label: str
    definition: dict
    is_outcome: bool
    compute: Callable[..., dict]
    unit: str = "%"


def share(counted, n) -> Decimal | None:
    return None if not n else to_cents(Decimal(counted) * 100 / n)


def to_cents(value) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)
