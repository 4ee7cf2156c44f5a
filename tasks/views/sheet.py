"""One sheet: the paper, what became of its lines, how it reached the unit, and what the reader may do with it."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from tasks.models import LineState, ReminderSheet, ReplyKind, SheetState
from tasks.recipients import recipients_of
from tasks.sheet_paper import paper_of
from tasks.workflows import reminder
from units.models import Role
from units.models.person import UNIT_ROLES
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import render_docx
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.gate import stopping
from zhaotong_portal.panels import panels_for
from zhaotong_portal.wording import local_day
from zhaotong_portal.workdays import add_workdays
from zhaotong_portal.workflow import WorkflowError

HISTORY_SHOWN = 30


@require_safe
def sheet(request, pk):
    found = visible_sheet(request.user, pk)
    reminder.mark_read(found, request.user)
    return sheet_page(request, found)


def visible_sheet(user, pk):
    rows = ReminderSheet.objects.visible_to(user).select_related(
        "unit", "unit__district", "issued_by", "issued_by__office", "read_by", "signed_for_by", "recalled_by"
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def sheet_page(request, found, *, failed=None, status=200):
    """`failed` is (move, typed reason, what went wrong) after a refused move."""
    user = request.user
    if answer := exported(request, history_table(found)):
        return answer
    lines = list(
        found.lines.select_related("item").prefetch_related(
            "replies__replied_by", "replies__decided_by", "earlier_replies__replied_by"
        )
    )
    writes = reminder.writes_for(user, found.unit)
    live = found
    if found.state == SheetState.RECALLED:
        live = ReminderSheet.objects.visible_to(user).live().filter(
            unit=found.unit_id, period=found.period
        ).first()  # fmt: skip
    return render(
        request,
        "tasks/sheet.html",
        {
            "sheet": found,
            "paper": paper_of(found, lines, demo=is_demo()),
            "lines": lines,
            "closed": sum(line.state == LineState.CLOSED for line in lines),
            "sign_by": found.issued_at
            and add_workdays(local_day(found.issued_at), settings.REMINDER_SIGN_WITHIN_WORKDAYS),
            "moves": reminder.REMINDER.allowed(found, user),
            "writes": writes,
            "replaced_by": live if live != found else None,
            "may_compose_again": writes and live is None,
            "recipients": recipients_of([found.unit_id]).get(found.unit_id, []),
            "deliveries": deliveries_for(user, found),
            "panels": panels_for("sheet", user, found),
            "history": AuditEntry.objects.about(found)[:HISTORY_SHOWN],
            "failed": failed,
            "may_reply": user.scope.role in UNIT_ROLES and found.state != SheetState.COMPOSED,
            "reply_kinds": ReplyKind.choices,
        },
        status=status,
    )


def deliveries_for(user, found):
    """Who got it by which channel and what went wrong: for those who look after the sending."""
    if not user.scope.reads_all:
        return []
    return found.deliveries.select_related("recipient", "robot").order_by("pk")


@require_safe
def docx(request, pk):
    """The same paper as Word."""
    found = visible_sheet(request.user, pk)
    paper = paper_of(found, demo=is_demo())
    name = f"{found.period.label}工作提示单（{found.unit.short_name}）.docx"
    return stopping.word(request, paper, render_docx, name, found.get_absolute_url())


@require_POST
def sign(request, pk):
    if request.user.scope.role != Role.SECRETARY:
        raise Http404
    return _move(request, pk, "sign_for", reminder.sign_for, "已签收。办理情况随月度填报一并反映。")


@require_POST
def issue(request, pk):
    _staff_only(request)
    return _move(request, pk, "issue", reminder.issue, "已印发。")


@require_POST
def recall(request, pk):
    _staff_only(request)
    reason = request.POST.get("reason", "")
    said = "已收回。原文号保留，不再使用；需要时可重新拟制。"
    return _move(request, pk, "recall", reminder.recall, said, reason)


@require_POST
def again(request, pk):
    """After a recall: compose the unit's next version."""
    _staff_only(request)
    found = visible_sheet(request.user, pk)
    done = reminder.compose_month(found.period, request.user, unit_ids=[found.unit_id])
    if not done.created:
        messages.info(request, "这个单位本月已有提示单。")
    live = ReminderSheet.objects.visible_to(request.user).live()
    return redirect(live.filter(unit=found.unit_id, period=found.period).first() or found)


@require_POST
def test(request, pk):
    """试发: this sheet as a mail to whoever is about to issue it."""
    _staff_only(request)
    said = f"已试发到您的邮箱{request.user.email}，请稍后查收。"
    return _move(request, pk, "test", reminder.send_to_self, said)


def _staff_only(request):
    if request.user.scope.role != Role.STAFF:
        raise Http404


def _move(request, pk, name, move, said, *reason):
    """Make a move and say so; a refusal is shown beside its button, with what was typed."""
    found = visible_sheet(request.user, pk)
    try:
        done = move(pk, request.user, *reason)
    except WorkflowError as error:
        failed = {"move": name, "reason": "".join(reason), "error": error.text}
        return sheet_page(request, found, failed=failed, status=409)
    messages.success(request, said)
    for changed in getattr(done, "changes", {}).values():
        messages.info(request, f"与拟制时相比：{'；'.join(changed)}。")
    return redirect(found)
