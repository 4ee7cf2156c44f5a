"""定期调度: the meetings, one with its agenda of stuck matters, and its minutes."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from tasks.guidance import exports
from tasks.guidance.filters import MeetingFilter
from tasks.guidance.matters import label_of
from tasks.guidance.meeting_papers import meeting_paper
from tasks.models import AgendaLine, Commitment, DispatchMeeting, MeetingState
from tasks.views.guidance_forms import HeldForm, MeetingForm
from tasks.views.guidance_pages import (
    HISTORY_SHOWN,
    edit_page,
    ledger_page,
    readers_only,
    record_page,
)
from tasks.views.move_buttons import Button, Ledger, granted_by_table, offered, plain, press, words
from tasks.workflows import dispatch_meeting as workflow
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import render_docx
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.gate import stopping

HEAD = ("会议", "参会单位", "召开日期", "状态")
BUTTONS = {
    "compose": Button(
        "按参会单位目前的逾期、滞后和多次提示未销的事项重新列出议题。", plain(workflow.compose), past="已生成议题"
    ),
    "hold": Button(
        "会议召开之后登记，随后整理纪要和商定事项。",
        lambda pk, actor, data: workflow.hold(pk, actor, data["held_on"], data["attendees"]),
        form=HeldForm, primary=True,
    ),
    "cancel": Button("取消后不再召开，记录保留。", words(workflow.cancel), "取消理由", required=True, danger=True),
}  # fmt: skip


@require_safe
def meetings(request):
    readers_only(request.user)
    return ledger_page(
        request, MeetingFilter, "tasks/guidance/meetings.html", exports.meetings,
        {"head": HEAD, "may_plan": workflow.may_plan(request.user)},
    )  # fmt: skip


def visible(user, pk):
    rows = DispatchMeeting.objects.visible_to(user).select_related("planned_by", "recorded_by")
    return get_object_or_404(rows.prefetch_related("units"), pk=pk)


@require_safe
def meeting(request, pk):
    return page(request, visible(request.user, pk))


def page(request, found, refused=None, status=200):
    user = request.user
    if answer := exported(request, history_table(found)):
        return answer
    agreed = Commitment.objects.visible_to(user).filter(meeting=found).select_related("unit")
    context = {
        "object": found,
        "units": found.units.all(),
        "agenda": agenda_of(found, user),
        "commitments": agreed,
        "moves": offered(LEDGER, found, user, refused),
        "refused": refused,
        "may_edit": found.state == MeetingState.PLANNED and _guides(user, found),
        "may_record": "record" in workflow.MEETING.allowed(found, user),
        "history": [] if user.scope.works_in_unit else AuditEntry.objects.about(found)[:HISTORY_SHOWN],
    }  # fmt: skip
    return render(request, "tasks/guidance/meeting.html", context, status=status)


def agenda_of(found, user):
    """Lines that this person may read, each with its kind in words."""
    lines = list(AgendaLine.objects.visible_to(user).filter(meeting=found).select_related("unit"))
    for line in lines:
        line.kind_label = label_of(line.kind)
    return lines


def _guides(user, found):
    return workflow.may_plan(user) and user.scope.guides(found.units.all())


LEDGER = Ledger(
    workflow.MEETING, BUTTONS, visible, page,
    granted_by_table(workflow.MEETING, lambda scope, found: scope.guides(found.units.all())),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request):
    if not workflow.may_plan(request.user):
        raise Http404
    return edit_page(
        request, MeetingForm(request.POST or None), "tasks/guidance/meeting_edit.html",
        lambda data: workflow.plan_meeting(request.user, **data), "已安排调度会，可以生成议题。", {},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request, pk):
    found = visible(request.user, pk)
    if not _guides(request.user, found):
        raise Http404
    fields = ("title", "held_on", "place", "chair", "attendees")
    initial = {name: getattr(found, name) for name in fields} | {"units": list(found.units.all())}
    return edit_page(
        request, MeetingForm(request.POST or None, initial=initial), "tasks/guidance/meeting_edit.html",
        lambda data: workflow.edit(pk, request.user, **data), "已修改。", {"object": found},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_record(request, pk):
    """纪要, what was decided on each matter, and 商定事项 with dates."""
    found = visible(request.user, pk)
    if not _guides(request.user, found):
        raise Http404
    agenda = agenda_of(found, request.user)
    for line in agenda:
        line.typed = request.POST.get(f"decision-{line.pk}", line.decision)
    decisions = {line.pk: line.typed for line in agenda}
    return record_page(
        request, found, "tasks/guidance/record.html", label="会议纪要", initial=found.minutes,
        keep=lambda text, promises: workflow.record_minutes(pk, request.user, text, promises, decisions),
        said="已完成纪要，商定事项将列入下月提示单。",
        context={"heading": "整理会议纪要", "ready": found.state == MeetingState.HELD, "agenda": agenda},
    )  # fmt: skip


@require_safe
def meeting_docx(request, pk):
    """Agenda, later minutes, as Word: with what this reader may see of it."""
    found = visible(request.user, pk)
    agreed = (
        Commitment.objects.visible_to(request.user).filter(meeting=found).select_related("unit")
    )
    paper = meeting_paper(found, agenda_of(found, request.user), agreed, demo=is_demo())
    name = f"{paper.title}（{found.held_on.isoformat()}）.docx"
    return stopping.word(request, paper, render_docx, name, found.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_move(request, pk, move):
    return press(request, pk, move, LEDGER)
