"""The buttons of a month: each address makes one move of tasks/workflows/report.py and says what came of it."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from tasks.models import IndicatorValue, MonthlyReport
from tasks.views import month_page
from tasks.workflows import report as workflow
from zhaotong_portal.workflow import Incomplete, NotAllowed, ReasonRequired, WorkflowError

SAID = {
    "send_to_sign": "已送书记签发。",
    "hand_back": "已退回党务干部修改。",
    "sign_and_submit": "已签名报送，等待工委审核。",
    "withdraw": "已撤回，可以继续修改。",
    "accept": "已审核通过。",
    "return_for_correction": "已退回，单位会看到各条意见。",
    "reopen": "已重新开放，单位可以更正。",
}


def month_move(request, pk, move):
    """Who may never make the move finds no such address; who may not make it now is told why."""
    reports = MonthlyReport.objects.visible_to(request.user).select_related("unit")
    report = reports.filter(pk=pk).first()
    if report is None or request.user.scope.role not in workflow.TRANSITIONS[move].by:
        raise Http404
    if request.method != "POST":
        return redirect(report)
    return make(request, report, move)


def make(request, report, move):
    try:
        _call(move, report, request.user, request.POST)
    except WorkflowError as error:
        if wants_json(request):
            return _refused(error)
        return month_page.shown(
            request, report, failed=error, typed=request.POST, status=status_of(error)
        )
    messages.success(request, SAID[move])
    if wants_json(request):
        return JsonResponse({"next": report.get_absolute_url()})
    if move in ("accept", "return_for_correction"):
        return redirect("queue")
    return redirect(report)


def _refused(error):
    """For static/month.js, which shows it over the page as it stands: nothing that was typed is drawn anew."""
    gaps = [{"label": gap.label, "url": gap.url} for gap in getattr(error, "gaps", ())]
    return JsonResponse({"refused": error.text, "gaps": gaps}, status=status_of(error))


def wants_json(request):
    return request.headers.get("Accept") == "application/json"


def status_of(error):
    if isinstance(error, NotAllowed):
        return 403
    return 422 if isinstance(error, Incomplete | ReasonRequired) else 409


def _call(move, report, actor, post):
    reason, seen = post.get("reason", ""), post.get("round")
    if move == "send_to_sign":
        workflow.send_to_sign(report.pk, actor)
    elif move == "withdraw":
        workflow.withdraw(report.pk, actor)
    elif move == "hand_back":
        workflow.hand_back(report.pk, actor, reason, seen)
    elif move == "sign_and_submit":
        workflow.sign_and_submit(report.pk, actor, seen)
    elif move == "accept":
        _accept(report, actor, post, seen)
    elif move == "return_for_correction":
        remarks = remarks_in(report, post)
        workflow.return_for_correction(report.pk, actor, remarks, reason, seen)
    else:
        workflow.reopen(report.pk, actor, reason, _moment(post.get("until", "")))


def _accept(report, actor, post, seen):
    """Remarks that were written are meant for the unit: accepting would lose them without a word."""
    if remarks_in(report, post) or post.get("reason", "").strip():
        raise ReasonRequired(
            "您写了审核意见。通过后意见不会转给单位：请改选“退回”，或清空意见后再通过。"
        )
    workflow.accept(report.pk, actor, seen)


def remarks_in(report, post) -> dict:
    """{line or value: text} of what was written beside the lines."""
    found = {}
    for line in report.lines.all():
        if text := post.get(f"remark-line-{line.pk}", "").strip():
            found[line] = text
    for value in IndicatorValue.objects.filter(unit=report.unit_id, period=report.period):
        if text := post.get(f"remark-value-{value.pk}", "").strip():
            found[value] = text
    return found


def _moment(text):
    """A moment of the browser's date field; None when it cannot be read, which the workflow refuses in words."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found
