"""问题整改: 发现 → 核实 → 交办 → 整改 → 报告 → 核验 → 销号, each round kept, rectifier and verifier apart."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reviews.finding_follow import follow
from reviews.models import Finding, FindingOccurrence, FindingSource, FindingState, FindingStep
from reviews.models.finding import WITH_UNIT
from reviews.recording import hand_to_successor, successor_of
from reviews.recording import may_record as may_record
from reviews.recording import record_finding as record_finding
from reviews.separation import refuse_own
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workdays import add_workdays
from zhaotong_portal.workflow import Move, NotAllowed, StateChanged, Workflow

UNIT = (Role.OFFICER, Role.SECRETARY)
# Staff decide; a leader stands in where the unit is the committee itself. Inspectors find and verify.
DECIDERS = (Role.STAFF, Role.LEADER)
VERIFIERS = (Role.STAFF, Role.LEADER, Role.INSPECTOR)
FINDERS = (Role.STAFF, Role.INSPECTOR)
State = FindingState

TRANSITIONS = {
    "confirm": Move("核实", {State.FOUND}, State.CONFIRMED, by=VERIFIERS),
    "not_ours": Move(
        "认定不属该单位", {State.FOUND}, State.NOT_OURS, by=DECIDERS, needs_reason=True
    ),
    "no_basis": Move("认定查无依据", {State.FOUND}, State.NO_BASIS, by=DECIDERS, needs_reason=True),
    "already_fixed": Move(
        "认定此前已整改", {State.FOUND}, State.ALREADY_FIXED, by=DECIDERS, needs_reason=True
    ),
    "fix_on_site": Move(
        "现场整改销号", {State.FOUND}, State.CLOSED, by=VERIFIERS, needs_reason=True
    ),
    "assign": Move("交办", {State.CONFIRMED}, State.ASSIGNED, by=DECIDERS),
    "take_up": Move("开始整改", {State.ASSIGNED}, State.IN_HAND, by=UNIT),
    "report": Move("报告整改情况", {State.IN_HAND}, State.REPORTED, by=UNIT, needs_reason=True),
    "return_for_more": Move(
        "退回整改", {State.REPORTED}, State.IN_HAND, by=VERIFIERS, needs_reason=True
    ),
    "verify": Move("核验通过", {State.REPORTED}, State.VERIFIED, by=VERIFIERS),
    "close": Move("销号", {State.VERIFIED}, State.CLOSED, by=DECIDERS),
    "defer": Move("暂缓整改", WITH_UNIT, State.DEFERRED, by=DECIDERS, needs_reason=True),
    "resume": Move("恢复整改", {State.DEFERRED}, State.IN_HAND, by=DECIDERS),
    "meet_again": Move("再次发现", {State.CLOSED}, State.IN_HAND, by=VERIFIERS, needs_reason=True),
}
UNIT_MOVES = {name for name, move in TRANSITIONS.items() if move.by & set(UNIT)}
# Moves of the committee's side over a unit: they ask for whom the person decides.
_JUDGED_BY_DISTRICT = {name for name, move in TRANSITIONS.items() if not move.by & set(UNIT)}
_APART = {"verify", "return_for_more", "close", "fix_on_site"}


def _may_decide(finding, actor, move_name):
    scope = actor.scope
    if (
        move_name in _JUDGED_BY_DISTRICT
        and scope.role != Role.INSPECTOR
        and not scope.decides_for(finding.unit)
    ):
        raise NotAllowed("这个单位的问题不由您办理。")
    if finding.is_hidden:
        raise NotAllowed("四不两直走访反馈以后，才办理其中的问题。")
    if finding.joined_to_id:
        raise NotAllowed("这个问题已并入以前的问题一并办理，请在原问题上办理。")
    if move_name in UNIT_MOVES and finding.unit_id not in scope.unit_ids:
        raise NotAllowed("整改由责任单位办理，协同单位可以查看。")
    if move_name in _APART:
        refuse_own(finding, actor)
    if move_name == "close" and finding.rechecks.open().exists():
        raise NotAllowed("这个问题还有一次复查没有结论，先写明复查结论再销号。")


FINDING = Workflow("finding", Finding, TRANSITIONS, _may_decide)


def default_due(today=None):
    """15 working days unless set (settings)."""
    return add_workdays(today or timezone.localdate(), settings.FINDING_DUE_WORKDAYS)


@transaction.atomic
def confirm(pk, actor, reason=""):
    return _move("confirm", pk, actor, reason)


@transaction.atomic
def settle(move_name, pk, actor, reason):
    """`not_ours`, `no_basis` or `already_fixed`: no rectification follows, the explanation stays."""
    finding = FINDING.begin(move_name, pk, actor, reason)
    finding.result = reason.strip()
    return _finish(move_name, finding, actor, reason)


@transaction.atomic
def fix_on_site(pk, actor, reason):
    """Put right before the visitors left: found and closed in one step."""
    finding = FINDING.begin("fix_on_site", pk, actor, reason)
    finding.result, finding.verified_by = reason.strip(), actor
    finding.verified_at = finding.closed_at = timezone.now()
    return _finish("fix_on_site", finding, actor, reason)


@transaction.atomic
def assign(pk, actor, due_on=None, reason="", people=None, assisting=None):
    """Hand the finding to the unit that leads and those that assist, until when."""
    finding = FINDING.begin("assign", pk, actor)
    due_on = due_on or default_due()
    _check_future(due_on, "due_on", "整改时限")
    if successor_of(finding.unit) != finding.unit:
        finding = hand_to_successor(finding, actor)
    if assisting is not None:
        finding.assisting.set(unit for unit in assisting if unit != finding.unit)
    due_before = [finding.due_on]
    finding.assigned_at = timezone.now()
    finding.due_on, finding.due_kind = due_on, "date"
    finding.first_due_on = finding.first_due_on or due_on
    if people is not None:
        finding.people = list(people)
    return _finish("assign", finding, actor, reason, due_before)


@transaction.atomic
def take_up(pk, actor, measures=""):
    finding = FINDING.begin("take_up", pk, actor)
    finding.measures = measures.strip() or finding.measures
    return _finish("take_up", finding, actor)


@transaction.atomic
def report(pk, actor, text):
    """The unit says what it did: a round of its own. A secretary who reports has signed with it."""
    finding = FINDING.begin("report", pk, actor, text)
    now = timezone.now()
    signs = actor.scope.role == Role.SECRETARY
    FindingStep.objects.create(
        finding=finding, number=finding.steps.count() + 1, report=text.strip(), reported_by=actor,
        reported_at=now, signed_by=actor if signs else None, signed_at=now if signs else None,
    )  # fmt: skip
    finding.result, finding.rectified_by, finding.reported_at = text.strip(), actor, now
    finding.verified_by = finding.verified_at = None
    return _finish("report", finding, actor, text)


def can_sign(finding, actor):
    """Whether this secretary's signature is still missing under the report that waits for verification."""
    if actor.scope.role != Role.SECRETARY or finding.state != State.REPORTED:
        return False
    if finding.unit_id not in actor.scope.unit_ids or finding.joined_to_id:
        return False
    step = finding.steps.last()
    return step is not None and step.signed_by_id is None


