"""审阅: the leader's list of accepted reports, and marking them read, one with a note or many at once."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks import reading as readings
from tasks import review_queue
from tasks.models import MonthlyReport
from tasks.views import month_page
from tasks.views.month_moves import status_of
from tasks.views.queue import MANY, pick_of, tabs_of
from units.models import Role
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import address_with, page_of
from zhaotong_portal.workflow import WorkflowError

HEAD = ["", "单位", "片区", "审核通过", "事项", "可留意"]
EXPORTED = ["单位", "片区", "月份", "审核人", "审核时间", "事项（项）", "可留意"]


@require_safe
def reading(request):
    return _page(request)


def _page(request, *, left=(), status=200):
    user = request.user
    _leaders_only(user)
    rows = readings.waiting_for(user).select_related("unit__district", "decided_by")
    if answer := exported(request, _table(rows)):
        return answer
    page = page_of(request, rows)
    context = {
        "tabs": tabs_of(request, "reading", page.paginator.count),
        "page": page,
        "rows": [
            {"each": each, "absent": readings.absent_for(user, each.report.unit)}
            for each in review_queue.with_counts(page)
        ],
        "picked": request.GET.get("pick") == "all",
        "pick_url": address_with(request, pick="all"),
        "unpick_url": address_with(request, pick=None),
        "has_district": any(part.district_ids for part in user.scope.parts),
        "left": left,
        "head": HEAD,
    }
    return render(request, "tasks/reading.html", context, status=status)


def _table(rows):
    return table("reading", "待审阅月度进展", EXPORTED, lambda: _exported(rows), count=rows.count)


def _exported(rows):
    for each in review_queue.with_counts(rows):
        report = each.report
        yield (
            report.unit.name,
            report.unit.district.name,
            report.period.label,
            report.decided_by.name,
            timezone.localtime(report.decided_at),
            each.counts.get("lines") or 0,
            "、".join(each.exceptions),
        )


def reading_mark(request):
    """What was picked is read; what changed meanwhile stays in the list, with the reason on top."""
    _leaders_only(request.user)
    if request.method != "POST":
        return redirect("reading")
    picks = [pick for pick in map(pick_of, request.POST.getlist("pick")[:MANY]) if pick]
    if not picks:
        messages.warning(request, "没有勾选报告。")
        return redirect("reading")
    read, left = readings.mark_many(picks, request.user)
    if read:
        messages.success(request, f"已审阅 {len(read)} 份。")
    return _page(request, left=left, status=409) if left else redirect("reading")


def reading_one(request, pk):
    """已阅 from the month's page, with or without a note; on to the next one where that was asked for."""
    _leaders_only(request.user)
    reports = MonthlyReport.objects.visible_to(request.user).select_related("unit")
    report = get_object_or_404(reports, pk=pk)
    if request.method != "POST":
        return redirect(report)
    try:
        readings.mark_read(
            pk, request.user, request.POST.get("note", ""), request.POST.get("round")
        )
    except WorkflowError as error:
        return month_page.shown(
            request, report, failed=error, typed=request.POST, status=status_of(error)
        )
    messages.success(request, f"已审阅{report.unit.short_name}{report.period.label}月度进展。")
    following = readings.waiting_for(request.user).first() if "next" in request.POST else None
    return redirect(following or "reading")


def _leaders_only(user):
    if user.scope.role != Role.LEADER:
        raise Http404
