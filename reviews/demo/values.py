"""The monthly indicators: drawn so that the article's totals come out of the rows themselves (rules.md §6)."""

from decimal import Decimal

from reviews.demo.chance import spread
from tasks.models import Indicator, IndicatorLevel, IndicatorValue, ValueState
from zhaotong_portal.period import Period

# Over 36 months and 84 units. Exact where the article is exact, inside its rounding elsewhere.
TOTALS = {
    "first_topic": 64_012,
    "centre_group": 2_146,
    "reading_class": 336,
    "special_lecture": 298,
    "warning_education": 642,
    "warning_education_people": 29_860,
    "theory_talk": 2_992,
}
THREE_YEARS = (Period(2023, 1), Period(2025, 12))


class ValueMaker:
    """Draws every value of the months whose reports were signed."""

    def __init__(self, rng, units, branches, signed_cells):
        """`signed_cells`: the (unit pk, period) of signed reports, in order."""
        self.amounts = {}
        share = len(units) / 84
        for indicator in Indicator.objects.asked_of_units(Period.current()):
            for within in (True, False):
                cells = [
                    (holder, unit_pk, period)
                    for unit_pk, period in signed_cells
                    if (THREE_YEARS[0] <= period <= THREE_YEARS[1]) is within
                    for holder in self._holders(indicator, branches[unit_pk], period)
                ]
                months = len({period for _, _, period in cells})
                total = round(TOTALS.get(indicator.code, 300) * share * months / 36)
                for cell, amount in zip(cells, spread(rng, total, len(cells)), strict=True):
                    self.amounts.setdefault((cell[1], cell[2]), []).append(
                        (indicator, cell[0], amount)
                    )

    @staticmethod
    def _holders(indicator, branches, period):
        """Who exists at the month's end: as `asked_cells` asks of a unit."""
        if indicator.level != IndicatorLevel.ORGANISATION:
            return [None]
        return [branch for branch in branches if branch.exists_in(period)]

    def values_of(self, unit, period, person):
        """The month's values, ready to be written; an empty list when nothing was signed."""
        return [
            IndicatorValue(
                indicator=indicator,
                unit=unit,
                organisation=organisation,
                period=period,
                state=ValueState.REPORTED if amount else ValueState.ZERO,
                value=Decimal(amount),
                edited_by=person,
            )  # fmt: skip
            for indicator, organisation, amount in self.amounts.get((unit.pk, period), ())
        ]