@transaction.atomic
def sign(pk, actor):
    """The secretary signs the officer's report. It waits for verification either way: signing is not deciding."""
    pk = Finding.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=pk)
    if actor.scope.role != Role.SECRETARY:
        raise NotAllowed("整改报告由党组织书记签发。")
    if not can_sign(finding, actor):
        raise StateChanged("整改报告已签发，或已不在待核验状态。")
    step = finding.steps.last()
    step.signed_by, step.signed_at = actor, timezone.now()
    step.save(update_fields=["signed_by", "signed_at"])
    record(actor, "finding.sign", "签发整改报告", finding)
    return finding


@transaction.atomic
def return_for_more(pk, actor, reason):
    """Not enough yet. Time that verification took is not the unit's: it keeps at least the days of a return."""
    finding = FINDING.begin("return_for_more", pk, actor, reason)
    _close_round(finding, actor, "returned", reason)
    due_before = [finding.due_on]
    finding.returned_times += 1
    at_least = add_workdays(timezone.localdate(), settings.RETURN_DUE_WORKDAYS)
    finding.due_on = max(finding.due_on or at_least, at_least)
    return _finish("return_for_more", finding, actor, reason, due_before)


@transaction.atomic
def verify(pk, actor, reason=""):
    """Somebody who did not rectify has seen that it is put right."""
    finding = FINDING.begin("verify", pk, actor)
    _close_round(finding, actor, "passed", reason)
    finding.verified_by, finding.verified_at = actor, timezone.now()
    return _finish("verify", finding, actor, reason)


