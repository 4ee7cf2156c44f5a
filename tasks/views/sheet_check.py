"""Looking all sheets of a month over before they go out, and taking them all along as one archive."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tasks import sheet_check, sheet_export, sheet_zip, texts
from tasks.models import ReminderSheet
from tasks.sheet_paper import paper_of
from tasks.views.reminders import staff_only, writes
from zhaotong_portal import downloads
from zhaotong_portal.demo import is_demo
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.gate import stopping
from zhaotong_portal.listing import address_with
from zhaotong_portal.period import Period

# All 84 on one page is the point of it; a committee of hundreds of units turns pages.
MOST = 200


def _sheets(user, period):
    return (
        ReminderSheet.objects.visible_to(user)
        .of(period)
        .live()
        .select_related("unit", "unit__district", "issued_by", "issued_by__office")
        .prefetch_related("lines")
        .order_by("unit__protocol_order")
    )


def _readable(request, period):
    if not request.user.scope.reads_all or period > Period.current():
        raise Http404


@require_safe
def check(request, period):
    """All of them side by side; `?show=changed` only those that changed since the reader's last look."""
    _readable(request, period)
    rows = _sheets(request.user, period)
    if answer := exported(request, sheet_export.table_of_lines(rows, period)):
        return answer
    last, found = sheet_check.since_last_look(list(rows[:MOST]), period, request.user)
    changed = [one for one in found if one.changed]
    only_changed = request.GET.get("show") == "changed"
    return render(
        request,
        "tasks/reminder_check.html",
        {
            "period": period,
            "last": last,
            "rows": changed if only_changed else found,
            "total": len(found),
            "tabs": [
                {"label": "全部", "count": len(found), "active": not only_changed, "url": "?"},
                {
                    "label": "有变化",
                    "count": len(changed),
                    "active": only_changed,
                    "url": address_with(request, show="changed"),
                },
            ],
            "writes": writes(request),
        },
    )


@require_POST
def looked_over(request, period):
    """The reader has looked them over: from here on changes are counted anew."""
    staff_only(request)
    _readable(request, period)
    sheets = list(_sheets(request.user, period)[:MOST])
    sheet_check.looked_over(sheets, period, request.user)
    messages.success(request, f"已核对{len(sheets)}份。此后有变化的会标出来。")
    return redirect("reminders_check", period)


@require_safe
def archive(request, period):
    """All sheets of the month as Word in one file."""
    _readable(request, period)
    sheets = list(_sheets(request.user, period))
    back = reverse("reminders_month", args=[period])
    if not sheets:
        messages.info(request, f"{period.label}还没有提示单。")
        return redirect(back)
    demo, wording = is_demo(), texts.wording(["sheet_closing"])
    papers = [
        (name, paper_of(sheet, demo=demo, wording=wording))
        for name, sheet in zip(sheet_zip.names_of(sheets), sheets, strict=True)
    ]
    title = f"{period.label}工作提示单（{len(sheets)}份）"
    instead, papers = stopping.words(request, title, papers, back)
    return instead or downloads.archive(sheet_zip.zipped(papers), f"{title}.zip")
