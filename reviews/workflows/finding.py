"""问题整改: 发现 → 核实 → 交办 → 整改 → 报告 → 核验 → 销号, each round kept, rectifier and verifier apart."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reviews import figures
from reviews.models import Finding, FindingOccurrence, FindingSource, FindingState, FindingStep
from reviews.models.finding import WITH_UNIT
from tasks.closing import facts_changed
from units.models import Role
from units.names import name_key
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
    people = scope.people_deciding(actor.pk, finding.unit)
    if move_name in _APART and people & rectifiers(finding):
        raise NotAllowed("本人报告的整改，须由其他人员核验。")


def rectifiers(finding):
    """Everybody who ever reported or signed for this finding: none of them verifies it."""
    people = set(finding.steps.values_list("reported_by", "signed_by"))
    return {pk for pair in people for pk in pair if pk} | {finding.rectified_by_id} - {None}


FINDING = Workflow("finding", Finding, TRANSITIONS, _may_decide)


def default_due(today=None):
    """15 working days unless set (settings)."""
    return add_workdays(today or timezone.localdate(), settings.FINDING_DUE_WORKDAYS)


def may_record(actor, unit):
    """Finding is for staff in what they are responsible for, and for inspectors in the units of their campaign."""
    scope = actor.scope
    if scope.role == Role.INSPECTOR:
        return scope.sees_unit(unit)
    return scope.role == Role.STAFF and (scope.whole or unit.district_id in scope.district_ids)


@transaction.atomic
def record_finding(actor, unit, *, title, source, found_on, detail="", label="", people=()):
    """A problem comes into the ledger. Raises NotAllowed, ValidationError by field."""
    if not may_record(actor, unit):
        raise NotAllowed("您不能为这个单位登记问题。")
    if found_on > timezone.localdate():
        raise ValidationError({"found_on": "发现日期不能晚于今天。"})
    key = name_key(title)
    if not key:
        raise ValidationError({"title": "请填写问题。"})
    same = Finding.objects.filter(unit=unit, year=found_on.year, label=label, title_key=key)
    if same.exists():
        raise ValidationError({"title": "该单位今年已有同名问题；再次发现的，请在原问题上登记。"})
    finding = Finding.objects.create(
        unit=unit, year=found_on.year, title=title, label=label, detail=detail, source=source,
        found_on=found_on, people=list(people), found_by=actor,
    )  # fmt: skip
    record(actor, "finding.found", "登记问题", finding)
    _follow(finding)
    return finding


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
def assign(pk, actor, due_on=None, reason="", people=None):
    """Hand the finding to the unit, until when."""
    finding = FINDING.begin("assign", pk, actor)
    due_on = due_on or default_due()
    _check_future(due_on, "due_on", "整改时限")
    due_before = [finding.due_on]
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
    expired = Finding.objects.filter(state=State.DEFERRED, deferred_until__lt=today)
    resumed = 0
    for pk in list(expired.values_list("pk", flat=True)):
        try:
            resume(pk, None, "暂缓期限已到。")
        except StateChanged:  # somebody resumed it meanwhile
            continue
        resumed += 1
    return resumed


@transaction.atomic
def meet_again(pk, actor, reason, source=FindingSource.SELF_CHECK, found_on=None):
    """The problem came back: an occurrence of its own, and the unit has it in hand again."""
    finding = FINDING.begin("meet_again", pk, actor, reason)
    found_on = found_on or timezone.localdate()
    if found_on > timezone.localdate():
        raise ValidationError({"found_on": "发现日期不能晚于今天。"})
    FindingOccurrence.objects.create(
        finding=finding, source=source, found_on=found_on, detail=reason.strip(), found_by=actor
    )
    finding.closed_at = finding.verified_at = finding.verified_by = None
    due_before = [finding.due_on]
    finding.due_on, finding.due_kind = default_due(), "date"
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
    _follow(finding)
    return finding


def _follow(finding):
    """What counts findings, and lines of sheets that wait for this one."""
    figures.findings_changed([finding.unit_id])
    facts_changed(finding.unit_id)
