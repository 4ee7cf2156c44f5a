"""评议结果公开: drafted by staff, released by a leader of the committee, its figures kept as they were shown (H15)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.models import PublicResult, ResultState
from reviews.quarters import public_figures
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import Move, NotAllowed, StateChanged, Workflow, check_text

State = ResultState

TRANSITIONS = {
    "release": Move("公开", {State.DRAFTED}, State.RELEASED, by=(Role.LEADER,)),
    "withdraw": Move(
        "撤下", {State.RELEASED}, State.WITHDRAWN, by=(Role.LEADER,), needs_reason=True
    ),
}


def _may_decide(result, actor, move_name):
    if result.drafted_by_id == actor.pk:
        raise NotAllowed("本人拟的稿，须由其他人员公开。")


PUBLIC_RESULT = Workflow("public_result", PublicResult, TRANSITIONS, _may_decide)


@transaction.atomic
def draft(actor, year, quarter, changes):
    """One a quarter; a draft may be written anew until it is released. Raises NotAllowed, ValidationError, StateChanged."""
    if actor.scope.role != Role.STAFF:
        raise NotAllowed("公开内容由工委科室拟稿。")
    if not (changes or "").strip():
        raise ValidationError({"changes": "请写明因群众评议而改变了什么。"})
    check_text(changes, "公开内容")
    rows = PublicResult.objects.select_for_update().exclude(state=State.WITHDRAWN)
    result = rows.filter(year=year, quarter=quarter).first()
    if result is None:
        result = PublicResult(year=year, quarter=quarter, drafted_by=actor)
    elif result.state != State.DRAFTED:
        raise StateChanged("这个季度的结果已经公开；要修改的，请先撤下。")
    result.changes, result.drafted_by = changes.strip(), actor
    try:
        with transaction.atomic():
            result.save()
    except IntegrityError as error:
        raise StateChanged("这个季度刚由他人拟稿，请刷新页面。") from error
    record(actor, "public_result.draft", "拟稿", result)
    return result


@transaction.atomic
def release(pk, actor):
    result = PUBLIC_RESULT.begin("release", pk, actor)
    result.figures = public_figures(result.year, result.quarter)
    result.released_by, result.released_on = actor, timezone.localdate()
    return PUBLIC_RESULT.finish("release", result, actor)


@transaction.atomic
def withdraw(pk, actor, reason):
    result = PUBLIC_RESULT.begin("withdraw", pk, actor, reason)
    return PUBLIC_RESULT.finish("withdraw", result, actor, reason)
