"""Asking for another deadline, and the queue of requests that staff decide."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks import phrases
from tasks.models import DeadlineChange, DeadlineChangeState, PhrasePurpose
from tasks.views.item_forms import DeadlineForm
from tasks.views.items import visible_item
from tasks.workflows import deadline_change as workflow
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import streamed, table
from zhaotong_portal.listing import page_of
from zhaotong_portal.wording import deadline_text
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, WorkflowError

MINE = ("mine", "待我审批")
TABS = [("open", "待审批"), ("decided", "已审批")]


def deadline_ask(request, pk):
    """The unit's request, on a page of its own."""
    item = visible_item(request.user, pk)
    if request.user.scope.role not in workflow.UNIT:
        raise Http404
    form = DeadlineForm(request.POST or None)
    notice, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                workflow.ask(item, request.user, **form.cleaned_data)
                messages.success(request, "申请已提交，等待工委审批。")
                return redirect(item)
            except WorkflowError as error:
                notice, status = error.text, 409
            except ValidationError as error:
                form.add_error(None, error)
    elif not workflow.can_ask(item, request.user):
        notice = "这个事项现在不能申请变更时限：已有申请在审批，或事项已报结。"
    return render(
        request,
        "tasks/deadline_ask.html",
        {"item": item, "form": form, "notice": notice},
        status=status,
    )


@require_safe
def deadlines(request):
    """The queue: what waits, oldest first, and what was decided."""
    return queue_page(request)


def queue_page(request, *, failed=None, status=200):
    tabs = [MINE, *TABS] if request.user.scope.is_committee_side else TABS
    tab = request.GET.get("state")
    if tab not in dict(tabs):
        tab = tabs[0][0]
    rows = _rows_of(tab, request.user)
    if answer := exported(request, _table(rows, dict(tabs)[tab])):
        return answer
    page = page_of(request, rows, 20)
    return render(
        request,
        "tasks/deadlines.html",
        {
            "page": page,
            "rows": [_row(change, request.user, failed) for change in page],
            "tabs": [
                {"label": label, "url": f"?state={code}", "active": code == tab}
                for code, label in tabs
            ],
            "tab": tab,
            "failed": failed,
            "phrases": _phrases(request.user),
        },
        status=status,
    )


def _phrases(user):
    return phrases.offered(PhrasePurpose.DEADLINE) if user.scope.is_committee_side else []


def _rows_of(tab, user):
    rows = DeadlineChange.objects.visible_to(user).select_related(
        "item", "item__unit", "item__unit__district", "asked_by", "decided_by"
    )
    if tab == "decided":
        return rows.exclude(state=DeadlineChangeState.ASKED).order_by("-decided_at", "-pk")
    rows = rows.open().order_by("asked_at", "pk")
    return user.scope.deciding(rows, "item__unit") if tab == "mine" else rows


def _table(rows, tab):
    header = [
        "事项",
        "责任单位",
        "片区",
        "原时限",
        "新时限",
        "最初时限",
        "理由",
        "申请人",
        "申请时间",
        "状态",
        "审批人",
        "审批时间",
        "审批意见",
    ]
    said = [{"label": tab}]
    return table(
        "deadlines", "时限变更", header, lambda: _exported(rows), count=rows.count, chips=said
    )


def _exported(rows):
    for row in streamed(rows):
        yield (
            row.item.title,
            row.item.unit.name,
            row.item.unit.district.name,
            row.old_deadline or deadline_text(None, row.old_deadline_kind),
            row.new_deadline or deadline_text(None, row.new_deadline_kind),
            row.item.first_deadline,
            row.reason,
            row.asked_by.name if row.asked_by else "清单导入",
            timezone.localtime(row.asked_at),
            row.get_state_display(),
            row.decided_by.name if row.decided_by else None,
            row.decided_at and timezone.localtime(row.decided_at),
            row.decision,
        )


def _row(change, user, failed):
    refused = failed if failed and failed["pk"] == change.pk else None
    return {
        "change": change,
        "item": change.item,
        "moves": workflow.DEADLINE.allowed(change, user),
        "failed": refused,
    }


CALLS = {
    "grant": lambda pk, actor, text: workflow.grant(pk, actor, text),
    "decline": workflow.decline,
    "withdraw": lambda pk, actor, text: workflow.withdraw(pk, actor),
}


def deadline_move(request, pk, move):
    """Grant, decline or withdraw. Who may never do it finds no such address."""
    rows = DeadlineChange.objects.visible_to(request.user).select_related("item", "item__unit")
    change = get_object_or_404(rows, pk=pk)
    if move not in CALLS or request.user.scope.role not in workflow.TRANSITIONS[move].by:
        raise Http404
    if move != "withdraw" and not request.user.scope.decides_for(change.item.unit):
        raise Http404
    if request.method != "POST":  # the page again, after a refusal left this address in the browser
        return redirect("deadlines")
    typed = request.POST.get("reason", "")
    try:
        CALLS[move](pk, request.user, typed)
    except WorkflowError as error:
        failed = {"pk": pk, "move": move, "typed": typed, "text": error.text}
        status = (
            422
            if isinstance(error, ReasonRequired)
            else 403
            if isinstance(error, NotAllowed)
            else 409
        )
        return queue_page(request, failed=failed, status=status)
    messages.success(request, f"已{workflow.TRANSITIONS[move].label}。")
    return redirect("deadlines" if move != "withdraw" else change.item)
