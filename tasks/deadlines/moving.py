"""Moving one shows what moves (W19): nothing is written here, a deadline is changed where it belongs."""

from dataclasses import dataclass
from datetime import date, timedelta

from tasks.deadlines.entries import Wanted, listed
from tasks.deadlines.sources import Ledger, Shift
from zhaotong_portal.wording import weekday_text
from zhaotong_portal.workdays import add_workdays, is_workday, knows, workdays_between

BESIDE_SHOWN = 10


@dataclass(frozen=True)
class Moved:
    """A deadline on another day: what shifts with it, what speaks against the day, what else is due about then."""

    old: date
    new: date
    shifts: list[Shift]
    warnings: list[str]
    beside: list

    @property
    def days(self):
        return (self.new - self.old).days

    @property
    def workdays(self):
        return workdays_between(self.old, self.new)


def moved(source: Ledger, row, unit, user, old: date, new: date) -> Moved:
    shifts = list(source.shifts(row, old, new)) if source.shifts else []
    wanted = Wanted(user, new, new, unit=unit, open_only=True)
    beside = [entry for entry in listed(wanted) if (entry.kind, entry.url) != (source.kind, row.entry_url)] if unit else []  # fmt: skip
    return Moved(old, new, shifts, list(_warnings(new)), beside[:BESIDE_SHOWN])


def _warnings(day):
    if is_workday(day):
        return
    before = day
    while not is_workday(before):
        before -= timedelta(days=1)
    after = add_workdays(day, 1)
    yield f"{weekday_text(day)}不是工作日，可改为{weekday_text(before)}或{weekday_text(after)}。"
    if not knows(day.year):
        yield f"{day.year}年的节假日安排还没有公布，暂按周末推算。"
