"""各单位报送情况: the rows behind the figures about reports, of any month."""

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks.figures import heat, report_rows
from tasks.models import ReportState, UnitMonth
from tasks.views.month_shown import month_shown, readers_of_all_only, steps
from units.models import District
from zhaotong_portal import wording
from zhaotong_portal.listing import address_with, chips, page_of, workbook

HEAD = ["单位", "片区", "首次签发", "是否按时", "当前状态", "事项", "进度"]


class ReportsForm(forms.Form):
    """The filters; what the address says wrongly is said beside the field and filters nothing."""

    month = forms.CharField(required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="报送情况", required=False, choices=[("", "全部"), *report_rows.LABELS.items()]
    )
    district = forms.ModelChoiceField(
        label="片区", required=False, queryset=District.objects.all(), empty_label="全部"
    )


@require_safe
def reports(request):
    readers_of_all_only(request.user)
    shown = month_shown(request)
    now = timezone.now()
    form = ReportsForm(request.GET)
    form.is_valid()
    rows = _rows(request.user, shown, form.cleaned_data, now)
    # The month is not a filter that one drops: it has its own steps.
    form.cleaned_data["month"] = None
    filtered_by = chips(request, form)
    if request.GET.get("export") == "xlsx":
        return _export(rows, shown, filtered_by, now)
    page = page_of(request, rows)
    return render(
        request,
        "tasks/reports.html",
        {
            "shown": shown,
            **steps(request, shown),
            "form": form,
            "page": page,
            "rows": [_row(row, shown, now) for row in page],
            "head": HEAD,
            "chips": filtered_by,
            "reset": f"?month={shown.period}",
            "export_url": address_with(request, export="xlsx"),
            "decides": request.user.scope.is_committee_side,
        },
    )


def _rows(user, shown, wanted, now):
    rows = UnitMonth.objects.visible_to(user).of(shown.period)
    if wanted.get("state"):
        rows = rows.filter(report_rows.conditions(shown.month, now)[wanted["state"]])
    if wanted.get("district"):
        rows = rows.filter(district=wanted["district"])
    rows = heat.with_extensions(rows, filter(None, [shown.month]), now)
    return rows.select_related("unit", "district").order_by(
        "district__order", "unit__protocol_order", "unit_id"
    )


def _row(row, shown, now):
    state = heat.state_of(vars(row), shown.month, now)
    return {
        "unit": row.unit,
        "district": row.district,
        "url": heat.month_address(shown.period, row.unit_id),
        "first_signed_at": row.first_signed_at,
        "punctual": _punctual(row, state),
        "state": row.report_state,
        "state_label": ReportState(row.report_state).label,
        "items": row.items_total,
        "progress": heat.percent_of(row.percent_sum, row.items_total),
    }


def _punctual(row, state):
    """按时 by the first signature, whatever became of the report since."""
    if row.first_signed_at is None or not row.expected:
        tone = "neutral" if state == "open" else ""
        return {"state": state, "label": heat.WORDS[state], "tone": tone}
    late = "late" if row.is_late else "on_time"
    return {"state": late, "label": heat.WORDS[late]}


def _export(rows, shown, filtered_by, now):
    table = [
        (
            row["unit"].name,
            row["district"].name,
            wording.timestamp_text(row["first_signed_at"]) if row["first_signed_at"] else "",
            row["punctual"]["label"],
            row["state_label"],
            row["items"],
            row["progress"],
        )
        for row in (_row(row, shown, now) for row in rows)
    ]
    return workbook(f"{shown.period.label}各单位报送情况", HEAD, table, filtered_by)
