"""审核: reports that wait for a decision, by age and district; plain ones accepted at once."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks import reading, review_queue
from tasks.workflows.report import DECIDERS
from units.models import District, Role
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import address_with, chips, page_of

HEAD = ["", "单位", "片区", "月份", "签发", "已等", "事项", "需细看"]
EXPORTED = [
    "单位",
    "片区",
    "月份",
    "签发人",
    "签发时间",
    "已等（工作日）",
    "事项（项）",
    "无变化（项）",
    "需细看",
]
MANY = 200


class QueueForm(forms.Form):
    district = forms.ModelChoiceField(
        label="片区", required=False, queryset=District.objects.all(), empty_label="全部"
    )


@require_safe
def queue(request):
    return queue_page(request)


def queue_page(request, *, left=(), status=200):
    user = request.user
    if not user.scope.reads_all:
        raise Http404
    decides = user.scope.role in DECIDERS
    everybody = not decides or request.GET.get("scope") == "all"
    form = QueueForm(request.GET)
    form.is_valid()
    rows = review_queue.waiting_for(
        user, everybody=everybody, district=form.cleaned_data.get("district")
    )
    said = chips(request, form)
    if answer := exported(request, _table(rows, said)):
        return answer
    page = page_of(request, rows, 100)
    waiting = review_queue.with_counts(page)
    for row in waiting:
        row.absent = user.scope.absent_for(row.report.unit)
    plain = [row for row in waiting if not row.exceptions]
    return render(
        request,
        "tasks/queue.html",
        {
            "form": form,
            "chips": said,
            "reset": address_with(request, district=None),
            "page": page,
            "waiting": waiting,
            "plain": len(plain),
            "picked": request.GET.get("pick") == "plain",
            "pick_url": address_with(request, pick="plain"),
            "unpick_url": address_with(request, pick=None),
            "decides": decides,
            "tabs": tabs_of(request, "all" if everybody else "mine") if decides else [],
            "timeliness": review_queue.own_timeliness(user) if decides else None,
            "may_pick": decides and not everybody,
            "left": left,
            "head": HEAD,
        },
        status=status,
    )


def _table(rows, said):
    return table(
        "queue", "待审核月度进展", EXPORTED, lambda: _exported(rows), count=rows.count, chips=said
    )


def _exported(rows):
    for row in review_queue.with_counts(rows):
        report = row.report
        yield (
            report.unit.name,
            report.unit.district.name,
            report.period.label,
            report.signed_by.name if report.signed_by else None,
            timezone.localtime(report.signed_at),
            row.workdays,
            row.counts.get("lines") or 0,
            row.counts.get("unchanged") or 0,
            "、".join(row.exceptions),
        )


def tabs_of(request, active, unread=None):
    """审核 and 审阅 lie side by side: what one decides, what all decide, and what a leader reads."""
    user, queue_url = request.user, reverse("queue")
    shown = [
        {"label": "由我审核", "url": queue_url, "active": active == "mine"},
        {"label": "全部待审", "url": f"{queue_url}?scope=all", "active": active == "all"},
    ]
    if user.scope.role == Role.LEADER:
        count = reading.waiting_for(user).count() if unread is None else unread
        url = reverse("reading")
        shown.append({"label": "审阅", "url": url, "active": active == "reading", "count": count})
    return shown


def queue_accept(request):
    """Accept what was picked; what could not be accepted stays in the list, with the reason on top."""
    if request.user.scope.role not in DECIDERS:
        raise Http404
    if request.method != "POST":
        return redirect("queue")
    picks = [pick for pick in map(pick_of, request.POST.getlist("pick")[:MANY]) if pick]
    if not picks:
        messages.warning(request, "没有勾选报告。")
        return redirect("queue")
    accepted, left = review_queue.accept_many(picks, request.user)
    if accepted:
        messages.success(request, f"已审核通过 {len(accepted)} 份。")
    return queue_page(request, left=left, status=409) if left else redirect("queue")


def pick_of(text):
    """(report id, round that the page showed), of `12:1`; None for anything else."""
    pk, _, seen = text.partition(":")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (pk, seen)):
        return None
    return int(pk), int(seen)
