"""What becomes of each item that is still open when its year ends: a proposal, until somebody chooses otherwise."""

from dataclasses import dataclass

from django.db import models

from tasks.models import DeadlineKind, WorkItem
from units.models import Unit
from zhaotong_portal.period import Period


class Fate(models.TextChoices):
    """An item that went on or ended keeps its state: only a cancelled one leaves the figures of its year."""

    CONTINUE = "continue", "结转下年"
    FINISH = "finish", "年底办结"
    CANCEL = "cancel", "取消"


RHYTHMS = (DeadlineKind.MONTHLY, DeadlineKind.QUARTERLY)


@dataclass(frozen=True)
class Proposal:
    fate: str
    reason: str = ""

    @property
    def fate_label(self):
        return Fate(self.fate).label


def proposal_for(item) -> Proposal:
    """What is done every month or quarter of a year is done with with the year; a promise goes on until it is kept."""
    if item.deadline_kind in RHYTHMS:
        return Proposal(Fate.FINISH, f"{item.get_deadline_kind_display()}开展，随年度结束。")
    return Proposal(Fate.CONTINUE)


def open_items(year):
    """Open items of the year, and of earlier ones, that were not rolled over yet, of units that go on.

    A claim that waits for its verdict is none of these: it stays in the month until staff decide.
    """
    lasting = Unit.objects.active_in(Period(year + 1, 1)).order_by()
    return WorkItem.objects.open().filter(
        year__lte=year, last_year=None, continued_by=None, unit__in=lasting.values("pk")
    )


def chosen(items, choices) -> dict[int, Proposal]:
    """{item id: what was chosen for it, else the proposal}."""
    kept = choices.get("items", {})
    found = {}
    for item in items:
        other = kept.get(str(item.pk))
        found[item.pk] = Proposal(other["fate"], other["reason"]) if other else proposal_for(item)
    return found
