"""答复: the unit's word on a line, and the list from which staff answer it."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tasks.models import LineReply, ReminderSheet, ReplyKind, ReplyState, SheetLine, SheetState
from tasks.workflows import line_reply
from units.models import Role
from units.models.person import UNIT_ROLES
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import streamed, table
from zhaotong_portal.listing import chips, page_of
from zhaotong_portal.workflow import WorkflowError

HEAD = ["单位", "提示事项", "答复", "说明", "状态", "工委意见"]
EXPORTED = [
    "单位", "片区", "月份", "提示事项", "答复", "延后至", "说明", "答复人", "答复时间", "状态", "工委意见", "处理人", "处理时间",
]  # fmt: skip
DECIDERS = {Role.STAFF, Role.LEADER}


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request, pk):
    """A unit's reply to a line of its sheet. What was typed stays when it is refused."""
    from tasks.views.sheet import sheet_page, visible_sheet

    sheets = ReminderSheet.objects.visible_to(request.user).exclude(state=SheetState.COMPOSED)
    line = get_object_or_404(SheetLine, pk=pk, sheet__in=sheets)
    if request.user.scope.role not in UNIT_ROLES:
        raise Http404
    if request.method != "POST":
        return redirect("sheet", line.sheet_id)
    typed = {name: request.POST.get(name, "") for name in ("kind", "until", "text")}
    try:
        made = line_reply.reply(
            pk, request.user, typed["kind"], until=_day(typed["until"]), text=typed["text"]
        )
    except WorkflowError as error:
        failed = {"move": "reply", "line": pk, "error": error.text, **typed}
        found = visible_sheet(request.user, line.sheet_id)
        return sheet_page(request, found, failed=failed, status=422)
    messages.success(request, "已答复，工委会看到。")
    if made.points_to_id:
        messages.info(request, "本单已收回或转入下月，答复已保留并转到现行提示单的同一事项。")
        return redirect("sheet", made.points_to.sheet_id)
    if line.sheet.state == SheetState.RECALLED:
        messages.info(request, "本单已收回，答复已保留；重新印发后自动转到新单的同一事项。")
    return redirect("sheet", line.sheet_id)


def _day(typed):
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise WorkflowError(f"“{typed[:20]}”不是日期，请写成 2026-12-15 这样。") from None


class RepliesForm(forms.Form):
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *ReplyState.choices]
    )
    kind = forms.ChoiceField(
        label="答复", required=False, choices=[("", "全部"), *ReplyKind.choices]
    )


@require_safe
def replies(request):
    """All replies that the reader may see, those that wait first."""
    return replies_page(request)


def replies_page(request, failed=None, status=200):
    user = request.user
    if user.scope.role == Role.INSPECTOR:
        raise Http404
    form = RepliesForm(request.GET)
    form.is_valid()
    rows = LineReply.objects.visible_to(user)
    for name in ("state", "kind"):
        if wanted := form.cleaned_data.get(name):
            rows = rows.filter(**{name: wanted})
    rows = rows.for_list().order_by("-replied_at", "-pk")
    said = chips(request, form)
    if answer := exported(request, _table(rows, said)):
        return answer
    page = page_of(request, rows)
    shown = [
        {
            "reply": row,
            "moves": line_reply.LINE_REPLY.allowed(row, user),
            "failed": failed if failed and failed["pk"] == row.pk else None,
        }
        for row in page
    ]
    context = {"form": form, "chips": said, "page": page, "rows": shown, "head": HEAD}
    return render(request, "tasks/line_replies.html", context, status=status)


@require_http_methods(["POST"])
def decide(request, pk):
    """Staff take a reply or decline it with a reason; the button names which."""
    get_object_or_404(LineReply.objects.visible_to(request.user), pk=pk)
    if request.user.scope.role not in DECIDERS:
        raise Http404
    do, answer = request.POST.get("do", ""), request.POST.get("answer", "")
    try:
        if do == "decline":
            line_reply.decline(pk, request.user, answer)
        else:
            line_reply.take(pk, request.user, answer)
    except WorkflowError as error:
        failed = {"pk": pk, "do": do, "answer": answer, "error": error.text}
        return replies_page(request, failed, status=409)
    messages.success(request, "已退回，单位会看到意见。" if do == "decline" else "已认可。")
    return redirect("line_replies")


def _table(rows, said):
    return table("replies", "提示单答复", EXPORTED, lambda: _exported(rows), count=rows.count, chips=said)  # fmt: skip


def _exported(rows):
    for row in streamed(rows):
        sheet = row.line.sheet
        yield (
            sheet.unit.name,
            sheet.unit.district.name,
            sheet.period.label,
            row.line.heading,
            row.get_kind_display(),
            row.until,
            row.text,
            row.replied_by.name,
            timezone.localtime(row.replied_at),
            row.get_state_display(),
            row.answer,
            row.decided_by.name if row.decided_by else None,
            row.decided_at and timezone.localtime(row.decided_at),
        )
