"""督查: campaigns, one campaign with its team and visits, checklists."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from reviews import inspections as domain
from reviews.models import Checklist, FindingCategory, Inspection, InspectionVisit
from reviews.views.inspection_forms import ChecklistForm, InspectionForm, MemberForm, UnitsForm
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import record
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import page_of
from zhaotong_portal.workflow import WorkflowError

HEAD = [{"label": "督查"}, {"label": "方式"}, {"label": "主题"}, {"label": "时间"}, {"label": "走访", "num": True}, {"label": "已反馈", "num": True}, {"label": "问题", "num": True}]  # fmt: skip
VISIT_HEAD = [{"label": "单位"}, {"label": "组别"}, {"label": "计划日期"}, {"label": "状态"}, {"label": "问题", "num": True}]  # fmt: skip
HISTORY_SHOWN = 20


@require_safe
def inspections(request):
    rows = Inspection.objects.visible_to(request.user)
    if answer := exported(request, table("inspections", "集中督查", HEAD, lambda: _cells(request.user, rows), count=rows.count)):  # fmt: skip
        return answer
    page = page_of(request, rows)
    return render(
        request,
        "reviews/inspections.html",
        {
            "page": page,
            "rows": _rows(request.user, page),
            "head": HEAD,
            "may_plan": request.user.scope.role in domain.PLANNERS,
            "checklists": Checklist.objects.visible_to(request.user),
        },
    )


def _rows(user, inspections):
    """Each with what of its visits this reader may count: two queries for the page."""
    visits = InspectionVisit.objects.visible_to(user).filter(inspection__in=list(inspections))
    counts = {}
    for inspection_id, state, found in visits.values_list("inspection", "state", "pk"):
        counts.setdefault(inspection_id, []).append((state, found))
    findings = dict.fromkeys(counts, 0)
    for inspection_id, n in visits.order_by().values_list("inspection").annotate(Count("findings")):
        findings[inspection_id] = n
    return [
        {
            "inspection": row,
            "visits": len(counts.get(row.pk, ())),
            "fed_back": sum(state == "fed_back" for state, _ in counts.get(row.pk, ())),
            "findings": findings.get(row.pk, 0) if not user.scope.works_in_unit else None,
        }
        for row in inspections
    ]


def _cells(user, rows):
    for row in _rows(user, rows):
        one = row["inspection"]
        dates = f"{one.begins_on:%Y-%m-%d} 至 {one.ends_on:%Y-%m-%d}"
        yield (one.title, one.get_kind_display(), one.theme, dates, row["visits"], row["fed_back"], row["findings"])  # fmt: skip


def inspection_new(request):
    if request.user.scope.role not in domain.PLANNERS:
        raise Http404
    form = InspectionForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                planned = domain.plan(request.user, **form.cleaned_data)
                messages.success(request, "已制定督查。")
                return redirect(planned)
            except ValidationError as error:
                form.add_error(None, error)
            except WorkflowError as error:
                form.add_error(None, error.text)
    return render(request, "reviews/inspection_new.html", {"form": form}, status=status)


def visible_inspection(user, pk):
    return get_object_or_404(Inspection.objects.visible_to(user).select_related("checklist"), pk=pk)


@require_safe
def inspection(request, pk):
    return inspection_page(request, visible_inspection(request.user, pk))


def inspection_page(request, found, *, units_form=None, member_form=None, status=200):
    user = request.user
    visits = (
        InspectionVisit.objects.visible_to(user)
        .filter(inspection=found)
        .for_list()
        .prefetch_related("findings")
    )

    def cells():
        return (
            (
                row.unit.short_name,
                row.team,
                row.planned_on,
                row.get_state_display(),
                len(row.findings.all()),
            )
            for row in visits
        )

    if answer := exported(
        request, table("visits", f"{found.title[:30]}走访", VISIT_HEAD, cells, count=visits.count)
    ):
        return answer
    if found.is_unannounced and not user.scope.works_in_unit:
        record(user, "look.unannounced", "查看四不两直督查", found)
    works_in_unit = user.scope.works_in_unit
    return render(
        request,
        "reviews/inspection.html",
        {
            "inspection": found,
            "visits": visits,
            "head": VISIT_HEAD,
            "members": () if works_in_unit else found.members.select_related("person"),
            "may_change": domain.may_change(found, user),
            "units_form": units_form or UnitsForm(auto_id="units-%s"),
            "member_form": member_form or MemberForm(auto_id="member-%s"),
            "history": () if works_in_unit else AuditEntry.objects.about(found).exclude(action__startswith="look.")[:HISTORY_SHOWN],
            "works_in_unit": works_in_unit,
        },
        status=status,
    )  # fmt: skip


def _changeable(request, pk):
    found = visible_inspection(request.user, pk)
    if not domain.may_change(found, request.user):
        raise Http404
    return found


@require_POST
def add_units(request, pk):
    found = _changeable(request, pk)
    form = UnitsForm(request.POST, auto_id="units-%s")
    if form.is_valid():
        domain.add_visits(found, request.user, form.cleaned_data["units"], form.cleaned_data["planned_on"], form.cleaned_data["team"])  # fmt: skip
        messages.success(request, "已增加走访单位。")
        return redirect(found)
    return inspection_page(request, found, units_form=form, status=422)


@require_POST
def add_members(request, pk):
    found = _changeable(request, pk)
    form = MemberForm(request.POST, auto_id="member-%s")
    if form.is_valid():
        try:
            for person in form.cleaned_data["people"]:
                domain.add_member(found, request.user, person, form.cleaned_data["team"])
            messages.success(request, "已增加成员。")
            return redirect(found)
        except ValidationError as error:
            form.add_error(None, error)
    return inspection_page(request, found, member_form=form, status=422)


def checklist(request, pk):
    """A checklist in its newest version; saving makes the next one."""
    found = get_object_or_404(Checklist.objects.visible_to(request.user), pk=pk)
    newest = found.newest
    questions = list(newest.questions.select_related("category")) if newest else []
    may_revise = request.user.scope.role == Role.STAFF
    status = 200
    text = "\n".join(_line_of(row) for row in questions)
    form = ChecklistForm(initial={"questions": text, "seen": newest and newest.number})
    if request.method == "POST":
        if not may_revise:
            raise Http404
        form, status = ChecklistForm(request.POST), 422
        if form.is_valid():
            try:
                lines = _read(form.cleaned_data["questions"])
                version = domain.revise(found, request.user, lines, form.cleaned_data["seen"])
                messages.success(
                    request, f"已保存为第{version.number}版。已经开始的走访仍用原来的版本。"
                )
                return redirect(found)
            except ValidationError as error:
                form.add_error("questions", error)
    if answer := exported(request, table("checklist", found.title, ["序号", "检查内容", "依据", "类别"], [(row.order, row.text, row.basis, str(row.category or "")) for row in questions])):  # fmt: skip
        return answer
    context = {"checklist": found, "version": newest, "questions": questions, "form": form, "may_revise": may_revise, "head": [{"label": "检查内容"}, {"label": "依据"}, {"label": "类别"}]}  # fmt: skip
    return render(request, "reviews/checklist.html", context, status=status)


def _line_of(question):
    parts = [question.text, question.basis, str(question.category or "")]
    return " | ".join(parts).rstrip(" |")


def _read(text):
    """[(text, basis, category)] of the lines; a category that does not exist is said with its line."""
    categories = {row.name: row for row in FindingCategory.objects.all()}
    found = []
    for number, each in enumerate(text.splitlines(), 1):
        if not each.strip():
            continue
        words, basis, name = (
            [part.strip() for part in each.replace("｜", "|").split("|")] + ["", ""]
        )[:3]
        if len(words) > 300:
            raise ValidationError(f"第{number}行：检查内容最多 300 字，现有 {len(words)} 字。")
        if len(basis) > 200:
            raise ValidationError(f"第{number}行：依据最多 200 字，现有 {len(basis)} 字。")
        if name and name not in categories:
            raise ValidationError(
                f"第{number}行：没有类别“{name}”。现有：{'、'.join(categories)}。"
            )
        found.append((words, basis, categories.get(name)))
    return found
