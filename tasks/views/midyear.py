"""半年攻坚: the weak points of the half year by unit, the push plans made of them, and one plan with its moves."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tasks.midyear import weak_points
from tasks.models import PushPlan, PushPlanState
from tasks.views.rollover import year_or_404
from tasks.workflows import push_plan as workflow
from units.models import District, Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import streamed, table
from zhaotong_portal.listing import chips, page_of
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, WorkflowError

UNITS_A_PAGE = 30
HISTORY_SHOWN = 30
PLANS_HEAD = ["攻坚目标", "单位", "短板", "责任人", "完成时限", "状态"]
EXPORTED = ["单位", "片区", "短板", "攻坚目标", "攻坚措施", "责任人", "完成时限", "状态", "进展和成效", "填写人", "下达人"]  # fmt: skip
REPORTED = "reported"


class WeakFilter(forms.Form):
    show = forms.CharField(required=False, widget=forms.HiddenInput)
    district = forms.ModelChoiceField(
        label="片区", required=False, queryset=District.objects.all(), empty_label="全部"
    )
    weak = forms.ChoiceField(label="短板类别", required=False)

    def __init__(self, data, user):
        super().__init__(data)
        self.fields["weak"].choices = [("", "全部"), *weak_points.choices()]
        if not user.scope.reads_all:
            del self.fields["district"]


class PlansFilter(WeakFilter):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), (REPORTED, "待评定"), *PushPlanState.choices],
    )


class PushForm(forms.Form):
    """What staff write of a push; the weak point itself comes from the page."""

    target = forms.CharField(
        label="攻坚目标",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请填写攻坚目标。"},
    )
    measure = forms.CharField(
        label="攻坚措施",
        max_length=settings.TEXT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请填写攻坚措施。"},
    )
    who = forms.CharField(
        label="责任人", max_length=100, error_messages={"required": "请填写责任人。"}
    )
    until = forms.DateField(
        label="完成时限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "请填写完成时限。",
            "invalid": "日期应写成 2026-09-30 这样的形式。",
        },
    )


@require_safe
def midyear(request, year):
    """Two views of one page: the weak points as they stand now, and the plans."""
    year_or_404(year)
    show = "plans" if request.GET.get("show") == "plans" else "weak"
    tabs = [
        {"label": "短板", "url": "?", "active": show == "weak"},
        {"label": "攻坚计划", "url": "?show=plans", "active": show == "plans"},
    ]
    return (_plans if show == "plans" else _weak)(request, {"year": year, "tabs": tabs})


def _weak(request, context):
    year, user = context["year"], request.user
    form = WeakFilter(request.GET, user)
    form.is_valid()
    wanted = form.cleaned_data
    found = weak_points.by_unit(user, year, only=wanted.get("weak"))
    units = weak_points.units_with(user, found, wanted.get("district"))
    wanted["show"] = ""
    said = chips(request, form)
    if answer := exported(request, _weak_table(year, units, found, said)):
        return answer
    page = page_of(request, units, UNITS_A_PAGE)
    open_plans = {
        (plan.unit_id, plan.weak_key): plan
        for plan in PushPlan.objects.visible_to(user).of_year(year).open().filter(unit__in=page)
    }
    groups = [
        {
            "unit": unit,
            "may_plan": workflow.may_plan(user, unit),
            "points": [
                {"point": point, "plan": open_plans.get((unit.pk, point.key))}
                for point in found[unit.pk]
            ],
        }
        for unit in page
    ]
    return render(
        request,
        "tasks/midyear/weak.html",
        context | {"form": form, "chips": said, "groups": groups, "page": page},
    )


def _weak_table(year, units, found, said):
    rows = [
        (unit.name, unit.district.name, point.label, point.text)
        for unit in units
        for point in found[unit.pk]
    ]
    head = ["单位", "片区", "短板类别", "具体情况"]
    return table("weak", f"{year}年半年短板", head, rows, chips=said)


def _plans(request, context):
    year, user = context["year"], request.user
    form = PlansFilter(request.GET, user)
    form.is_valid()
    wanted = form.cleaned_data
    rows = PushPlan.objects.visible_to(user).of_year(year)
    if wanted.get("district"):
        rows = rows.filter(unit__district=wanted["district"])
    if wanted.get("weak"):
        rows = rows.filter(weak_key=wanted["weak"])
    if state := wanted.get("state"):
        rows = rows.reported() if state == REPORTED else rows.filter(state=state)
    wanted["show"] = ""
    said = chips(request, form)
    rows = rows.for_list()
    export = table("plans", f"{year}年半年攻坚计划", EXPORTED, lambda: _exported(rows), count=rows.count, chips=said)  # fmt: skip
    if answer := exported(request, export):
        return answer
    more = {"form": form, "chips": said, "page": page_of(request, rows), "head": PLANS_HEAD}
    return render(request, "tasks/midyear/plans.html", context | more)


def _exported(rows):
    for plan in streamed(rows):
        yield (
            plan.unit.name, plan.unit.district.name, plan.weak_point, plan.target, plan.measure, plan.who, plan.until,
            plan.get_state_display(), plan.outcome, plan.reported_by.name if plan.reported_by else None,
            plan.planned_by.name,
        )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def push_plan_new(request, year):
    """`?unit=` and `?weak=` name the weak point, from its line on the page."""
    year_or_404(year)
    if request.user.scope.role not in workflow.DECIDERS:
        raise Http404
    unit = _unit(request)
    if unit is None:  # the address without its weak point: where one is chosen
        return redirect("midyear", year)
    if not workflow.may_plan(request.user, unit):
        raise Http404
    key = request.GET.get("weak", "")
    point = weak_points.of_unit(request.user, year, unit.pk, key)
    form = PushForm(request.POST or None)
    notice, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                plan = workflow.plan_push(year, unit, key, request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            except WorkflowError as error:
                notice, status = error.text, 409
            else:
                messages.success(request, f"已下达{unit.short_name}，在该单位首页提醒。")
                return redirect(plan)
    elif point is None:
        notice = "这条短板已经消除，不需要再列入攻坚。"
    return render(
        request,
        "tasks/midyear/new.html",
        {"year": year, "unit": unit, "point": point, "form": form, "notice": notice},
        status=status,
    )


def _unit(request):
    text = request.GET.get("unit", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return Unit.objects.visible_to(request.user).filter(pk=text).select_related("district").first()


@require_safe
def push_plan(request, pk):
    plan = _visible(request, pk)
    if answer := exported(request, history_table(plan)):
        return answer
    return _plan_page(request, plan)


def _visible(request, pk):
    rows = PushPlan.objects.visible_to(request.user).for_list()
    return get_object_or_404(rows, pk=pk)


def _plan_page(request, plan, failed=None, typed="", move="", status=200):
    return render(
        request,
        "tasks/midyear/plan.html",
        {
            "plan": plan,
            "moves": workflow.PUSH_PLAN.allowed(plan, request.user),
            "failed": failed,
            "failed_move": move,
            "typed": typed,
            "outcome": typed if move == "report" else plan.outcome,
            "history": AuditEntry.objects.about(plan)[:HISTORY_SHOWN],
            "plans_url": f"{reverse('midyear', args=[plan.year])}?show=plans",
            "today": timezone.localdate(),
        },
        status=status,
    )


CALLS = {"done": workflow.done, "not_yet": workflow.not_yet, "drop": workflow.drop}


@require_http_methods(["GET", "HEAD", "POST"])
def push_plan_move(request, pk, move):
    """Who may never make the move finds no such address."""
    plan = _visible(request, pk)
    moves = workflow.TRANSITIONS
    if move not in moves or request.user.scope.role not in moves[move].by:
        raise Http404
    if move != "report" and not request.user.scope.decides_for(plan.unit):
        raise Http404
    if request.method != "POST":  # the page again, after a refusal left this address in the browser
        return redirect(plan)
    typed = request.POST.get("outcome" if move == "report" else "reason", "")
    try:
        if move == "report":
            workflow.report(pk, request.user, typed, finished=bool(request.POST.get("finished")))
        else:
            CALLS[move](pk, request.user, typed)
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 403 if isinstance(error, NotAllowed) else 409  # fmt: skip
        return _plan_page(request, plan, error.text, typed, move, status)
    messages.success(request, f"已{moves[move].label}。")
    return redirect(plan)
