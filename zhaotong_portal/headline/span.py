"""The stretch of time that a figure speaks of: months from–to, as seen on a day."""

from dataclasses import dataclass, replace
from datetime import date

from zhaotong_portal.period import Period


@dataclass(frozen=True)
class Span:
    """`as_of`: what happened after this day does not count, and what stands is what stood on it."""

    first: Period
    last: Period
    as_of: date

    @property
    def first_day(self) -> date:
        return self.first.first_day

    @property
    def last_day(self) -> date:
        return min(self.last.last_day, self.as_of)

    @property
    def last_full_month(self) -> Period:
        """A month's values count once it is over."""
        if self.as_of >= self.last.last_day:
            return self.last
        running = Period.of(self.as_of)
        return running if self.as_of == running.last_day else running.previous()

    @property
    def first_year(self) -> int:
        """What has a year and no day lies at its beginning: in a span that begins later it does not count."""
        return self.first.year if self.first.month == 1 else self.first.year + 1

    @property
    def last_year(self) -> int:
        return min(self.last.year, self.as_of.year)

    @property
    def is_ahead(self) -> bool:
        """Nothing can be said yet."""
        return self.as_of < self.first_day

    @property
    def years(self) -> "list[Span]":
        """One for each calendar year, clipped to the span."""
        return [
            replace(
                self,
                first=max(self.first, Period(year, 1)),
                last=min(self.last, Period(year, 12)),
            )
            for year in range(self.first.year, self.last.year + 1)
        ]

    @property
    def label(self) -> str:
        whole_years = self.first.month == 1 and self.last.month == 12
        if not whole_years:
            one = self.first == self.last
            return self.first.label if one else f"{self.first.label}至{self.last.label}"
        one = self.first.year == self.last.year
        return f"{self.first.year}年" if one else f"{self.first.year}—{self.last.year}年"
