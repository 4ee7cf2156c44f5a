"""整改延期: asked by the unit with a reason before the due day has passed, decided by staff, counted when granted (G5)."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.finding_follow import follow
from reviews.models import ExtensionState, Finding, FindingExtension
from reviews.models.finding import WITH_UNIT
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workflow import (
    Move,
    NotAllowed,
    ReasonRequired,
    StateChanged,
    Workflow,
    check_text,
)

ASKED = {ExtensionState.ASKED}
DECIDERS = (Role.STAFF, Role.LEADER)
UNIT = (Role.OFFICER, Role.SECRETARY)
FURTHEST = timedelta(days=366)

TRANSITIONS = {
    "grant": Move("同意延期", ASKED, ExtensionState.GRANTED, by=DECIDERS),
    "decline": Move("不同意延期", ASKED, ExtensionState.DECLINED, by=DECIDERS, needs_reason=True),
    "withdraw": Move("撤回延期申请", ASKED, ExtensionState.WITHDRAWN, by=UNIT),
}


def _may_decide(extension, actor, move_name):
    unit = extension.finding.unit
    if move_name == "withdraw":
        if unit.pk not in actor.scope.unit_ids:
            raise NotAllowed("延期申请由责任单位撤回。")
        return
    if not actor.scope.decides_for(unit):
        raise NotAllowed("这个单位的延期申请不由您审批。")
    if extension.asked_by_id in actor.scope.people_deciding(actor.pk, unit):
        raise NotAllowed("本人提出的申请，须由其他人员审批。")


EXTENSION = Workflow("extension", FindingExtension, TRANSITIONS, _may_decide)


def can_ask(finding, actor):
    """Whether this person may ask now: the unit that leads, the day not yet past, none waiting."""
    return (
        actor.scope.role in UNIT
        and finding.unit_id in actor.scope.unit_ids
        and finding.state in WITH_UNIT
        and finding.joined_to_id is None
        and finding.due_on is not None
        and timezone.localdate() <= finding.due_on
        and not finding.extensions.open().exists()
    )


@transaction.atomic
def ask(finding_id, actor, new_due_on, reason):
    """Raises ValidationError by field for a day that makes no sense, StateChanged once the due day has passed."""
    pk = Finding.objects.visible_to(actor).values_list("pk", flat=True).get(pk=finding_id)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=pk)
    if actor.scope.role not in UNIT or finding.unit_id not in actor.scope.unit_ids:
        raise NotAllowed("延期由责任单位提出。")
    if finding.state not in WITH_UNIT or finding.due_on is None or finding.joined_to_id:
        raise StateChanged(f"问题当前状态是“{finding.get_state_display()}”，不能申请延期。")
    today = timezone.localdate()
    if today > finding.due_on:
        late = (today - finding.due_on).days
        raise StateChanged(f"整改时限已过 {late} 天，延期须在到期前提出。请抓紧整改并报告。")
    if not reason.strip():
        raise ReasonRequired("请写明申请延期的理由。")
    check_text(reason, "理由")
    _check_day(finding, new_due_on, "new_due_on")
    extension = FindingExtension(
        finding=finding, old_due_on=finding.due_on, new_due_on=new_due_on, reason=reason.strip(), asked_by=actor
    )  # fmt: skip
    try:
        with transaction.atomic():
            extension.save()
    except IntegrityError as error:  # the database's promise: one open request a finding
        raise StateChanged("已有一份延期申请在等待审批，不能重复申请。") from error
    changes = {"申请时限": [full_day_text(finding.due_on), full_day_text(new_due_on)]}
    record(actor, "finding.extension_asked", "申请延期", finding, changes=changes, reason=reason)
    return extension


def _check_day(finding, day, field):
    if day is None or day <= finding.due_on:
        raise ValidationError({field: "延期后的时限须晚于现有时限。"})
    if day > timezone.localdate() + FURTHEST:
        raise ValidationError({field: "延期超过一年，请核对年份；确实暂难解决的，由工委暂缓。"})


@transaction.atomic
def grant(pk, actor, decision="", until=None):
    """Until the day that was asked for, or another one after the old day. The first day stays."""
    extension = EXTENSION.begin("grant", pk, actor)
    finding = _locked(extension)
    if finding.state not in WITH_UNIT:
        raise StateChanged(f"问题当前状态是“{finding.get_state_display()}”，时限不再变更。")
    until = until or extension.new_due_on
    _check_day(finding, until, "until")
    before, finding.due_on = finding.due_on, until
    finding.extended_times += 1
    finding.save(update_fields=["due_on", "extended_times"])
    finding.joined.update(due_on=until)
    extension.granted_until = until
    _decide(extension, actor, decision)
    EXTENSION.finish("grant", extension, actor, reason=decision)
    changes = {"整改时限": [full_day_text(before), full_day_text(until)]}
    record(actor, "finding.extended", "同意延期", finding, changes=changes, reason=decision)
    follow(finding)
    return extension


@transaction.atomic
def decline(pk, actor, reason):
    extension = EXTENSION.begin("decline", pk, actor, reason)
    _decide(extension, actor, reason)
    EXTENSION.finish("decline", extension, actor, reason=reason)
    record(actor, "finding.extension_declined", "不同意延期", extension.finding, reason=reason)
    return extension


@transaction.atomic
def withdraw(pk, actor):
    extension = EXTENSION.begin("withdraw", pk, actor)
    EXTENSION.finish("withdraw", extension, actor)
    record(actor, "finding.extension_withdrawn", "撤回延期申请", extension.finding)
    return extension


def _locked(extension):
    return Finding.objects.select_for_update(of=("self",)).get(pk=extension.finding_id)


def _decide(extension, actor, decision):
    extension.decided_by, extension.decided_at = actor, timezone.now()
    extension.decision = decision.strip()
