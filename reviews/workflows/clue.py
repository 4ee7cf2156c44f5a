"""问题线索: 转办 → 核实 → 处置 → 反馈, each step with its working days; a discipline clue is handed over and leaves a stub."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reviews.clue_returns import enqueue_return
from reviews.models import Clue, ClueComplainant, ClueReturn, ClueState, ClueVerdict, FindingSource
from reviews.models.finding import SETTLED
from reviews.recording import record_finding, successor_of
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workdays import add_workdays
from zhaotong_portal.workflow import (
    Move,
    NotAllowed,
    ReasonRequired,
    StateChanged,
    Workflow,
    check_text,
)

STAFF = (Role.STAFF,)
State = ClueState

TRANSITIONS = {
    "forward": Move("转办", {State.RECEIVED, State.RETURNED}, State.FORWARDED, by=STAFF),
    "verify": Move("核实", {State.FORWARDED}, State.VERIFIED, by=STAFF, needs_reason=True),
    "dispose": Move("处置", {State.VERIFIED}, State.DISPOSED, by=STAFF, needs_reason=True),
    "feed_back": Move("反馈结果", {State.DISPOSED}, State.FED_BACK, by=STAFF, needs_reason=True),
    "return_back": Move("退回", {State.RECEIVED, State.FORWARDED}, State.RETURNED, by=STAFF, needs_reason=True),
    "transfer": Move(
        "移送", {State.RECEIVED, State.FORWARDED, State.RETURNED}, State.TRANSFERRED, by=STAFF, needs_reason=True
    ),
}  # fmt: skip


def _may_decide(clue, actor, move_name):
    """Who decides for the unit handles its clue; before there is one, staff of the whole committee."""
    scope = actor.scope
    mine = scope.whole if clue.unit is None else scope.whole or scope.decides_for(clue.unit)
    if not mine:
        raise NotAllowed("这条线索不由您办理。")


CLUE = Workflow("clue", Clue, TRANSITIONS, _may_decide)


def due_of(state, today=None):
    """Working days of the step that begins in a state; None where nothing more is due."""
    days = settings.CLUE_WORKDAYS.get(str(state))
    return add_workdays(today or timezone.localdate(), days) if days else None


@transaction.atomic
def forward(pk, actor, unit, note=""):
    """To the unit's business: those who decide for it look into the matter."""
    clue = CLUE.begin("forward", pk, actor)
    clue.unit = successor_of(unit)
    changes = {"单位": ["", clue.unit.short_name]}
    return _finish("forward", clue, actor, note, changes)


@transaction.atomic
def verify(pk, actor, verdict, text):
    """What was found; where there is something in it, it becomes a problem of the ledger with all its steps."""
    clue = CLUE.begin("verify", pk, actor, text)
    clue.verdict, clue.verified_text = ClueVerdict(verdict), text.strip()
    if clue.verdict != ClueVerdict.NO_BASIS:
        today = timezone.localdate()
        clue.finding = record_finding(
            actor, clue.unit, title=clue.title[:500], detail=text.strip(), source=FindingSource.PUBLIC_CLUE,
            found_on=today, label=f"线索{clue.outside_number}"[:50],
        )  # fmt: skip
    return _finish("verify", clue, actor, text)


@transaction.atomic
def dispose(pk, actor, text):
    """Nothing is disposed of while its problem is open."""
    clue = CLUE.begin("dispose", pk, actor, text)
    if clue.finding is not None and clue.finding.state not in SETTLED:
        state = clue.finding.get_state_display()
        raise StateChanged(f"线索反映的问题还没有销号（{state}），整改到位后再处置。")
    clue.disposed_text = text.strip()
    return _finish("dispose", clue, actor, text)


@transaction.atomic
def feed_back(pk, actor, text):
    """The answer for the outside system; it goes out by file, and by a signed call where the system has an address."""
    clue = CLUE.begin("feed_back", pk, actor, text)
    clue.result, clue.fed_back_at = text.strip(), timezone.now()
    clue = _finish("feed_back", clue, actor, text)
    enqueue_return(clue)
    return clue


@transaction.atomic
def return_back(pk, actor, reason):
    clue = CLUE.begin("return_back", pk, actor, reason)
    clue.returned_text = reason.strip()
    clue = _finish("return_back", clue, actor, reason)
    enqueue_return(clue)
    return clue


@transaction.atomic
def transfer(pk, actor, to):
    """Discipline: to whom it was handed is kept, nothing of what it said (G21)."""
    if not to.strip():
        raise ReasonRequired("请写明移送给哪个部门。")
    check_text(to, "移送部门")
    clue = CLUE.begin("transfer", pk, actor, to)
    empty(clue)
    clue.transferred_to = to.strip()[:100]
    return _finish("transfer", clue, actor, to)


def empty(clue):
    """Take out everything that was said; the number remains, so that the outside system can be answered.

    Also what people wrote into the history's reasons: it may repeat the content (G21).
    """
    clue.title = clue.content = clue.about = ""
    clue.verified_text = clue.disposed_text = clue.returned_text = ""
    clue.versions.all().delete()
    ClueComplainant.objects.filter(clue=clue).delete()
    ClueReturn.objects.filter(clue=clue).delete()
    AuditEntry.objects.about(clue).exclude(reason="").update(reason="（已移送，不保存）")


def _finish(name, clue, actor, reason="", changes=None):
    clue.due_on = due_of(TRANSITIONS[name].target)
    return CLUE.finish(name, clue, actor, reason=reason, changes=changes)
