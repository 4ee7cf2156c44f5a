"""逐级督促: what is proposed, what was done, each step's record and its paper."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tasks import texts
from tasks.escalation_paper import paper_of
from tasks.models import Escalation, EscalationState, Step
from tasks.workflows import escalation as workflow
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import render_docx
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import streamed, table
from zhaotong_portal.gate import stopping
from zhaotong_portal.listing import chips, page_of
from zhaotong_portal.workflow import WorkflowError

HEAD = ["单位", "步骤", "事项", "状态", "文号", "决定"]
EXPORTED = [
    "单位", "片区", "步骤", "状态", "事项", "依据", "文号", "要求时限", "提出时间", "决定人", "决定时间", "理由",
]  # fmt: skip


class EscalationsForm(forms.Form):
    step = forms.ChoiceField(
        label="步骤", required=False, choices=[("", "全部"), *Step.choices[1:]]
    )
    state = forms.ChoiceField(label="状态", required=False)

    def __init__(self, data, user):
        super().__init__(data)
        self.fields["state"].choices = [("", "全部"), *EscalationState.choices]
        if not user.scope.reads_all:
            del self.fields["state"]


@require_safe
def escalations(request):
    user = request.user
    if user.scope.role == Role.INSPECTOR:
        raise Http404
    form = EscalationsForm(request.GET, user)
    form.is_valid()
    rows = Escalation.objects.visible_to(user)
    for name in ("step", "state"):
        if wanted := form.cleaned_data.get(name):
            rows = rows.filter(**{name: wanted})
    rows = rows.for_list().order_by("-proposed_at", "-pk")
    said = chips(request, form)
    if answer := exported(request, _table(rows, said)):
        return answer
    context = {"form": form, "chips": said, "page": page_of(request, rows), "head": HEAD}
    return render(request, "tasks/escalations.html", context)


def _found(request, pk):
    if request.user.scope.role == Role.INSPECTOR:
        raise Http404
    return get_object_or_404(Escalation.objects.visible_to(request.user).for_list(), pk=pk)


@require_safe
def escalation(request, pk):
    found = _found(request, pk)
    if answer := exported(request, history_table(found)):
        return answer
    return _page(request, found)


def _page(request, found, failed=None, status=200):
    has_paper = found.step in workflow.PAPERS
    context = {
        "escalation": found,
        "matters": found.matters.select_related("line__sheet"),
        "paper": paper_of(found, _wording(found), demo=is_demo()) if has_paper else None,
        "moves": workflow.ESCALATION.allowed(found, request.user),
        "failed": failed,
        "history": AuditEntry.objects.about(found)[:30],
    }
    return render(request, "tasks/escalation.html", context, status=status)


def _wording(found):
    return texts.wording([f"{found.step}_opening", f"{found.step}_closing"])


@require_safe
def docx(request, pk):
    found = _found(request, pk)
    if found.step not in workflow.PAPERS:
        raise Http404
    paper = paper_of(found, _wording(found), demo=is_demo())
    name = f"{found.get_step_display()}通知（{found.unit.short_name}）.docx"
    return stopping.word(request, paper, render_docx, name, found.get_absolute_url())


@require_POST
def decide(request, pk):
    """Staff carry the step out in their name, or let it rest with a reason; the button names which."""
    found = _found(request, pk)
    if request.user.scope.role != Role.STAFF:
        raise Http404
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    try:
        if do == "waive":
            done = workflow.waive(pk, request.user, reason)
            messages.success(request, "已记录暂不升级，再次提示后重新提出。")
        else:
            done = workflow.carry_out(pk, request.user)
            messages.success(request, f"已{done.get_step_display()}。")
    except WorkflowError as error:
        failed = {"do": do, "reason": reason, "error": error.text}
        return _page(request, found, failed, status=409)
    return redirect(done.leads_to or done)


def _table(rows, said):
    return table("escalations", "逐级督促", EXPORTED, lambda: _exported(rows), count=rows.count, chips=said)  # fmt: skip


def _exported(rows):
    for row in streamed(rows):
        matters = list(row.matters.all())
        yield (
            row.unit.name,
            row.unit.district.name,
            row.get_step_display(),
            row.get_state_display(),
            "\n".join(matter.heading for matter in matters),
            "\n".join(matter.rule for matter in matters),
            row.document_number,
            row.answer_by,
            timezone.localtime(row.proposed_at),
            row.decided_by.name if row.decided_by else None,
            row.decided_at and timezone.localtime(row.decided_at),
            row.reason,
        )
