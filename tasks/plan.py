"""计划进度: how far an item should be by a day, from its deadline and its milestones, and how far it is behind (D8)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from tasks.models import DeadlineKind, Milestone


@dataclass(frozen=True)
class AgainstPlan:
    """`planned` and `reached` in percent."""

    planned: int
    reached: int

    @property
    def lag(self):
        """Points behind the plan; negative where the item is ahead of it."""
        return self.planned - self.reached

    @property
    def lags(self):
        """Behind by so much that a reviewer should look."""
        return self.lag >= settings.PLAN_LAG_POINTS

    @property
    def words(self):
        if self.lag > 0:
            return f"比计划进度慢 {self.lag} 个百分点"
        return f"比计划进度快 {-self.lag} 个百分点" if self.lag else "与计划进度一致"


def planned_percent(day: date, start: date, deadline: date, milestones=()) -> int:
    """Percent planned for the end of `day`.

    From 0 at the end of the day before `start` to 100 at the end of the day of the deadline, evenly; milestones on the
    way share the work in equal parts, each part done evenly up to its milestone's planned day.
    """
    if day >= deadline:
        return 100
    if day < start:
        return 0
    marks = sorted(each for each in milestones if start <= each < deadline)
    ends = [start.toordinal() - 1, *(each.toordinal() for each in marks), deadline.toordinal()]
    part = 100 / (len(ends) - 1)
    for done, (begins, ends_on) in enumerate(zip(ends, ends[1:], strict=False)):
        if day.toordinal() <= ends_on:
            return round(part * (done + (day.toordinal() - begins) / max(ends_on - begins, 1)))
    return 100


def starts_on(year: int, first_reported: date) -> date:
    """An item begins with its year; one that was given out during the year, with the month that first asked for it."""
    return max(date(year, 1, 1), first_reported)


def against_plan(contents, today=None) -> dict[int, AgainstPlan]:
    """{line pk: its item against the plan}, for open items with a day as deadline; one query for any number.

    What is compared is the state on the day of the signature, or now where nobody has signed.
    """
    report = contents.report
    day = timezone.localdate(report.signed_at) if report.signed_at else today or timezone.localdate()  # fmt: skip
    day = min(day, report.period.last_day)
    lines = [line for line in contents.lines if _is_planned(line)]
    milestones = defaultdict(list)
    rows = Milestone.objects.filter(item__in=[line.line.item_id for line in lines])
    for item_id, planned_on in rows.order_by().values_list("item_id", "planned_on") if lines else ():  # fmt: skip
        milestones[item_id].append(planned_on)
    found = {}
    for line in lines:
        first = line.history[0][0] if line.history else report.period
        start = starts_on(line.item.year, first.first_day)
        planned = planned_percent(day, start, line.item.deadline, milestones[line.line.item_id])
        found[line.line.pk] = AgainstPlan(planned, line.shown.percent)
    return found


def _is_planned(line):
    item, shown = line.item, line.shown
    dated = item.deadline_kind == DeadlineKind.DATE and item.deadline
    return bool(dated and shown.percent is not None and shown.percent < 100)
