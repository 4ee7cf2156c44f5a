"""工作交接: the list, starting one, the page with the pack, and a button for each move."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from units.handover_accounts import lacks_account, make_account, use_account
from units.handover_paper import paper_of
from units.models import Handover, HandoverState, Role
from units.views.first_passwords import sheet_of_accounts
from units.views.handover_forms import AccountForm, PlanForm, StartForm
from units.workflows import handover as workflow
from zhaotong_portal import downloads
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import render_ledger
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import streamed, table
from zhaotong_portal.gate import stopping
from zhaotong_portal.listing import page_of
from zhaotong_portal.workflow import WorkflowError

HISTORY_SHOWN = 30
HEAD = ("单位", "身份", "移交人", "接手人", "交接日期", "状态")
CALLS = {
    "sign_outgoing": lambda pk, actor, _: workflow.sign_outgoing(pk, actor),
    "sign_for_outgoing": workflow.sign_for_outgoing,
    "return_for_more": workflow.return_for_more,
    "sign_incoming": workflow.sign_incoming,
    "cancel": workflow.cancel,
}
SAID = {
    "sign_outgoing": "已签字，等待接手人签字。",
    "sign_for_outgoing": "已代为签字，等待接手人签字。",
    "return_for_more": "已退回补充。",
    "sign_incoming": "双方已签字，交接办结。",
    "cancel": "已取消交接。",
}


@require_safe
def handovers(request):
    rows = Handover.objects.visible_to(request.user).for_list()
    if answer := exported(request, _table(rows)):
        return answer
    return render(
        request,
        "units/handovers.html",
        {
            "page": page_of(request, rows),
            "head": [{"label": label} for label in HEAD],
            "may_start": workflow.may_start(request.user),
        },
    )


def _table(rows):
    header = (*HEAD, "交接原因", "移交签字时间", "接手签字时间")
    return table("handovers", "工作交接", header, lambda: _exported(rows), count=rows.count)


def _exported(rows):
    for row in streamed(rows):
        yield (
            row.unit.name,
            row.get_role_display(),
            row.outgoing.name,
            row.incoming_name,
            row.takes_effect_on,
            row.get_state_display(),
            row.reason,
            row.outgoing_signed_at and timezone.localtime(row.outgoing_signed_at),
            row.incoming_signed_at and timezone.localtime(row.incoming_signed_at),
        )


def handover_new(request):
    """The plan of a new handover; what the next person must know is assembled by the portal."""
    user = request.user
    if not workflow.may_start(user):
        raise Http404
    posts = workflow.posts_to_hand_over(user)
    units = user.scope.unit_ids
    form = StartForm(request.POST or None, posts=posts, units=units)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (made := _try(form, lambda: workflow.prepare(user, form.cleaned_data["post"], form.plan))):  # fmt: skip
            messages.success(request, "交接已发起。请核对交接包，补充移交说明后签字。")
            return redirect(made)
    return render(request, "units/handover_new.html", {"form": form}, status=status)


def _try(form, deed):
    """What the deed gives, or None with its faults beside their fields."""
    try:
        return deed()
    except ValidationError as error:
        for name, faults in error.message_dict.items():
            form.add_error(name if name in form.fields else None, faults)
    except WorkflowError as error:
        form.add_error(None, error.text)
    return None


def visible_handover(user, pk):
    rows = Handover.objects.visible_to(user).for_list()
    return get_object_or_404(rows.select_related("outgoing_signed_by", "prepared_by"), pk=pk)


@require_safe
def handover(request, pk):
    found = visible_handover(request.user, pk)
    if answer := exported(request, history_table(found)):
        return answer
    return handover_page(request, found)


def handover_page(request, found, *, form=None, account=None, failed=None, status=200):
    """`form` and `account` are bound after a refusal; `failed` is (move, typed, what went wrong)."""
    user = request.user
    revises = found.state == HandoverState.PREPARED and workflow.may_revise(found, user)
    return render(
        request,
        "units/handover.html",
        {
            "handover": found,
            "ledger": paper_of(found, demo=is_demo()),
            "moves": workflow.HANDOVER.allowed(found, user),
            "form": (form or _plan_form(found)) if revises else None,
            "account": (account or AccountForm()) if lacks_account(found, user) else None,
            "failed": failed and dict(zip(("move", "reason", "error"), failed, strict=True)),
            "history": AuditEntry.objects.about(found)[:HISTORY_SHOWN],
        },
        status=status,
    )


def _plan_form(found, data=None):
    initial = {name: getattr(found, name) for name in workflow.PLAN}
    initial["incoming"] = found.incoming_id
    return PlanForm(data, initial=initial, units=[found.unit_id], outgoing=found.outgoing_id)


@require_safe
def handover_docx(request, pk):
    found = visible_handover(request.user, pk)
    paper = paper_of(found, demo=is_demo())
    draft = "（草稿）" if paper.is_draft else ""
    name = f"{found.unit.short_name}{paper.title}{draft}.docx"
    return stopping.word(request, paper, render_ledger, name, found.get_absolute_url())


@require_POST
def handover_save(request, pk):
    """The plan and the notes; with the button 签字 the signature of the outgoing person follows at once."""
    found = visible_handover(request.user, pk)
    if not workflow.may_revise(found, request.user):
        raise Http404
    form = _plan_form(found, request.POST)
    if not form.is_valid():
        return handover_page(request, found, form=form, status=422)
    if _try(form, lambda: workflow.revise(pk, request.user, form.plan)) is None:
        return handover_page(request, visible_handover(request.user, pk), form=form, status=422)
    if request.POST.get("action") == "sign":
        return handover_move(request, pk, "sign_outgoing")
    messages.success(request, "已保存。")
    return redirect(found)


def handover_move(request, pk, move):
    """A button of the page. Who may never make the move finds no such address."""
    found = visible_handover(request.user, pk)
    if move not in CALLS or not _granted(request.user, found, move):
        raise Http404
    if request.method != "POST":  # the page again, after a refusal left this address in the browser
        return redirect(found)
    reason = request.POST.get("reason", "")
    said = request.POST.get("seen", "") if move == "sign_incoming" else reason
    try:
        CALLS[move](pk, request.user, said)
    except WorkflowError as error:
        again = visible_handover(request.user, pk)
        return handover_page(request, again, failed=(move, reason, error.text), status=409)
    messages.success(request, SAID[move])
    return redirect(found)


def _granted(user, found, move):
    if move in workflow.OUTGOING_MOVES:
        return user.pk == found.outgoing_id
    if move in workflow.INCOMING_MOVES:
        return user.pk == found.incoming_id
    if move == "cancel":
        return workflow.may_revise(found, user)
    return user.scope.role in workflow.ABOVE


@require_POST
@never_cache
@sensitive_variables("issued", "content")
def handover_account(request, pk):
    """The administrator makes the account and gets the sheet with its first password, or names one that is there."""
    if request.user.scope.role != Role.ADMINISTRATOR:
        raise Http404
    found = visible_handover(request.user, pk)
    form = AccountForm(request.POST)
    if not form.is_valid():
        return handover_page(request, found, account=form, status=422)
    username, makes = form.cleaned_data["username"], request.POST.get("action") == "make"
    call = make_account if makes else use_account
    done = _try(form, lambda: call(pk, request.user, username))
    if done is None:
        again = visible_handover(request.user, pk)
        return handover_page(request, again, account=form, status=422)
    if not makes:
        messages.success(request, f"已指定{done.name}的账号。")
        return redirect(found)
    content = sheet_of_accounts([done])
    return downloads.xlsx(content, f"账号密码单-{timezone.localtime():%Y%m%d-%H%M}.xlsx")
