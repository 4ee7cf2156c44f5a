"""A unit's month as a ledger: to print from the browser, and as Word."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tasks.models import MonthlyReport
from tasks.month_ledger import ledger_of
from tasks.views.month import report_asked_for
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import render_ledger
from zhaotong_portal.gate import stopping


@require_safe
def month_print(request, period):
    report = report_asked_for(request, period)
    if not isinstance(report, MonthlyReport):
        return report
    address = f"{reverse('month_docx', args=[period])}?unit={report.unit_id}"
    return render(
        request,
        "tasks/month_print.html",
        {
            "report": report,
            "ledger": ledger_of(report, demo=is_demo()),
            "back_url": report.get_absolute_url(),
            "docx_url": address,
        },
    )


@require_safe
def month_docx(request, period):
    report = report_asked_for(request, period)
    if not isinstance(report, MonthlyReport):
        return report
    ledger = ledger_of(report, demo=is_demo())
    draft = "（草稿）" if ledger.is_draft else ""
    name = f"{ledger.title}（{report.unit.short_name}）{draft}.docx"
    return stopping.word(request, ledger, render_ledger, name, report.get_absolute_url())
