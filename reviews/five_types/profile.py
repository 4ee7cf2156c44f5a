"""A unit's year on the five sides, computed for any number of units in as many queries as there are shares."""

from dataclasses import dataclass
from decimal import Decimal

from reviews.assessment.figure import AssessedFigure, FigureValue, to_cents
from reviews.five_types.axes import AXES
from tasks.models import FiveType

NOTHING = FigureValue(None, 0, 0)


@dataclass(frozen=True)
class FiveTypeShare:
    """One share of a side: what it counts, and what it says of the unit."""

    figure: AssessedFigure
    value: FigureValue


@dataclass(frozen=True)
class FiveTypeAxis:
    side: FiveType
    shares: tuple[FiveTypeShare, ...]

    @property
    def label(self) -> str:
        return self.side.label

    @property
    def value(self) -> Decimal | None:
        """The plain mean of the shares that have data; none where no share has any, never zero."""
        known = [share.value.value for share in self.shares if share.value.value is not None]
        return to_cents(sum(known) / len(known)) if known else None


@dataclass(frozen=True)
class FiveTypeProfile:
    unit_id: int
    year: int
    axes: tuple[FiveTypeAxis, ...]

    @property
    def values(self) -> list[Decimal | None]:
        return [axis.value for axis in self.axes]


def profiles_of(year, units) -> dict[int, FiveTypeProfile]:
    """{unit pk: profile} of `units` (pks)."""
    units = list(units)
    read = {
        figure.key: figure.compute(year, units) for shares in AXES.values() for figure in shares
    }
    return {unit: _profile(unit, year, read) for unit in units}


def _profile(unit, year, read):
    axes = tuple(
        FiveTypeAxis(
            side,
            tuple(FiveTypeShare(figure, read[figure.key].get(unit, NOTHING)) for figure in figures),
        )
        for side, figures in AXES.items()
    )
    return FiveTypeProfile(unit, year, axes)
