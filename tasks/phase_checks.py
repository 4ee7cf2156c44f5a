"""What the portal itself can say about a phase's tasks: so many of so many, over the units that somebody sees.

Higher apps register the checks that only they can answer (`reviews`: findings).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from tasks.models import ItemKind, ItemState, Light, UnitMonth, WorkItem
from tasks.models.work_item import OPEN_STATES, owed_in


@dataclass(frozen=True)
class Check:
    """`done` of `total`; `url` opens what is left. Nothing to do counts as done."""

    done: int
    total: int
    url: str = ""

    @property
    def is_met(self):
        return self.done >= self.total

    @property
    def left(self):
        return max(0, self.total - self.done)


_checks: dict[str, tuple[str, Callable]] = {}


def register(code: str, label: str, check: Callable):
    """`check(user, units, phase, day)` -> Check; `units` is the queryset of those that the person sees."""
    _checks[code] = (label, check)


def answer(code, user, units, phase, day) -> Check | None:
    """None for a task that no check knows: people tick it off."""
    found = _checks.get(code)
    return found and found[1](user, units, phase, day)


def choices():
    return [(code, label) for code, (label, _) in _checks.items()]


def _items(user, phase):
    return WorkItem.objects.visible_to(user).filter(year=phase.year)


def _units_with(kind):
    """How many of the units have at least one item of the kind this year."""

    def check(user, units, phase, day):
        having = _items(user, phase).filter(kind=kind, unit__in=units).order_by()
        found = units.aggregate(
            total=Count("pk"), done=Count("pk", filter=Q(pk__in=having.values("unit")))
        )
        return Check(
            found["done"], found["total"], f"{reverse('items')}?face={kind}&year={phase.year}"
        )

    return check


def _done(user, units, phase, day):
    found = (
        _items(user, phase)
        .exclude(state=ItemState.CANCELLED)
        .aggregate(total=Count("pk"), done=Count("pk", filter=~Q(state__in=OPEN_STATES)))
    )
    return Check(found["done"], found["total"], f"{reverse('items')}?state=open&year={phase.year}")


def _off_track(user, units, phase, day):
    found = (
        _items(user, phase)
        .filter(state__in=OPEN_STATES)
        .aggregate(total=Count("pk"), done=Count("pk", filter=Q(light__in=["", Light.ON_TRACK])))
    )
    return Check(
        found["done"], found["total"], f"{reverse('items')}?light=off_track&year={phase.year}"
    )


def _overdue(user, units, phase, day):
    found = (
        _items(user, phase)
        .filter(state__in=OPEN_STATES)
        .aggregate(
            total=Count("pk"),
            late=Count("pk", filter=Q(owed_in(day.year), deadline_kind="date", deadline__lt=day)),
        )
    )
    return Check(found["total"] - found["late"], found["total"], f"{reverse('items')}?overdue=1&year={phase.year}")  # fmt: skip


def _reports(user, units, phase, day):
    """First signatures of the phase's months; what is not due yet counts when it is signed."""
    return _signed(user, phase.starts_on.replace(day=1), phase.ends_on)


def _reports_of_the_year(user, units, phase, day):
    return _signed(user, date(phase.year, 1, 1), date(phase.year, 12, 31))


def _signed(user, first, last):
    found = (
        UnitMonth.objects.visible_to(user)
        .filter(expected=True, period__range=(first, last))
        .aggregate(total=Count("pk"), done=Count("pk", filter=~Q(first_signed_at=None)))
    )
    return Check(found["done"], found["total"], reverse("month_now"))


register("service_items", "有三服务清单的单位", _units_with(ItemKind.SERVICE_ITEM))
register("led_projects", "有领办引办项目的单位", _units_with(ItemKind.LED_PROJECT))
register("key_tasks", "有重点任务的单位", _units_with(ItemKind.KEY_TASK))
register("reports", "本阶段已报送的月度进展", _reports)
register("reports_year", "全年已报送的月度进展", _reports_of_the_year)
register("overdue", "没有逾期的事项", _overdue)
register("off_track", "进度正常的事项", _off_track)
register("done", "已报结的事项", _done)
