"""提示单 of a month: what stands, the common text, composing, previewing and issuing all at once."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tasks import common_hints, outbox, sheet_export, sheet_list, texts
from tasks.models import CommonText, Delivery, ReminderSheet, SheetLine, SheetState
from tasks.sheet_paper import paper_of
from tasks.workflows import reminder
from units.models import Role
from zhaotong_portal.demo import is_demo
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import page_of
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import WorkflowError

PER_PAGE = 100


@require_safe
def months(request):
    """Staff: the months and how far each is. A unit: its own sheets."""
    sheets = ReminderSheet.objects.visible_to(request.user)
    if request.user.scope.works_in_unit:
        own = sheets.for_list().order_by("-period", "unit", "-version")
        if answer := exported(
            request, sheet_export.table_of(own, "sheets", "本单位收到的工作提示单")
        ):
            return answer
        page = page_of(request, own)
        head = ["提示单", "文号", "印发", "签收"]
        return render(request, "tasks/sheets_of_unit.html", {"page": page, "head": head})
    by_month = sheet_list.by_month(sheets)
    if answer := exported(request, sheet_export.table_of_months(by_month)):
        return answer
    page = page_of(request, by_month, per_page=24)
    # The running month is offered even before its first sheet is composed.
    now = Period.current()
    current = None if any(row["period"] == now for row in page) else now
    return render(
        request,
        "tasks/reminder_months.html",
        {
            "page": page,
            "current": current if writes(request) else None,
            "edits_texts": request.user.scope.role in texts.KEEPERS | {Role.AUDITOR},
            "head": [
                "月份",
                *({"label": name, "num": True} for name in ("提示单", "已印发", "已签收")),
            ],
        },
    )


@require_safe
def month(request, period):
    """One month. A unit is taken to its own sheet."""
    sheets = ReminderSheet.objects.visible_to(request.user).of(period)
    if request.user.scope.works_in_unit:
        own = sheets.live().first() or sheets.first()
        if own is None:
            raise Http404
        return redirect(own)
    if period > Period.current():
        raise Http404
    return month_page(request, period)


def month_page(request, period, *, typed=None, error="", status=200):
    """`typed` and `error`: a common text that was refused, given back."""
    sheets = ReminderSheet.objects.visible_to(request.user).of(period)
    show = request.GET.get("show", "")
    rows = sheet_list.filtered(sheets, show).for_list().order_by("unit__protocol_order", "-version")
    if answer := exported(request, *sheet_export.tables_of_month(rows, period, show)):
        return answer
    counts = sheet_list.counts(sheets)
    page = page_of(request, rows, PER_PAGE, count=sheet_list.count_behind(show, counts))
    text = CommonText.objects.filter(period=period).select_related("written_by").first()
    writes_all = reminder.writes_for_all(request.user)
    # What could be said to all is of use until all is issued.
    still_to_issue = counts["composed"] or counts["issued"] == 0
    return render(
        request,
        "tasks/reminder_month.html",
        {
            "period": period,
            "previous": _step(period.previous()),
            "next": _step(period.next()) if period < Period.current() else None,
            "head": ["单位", "状态", {"label": "提示事项", "num": True}, "收件人", "送达", "签收"],
            "page": page,
            "rows": sheet_list.rows(page),
            "counts": counts,
            "tabs": sheet_list.tabs(request, counts, show),
            "missing": sheet_list.units_without_sheet(period, request.user),
            "common": text,
            "typed": typed,
            "error": error,
            "writes": writes(request),
            "writes_all": writes_all,
            "hints": common_hints.hints_for(request.user, period, text.text if text else "")
            if writes_all and still_to_issue
            else (),
        },
        status=status,
    )


def _step(period):
    return {"label": period.short_label, "url": reverse("reminders_month", args=[period])}


def writes(request):
    return request.user.scope.role == Role.STAFF


def staff_only(request):
    """Composing and issuing is the staff's page (rules.md §3); for everybody else there is none."""
    if not writes(request):
        raise Http404


