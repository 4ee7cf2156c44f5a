"""What a unit's next officer or secretary must know of its items, months and sheets (units/handover_pack.py)."""

from datetime import timedelta

from django.utils import timezone

from tasks.clock import clock_of, due_moments, open_to_units
from tasks.contents import Contents
from tasks.gaps import gaps_in, is_answered
from tasks.last_known import last_known
from tasks.models import (
    DeadlineChange,
    Duty,
    DutyState,
    LineState,
    Month,
    MonthException,
    MonthlyReport,
    ReportState,
    SheetLine,
    SheetState,
    WorkItem,
)
from units.handover_pack import Section
from zhaotong_portal.period import Period
from zhaotong_portal.wording import (
    NOTHING,
    deadline_text,
    full_day_text,
    moment_text,
    percent_text,
)

MONTHS_AHEAD = 3
WITH_THE_UNIT = (ReportState.DRAFT, ReportState.TO_SIGN, ReportState.RETURNED)


def open_items(unit, role, day):
    """Everything promised and not yet settled, as it was last reported."""
    period = Period.of(day)
    items = list(
        WorkItem.objects.filter(unit=unit).reporting_in(period).order_by("kind", "order", "pk")
    )
    known = last_known(items, period.next())
    rows = tuple(
        (
            f"{item.title}\n（{item.kind_label}）",
            f"{item.get_state_display()}\n{percent_text(item.percent)}，{item.get_light_display()}",
            deadline_text(item.deadline, item.deadline_kind)
            + (f"\n已逾期 {item.overdue_days} 天" if item.is_overdue else ""),
            known[item.pk].text or NOTHING,
        )
        for item in items
    )
    head = ("事项", "状态", "完成时限", "最近一次填写的进展")
    note = f"共 {len(items)} 项。" if items else ""
    yield Section("在办事项", head, rows, (30, 18, 17, 35), note)


def duties(unit, role, day):
    """This year's duties that are not fulfilled; a list that was never issued has no section."""
    standing = Duty.objects.filter(unit=unit, year=day.year).standing()
    if not standing.exists():
        return
    open_ones = standing.exclude(state=DutyState.DONE)
    rows = tuple(
        (
            f"{duty.template.title}\n（{duty.get_sort_display()}）",
            duty.template.standard,
            duty.template.time_limit,
            duty.progress or NOTHING,
        )
        for duty in open_ones.for_list()
    )
    head = ("责任事项", "履职标准", "完成时限", "履行情况")
    yield Section("未履行的责任清单", head, rows, (26, 30, 16, 28))


def months(unit, role, day):
    """Months that are still the unit's: what is drafted belongs to the report and stays where it is."""
    reports = list(
        open_to_units(MonthlyReport.objects.filter(unit=unit, state__in=WITH_THE_UNIT))
        .select_related("unit")
        .order_by("period")
    )
    by_period = {m.period: m for m in Month.objects.filter(period__in=[r.period for r in reports])}
    rows, remarks = [], []
    for report in reports:
        contents = Contents.of(report)
        due = report.return_due_at or due_moments(by_period[report.period], [unit.pk]).get(
            unit.pk, by_period[report.period].due_at
        )
        gaps = [gap.label for gap in gaps_in(contents)]
        rows.append(
            (
                report.period.label,
                report.get_state_display(),
                f"事项已填 {contents.filled}/{len(contents.lines)}\n数据已填 {contents.reported}/{len(contents.cells)}",
                moment_text(due),
                "\n".join(gaps) or "没有缺项",
            )
        )
        remarks += _unanswered(report, contents)
    head = ("月份", "状态", "填写情况", "截止", "还差")
    note = "已填写的草稿留在月报中，接手人打开即可接着填。" if rows else ""
    yield Section("未报送的月报", head, tuple(rows), (15, 11, 20, 20, 34), note)
    head = ("月份", "对应内容", "审核意见", "意见人")
    yield Section("被退回、尚未答复的意见", head, tuple(remarks), (15, 29, 41, 15))


def _unanswered(report, contents):
    if report.state != ReportState.RETURNED:
        return []
    return [
        (report.period.label, _place(place), remark.text, remark.written_by.name)
        for place, remark in contents.remarks
        if not is_answered(place, remark)
    ]


def _place(place):
    if place is None:
        return "总的意见"
    return place.item.title if hasattr(place, "item") else place.label


def deadline_changes(unit, role, day):
    """Asked for and not decided."""
    asked = DeadlineChange.objects.open().filter(item__unit=unit).select_related("item", "asked_by")
    rows = tuple(
        (
            change.item.title,
            f"{deadline_text(change.old_deadline, change.old_deadline_kind)} → "
            f"{deadline_text(change.new_deadline, change.new_deadline_kind)}",
            change.reason,
            change.asked_by.name if change.asked_by else "清单导入",
        )
        for change in asked.order_by("asked_at", "pk")
    )
    head = ("事项", "申请的时限", "理由", "申请人")
    yield Section("等待审批的时限变更", head, rows, (30, 27, 30, 13))


def sheet_lines(unit, role, day):
    """What issued sheets still ask of the unit."""
    lines = SheetLine.objects.filter(
        sheet__unit=unit, sheet__state=SheetState.ISSUED, state__in=[LineState.OPEN, LineState.PROVISIONAL]
    ).select_related("sheet").order_by("sheet__period", "order", "pk")  # fmt: skip
    rows = tuple(
        (
            f"{line.sheet.period.label}\n{line.sheet.document_number}",
            f"{line.heading}\n{line.text}",
            full_day_text(line.due_on) if line.due_on else NOTHING,
            line.get_state_display() + ("" if line.sheet.signed_for_at else "\n提示单未签收"),
        )
        for line in lines
    )
    head = ("提示单", "事项", "要求时限", "状态")
    yield Section("提示单上未销的事项", head, rows, (24, 40, 20, 16))


def calendar(unit, role, day):
    """Due, grace and lock of the months that fall into the next three."""
    now, first = timezone.now(), Period.of(day)
    periods = Period.range(first.previous(), first.shift(MONTHS_AHEAD - 1))
    opened = {month.period: month for month in Month.objects.filter(period__in=periods)}
    exceptions = {
        row.month.period: row
        for row in MonthException.objects.filter(
            unit=unit, month__period__in=periods
        ).select_related("month")
    }
    rows = []
    for period in periods:
        clock = opened.get(period) or clock_of(period)
        if clock.lock_at <= now:
            continue
        exception = exceptions.get(period)
        due = exception.due_at if exception and exception.due_at else clock.due_at
        rows.append(
            (
                period.label,
                "本月免报"
                if exception and exception.kind == MonthException.Kind.EXEMPT
                else moment_text(due),
                _last_day(clock.grace_until),
                _last_day(clock.lock_at),
            )
        )
    head = ("月份", "报送截止", "补报到（按迟报计）", "锁定前最后一天")
    yield Section("今后三个月的日程", head, tuple(rows), (16, 36, 24, 24))


def _last_day(moment):
    """The clock's moments are the first ones after their days."""
    return full_day_text(timezone.localdate(moment - timedelta(seconds=1)))
