"""责任清单: a unit's own list with the layers merged, the units compared, one duty with what was done."""

from django import forms
from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tasks.duties import fulfilling, issuing
from tasks.models.duty import Duty, DutySort, DutyState, DutyTemplate
from tasks.views.item_forms import long_text
from units.models import Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.workflow import WorkflowError

HISTORY_SHOWN = 30
HEAD = ["责任事项", "履职标准", "完成时限", "层次", "状态"]
UNITS_HEAD = [
    "单位", "类型",
    *({"label": label, "num": True} for label in ("应履行", "已履行", "未知悉")),
]  # fmt: skip


@require_safe
def duties(request):
    """Of the own unit, or of the one asked for; the committee's side begins with all units."""
    year = _year(request)
    unit = _unit(request)
    return _of_unit(request, unit, year) if unit else _of_units(request, year)


def _year(request):
    asked = request.GET.get("year", "")
    this_year = timezone.localdate().year
    return int(asked) if asked.isdecimal() and 2000 <= int(asked) <= this_year + 1 else this_year


def _unit(request):
    scope = request.user.scope
    asked = request.GET.get("unit", "")
    if asked:
        if not asked.isdecimal():
            raise Http404
        return get_object_or_404(Unit.objects.visible_to(request.user), pk=asked)
    if scope.works_in_unit and scope.unit_ids:
        return Unit.objects.get(pk=min(scope.parts[0].unit_ids or scope.unit_ids))
    return None


def _of_unit(request, unit, year):
    visible = Duty.objects.visible_to(request.user)
    rows = list(visible.filter(unit=unit, year=year).for_list())
    if answer := exported(request, _table_of(unit, year, rows)):
        return answer
    mine = request.user.scope.role in fulfilling.UNIT and unit.pk in request.user.scope.unit_ids
    standing = [row for row in rows if row.state != DutyState.ENDED]
    return render(
        request,
        "tasks/duties/unit.html",
        {
            "unit": unit,
            "year": year,
            "groups": [
                {"label": label, "rows": [row for row in standing if row.sort == code]}
                for code, label in DutySort.choices
            ],
            "ended": [row for row in rows if row.state == DutyState.ENDED],
            "done": sum(row.state == DutyState.DONE for row in standing),
            "standing": len(standing),
            "head": HEAD,
            "unseen": [row for row in rows if _is_unseen(row)],
            "mine": mine,
            "all_units": request.user.scope.reads_all,
            **_steps(request, year),
        },
    )


def _is_unseen(duty):
    return duty.seen_at is None or duty.seen_at < duty.changed_at


def _steps(request, year):
    """The years that have a list, next to this one."""
    years = set(DutyTemplate.objects.values_list("year", flat=True).distinct())
    unit = request.GET.get("unit")

    def step(other):
        query = f"?year={other}" + (f"&unit={unit}" if unit else "")
        return {"label": f"{other}年", "url": query} if other in years else None

    return {"previous": step(year - 1), "following": step(year + 1)}


def _table_of(unit, year, rows):
    header = ["类别", "责任事项", "履职标准", "完成时限", "层次", "状态", "履行情况", "完成日期"]
    lines = [
        (
            row.get_sort_display(), row.template.title, row.template.standard, row.template.time_limit,
            row.template.get_layer_display(), row.get_state_display(), row.progress, row.done_on,
        )
        for row in rows
    ]  # fmt: skip
    return table("duties", f"{unit.short_name}{year}年责任清单", header, lines)


def _of_units(request, year):
    """An inspector finds the units of the appointment, everybody else of the committee's side all."""
    if not (request.user.scope.reads_all or request.user.scope.role == "inspector"):
        raise Http404
    counted = Duty.objects.visible_to(request.user).of_year(year).order_by()
    owed = ~Q(state=DutyState.ENDED)
    unseen = Q(seen_at=None) | Q(seen_at__lt=F("changed_at"))
    numbers = {
        row["unit"]: row
        for row in counted.values("unit").annotate(
            owed=Count("pk", filter=owed),
            done=Count("pk", filter=Q(state=DutyState.DONE)),
            unseen=Count("pk", filter=unseen),
        )
    }
    units = Unit.objects.visible_to(request.user).active().select_related("district")
    nothing = {"owed": 0, "done": 0, "unseen": 0}
    rows = [
        {**numbers.get(unit.pk, nothing), "unit": unit, "url": f"?unit={unit.pk}&year={year}"}
        for unit in units
    ]
    lines = [
        (row["unit"].name, row["unit"].get_kind_display(), row["owed"], row["done"], row["unseen"])
        for row in rows
    ]
    if answer := exported(request, table("duties", f"{year}年责任清单履行情况", UNITS_HEAD, lines)):
        return answer
    return render(
        request,
        "tasks/duties/units.html",
        {
            "year": year,
            "rows": rows,
            "head": UNITS_HEAD,
            "reads_templates": request.user.scope.reads_all,
            "writes": issuing.may_write(request.user),
            **_steps(request, year),
        },
    )


class ProgressForm(forms.Form):
    progress = long_text("履行情况")
    done = forms.BooleanField(label="已全部履行", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request, pk):
    rows = Duty.objects.visible_to(request.user).for_list()
    found = get_object_or_404(rows.select_related("written_by", "done_for"), pk=pk)
    mine = fulfilling.may_write(request.user, found)
    if request.method == "POST" and request.user.scope.role not in fulfilling.UNIT:
        raise Http404
    if answer := exported(request, history_table(found)):
        return answer
    start = {
        "progress": found.progress,
        "done": found.state == DutyState.DONE,
        "version": found.row_version,
    }
    form = ProgressForm(request.POST or None, initial=start)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                kept = fulfilling.report(
                    pk, request.user, data["progress"], data["done"], data["version"]
                )
            except WorkflowError as error:
                form.add_error("progress", error.text)
            else:
                messages.success(request, "已保存。")
                return redirect(
                    f"{reverse('duties')}?unit={kept.unit_id}&year={kept.year}#duty-{kept.pk}"
                )
    return render(
        request,
        "tasks/duties/duty.html",
        {
            "duty": found,
            "template": found.template,
            "versions": _versions(found.template),
            "form": form,
            "mine": mine,
            "list_url": f"{reverse('duties')}?unit={found.unit_id}&year={found.year}",
            "history": AuditEntry.objects.about(found)[:HISTORY_SHOWN],
        },
        status=status,
    )


def _versions(template):
    """The earlier wordings, newest first. A duty has few of them."""
    found = []
    while template := template.replaces:
        found.append(template)
    return found


@require_POST
def duties_seen(request, pk, year):
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    if request.user.scope.role not in fulfilling.UNIT:
        raise Http404
    fulfilling.acknowledge(year, request.user, unit.pk)
    messages.success(request, "已知悉。")
    return redirect(f"{reverse('duties')}?unit={unit.pk}&year={year}")