@require_safe
def preview(request, period):
    """All sheets of the month one under another, as they would be or were issued; prints on A4."""
    if not request.user.scope.reads_all or period > Period.current():
        raise Http404
    found = (
        ReminderSheet.objects.visible_to(request.user)
        .of(period)
        .live()
        .select_related("unit", "issued_by")
        .prefetch_related("lines")
        .order_by("unit__protocol_order")
    )
    page = page_of(request, found, PER_PAGE)
    demo = is_demo()
    wording = texts.wording(["sheet_closing"])
    papers = [(sheet, paper_of(sheet, demo=demo, wording=wording)) for sheet in page]
    return render(
        request, "tasks/reminder_preview.html", {"period": period, "page": page, "papers": papers}
    )


@require_POST
def compose(request, period):
    staff_only(request)
    if period > Period.current():
        raise Http404
    done = reminder.compose_month(period, request.user)
    said = f"已按当前情况拟制：新拟{done.created}份，更新{done.refreshed}份"
    messages.success(
        request, said + (f"；已印发的{done.issued}份未改动。" if done.issued else "。")
    )
    return redirect("reminders_month", period)


@require_POST
def common(request, period):
    staff_only(request)
    if period > Period.current():
        raise Http404
    text = request.POST.get("text", "")
    try:
        reminder.write_common(period, request.user, text)
    except WorkflowError as error:
        return month_page(request, period, typed=text, error=error.text, status=400)
    messages.success(request, "共同事项已保存，并已写入尚未印发的提示单。")
    return redirect("reminders_month", period)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request, period):
    """GET: what will be issued, in whose name, and what changed since composing. POST: issues."""
    staff_only(request)
    if period > Period.current():
        raise Http404
    if request.method == "POST":
        return _issue_now(request, period)
    composed = (
        ReminderSheet.objects.visible_to(request.user)
        .of(period)
        .filter(state=SheetState.COMPOSED)
        .select_related("unit")
        .prefetch_related(Prefetch("lines", queryset=SheetLine.objects.order_by("order")))
        .order_by("unit__protocol_order")
    )
    mine = [sheet for sheet in composed if reminder.writes_for(request.user, sheet.unit)]
    if not mine:
        messages.info(request, f"{period.label}没有待您印发的提示单。")
        return redirect("reminders_month", period)
    changes = reminder.changes_since(mine, period)
    unreached = sheet_list.without_recipient([sheet.unit for sheet in mine])
    return render(
        request,
        "tasks/reminder_issue.html",
        {
            "period": period,
            "count": len(mine),
            "changed": [(sheet, changes[sheet.pk]) for sheet in mine if sheet.pk in changes],
            "unreached": unreached,
            "first_number": reminder.next_number(),
        },
    )


def _issue_now(request, period):
    done = reminder.issue_month(period, request.user)
    if not done.sheets:
        messages.info(request, f"{period.label}没有待您印发的提示单，可能已由其他同志印发。")
        return redirect("reminders_month", period)
    first, last = done.sheets[0].document_number, done.sheets[-1].document_number
    numbers = first if first == last else f"{first}至{last}"
    messages.success(request, f"已印发{len(done.sheets)}份，{numbers}。")
    if done.gone:
        names = "、".join(unit.short_name for unit in done.gone)
        messages.warning(request, f"{names}已停用或合并，没有印发；重新拟制时自动移除。")
    if done.changes:
        messages.info(request, f"其中{len(done.changes)}份与拟制时相比有变化，详见各单的办理记录。")
    if done.without_recipient:
        names = "、".join(unit.short_name for unit in done.without_recipient[:10])
        more = "等" if len(done.without_recipient) > 10 else ""
        messages.error(
            request,
            f"{len(done.without_recipient)}个单位没有收件人（{names}{more}），提示单尚未送达，"
            "请管理员补充任职，补充后自动送达。",
        )
    return redirect("reminders_month", period)


@require_POST
def retry(request, period):
    """Try again what failed or was given up: one delivery, or all of the month."""
    staff_only(request)
    rows = Delivery.objects.visible_to(request.user).filter(
        sheet__period=period, sheet__state=SheetState.ISSUED
    )
    if wanted := request.POST.get("delivery"):
        rows = rows.filter(pk=wanted) if wanted.isdecimal() and len(wanted) < 19 else rows.none()
    count = outbox.retry(rows)
    if count:
        messages.success(request, f"{count}件将重新发送。")
    else:
        messages.info(request, "没有需要重新发送的投递。")
    return redirect("reminders_month", period)
