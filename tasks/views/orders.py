"""督办单: the ledger, one order with its paper and its answers, and a button for each move that a person may make."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tasks.guidance import exports
from tasks.guidance.filters import OrderFilter
from tasks.guidance.order_paper import paper_of
from tasks.models import OrderState, SupervisionOrder
from tasks.models.supervision_order import WITH_UNIT
from tasks.recipients import recipients_of
from tasks.views.guidance_forms import OrderForm
from tasks.views.guidance_pages import (
    HISTORY_SHOWN,
    edit_page,
    ledger_page,
    readers_only,
    unit_asked_for,
)
from tasks.views.move_buttons import Button, Ledger, granted_by_table, offered, plain, press, words
from tasks.workflows import supervision_order as workflow
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import render_docx
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.gate import stopping
from zhaotong_portal.panels import panels_for
from zhaotong_portal.workflow import WorkflowError

HEAD = ("督办事项", "责任单位", "发文字号", "办理时限", "状态")
BUTTONS = {
    "issue": Button("将以您的名义印发并编号，印发后文字不再改动。", plain(workflow.issue), primary=True),
    "sign_for": Button("签收表示已收到。", plain(workflow.sign_for), primary=True),
    "answer": Button(
        "答复后由工委核查，核查期间不计逾期。", words(workflow.answer), "办理结果", required=True, primary=True
    ),
    "close": Button("确认已经办理到位。", words(workflow.close), "核查意见", primary=True),
    "not_enough": Button(
        "单位重新签收并继续办理，这一轮答复和意见都会保留。", words(workflow.not_enough), "理由", required=True
    ),
    "recall": Button(
        "撤回后不再办理，文号保留、不再使用。", words(workflow.recall), "撤回理由", required=True, danger=True
    ),
}  # fmt: skip


@require_safe
def orders(request):
    readers_only(request.user)
    may_draft = request.user.scope.role in workflow.DECIDERS
    return ledger_page(
        request, OrderFilter, "tasks/guidance/orders.html", exports.orders,
        {"head": HEAD, "may_draft": may_draft},
    )  # fmt: skip


def visible(user, pk):
    rows = SupervisionOrder.objects.visible_to(user).select_related(
        "unit", "unit__district", "item", "drafted_by", "issued_by", "signed_for_by", "answered_by", "closed_by",
        "recalled_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@require_safe
def order(request, pk):
    return page(request, visible(request.user, pk))


def page(request, found, refused=None, status=200):
    user = request.user
    if answer := exported(request, history_table(found)):
        return answer
    answers = found.answers.select_related("answered_by", "signed_by", "judged_by")
    context = {
        "object": found,
        "paper": paper_of(found, demo=is_demo()),
        "answers": answers,
        "moves": offered(LEDGER, found, user, refused),
        "refused": refused,
        "reaches_nobody": user.scope.reads_all
        and found.state in WITH_UNIT
        and not recipients_of([found.unit_id]).get(found.unit_id),
        "can_sign": workflow.can_sign(found, user),
        "may_edit": found.state == OrderState.DRAFTED and workflow.may_draft(user, found.unit),
        "panels": panels_for("order", user, found),
        "history": AuditEntry.objects.about(found)[:HISTORY_SHOWN],
    }
    return render(request, "tasks/guidance/order.html", context, status=status)


LEDGER = Ledger(
    workflow.ORDER, BUTTONS, visible, page,
    granted_by_table(workflow.ORDER, lambda scope, found: scope.decides_for(found.unit)),
)  # fmt: skip


@require_safe
def order_docx(request, pk):
    """The same paper as Word."""
    found = visible(request.user, pk)
    number = found.document_number or "预览稿"
    name = f"督办单{number}（{found.unit.short_name}）.docx"
    return stopping.word(request, paper_of(found, demo=is_demo()), render_docx, name, found.get_absolute_url())  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def order_new(request):
    if request.user.scope.role not in workflow.DECIDERS:
        raise Http404
    unit = unit_asked_for(request)
    form = OrderForm(request.POST or None, initial={"unit": [unit]} if unit else None)
    return edit_page(
        request, form, "tasks/guidance/order_edit.html",
        lambda data: workflow.draft_order(request.user, **data), "已拟稿，核对后印发。", {},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def order_edit(request, pk):
    found = visible(request.user, pk)
    if not workflow.may_draft(request.user, found.unit):
        raise Http404
    initial = {name: getattr(found, name) for name in workflow.FIELDS}
    form = OrderForm(request.POST or None, initial=initial, is_new=False)
    return edit_page(
        request, form, "tasks/guidance/order_edit.html",
        lambda data: workflow.edit(pk, request.user, **data), "已修改。", {"object": found},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def order_move(request, pk, move):
    return _sign(request, pk) if move == "sign" else press(request, pk, move, LEDGER)


def _sign(request, pk):
    """The secretary's signature under the officer's answer."""
    found = visible(request.user, pk)
    if request.user.scope.role != Role.SECRETARY:
        raise Http404
    if request.method == "POST":
        try:
            workflow.sign(pk, request.user)
            messages.success(request, "已签发督办答复。")
        except WorkflowError as error:
            messages.error(request, error.text)
    return redirect(found)