@transaction.atomic
def close(pk, actor, reason=""):
    finding = FINDING.begin("close", pk, actor)
    finding.closed_at = timezone.now()
    return _finish("close", finding, actor, reason)


@transaction.atomic
def defer(pk, actor, reason, until):
    """Hard to solve now: it rests until a day and then comes back by itself."""
    finding = FINDING.begin("defer", pk, actor, reason)
    _check_future(until, "until", "暂缓期限")
    finding.deferred_until = until
    return _finish("defer", finding, actor, reason)


@transaction.atomic
def resume(pk, actor=None, reason=""):
    finding = FINDING.begin("resume", pk, actor)
    due_before = [finding.due_on]
    finding.deferred_until = None
    finding.due_on = default_due()
    return _finish("resume", finding, actor, reason, due_before)


def resume_expired(today=None):
    """What was deferred until a day before today is in hand again; run by the portal, safe to repeat."""
    today = today or timezone.localdate()
    expired = Finding.objects.leading().filter(state=State.DEFERRED, deferred_until__lt=today)
    resumed = 0
    for pk in list(expired.values_list("pk", flat=True)):
        try:
            resume(pk, None, "暂缓期限已到。")
        except StateChanged:  # somebody resumed it meanwhile
            continue
        resumed += 1
    return resumed


@transaction.atomic
def meet_again(pk, actor, reason, source=FindingSource.SELF_CHECK, found_on=None, reported_as=None):
    """The problem came back: an occurrence of its own, and the unit has it in hand again, with its count."""
    finding = FINDING.begin("meet_again", pk, actor, reason)
    found_on = found_on or timezone.localdate()
    if found_on > timezone.localdate():
        raise ValidationError({"found_on": "发现日期不能晚于今天。"})
    FindingOccurrence.objects.create(
        finding=finding, source=source, found_on=found_on, detail=reason.strip(), found_by=actor,
        reported_as=reported_as,
    )  # fmt: skip
    finding.recurred_times += 1
    finding.closed_at = finding.verified_at = finding.verified_by = None
    due_before = [finding.due_on]
    finding.due_on, finding.due_kind = default_due(), "date"
    if reported_as is not None:
        Finding.objects.filter(pk=reported_as.pk).update(
            joined_to=finding, assigned_at=timezone.now()
        )
    return _finish("meet_again", finding, actor, reason, due_before)


def _move(name, pk, actor, reason=""):
    return _finish(name, FINDING.begin(name, pk, actor, reason), actor, reason)


def _close_round(finding, actor, verdict, text):
    step = finding.steps.last()
    if step is None:  # brought in by a list, already reported
        step = FindingStep(
            finding=finding, number=1, report=finding.result or "（清单导入）",
            reported_by=finding.rectified_by, reported_at=finding.reported_at or timezone.now(),
        )  # fmt: skip
    step.verdict, step.verdict_text = verdict, text.strip()
    step.verified_by, step.verified_at = actor, timezone.now()
    step.save()


FURTHEST = timedelta(days=3 * 366)


def _check_future(day, field, label):
    today = timezone.localdate()
    if day is None or day < today:
        raise ValidationError({field: f"{label}不能早于今天。"})
    if day > today + FURTHEST:
        raise ValidationError({field: f"{label}超过三年，请核对年份。"})


def _finish(name, finding, actor, reason="", due_before=None):
    changes = {}
    if due_before is not None and due_before != [finding.due_on]:
        changes["整改时限"] = [full_day_text(due_before[0]), full_day_text(finding.due_on)]
    finding = FINDING.finish(name, finding, actor, reason=reason, changes=changes)
    _take_along(finding)
    follow(finding)
    return finding


# What a row that is handled in an older one takes over from it with each move.
_TAKEN_ALONG = (
    "state", "due_on", "due_kind", "measures", "result", "deferred_until", "returned_times", "rectified_by", "reported_at",
    "verified_by", "verified_at", "closed_at",
)  # fmt: skip


def _take_along(finding):
    """Rows of other channels that are handled here stand as this one stands: no channel is left behind or done twice."""
    finding.joined.update(**{name: getattr(finding, name) for name in _TAKEN_ALONG})
