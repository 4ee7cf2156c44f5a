"""会商指导: the ledger, one consultation with what was agreed, planning it and recording it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from tasks.guidance import exports, rating
from tasks.guidance.filters import ConsultationFilter
from tasks.guidance.meeting_papers import consultation_paper
from tasks.models import Commitment, Consultation, ConsultationState, GuidanceGrade
from tasks.views.guidance_forms import ConsultationForm, HeldForm
from tasks.views.guidance_pages import (
    HISTORY_SHOWN,
    edit_page,
    ledger_page,
    readers_only,
    record_page,
    unit_asked_for,
)
from tasks.views.move_buttons import Button, Ledger, granted_by_table, offered, press, words
from tasks.workflows import consultation as workflow
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import render_docx
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.gate import stopping

HEAD = ("议题", "会商单位", "形式", "会商日期", "状态")
BUTTONS = {
    "hold": Button(
        "会商开展之后登记，随后写明分析和商定事项。",
        lambda pk, actor, data: workflow.hold(pk, actor, data["held_on"], data["attendees"]),
        form=HeldForm, primary=True,
    ),
    "cancel": Button("取消后不再会商，记录保留。", words(workflow.cancel), "取消理由", required=True, danger=True),
}  # fmt: skip


@require_safe
def consultations(request):
    readers_only(request.user)
    return ledger_page(
        request, ConsultationFilter, "tasks/guidance/consultations.html", exports.consultations,
        {"head": HEAD, "may_plan": workflow.may_plan(request.user)},
    )  # fmt: skip


def visible(user, pk):
    rows = Consultation.objects.visible_to(user).select_related("planned_by", "recorded_by")
    return get_object_or_404(rows.prefetch_related("units"), pk=pk)


@require_safe
def consultation(request, pk):
    return page(request, visible(request.user, pk))


def page(request, found, refused=None, status=200):
    user = request.user
    if answer := exported(request, history_table(found)):
        return answer
    agreed = Commitment.objects.visible_to(user).filter(consultation=found).select_related("unit")
    context = {
        "object": found,
        "units": found.units.all(),
        "commitments": agreed,
        "moves": offered(LEDGER, found, user, refused),
        "refused": refused,
        "may_edit": found.state in workflow.EDITABLE and _guides(user, found),
        "may_record": "record" in workflow.CONSULTATION.allowed(found, user),
        "invitation": rating.invitation_for(found, user),
        "grades": GuidanceGrade.choices,
        "history": [] if user.scope.works_in_unit else AuditEntry.objects.about(found)[:HISTORY_SHOWN],
    }  # fmt: skip
    return render(request, "tasks/guidance/consultation.html", context, status=status)


def _guides(user, found):
    return workflow.may_plan(user) and user.scope.guides(found.units.all())


LEDGER = Ledger(
    workflow.CONSULTATION, BUTTONS, visible, page,
    granted_by_table(workflow.CONSULTATION, lambda scope, found: scope.guides(found.units.all())),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_new(request):
    if not workflow.may_plan(request.user):
        raise Http404
    unit = unit_asked_for(request)
    form = ConsultationForm(request.POST or None, initial={"units": [unit] if unit else None})
    return edit_page(
        request, form, "tasks/guidance/consultation_edit.html",
        lambda data: workflow.plan_consultation(request.user, **data), "已安排会商。", {},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_edit(request, pk):
    found = visible(request.user, pk)
    if not _guides(request.user, found):
        raise Http404
    fields = ("kind", "topic", "held_on", "place", "attendees", "reason")
    initial = {name: getattr(found, name) for name in fields} | {"units": list(found.units.all())}
    form = ConsultationForm(request.POST or None, initial=initial)
    return edit_page(
        request, form, "tasks/guidance/consultation_edit.html",
        lambda data: workflow.edit(pk, request.user, **data), "已修改。", {"object": found},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_record(request, pk):
    """问题分析 and 商定事项, each with a date."""
    found = visible(request.user, pk)
    if not _guides(request.user, found):
        raise Http404
    return record_page(
        request, found, "tasks/guidance/record.html", label="问题分析", initial=found.diagnosis,
        keep=lambda text, promises: workflow.record_consultation(pk, request.user, text, promises),
        said="已完成记录，商定事项将列入下月提示单。",
        context={"heading": "完成会商记录", "ready": found.state == ConsultationState.HELD},
    )  # fmt: skip


@require_safe
def consultation_docx(request, pk):
    """会商通知, later 会商记录, as Word: with what this reader may see of it."""
    found = visible(request.user, pk)
    agreed = Commitment.objects.visible_to(request.user).filter(consultation=found)
    paper = consultation_paper(found, agreed.select_related("unit"), demo=is_demo())
    name = f"{paper.title}（{found.held_on.isoformat()}）.docx"
    return stopping.word(request, paper, render_docx, name, found.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_move(request, pk, move):
    return press(request, pk, move, LEDGER)
