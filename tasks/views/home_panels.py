"""What the home page shows below the to-dos: the month's figures for the committee, its months for a unit."""

from django.utils import timezone

from tasks.figures import heat, months
from tasks.figures.summary import Figures, figures_of
from tasks.models import MonthlyReport, ReportState, UnitMonth
from tasks.views.dashboard import cards
from units.districts import guided_districts
from zhaotong_portal.panels import Panel

ITS_TURN = {
    ReportState.DRAFT: "党务干部填写",
    ReportState.TO_SIGN: "书记签发",
    ReportState.SUBMITTED: "工委审核",
    ReportState.RETURNED: "党务干部修改",
    ReportState.ACCEPTED: "",
}
MONTHS_SHOWN = 3


def committee(user, subject):
    """The month in figures; of one's own districts apart (a linked leader, a liaison)."""
    if not user.scope.reads_all:
        return None
    shown = months.shown()
    if shown.month is None:
        return Panel("tasks/parts/home_empty.html", {})
    now = timezone.now()
    figures = figures_of(shown, now)
    return Panel(
        "tasks/parts/home_committee.html",
        {
            "shown": shown,
            "cards": cards(shown, figures.whole, figures.whole_before, now),
            "districts": _own_districts(user, shown, figures, now),
        },
    )


def _own_districts(user, shown, figures, now):
    """A linked leader's or liaison's districts come first, with cards of their own."""
    if not user.scope.district_ids:
        return []
    none = Figures()
    return [
        {
            "name": row.name,
            "url": f"{row.get_absolute_url()}?month={shown.period}",
            "cards": cards(
                shown,
                figures.districts.get(row.pk, none),
                figures.before.get(row.pk, none),
                now,
                row.pk,
            ),
        }
        for row in guided_districts(user)
        if row.pk in user.scope.district_ids
    ]


def unit(user, subject):
    """The unit's latest months: state, whose turn it is, until when."""
    if not user.scope.works_in_unit or not user.scope.unit_ids:
        return None
    shown = months.shown()
    if shown.month is None:
        return Panel("tasks/parts/home_empty.html", {})
    now = timezone.now()
    reports = (
        MonthlyReport.objects.visible_to(user)
        .filter(period__lte=shown.period, period__gt=shown.period.shift(-MONTHS_SHOWN))
        .select_related("unit")
        .order_by("-period", "unit__protocol_order")
    )
    kept = {(row.unit_id, row.period): row for row in _rollups(user, shown, now)}
    rows = [_report(report, shown, kept, now) for report in reports]
    several = len(user.scope.unit_ids) > 1  # a secretary who also signs for another unit
    return Panel("tasks/parts/home_unit.html", {"rows": rows, "several": several})


def _rollups(user, shown, now):
    rows = UnitMonth.objects.visible_to(user).filter(period__lte=shown.period)
    rows = rows.filter(period__gt=shown.period.shift(-MONTHS_SHOWN))
    return heat.with_extensions(rows, shown.near.values(), now)


def _report(report, shown, kept, now):
    month = shown.near.get(report.period)
    row = kept.get((report.unit_id, report.period))
    state = heat.state_of(vars(row), month, now) if row else ""
    return {
        "report": report,
        "punctual": {"state": state, "label": heat.WORDS[state]},
        "turn": ITS_TURN[report.state],
        "due_at": month.due_at if month and not month.is_locked else None,
        "url": report.get_absolute_url(),
    }
