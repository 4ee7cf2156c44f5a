"""离线填写: the month's workbook down and up, with a preview before anything is written."""

from pathlib import PurePath

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tasks.contents import Contents
from tasks.models import MonthlyReport
from tasks.month_workbook import uploads
from tasks.month_workbook.writing import write_month
from tasks.opening import ensure_lines
from tasks.views import month_page
from tasks.views.month import report_asked_for
from tasks.views.month_save import own_report
from zhaotong_portal.downloads import xlsx
from zhaotong_portal.excel import FileRefused
from zhaotong_portal.workflow import WorkflowError

NO_FILE = "请先选择填好的表格。"
FAULT_HEAD = [
    {"label": "工作表"},
    {"label": "行", "num": True},
    {"label": "栏目"},
    {"label": "原因"},
]
CHANGE_HEAD = [
    {"label": "工作表"},
    {"label": "行", "num": True},
    {"label": "内容"},
    {"label": "原来 → 现在"},
]


@require_safe
def month_workbook(request, period):
    """Whoever may see the month's page may take it along as a workbook."""
    report = report_asked_for(request, period)
    if not isinstance(report, MonthlyReport):
        return report
    if request.user.scope.works_in_unit:
        ensure_lines(report)
    content = write_month(Contents.of(report))
    return xlsx(content, f"{report.unit.short_name}{period.label}月度填报表.xlsx")


def month_upload(request, pk):
    """POST keeps a filled-in workbook; GET shows what it would change."""
    report = own_report(request.user, pk)
    if request.method == "POST":
        return _take(request, report)
    upload = uploads.pending(report, request.user)
    if upload is None:
        return redirect(report)
    try:
        preview = uploads.look(upload)
    except WorkflowError as error:
        return _refused(request, report, error)
    context = {
        "report": report,
        "upload": upload,
        "preview": preview,
        "count": preview.weighed.count,
        "summary": _summary(preview),
        "fault_head": FAULT_HEAD,
        "change_head": CHANGE_HEAD,
        "keep_days": settings.MONTH_WORKBOOK_KEEP_DAYS,
    }
    return render(request, "tasks/month_upload.html", context)


def _summary(preview):
    return f"写入 {preview.weighed.count} 处，不能写入 {len(preview.faults)} 处"


def _take(request, report):
    file = request.FILES.get("file")
    try:
        if file is None:
            raise uploads.UploadRefused(NO_FILE)
        uploads.take(report, request.user, file)
    except WorkflowError as error:
        return _refused(request, report, error)
    return redirect("month_upload", report.pk)


def _refused(request, report, error):
    status = 422 if isinstance(error, uploads.UploadRefused) else 409
    return month_page.shown(request, report, failed=error, status=status)


def month_upload_confirm(request, pk):
    """What is good is written; what is not stands in the fields of the page, to be mended there."""
    report = own_report(request.user, pk)
    if request.method != "POST":
        return redirect("month_upload", pk)
    try:
        count, refused = uploads.confirm(report, request.user)
    except WorkflowError as error:
        return _refused(request, report, error)
    if refused:
        return month_page.shown(request, report, refused=refused, status=422)
    messages.success(request, f"已写入 {count} 处。")
    return redirect(report)


def month_upload_discard(request, pk):
    report = own_report(request.user, pk)
    if request.method == "POST":
        uploads.discard(report, request.user)
        messages.success(request, "已放弃上传的表格，没有写入任何内容。")
    return redirect(report)


@require_safe
def month_upload_marked(request, pk):
    """The workbook as it came, each fault at its cell."""
    report = own_report(request.user, pk)
    upload = uploads.pending(report, request.user)
    if upload is None:
        return redirect(report)
    try:
        content = uploads.marked(upload)
    except (FileRefused, WorkflowError) as error:
        return _refused(request, report, error)
    return xlsx(content, f"{PurePath(upload.file_name).stem}（批注）.xlsx")
