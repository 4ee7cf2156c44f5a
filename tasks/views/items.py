"""事项: the list that every figure about items opens, and one item with its months."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from tasks import editing, item_export
from tasks.item_filter import SORTS, ItemFilter, ordered
from tasks.models import ItemState, ReportState, WorkItem
from tasks.models.work_item import OPEN_STATES
from tasks.registers import RESULTS
from tasks.workflows import item as verdicts
from tasks.workflows.deadline_change import DEADLINE, can_ask
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import chart_table, share, table
from zhaotong_portal.listing import chips, page_of, sort_head
from zhaotong_portal.panels import panels_for
from zhaotong_portal.workflow import ReasonRequired, WorkflowError

HISTORY_SHOWN = 30
MONTHS_HEAD = [{"label": "月份"}, {"label": "进度", "num": True}, {"label": "进度灯"}, {"label": "进展"}, {"label": "月报"}]  # fmt: skip
GOES_WITH = {"face": ("kind", "category", "lead"), "state": ("done",)}


@require_safe
def items(request):
    found = ItemFilter(request.GET, user=request.user)
    if "unit" in found.form.errors:  # somebody else's unit, or none at all
        raise Http404
    rows = ordered(found.qs, request.GET.get("sort")).select_related("unit", "unit__district")
    said = chips(request, found.form, GOES_WITH) if found.form.is_valid() else []
    own = not request.user.scope.reads_all
    if answer := exported(request, lambda: _table(request.user, found, rows, said)):
        return answer
    page = page_of(request, rows)
    return render(
        request,
        "tasks/items.html",
        {
            "filter": found,
            "period": found.period,
            "page": page,
            "rows": [_row(item, found.as_of) for item in page],
            "head": _head(request, own),
            "own": own,
            "chips": said,
            "may_add": bool(editing.kinds_to_add(request.user)),
        },
    )


def _table(user, found, rows, said):
    face = found.form.cleaned_data.get("face") or "" if found.form.is_valid() else ""
    owner = user.scope.unit_label if user.scope.works_in_unit else ""
    return item_export.table_of(
        rows, found.as_of, owner=owner, kind=face.partition(".")[0], chips=said
    )


def _head(request, own):
    columns = [
        {"label": "事项", "sort": "title"},
        *([] if own else [{"label": "单位", "sort": "unit"}]),
        {"label": "责任人"},
        {"label": "完成时限", "sort": "deadline"},
        {"label": "进度", "sort": "percent"},
        {"label": "进度灯"},
        {"label": "状态"},
    ]
    return sort_head(request, columns, SORTS)


def _row(item, as_of):
    """One item as the list shows it: as it stands now, or as it stood when the month was locked."""
    is_open = item.month_state in OPEN_STATES
    return {
        "item": item,
        "state": item.month_state,
        "state_label": ItemState(item.month_state).label,
        "percent": item.month_percent,
        "light": item.month_light if is_open else "",
        "is_open": is_open,
        "overdue_days": (as_of - item.deadline).days if item.month_overdue else 0,
    }


@require_safe
def item(request, pk):
    return item_page(request, visible_item(request.user, pk))


def visible_item(user, pk):
    rows = WorkItem.objects.visible_to(user).select_related(
        "unit", "unit__district", "continued_from", "template", "service_list"
    )
    return get_object_or_404(rows, pk=pk)


def item_page(request, item, *, failed=None, status=200):
    """The page of one item; `failed` is (move name, typed reason, what went wrong) after a refused move."""
    user = request.user
    lines = _months(item, user)
    changes = item.deadline_changes.select_related("asked_by", "decided_by")
    chart = _chart(item, lines)
    if answer := exported(request, *_tables_of_one(item, lines, chart)):
        return answer
    change = next((row for row in changes if row.state == "asked"), None)
    if change is not None:
        change.item = item
    return render(
        request,
        "tasks/item.html",
        {
            "item": item,
            "lines": lines,
            "months_head": MONTHS_HEAD,
            "chart": chart,
            "milestones": item.milestones.all(),
            "co_units": item.co_units.all(),
            "themes": item.themes.all(),
            "results": item.results.visible_to(user).confirmed(),
            "results_url": f"{RESULTS.url()}?item={item.pk}",
            "crews": [
                *item.service_teams.visible_to(user).confirmed(),
                *item.mechanisms.visible_to(user).confirmed(),
            ],
            "continued_by": item.continued_by.first(),
            "deadline_changes": changes,
            "open_change": change,
            "change_moves": DEADLINE.allowed(change, user) if change else [],
            "moves": _moves(item, user, failed),
            "failed": failed,
            "may_edit": bool(editing.editable_fields(item, user)),
            "may_ask": can_ask(item, user),
            "history": AuditEntry.objects.about(item)[:HISTORY_SHOWN],
            "panels": panels_for("item", user, item),
        },
        status=status,
    )


def _months(item, user):
    """The item's months, newest first. What nobody has written yet is left out; a draft is the unit's own."""
    lines = item.lines.filter(edited_at__isnull=False).select_related("report", "report__signed_by")
    if not user.scope.works_in_unit:
        lines = lines.filter(report__first_signed_at__isnull=False)
    return list(lines.order_by("-period"))


def _tables_of_one(item, lines, chart):
    rows = [
        (
            line.period.label,
            share(line.percent),
            line.get_light_display(),
            line.text,
            line.reason,
            line.report.get_state_display(),
        )
        for line in lines
    ]
    header = ["月份", "进度", "进度灯", "进展", "原因", "月报"]
    yield table("months", f"{item.title[:60]}逐月进展", header, rows)
    if chart:
        yield chart_table(chart)
    yield history_table(item)


SIGNED = (ReportState.SUBMITTED, ReportState.ACCEPTED)


def _chart(item, lines):
    """Percent by month; only what was signed is drawn."""
    signed = [
        row for row in reversed(lines) if row.percent is not None and row.report.state in SIGNED
    ]
    if len(signed) < 2:
        return None
    return {
        "id": f"item-{item.pk}",
        "export": "percent",
        "kind": "lines",
        "title": "进度走势",
        "unit": "%",
        "label_head": "月份",
        "labels": [row.period.label for row in signed],
        "urls": [f"#m-{row.period}" for row in signed],
        "series": [{"name": "进度", "values": [row.percent for row in signed]}],
        "height": 200,
    }


# What each move says before it is made, and what its reason is called.
WORDS = {
    "accept": ("验收通过后，事项按已完成统计，下月起不再填报。", "", False),
    "not_yet": ("单位的报结不予认可，进度退回前次审核通过的数值。", "不予验收的理由", False),
    "reopen": ("撤销验收，事项恢复为推进中，单位继续逐月填报。", "重新开放的理由", False),
    "cancel": ("取消后不再填报，也不计入平均进度。", "取消的理由", True),
    "carry": ("在下一年度建立同一事项并保留最初时限，本年度事项随之结束。", "", False),
}


def _moves(item, user, failed):
    allowed = verdicts.ITEM.allowed(item, user)
    move_failed, typed, error = failed or (None, "", "")
    return [
        {
            "name": name,
            "label": verdicts.TRANSITIONS[name].label,
            "message": WORDS[name][0],
            "reason": WORDS[name][1],
            "danger": WORDS[name][2],
            "typed": typed if name == move_failed else "",
            "error": error if name == move_failed else "",
        }
        for name in allowed
    ]


CALLS = {
    "accept": lambda pk, actor, reason: verdicts.accept(pk, actor),
    "not_yet": verdicts.not_yet,
    "reopen": verdicts.reopen,
    "cancel": verdicts.cancel,
    "carry": lambda pk, actor, reason: verdicts.carry(pk, actor),
}


def item_move(request, pk, move):
    """A button of the item's page. Who may never make the move finds no such address."""
    item = visible_item(request.user, pk)
    scope = request.user.scope
    if move not in CALLS or scope.role not in verdicts.TRANSITIONS[move].by:
        raise Http404
    if not scope.decides_for(item.unit):
        raise Http404
    if request.method != "POST":  # the page again, after a refusal left this address in the browser
        return redirect(item)
    reason = request.POST.get("reason", "")
    try:
        moved = CALLS[move](pk, request.user, reason)
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 409
        return item_page(
            request,
            visible_item(request.user, pk),
            failed=(move, reason, error.text),
            status=status,
        )
    messages.success(request, f"已{verdicts.TRANSITIONS[move].label}。")
    return redirect(moved)
