"""本月填报: which month and unit an address means, and its page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tasks import month_export
from tasks.clock import open_to_units
from tasks.contents import Contents
from tasks.models import Month, MonthlyReport, ReportState
from tasks.opening import ensure_lines
from tasks.questions import asked_beforehand
from tasks.views import month_page
from tasks.workflows.report import mark_opened
from units.models import Unit
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.period import Period

WITH_THE_UNIT = (ReportState.DRAFT, ReportState.TO_SIGN, ReportState.RETURNED)


@require_safe
def month_now(request):
    """The month that waits for the unit, oldest first; else the running one."""
    scope = request.user.scope
    period = None
    if scope.works_in_unit:
        waiting = MonthlyReport.objects.visible_to(request.user).filter(state__in=WITH_THE_UNIT)
        period = open_to_units(waiting).order_by("period").values_list("period", flat=True).first()
    if period is None:
        period = Month.objects.values_list("period", flat=True).first() or Period.current()
    return redirect("month", period)


@require_safe
def month_unknown(request, text):
    """An address that names no month: said in words, with a way on."""
    return not_open(request, f"“{text[:20]}”不是一个月份，应写成 2025-11 这样的形式。")


@require_safe
def month(request, period):
    report = report_asked_for(request, period)
    if not isinstance(report, MonthlyReport):
        return report
    if request.user.scope.works_in_unit:
        ensure_lines(report)
    # Before the report counts as opened by the reviewer: a list that goes out is not yet a look at it.
    if answer := _exported(request, report):
        return answer
    unopened = report.state == ReportState.SUBMITTED and report.opened_at is None
    if unopened and mark_opened(report.pk, request.user):
        report = month_page.with_people(report.pk)
    return month_page.shown(request, report, fresh=True)


def _exported(request, report):
    if "export" not in request.GET:
        return None
    return exported(request, *month_export.tables_of(report, Contents.of(report)))


def report_asked_for(request, period):
    """The report of `?unit=`, of the own unit, or the answer that leads to a choice of units."""
    user = request.user
    reports = MonthlyReport.objects.visible_to(user).of(period).select_related(*month_page.PEOPLE)
    reports = asked_beforehand(reports)
    asked = request.GET.get("unit", "")
    if asked:
        unit_id = _number(asked)
        report = reports.filter(unit=unit_id).first() if unit_id else None
        if report is None and unit_id and _sees_unit(user, unit_id):
            return not_open(request, f"{period.label}没有这个单位的月度进展。")
        if report is None:
            raise Http404
        return report
    if user.scope.reads_all:
        return redirect_to_units(request, period)
    found = list(reports.order_by("unit__protocol_order"))
    if not found:
        return not_open(request, f"{period.label}还没有开放填报。")
    if len(found) == 1:
        return found[0]
    return render(request, "tasks/month_units.html", {"period": period, "reports": found})


def _number(text):
    """An id typed into an address; None for anything that no database holds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _sees_unit(user, unit_id):
    unit = Unit.objects.filter(pk=unit_id).first()
    return unit is not None and user.scope.sees_unit(unit)


def redirect_to_units(request, period):
    """Who reads every unit chooses one from the list of the month."""
    if not Month.objects.filter(period=period).exists():
        return not_open(request, f"{period.label}还没有开放填报。")
    messages.info(request, "请选择要查看的单位。")
    response = redirect("reports")
    response["Location"] += f"?month={period}"
    return response


def not_open(request, text):
    months = list(Month.objects.values_list("period", flat=True)[:6])
    return render(request, "tasks/month_missing.html", {"text": text, "months": months}, status=404)
