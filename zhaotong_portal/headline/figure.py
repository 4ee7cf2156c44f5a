"""A headline figure as plain data: what it counts, how its rows are told, what its definition says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from django.db.models import Aggregate, Count, QuerySet

from zhaotong_portal.headline.rounding import exact, rounded
from zhaotong_portal.headline.span import Span
from zhaotong_portal.wording import NOTHING


class Group(Enum):
    """The chapters of the article, in its order."""

    POLITICS = "政治引领"
    THEORY = "思想铸魂"
    FORTRESS = "战斗堡垒"
    CENTRE = "融入中心"
    SERVICE = "服务群众"
    DUTY = "明责履职"
    BASE = "基本情况"


class Adding(Enum):
    """What several years of a figure give together."""

    SUM = "各年相加"
    POOLED = "按全部区间一次计算，不取各年平均"
    STANDING = "取期末数，不逐年相加"
    YEARLY = "只按年度，不跨年相加"
    COMPARED = "由首尾两年比较得出"


@dataclass(frozen=True)
class Tally:
    """`rows(span)`: what counts in a span, by the span alone (its query is kept); `amount`: the aggregate over it.

    `year`: the year in which a row counts, where that is one and years add up: then all years are one look at the rows.
    """

    rows: Callable[[Span], QuerySet]
    amount: Aggregate = field(default_factory=lambda: Count("pk"))
    year: object = None


def dated(rows: Callable[[], QuerySet], when):
    """Rows of which a `When` says when they count, as a function of the span."""
    return lambda span: rows().filter(when(span))


def tally(rows, when, amount=None):
    return Tally(dated(rows, when), amount or Count("pk"), when.year)


@dataclass(frozen=True)
class Row:
    """One row behind a figure, as the list of rows shows it."""

    day: date | str
    unit: str
    text: str
    url: str = ""
    amount: object = 1
    evidence: str = ""

    @property
    def shown_day(self):
        return self.day.isoformat() if isinstance(self.day, date) else self.day


@dataclass(frozen=True)
class Listing:
    """The rows themselves, by a span: of the first tally, unless `rows` says otherwise. `row(object)` shows one."""

    row: Callable[[object], Row]
    rows: Callable[[Span], QuerySet] | None = None
    order: tuple = ("pk",)


@dataclass(frozen=True)
class Card:
    """口径: `source` names the ledger, `owner` the office that answers for it; another rule is another version."""

    counts: str
    level: str
    dedupe: str
    source: str
    owner: str = "组织科"
    version: int = 1


def first_number(parts):
    return next(iter(parts.values()))


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`number(parts)` makes one number of the tallies of one span; `over_years({year: number})` that of several.

    `reading_of` names the figure of which this one is another reading (features §12): shown below it.
    """

    key: str
    label: str
    quantity: str
    group: Group
    tallies: dict[str, Tally]
    card: Card
    listing: Listing | None = None
    order: int = 100
    adding: Adding = Adding.SUM
    rounding: Callable = exact
    digits: int = 0
    number: Callable[[dict], object] = first_number
    over_years: Callable[[dict], object] | None = None
    year_quantity: str = ""
    year_digits: int | None = None
    is_share: bool = False  # years differ by 百分点, not by percent
    words: dict = field(default_factory=dict)  # numbers that have a word: 100 is 全覆盖
    address: Callable[[Span], str] | None = None  # the ledger's own list of the same rows
    reading_of: str = ""

    def rows(self, span):
        """The rows behind the figure, in the order in which they are read."""
        rows = self.listing.rows or first_number(self.tallies).rows
        return rows(span).order_by(*self.listing.order)

    def published(self, value):
        """The number as it is published: to its decimals, half up."""
        return None if value is None else rounded(value, self.digits)

    def text(self, value):
        """With the official rounding and what it counts: 6.4万次."""
        if value is None:
            return NOTHING
        value = self.published(value)
        return self.words.get(value) or f"{self.rounding(value, self.digits)}{self.quantity}"

    def exact_text(self, value):
        return _exact(value, self.digits, self.quantity)

    def year_text(self, value):
        digits = self.digits if self.year_digits is None else self.year_digits
        return _exact(value, digits, self.year_quantity or self.quantity)


def _exact(value, digits, quantity):
    return NOTHING if value is None else f"{exact(rounded(value, digits), digits)}{quantity}"
