"""调研: the ledger, one visit with what crowds it and what to talk about, planning, registering, feeding back."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tasks.guidance import crowding, rating, visit_export, visit_sheet
from tasks.guidance.filters import VisitFilter
from tasks.models import Commitment, GuidanceGrade, Visit, VisitState
from tasks.models.guidance_readers import VISIT_READERS
from tasks.views.guidance_forms import NumberForm, VisitForm
from tasks.views.guidance_pages import (
    HISTORY_SHOWN,
    edit_page,
    ledger_page,
    readers_only,
    record_page,
    unit_asked_for,
)
from tasks.views.move_buttons import Button, Ledger, granted_by_table, offered, press, words
from tasks.workflows import visit as workflow
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import render_ledger
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.gate import stopping

HEAD = ("调研主题", "调研单位", "类型", "日期", "人数", "状态")
BUTTONS = {
    "register": Button(
        "报备后单位即可看到这次调研。",
        lambda pk, actor, data: workflow.register(pk, actor, data["registration_number"]),
        form=NumberForm, primary=True,
    ),
    "carry_out": Button("调研结束后登记，随后向单位反馈。", words(workflow.carry_out), "调研情况", primary=True),
    "cancel": Button("取消后不再调研，记录保留。", words(workflow.cancel), "取消理由", required=True, danger=True),
}  # fmt: skip


@require_safe
def visits(request):
    readers_only(request.user, VISIT_READERS)
    return ledger_page(
        request, VisitFilter, "tasks/guidance/visits.html", visit_export.table_of,
        {"head": HEAD, "may_plan": workflow.may_plan(request.user)},
    )  # fmt: skip


def visible(user, pk):
    rows = Visit.objects.visible_to(user).select_related(
        "planned_by", "registered_by", "fed_back_by"
    )
    return get_object_or_404(rows.prefetch_related("units"), pk=pk)


@require_safe
def visit(request, pk):
    return page(request, visible(request.user, pk))


def page(request, found, refused=None, status=200):
    user = request.user
    if answer := exported(request, history_table(found)):
        return answer
    agreed = Commitment.objects.visible_to(user).filter(visit=found).select_related("unit")
    in_unit = user.scope.works_in_unit
    context = {
        "object": found,
        "units": found.units.all(),
        "commitments": agreed,
        "warnings": crowding.warnings_of(found) if not in_unit and found.state in workflow.EDITABLE else [],
        "moves": offered(LEDGER, found, user, refused),
        "refused": refused,
        "may_edit": found.state in workflow.EDITABLE and _guides(user, found),
        "may_feed_back": "feed_back" in workflow.VISIT.allowed(found, user),
        "reads_sheet": not in_unit,
        "invitation": rating.invitation_for(found, user),
        "grades": GuidanceGrade.choices,
        "history": [] if in_unit else AuditEntry.objects.about(found)[:HISTORY_SHOWN],
    }  # fmt: skip
    return render(request, "tasks/guidance/visit.html", context, status=status)


def _guides(user, found):
    return workflow.may_plan(user) and user.scope.guides(found.units.all())


LEDGER = Ledger(
    workflow.VISIT, BUTTONS, visible, page,
    granted_by_table(workflow.VISIT, lambda scope, found: scope.guides(found.units.all())),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def visit_new(request):
    if not workflow.may_plan(request.user):
        raise Http404
    unit = unit_asked_for(request)
    form = VisitForm(request.POST or None, initial={"units": [unit] if unit else None})
    return edit_page(
        request, form, "tasks/guidance/visit_edit.html",
        lambda data: workflow.plan_visit(request.user, **data), "已列入调研计划。", {},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def visit_edit(request, pk):
    found = visible(request.user, pk)
    if not _guides(request.user, found):
        raise Http404
    names = [name for name in VisitForm.base_fields if name != "units"]
    initial = {name: getattr(found, name) for name in names} | {"units": list(found.units.all())}
    form = VisitForm(request.POST or None, initial=initial)
    return edit_page(
        request, form, "tasks/guidance/visit_edit.html",
        lambda data: workflow.edit(pk, request.user, **data), "已修改。", {"object": found},
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def visit_feed_back(request, pk):
    """反馈意见 and 商定事项, told to the units at once."""
    found = visible(request.user, pk)
    if not _guides(request.user, found):
        raise Http404
    return record_page(
        request, found, "tasks/guidance/record.html", label="反馈意见", initial=found.feedback,
        keep=lambda text, promises: workflow.feed_back(pk, request.user, text, promises),
        said="已反馈，单位即可看到。",
        context={"heading": "调研反馈", "ready": found.state == VisitState.CARRIED_OUT},
    )  # fmt: skip


def _sheet(request, pk):
    """调研单 is for who visits: a unit prepares nothing and finds no such address."""
    found = visible(request.user, pk)
    if request.user.scope.works_in_unit:
        raise Http404
    return found, visit_sheet.sheet_of(found, request.user, demo=is_demo())


@require_safe
def visit_print(request, pk):
    found, ledger = _sheet(request, pk)
    context = {
        "ledger": ledger,
        "back_url": found.get_absolute_url(),
        "docx_url": reverse("visit_docx", args=[pk]),
    }
    return render(request, "tasks/guidance/visit_print.html", context)


@require_safe
def visit_docx(request, pk):
    found, ledger = _sheet(request, pk)
    name = f"调研单（{found.starts_on.isoformat()}）.docx"
    return stopping.word(request, ledger, render_ledger, name, found.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def visit_move(request, pk, move):
    return press(request, pk, move, LEDGER)
