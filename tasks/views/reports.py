"""各单位报送情况: the rows behind the figures about reports, of any month."""

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks import reading
from tasks.figures import heat, report_rows
from tasks.models import ReportState, UnitMonth
from tasks.views.month_shown import month_shown, readers_of_all_only, steps
from units.models import District
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import share, streamed, table
from zhaotong_portal.listing import chips, page_of
from zhaotong_portal.wording import day_text

HEAD = ["单位", "片区", "首次签发", "是否按时", "当前状态", "审阅", "事项", "进度"]


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
    if answer := exported(request, _table(rows, shown, filtered_by, now, request.user)):
        return answer
    page = page_of(request, rows)
    read = reading.readings_by_unit(shown.period, request.user)
    return render(
        request,
        "tasks/reports.html",
        {
            "shown": shown,
            **steps(request, shown),
            "form": form,
            "page": page,
            "rows": [_row(row, shown, now, read) for row in page],
            "head": HEAD,
            "chips": filtered_by,
            "reset": f"?month={shown.period}",
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


def _row(row, shown, now, read):
    state = heat.state_of(vars(row), shown.month, now)
    return {
        "unit": row.unit,
        "district": row.district,
        "url": heat.month_address(shown.period, row.unit_id),
        "first_signed_at": row.first_signed_at,
        "punctual": _punctual(row, state),
        "state": row.report_state,
        "state_label": ReportState(row.report_state).label,
        "read": _read(row, read),
        "items": row.items_total,
        "progress": heat.percent_of(row.percent_sum, row.items_total),
    }


def _read(row, read):
    """Who has read what was accepted; a fact for the staff, counted nowhere."""
    found = [f"{each.said_by} {day_text(each.read_at)}" for each in read.get(row.unit_id, ())]
    # The committee's own was accepted by a leader, who has read it with that.
    unread = row.report_state == ReportState.ACCEPTED and not row.unit.is_committee
    return "、".join(found) or ("未审阅" if unread else None)


def _punctual(row, state):
    """按时 by the first signature, whatever became of the report since."""
    if row.first_signed_at is None or not row.expected:
        tone = "neutral" if state == "open" else ""
        return {"state": state, "label": heat.WORDS[state], "tone": tone}
    late = "late" if row.is_late else "on_time"
    return {"state": late, "label": heat.WORDS[late]}


def _table(rows, shown, filtered_by, now, user):
    title = f"{shown.period.label}各单位报送情况"
    return table(
        "reports",
        title,
        HEAD,
        lambda: _exported(rows, shown, now, user),
        count=rows.count,
        chips=filtered_by,
    )


def _exported(rows, shown, now, user):
    read = reading.readings_by_unit(shown.period, user)
    for row in (_row(row, shown, now, read) for row in streamed(rows)):
        yield (
            row["unit"].name,
            row["district"].name,
            timezone.localtime(row["first_signed_at"]) if row["first_signed_at"] else None,
            row["punctual"]["label"],
            row["state_label"],
            row["read"],
            row["items"],
            share(row["progress"]),
        )
