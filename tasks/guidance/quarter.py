"""A quarter of a year, as visits are planned by it: 2026-4 in addresses, 2026年第4季度 on pages."""

from dataclasses import dataclass
from datetime import date

from zhaotong_portal.period import Period

FIRST_YEAR, LAST_YEAR = 2020, 2040


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Raises ValueError for what is none."""
        year, _, number = text.partition("-")
        if not (year.isascii() and year.isdigit() and number in {"1", "2", "3", "4"}):
            raise ValueError(text)
        found = cls(int(year), int(number))
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(text)
        return found

    def __str__(self):
        return f"{self.year}-{self.number}"

    @property
    def label(self):
        return f"{self.year}年第{self.number}季度"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return Period(self.year, 3 * self.number).last_day

    def shift(self, by: int) -> "Quarter":
        index = self.year * 4 + self.number - 1 + by
        return Quarter(index // 4, index % 4 + 1)
