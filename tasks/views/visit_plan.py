"""季度调研计划: all units of a quarter, which of them are visited, and trips for those that are chosen."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tasks.guidance import visit_plan as planning
from tasks.guidance.quarter import Quarter
from tasks.models.guidance_readers import GUIDANCE_READERS
from tasks.views.guidance_forms import day_field, line_field
from tasks.workflows.visit import may_plan
from units.models import District
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import address_with
from zhaotong_portal.workflow import WorkflowError

EXPORTED = ("单位", "片区", "本季度调研", "状态", "上次调研", "上次会商")
MOST_TRIPS = 200


class PlanForm(forms.Form):
    """From which day on the chosen units are visited, and what for."""

    starts = day_field("从哪天开始")
    purpose = line_field("调研主题", 200)


@require_http_methods(["GET", "HEAD", "POST"])
def visit_plan(request):
    scope = request.user.scope
    if not scope.reads_all or scope.role not in GUIDANCE_READERS:
        raise Http404
    if request.method == "POST" and not may_plan(request.user):
        raise Http404
    quarter, today = _quarter(request), timezone.localdate()
    district = _district(request)
    rows = planning.rows_of(request.user, quarter, today, district)
    if request.method == "POST":
        return _plan(request, quarter, rows)
    if answer := exported(
        request, lambda: table("visit_plan", f"{quarter.label}调研计划", EXPORTED, _cells(rows))
    ):
        return answer
    return _page(request, quarter, rows, _proposed(request, quarter, rows))


def _page(request, quarter, rows, proposed, fault=""):
    trips, form, chosen = proposed
    before, after = quarter.shift(-1), quarter.shift(1)
    context = {
        "quarter": quarter,
        "previous": {"label": before.label, "url": address_with(request, quarter=before)},
        "next": {"label": after.label, "url": address_with(request, quarter=after)},
        "rows": rows,
        "planned": sum(row.is_planned for row in rows),
        "may_plan": may_plan(request.user) and quarter.last_day >= timezone.localdate(),
        "guides": {row.unit.pk for row in rows if request.user.scope.guides([row.unit])},
        "trips": trips,
        "form": form,
        "chosen": chosen,
        "fault": fault,
        "districts": District.objects.all(),
        "district": request.GET.get("district", ""),
    }
    return render(request, "tasks/guidance/visit_plan.html", context, status=422 if fault else 200)


def _quarter(request):
    try:
        return Quarter.parse(request.GET.get("quarter", ""))
    except ValueError:
        return Quarter.of(timezone.localdate())


def _district(request):
    text = request.GET.get("district", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return District.objects.filter(pk=text).first()


def _proposed(request, quarter, rows):
    """(trips, form, chosen units): what the address asks to be spread over the rest of the quarter."""
    first = max(quarter.first_day, timezone.localdate())
    asked = "spread" in request.GET
    initial = {"starts": first, "purpose": f"{quarter.label}调研督导"}
    form = PlanForm(request.GET if asked else None, initial=initial)
    wanted = set(request.GET.getlist("unit"))
    units = [row.unit for row in rows if str(row.unit.pk) in wanted and request.user.scope.guides([row.unit])]  # fmt: skip
    chosen = {unit.pk for unit in units}
    if not asked or not form.is_valid():
        return [], form, chosen
    if not units:
        form.add_error(None, "请先勾选要调研的单位。")
        return [], form, chosen
    starts = form.cleaned_data["starts"]
    if not quarter.first_day <= starts <= quarter.last_day:
        form.add_error("starts", f"请填写{quarter.label}内的日期。")
        return [], form, chosen
    try:
        return planning.spread(units, starts, quarter.last_day), form, chosen
    except ValueError as error:
        form.add_error("starts", str(error))
        return [], form, chosen


def _plan(request, quarter, rows):
    units = {row.unit.pk: row.unit for row in rows}
    try:
        trips = planning.trips_confirmed(request.POST.getlist("trip")[:MOST_TRIPS], units)
        if not trips:
            raise ValueError
    except (ValueError, KeyError):
        messages.error(request, "没有可以列入的调研，请重新勾选。")
        return redirect(f"{reverse('visit_plan')}?quarter={quarter}")
    purpose = request.POST.get("purpose", "").strip() or f"{quarter.label}调研督导"
    try:
        made = planning.plan(request.user, trips, purpose)
    except ValidationError as error:
        return _page(request, quarter, rows, (trips, PlanForm(), set()), "；".join(error.messages))
    except WorkflowError as error:
        return _page(request, quarter, rows, (trips, PlanForm(), set()), error.text)
    messages.success(request, f"已列入 {len(made)} 次调研，报备前可以逐次修改。")
    return redirect(f"{reverse('visit_plan')}?quarter={quarter}")


def _cells(rows):
    for row in rows:
        for visit in row.visits or [None]:
            yield (
                row.unit.name, row.unit.district.name, visit and visit.starts_on,
                visit.get_state_display() if visit else "未安排", row.met.visited, row.met.consulted,
            )  # fmt: skip
