"""Which checks there are. Each app registers its own in `<app>/ready/contradictions.py`; pages ask all of them at once.

A contradiction is a question, not a verdict: it holds nothing up, counts nowhere and ranks nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tasks.models import CheckWaiver, Month
from units.models import Unit
from zhaotong_portal.period import Period


@dataclass(frozen=True)
class Contradiction:
    """`said` in one place, `against` in the other; each leads there. `subject` names it for good, such as `item-12`."""

    unit_id: int
    subject: str
    about: str
    said: str
    url: str
    against: str
    against_url: str


@dataclass(frozen=True)
class Found:
    """A contradiction with the check that found it, its unit, and the waiver that holds for it now."""

    check: str
    label: str
    unit: Unit
    row: Contradiction
    waiver: CheckWaiver | None

    @property
    def text(self):
        return f"{self.row.about}：{self.row.said}；{self.row.against}"


_checks: dict[str, tuple[str, Callable[..., Iterable[Contradiction]]]] = {}


def register(key: str, label: str, find: Callable):
    """`find(user, period)`: those of all units that the person sees, in a constant number of queries.

    `period` is the month under review; a check of what stands now leaves it alone.
    """
    _checks[key] = (label, find)


def choices():
    return [(key, label) for key, (label, _) in _checks.items()]


def label_of(key) -> str:
    return _checks[key][0] if key in _checks else key


def month_under_review() -> Period | None:
    """The oldest month that is not locked, else the newest: what can still be put right."""
    running = Month.objects.filter(locked_at=None).order_by("period")
    month = running.first() or Month.objects.order_by("-period").first()
    return month.period if month else None


def found_by(user, only=None) -> list[Found]:
    """All that the person sees, in the order of districts and units; `only` one check."""
    period = month_under_review()
    rows = [
        (key, label, row)
        for key, (label, find) in _checks.items()
        if only in (None, "", key) and period
        for row in find(user, period)
    ]
    units = {
        unit.pk: unit
        for unit in Unit.objects.visible_to(user)
        .filter(pk__in={row.unit_id for _, _, row in rows})
        .select_related("district")
    }
    waived = CheckWaiver.objects.visible_to(user).in_force().by_subject()
    found = [
        Found(key, label, units[row.unit_id], row, waived.get((key, row.subject)))
        for key, label, row in rows
        if row.unit_id in units
    ]
    order = list(_checks)
    return sorted(
        found,
        key=lambda each: (
            each.unit.district.order, each.unit.protocol_order, each.unit.pk, order.index(each.check), each.row.about,
        ),
    )  # fmt: skip


def one(user, check, subject) -> Found | None:
    """One contradiction as it stands now; None when there is none (any more)."""
    if check not in _checks:
        return None
    return next((each for each in found_by(user, check) if each.row.subject == subject), None)
