"""Places of units of one kind by one outcome. Equal values share a place; what rests on too few rows has none."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings

from reviews.assessment.figure import AssessedFigure, FigureValue
from reviews.assessment.figures import FIGURES
from reviews.compared.medians import middle_of

NOTHING = FigureValue(None, 0, 0)
OUTCOMES = {key: figure for key, figure in FIGURES.items() if figure.is_outcome}


@dataclass(frozen=True)
class Standing:
    """What a figure says of one unit in a year and in the year before. `place` is None where it has none."""

    now: FigureValue = NOTHING
    before: FigureValue = NOTHING
    place: int | None = None
    place_of: int = 0

    @property
    def change(self) -> Decimal | None:
        """Percentage points beside the own past; none where one of the years has no value."""
        if self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value

    @property
    def change_label(self) -> str:
        return change_text(self.change)

    @property
    def is_enough(self) -> bool:
        return is_enough(self.now)


def change_text(change) -> str:
    if change is None:
        return ""
    if change == 0:
        return "持平"
    return f"上升 {change}" if change > 0 else f"下降 {-change}"


def is_enough(value: FigureValue) -> bool:
    return value.value is not None and value.n >= settings.RANKING_LEAST_ROWS


@dataclass(frozen=True)
class Comparison:
    """One figure of one year among units (pks) of one kind. `middle`: the anonymous median."""

    figure: AssessedFigure
    year: int
    standings: dict[int, Standing]
    middle: Decimal | None


def compared(figure, year, units) -> Comparison:
    """Two reads of the figure, whatever the number of units."""
    units = list(units)
    now, before = figure.compute(year, units), figure.compute(year - 1, units)
    standings = {
        unit: Standing(now.get(unit, NOTHING), before.get(unit, NOTHING)) for unit in units
    }
    standings = _placed(standings)
    return Comparison(
        figure, year, standings, middle_of(one.now.value for one in standings.values())
    )


def _placed(standings):
    """Without places where so few have enough to compare that a place would name the others."""
    values = sorted((one.now.value for one in standings.values() if one.is_enough), reverse=True)
    if len(values) < settings.MEDIAN_LEAST_UNITS:
        return standings
    place_of = {}
    for place, value in enumerate(values, start=1):
        place_of.setdefault(value, place)
    return {
        unit: replace(
            one, place=place_of[one.now.value] if one.is_enough else None, place_of=len(values)
        )
        for unit, one in standings.items()
    }
