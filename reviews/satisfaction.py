"""满意率 that tells the truth: never without its n, its spread and its interval (rules.md §2, features W11)."""

from dataclasses import dataclass, field
from math import sqrt

from django.conf import settings
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from reviews.models import POOR_GRADES, Grade

Z_95 = 1.959963984540054
GRADES = sorted(Grade.values, reverse=True)
COUNTED = [
    *(f"grade_{value}" for value in GRADES),
    "excluded",
    "flagged",
    *(f"flagged_{value}" for value in GRADES),
]


def wilson_interval(successes, n):
    """The 95 % interval of a share, honest for small n and near 100 % (Wilson 1927); None without any rating."""
    if n == 0:
        return None
    share, z2 = successes / n, Z_95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # At 0 and n the bound is exact; floating point would write it as 0.99999.
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == n else middle + half
    return low, high


@dataclass(frozen=True)
class Satisfaction:
    """Valid ratings by grade. Who did not rate is not in it: silence is never satisfaction (H12)."""

    spread: dict[int, int] = field(default_factory=dict)
    excluded: int = 0
    flagged: int = 0
    # The flagged among `spread`, by grade.
    flagged_spread: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, sums):
        """From a row (dict or object) that has `grade_5` … `grade_1`, `excluded`, `flagged`."""
        read = sums.get if isinstance(sums, dict) else lambda name: getattr(sums, name)
        spread = {value: read(f"grade_{value}") or 0 for value in GRADES}
        flagged = {value: read(f"flagged_{value}") or 0 for value in GRADES}
        return cls(spread, read("excluded") or 0, read("flagged") or 0, flagged)

    @classmethod
    def added_up(cls, parts):
        parts = list(parts)
        return cls(
            {value: sum(part.spread[value] for part in parts) for value in GRADES},
            sum(part.excluded for part in parts),
            sum(part.flagged for part in parts),
            {value: sum(part.flagged_spread.get(value, 0) for part in parts) for value in GRADES},
        )

    @property
    def compared(self):
        """What may stand beside other units: without the flagged that nobody has decided on yet."""
        if not self.flagged:
            return self
        spread = {
            value: self.spread[value] - self.flagged_spread.get(value, 0) for value in self.spread
        }
        return Satisfaction(spread, self.excluded)

    @property
    def n(self) -> int:
        return sum(self.spread.values())

    @property
    def satisfied(self) -> int:
        return sum(self.spread.get(value, 0) for value in settings.SATISFIED_GRADES)

    @property
    def poor(self) -> int:
        return sum(self.spread.get(value, 0) for value in POOR_GRADES)

    @property
    def rate(self):
        """A fraction, or None without any rating."""
        return self.satisfied / self.n if self.n else None

    @property
    def interval(self):
        return wilson_interval(self.satisfied, self.n)

    @property
    def low(self):
        return self.interval[0] if self.n else None

    @property
    def high(self):
        return self.interval[1] if self.n else None

    @property
    def is_comparable(self) -> bool:
        return self.compared.n >= settings.RATING_MIN_COMPARABLE

    @property
    def rows(self):
        """[{grade, label, count, share}], best first."""
        return [
            {
                "grade": value,
                "label": Grade(value).label,
                "count": self.spread.get(value, 0),
                "share": self.spread.get(value, 0) / self.n if self.n else None,
            }
            for value in GRADES
        ]


def sums(prefix="", only=None):
    """Aggregates over rollup rows; `prefix` is the lookup that leads to them, `only` a condition on them."""
    return {name: Coalesce(Sum(f"{prefix}{name}", filter=only), 0) for name in COUNTED}


def between(first, last, prefix=""):
    """A condition on rollup rows: their month lies in a range, both ends included; None leaves an end open."""
    condition = Q()
    if first:
        condition &= Q(**{f"{prefix}period__gte": first})
    if last:
        condition &= Q(**{f"{prefix}period__lte": last})
    return condition


def satisfaction_of(rows) -> Satisfaction:
    """Of rollup rows, added up by the database."""
    return Satisfaction.of(rows.aggregate(**sums()))


def satisfaction_by(rows, key) -> dict:
    """{value of `key`: Satisfaction}, in one query."""
    grouped = rows.order_by(key).values_list(key).annotate(**sums())
    return {row[0]: Satisfaction.of(dict(zip(sums(), row[1:], strict=True))) for row in grouped}


def satisfied_label() -> str:
    """Which grades the rate counts, in words: 基本满意及以上."""
    return f"{Grade(min(settings.SATISFIED_GRADES)).label}及以上"
