"""The article's years as far as they are asked for and over, and a total's share of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from reviews.demo.fates import workday_before
from zhaotong_portal.period import Period

LAST_ARTICLE_YEAR = 2025
ALL_UNITS, ALL_MONTHS = 84, 36


@dataclass(frozen=True)
class Span:
    """`first` to `last`: the article's days that are over; `today` is where the demonstration stands."""

    first: date
    last: date
    today: date
    units: int

    @classmethod
    def of(cls, wish, units):
        first = date(LAST_ARTICLE_YEAR + 1 - wish.years, 1, 1)
        return cls(first, min(date(LAST_ARTICLE_YEAR, 12, 31), wish.today), wish.today, len(units))

    @property
    def periods(self):
        return Period.range(Period.of(self.first), Period.of(self.last)) if self.first <= self.last else []  # fmt: skip

    @property
    def later(self):
        """Months after the article's, the running one included."""
        after = Period(LAST_ARTICLE_YEAR + 1, 1)
        now = Period.of(self.today)
        return Period.range(after, now) if after <= now else []

    def share(self, total: int) -> int:
        """What falls on these units and months of a total of 84 units and 36 months."""
        return round(total * self.units / ALL_UNITS * len(self.periods) / ALL_MONTHS)

    def later_share(self, total: int) -> int:
        """As much as the article's pace gives for the months after it."""
        return round(total * self.units / ALL_UNITS * len(self.later) / ALL_MONTHS)

    def days(self, rng: Random, count: int, later=False) -> list[date]:
        """So many working days within, in order."""
        first, last = (date(LAST_ARTICLE_YEAR + 1, 1, 1), self.today) if later else (self.first, self.last)  # fmt: skip
        length = (last - first).days
        found = (first + timedelta(days=rng.randint(0, length)) for _ in range(count))
        return sorted(max(workday_before(day), first) for day in found)
