"""复查: drawing closed findings by lot after 60 days, and what the second look found (W10)."""

import hmac
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reviews.finding_follow import follow
from reviews.models import Finding, FindingRecheck, FindingSource, FindingState, RecheckVerdict
from reviews.separation import refuse_own
from reviews.workflows.finding import VERIFIERS, meet_again
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workdays import add_workdays, end_of
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged, check_text

_WHOLE = 1 << 32


def in_sample(finding) -> bool:
    """A lot that nobody outside can foresee and every run draws alike, so that a run may be missed or repeated."""
    said = f"{finding.pk}:{finding.closed_at.isoformat()}".encode()
    lot = hmac.new(settings.SECRET_KEY.encode(), said, sha256).digest()
    return int.from_bytes(lot[:4]) < settings.FINDING_RECHECK_SHARE * _WHOLE


def draw(today=None) -> int:
    """Draw among what was closed 60 days ago or in the weeks before, as far as no run has; how many were drawn."""
    today = today or timezone.localdate()
    until = today - timedelta(days=settings.FINDING_RECHECK_DAYS)
    first = until - timedelta(days=settings.FINDING_RECHECK_WINDOW_DAYS)
    closed = Finding.objects.shown().leading().filter(
        state=FindingState.CLOSED, closed_at__gte=end_of(first), closed_at__lt=end_of(until)
    )  # fmt: skip
    drawn = [
        FindingRecheck(
            finding=row, closed_at=row.closed_at, drawn_on=today,
            due_on=add_workdays(today, settings.FINDING_RECHECK_WORKDAYS),
        )
        for row in closed.exclude(rechecks__verdict="").only("pk", "closed_at")
        if in_sample(row)
    ]  # fmt: skip
    known = set(
        FindingRecheck.objects.filter(finding__in=[row.finding_id for row in drawn])
        .values_list("finding_id", "closed_at")
    )  # fmt: skip
    drawn = [row for row in drawn if (row.finding_id, row.closed_at) not in known]
    FindingRecheck.objects.bulk_create(drawn, ignore_conflicts=True)
    return len(drawn)


def can_judge(recheck, actor):
    try:
        _refuse(recheck, actor)
    except NotAllowed:
        return False
    return recheck.verdict == ""


def _refuse(recheck, actor):
    scope, finding = actor.scope, recheck.finding
    if scope.role not in VERIFIERS:
        raise NotAllowed("您当前的身份不能复查。")
    if scope.role != Role.INSPECTOR and not scope.decides_for(finding.unit):
        raise NotAllowed("这个单位的问题不由您复查。")
    refuse_own(finding, actor)
    if finding.verified_by_id in scope.people_deciding(actor.pk, finding.unit):
        raise NotAllowed("本人核验过的问题，须由其他人员复查。")


@transaction.atomic
def judge(pk, actor, verdict, text):
    """The second look: it held, or the problem is back and the finding is open again with its count."""
    pk = FindingRecheck.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    recheck = FindingRecheck.objects.select_for_update(of=("self",)).get(pk=pk)
    _refuse(recheck, actor)
    if recheck.verdict:
        raise StateChanged(
            f"已由 {recheck.checked_by.name} 复查，结论是“{recheck.get_verdict_display()}”。"
        )
    verdict = RecheckVerdict(verdict)
    if not text.strip():
        raise ReasonRequired("请写明复查情况。")
    check_text(text, "复查情况")
    recheck.verdict, recheck.text = verdict, text.strip()
    recheck.checked_by, recheck.checked_at = actor, timezone.now()
    recheck.save()
    label = f"复查：{verdict.label}"
    record(actor, "finding.rechecked", label, recheck.finding, reason=text)
    if verdict == RecheckVerdict.CAME_BACK and recheck.finding.state == FindingState.CLOSED:
        meet_again(recheck.finding_id, actor, text, FindingSource.INSPECTION)
    else:
        follow(recheck.finding)
    return recheck
