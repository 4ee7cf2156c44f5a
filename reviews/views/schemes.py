"""考核方案: the versions of each year, one of them, its draft and its simulation. The administrator writes, units read."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews.assessment.content import (
    WHOLE,
    adjustments_of,
    changes_between,
    content_of,
    source_text,
)
from reviews.models import Assessment, AssessmentScheme, PartSource, SchemeState
from reviews.views.scheme_forms import Editor
from reviews.workflows import assessment_scheme as workflow
from tasks.views.move_buttons import Button, Ledger, granted_by_table, offered, press, words
from units.models import Role, UnitKind
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.workflow import StateChanged, WorkflowError

READERS = set(Role) - {Role.INSPECTOR}
HISTORY_SHOWN = 30
# Widths, so that the years stand below each other.
HEAD = [
    {"label": "方案", "width": "40%"}, {"label": "状态", "width": "15%"}, {"label": "施行时间", "width": "15%"},
    "修订说明",
]  # fmt: skip
PART_HEAD = [
    "考核内容", {"label": "权重", "num": True, "width": "6rem"}, "来源", "不考核的单位类型", "评分标准",
]  # fmt: skip
ADJUSTMENT_HEAD = ["类别", "事项", {"label": "最多", "num": True, "width": "6rem"}]


def readers_only(user):
    if user.scope.role not in READERS:
        raise Http404


def writers_only(user):
    if not workflow.may_write(user):
        raise Http404


def visible(user, pk):
    readers_only(user)
    return get_object_or_404(AssessmentScheme.objects.visible_to(user), pk=pk)


# --- All versions ----------------------------------------------------------------------------------------


class YearForm(forms.Form):
    year = forms.TypedChoiceField(
        label="年度", coerce=int,
        error_messages={"required": "请选择年度。", "invalid_choice": "只能起草上年、本年和下年的方案。"},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years = workflow.years_to_draft()
        self.fields["year"].choices = [(year, f"{year}年") for year in years]
        self.fields["year"].initial = years[1]


@require_safe
def assessment_schemes(request):
    readers_only(request.user)
    return _list_page(request)


def _list_page(request, form=None, status=200):
    rows = list(AssessmentScheme.objects.visible_to(request.user))
    if answer := exported(request, table("schemes", "考核方案", HEAD, map(_line, rows))):
        return answer
    years = {}
    for row in rows:
        years.setdefault(row.year, []).append(row)
    context = {
        "years": [{"label": f"{year}年", "rows": of_year} for year, of_year in years.items()],
        "head": HEAD,
        "form": form or YearForm(),
        "writes": workflow.may_write(request.user),
    }
    return render(request, "reviews/assessment/schemes.html", context, status=status)


def _line(row):
    return str(row), row.get_state_display(), row.in_force_at, row.change_note


@require_POST
def assessment_scheme_new(request):
    writers_only(request.user)
    form = YearForm(request.POST)
    if not form.is_valid():
        return _list_page(request, form, 422)
    try:
        scheme = workflow.draft(form.cleaned_data["year"], request.user)
    except StateChanged as error:
        form.add_error("year", error.text)
        return _list_page(request, form, 409)
    messages.success(request, "已建立草稿，修改后请查看测算，再施行。")
    return redirect("assessment_scheme_edit", scheme.pk)


# --- One version -----------------------------------------------------------------------------------------


@require_safe
def assessment_scheme(request, pk):
    return page(request, visible(request.user, pk))


def page(request, found, refused=None, status=200):
    user = request.user
    parts = list(found.parts.all())
    adjustments = list(adjustments_of(found))
    if answer := exported(
        request, _parts_table(found, parts), _adjustments_table(found, adjustments)
    ):
        return answer
    content = content_of(found)
    versions = list(AssessmentScheme.objects.visible_to(user).filter(year=found.year))
    older = next((each for each in versions if each.version < found.version), None)
    is_draft = found.state == SchemeState.DRAFT
    context = {
        "object": found,
        "parts": [_part_line(part) for part in parts],
        "part_head": PART_HEAD,
        "adjustments": adjustments,
        "adjustment_head": ADJUSTMENT_HEAD,
        "weight": content.weight,
        "whole": WHOLE,
        "faults": content.faults() if is_draft else [],
        "tabs": [
            {"label": f"第 {each.version} 版（{each.get_state_display()}）", "url": each.get_absolute_url(), "active": each == found}
            for each in reversed(versions)
        ],
        "older": older,
        "changes": changes_between(content_of(older), content) if older else [],
        "moves": offered(LEDGER, found, user, refused),
        "refused": refused,
        "writes": is_draft and workflow.may_write(user),
        "simulated": is_draft and found.simulated_digest == content.scored_digest,
        "simulates": user.scope.reads_all,
        "scored_by_it": _scored_by(found, user),
        "history": AuditEntry.objects.about(found)[:HISTORY_SHOWN] if user.scope.reads_all else None,
    }  # fmt: skip
    return render(request, "reviews/assessment/scheme.html", context, status=status)


def _part_line(part):
    judges = [Role(code).label for code in part.judges if code in Role.values]
    source = source_text(part)
    return {
        "part": part,
        "source": f"{source}（{'、'.join(judges)}）" if judges else source,
        "card": f"{reverse('assessed_figures')}#{part.figure}" if part.source == PartSource.FIGURE else "",
        "exempt": "、".join(UnitKind(code).label for code in part.exempt_kinds if code in UnitKind.values),
    }  # fmt: skip


def _parts_table(found, parts):
    lines = (
        (
            line["part"].name,
            line["part"].weight,
            line["source"],
            line["exempt"],
            line["part"].standard,
        )
        for line in map(_part_line, parts)
    )
    return table("parts", str(found), PART_HEAD, lines)


def _adjustments_table(found, adjustments):
    lines = [(one.get_sign_display(), one.name, one.most) for one in adjustments]
    return table("adjustments", f"{found}加分扣分项", ADJUSTMENT_HEAD, lines)


def _scored_by(found, user):
    """How many units were decided on under this version: what a new version leaves alone."""
    if not user.scope.reads_all:
        return 0
    return Assessment.objects.filter(scheme=found).count()


BUTTONS = {
    "put_in_force": Button(
        "施行后单位可见，本年度尚未定等次的按这一版计分；已定等次的保留原方案。施行后不能修改，只能起草新版。",
        words(workflow.put_in_force), "修订说明", primary=True, past="已施行",
    ),
}  # fmt: skip
LEDGER = Ledger(
    workflow.SCHEME, BUTTONS, visible, page,
    granted_by_table(workflow.SCHEME, lambda scope, obj: True),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_scheme_move(request, pk, move):
    writers_only(request.user)
    return press(request, pk, move, LEDGER)


@require_POST
def assessment_scheme_discard(request, pk):
    writers_only(request.user)
    found = visible(request.user, pk)
    try:
        workflow.discard(pk, request.user)
    except WorkflowError as error:
        messages.error(request, error.text)
        return redirect(found)
    messages.success(request, f"已删除{found}的草稿。")
    return redirect("assessment_schemes")


# --- The editor ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_scheme_edit(request, pk):
    writers_only(request.user)
    found = visible(request.user, pk)
    if found.state != SchemeState.DRAFT:
        return redirect(found)
    content = content_of(found)
    if request.method != "POST":
        return _editor_page(request, found, Editor(found.version, content=content), content.edition)
    editor = Editor(found.version, data=request.POST)
    typed_over = request.POST.get("edition", "")
    if editor.pressed:
        return _editor_page(request, found, editor, typed_over)
    if not editor.is_valid():
        return _editor_page(request, found, editor, typed_over, status=422)
    try:
        workflow.edit(pk, request.user, editor.content(), typed_over)
    except ValidationError as error:
        editor.head.add_error(None, error)
        return _editor_page(request, found, editor, typed_over, status=422)
    except WorkflowError as error:
        editor.head.add_error(None, error.text)
        # Whoever reads what was saved meanwhile may then save over it knowingly.
        return _editor_page(request, found, editor, content.edition, status=409)
    _say_saved(request, editor.content())
    return redirect(found)


def _say_saved(request, content):
    if content.weight == WHOLE:
        messages.success(request, "已保存。")
    else:
        messages.warning(request, f"已保存。权重合计现为 {content.weight}%，施行前应为 100%。")


def _editor_page(request, found, editor, edition, status=200):
    context = {
        "object": found,
        "editor": editor,
        "edition": edition,
        "faults": editor.faults() if editor.head.is_bound else [],
        "changed": bool(editor.pressed),
        "saved": content_of(found) if status == 409 else None,
    }
    return render(request, "reviews/assessment/scheme_edit.html", context, status=status)
