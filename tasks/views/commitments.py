"""商定事项: the ledger of what was agreed, and one of them with what the unit says of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tasks.guidance import exports
from tasks.guidance.filters import CommitmentFilter
from tasks.models import Commitment
from tasks.views.guidance_forms import NewDateForm
from tasks.views.guidance_pages import HISTORY_SHOWN, ledger_page, readers_only
from tasks.views.move_buttons import (
    Button,
    Ledger,
    Refused,
    granted_by_table,
    offered,
    press,
    words,
)
from tasks.workflows import commitment as workflow
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.panels import panels_for
from zhaotong_portal.workflow import ReasonRequired, WorkflowError

HEAD = ("商定事项", "责任单位", "责任人", "完成时限", "来源", "状态")
BUTTONS = {
    "keep": Button("确认已经兑现，提示单上相应事项随之销号。", words(workflow.keep), "意见", primary=True),
    "not_yet": Button("单位继续落实，落实后再报。", words(workflow.not_yet), "理由", required=True),
    "move_date": Button(
        "最初时限仍会保留。",
        lambda pk, actor, data: workflow.move_date(pk, actor, data["due_on"], data["reason"]),
        "理由", required=True, form=NewDateForm,
    ),
    "drop": Button("不再要求兑现，记录保留。", words(workflow.drop), "理由", required=True, danger=True),
}  # fmt: skip


@require_safe
def commitments(request):
    readers_only(request.user)
    return ledger_page(
        request, CommitmentFilter, "tasks/guidance/commitments.html", exports.commitments, {"head": HEAD}
    )  # fmt: skip


def visible(user, pk):
    return get_object_or_404(Commitment.objects.visible_to(user).select_related(
        "unit", "unit__district", "consultation", "meeting", "visit", "reported_by", "settled_by", "agreed_by"
    ), pk=pk)  # fmt: skip


@require_safe
def commitment(request, pk):
    return page(request, visible(request.user, pk))


def page(request, found, refused=None, status=200):
    if answer := exported(request, history_table(found)):
        return answer
    context = {
        "object": found,
        "moves": offered(LEDGER, found, request.user, refused),
        "may_report": "report" in workflow.COMMITMENT.allowed(found, request.user),
        "refused": refused,
        "panels": panels_for("commitment", request.user, found),
        "outcome": refused.form.data.get("outcome", "") if refused and refused.move == "report" else found.outcome,
        "history": AuditEntry.objects.about(found)[:HISTORY_SHOWN],
    }  # fmt: skip
    return render(request, "tasks/guidance/commitment.html", context, status=status)


LEDGER = Ledger(
    workflow.COMMITMENT, BUTTONS, visible, page,
    granted_by_table(workflow.COMMITMENT, lambda scope, found: scope.decides_for(found.unit)),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def commitment_move(request, pk, move):
    return _report(request, pk) if move == "report" else press(request, pk, move, LEDGER)


def _report(request, pk):
    """落实情况 of the unit, from the form on the page."""
    found = visible(request.user, pk)
    if request.user.scope.role not in workflow.UNIT:
        raise Http404
    if request.method != "POST":
        return redirect(found)
    finished = bool(request.POST.get("finished"))
    try:
        workflow.report(pk, request.user, request.POST.get("outcome", ""), finished)
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 409
        typed = Refused("report", _Typed(request.POST), error.text)
        return page(request, visible(request.user, pk), typed, status)
    messages.success(request, "已报请销号，由工委确认。" if finished else "已保存落实情况。")
    return redirect(found)


class _Typed:
    """What stood in the form of the page."""

    def __init__(self, data):
        self.data = data
