"""疑似评议: what looks like stuffing, with the reason, and the decision that a person takes about it (W12)."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from reviews import flags
from reviews.models import FlagDecision, FlagVerdict, Grade, RatingPoint
from units.models import Role
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.workflow import ReasonRequired, WorkflowError

READERS = {Role.STAFF, Role.LEADER, Role.AUDITOR}
DECISIONS_SHOWN = 50
HEAD = ["单位", "窗口", "日期", "条数", "评价", "疑似原因", "操作"]
DECIDED_HEAD = ["单位", "窗口", "评议日期", "条数", "核定", "理由", "核定人"]


@require_safe
def rating_flags(request):
    if request.user.scope.role not in READERS:
        raise Http404
    return _page(request)


def _page(request, failed=None, status=200):
    user = request.user
    groups = flags.groups(user)
    if answer := exported(request, _table(groups)):
        return answer
    for group in groups:
        group.spread = "，".join(
            f"{Grade(grade).label} {count}"
            for grade, count in sorted(group.grades.items(), reverse=True)
        )
        group.may_decide = user.scope.is_committee_side and user.scope.decides_for(group.point.unit)
    decisions = FlagDecision.objects.visible_to(user).select_related("unit", "point", "decided_by")
    return render(
        request,
        "reviews/rating_flags.html",
        {
            "groups": groups,
            "head": HEAD,
            "decisions": decisions[:DECISIONS_SHOWN],
            "decided_head": DECIDED_HEAD,
            "failed": failed or {},
            "verdicts": [
                {
                    "value": "excluded",
                    "label": "不计入",
                    "message": "这些评议不再计入满意率，仍保留并列为“不计入”。",
                },
                {"value": "kept", "label": "计入", "message": "确认是群众所评，照常计入和比较。"},
            ],
        },
        status=status,
    )


def _table(groups):
    header = ["单位", "窗口", "日期", "条数", "疑似原因"]
    rows = [(g.point.unit.name, g.point.name, g.day, g.count, "；".join(g.reasons)) for g in groups]
    return table("flags", "疑似集中评议", header, rows)


@require_POST
def rating_flags_decide(request, pk):
    """All flagged ratings of a point and day at once."""
    if request.user.scope.role not in flags.DECIDERS:
        raise Http404
    day, verdict = _read(request.POST)
    reason = request.POST.get("reason", "")
    try:
        decision = flags.decide(request.user, pk, day, verdict, reason)
    except RatingPoint.DoesNotExist as error:
        raise Http404 from error
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 409
        failed = {"pk": pk, "day": day, "verdict": verdict, "reason": reason, "error": error.text}
        return _page(request, failed, status)
    messages.success(request, f"{decision.count} 条评议已核定为{decision.get_verdict_display()}。")
    return redirect("rating_flags")


def _read(data):
    """What the page's own buttons send; anything else was put together by hand and waits for nobody."""
    try:
        day = date.fromisoformat(data.get("day", ""))
        return day, FlagVerdict(data.get("verdict"))
    except ValueError:
        return date.min, FlagVerdict.KEPT
