"""历史汇总: the totals of years before the portal, and where each came from. There are no rows behind them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from tasks import history_export
from tasks.history_filter import SORTS, HistoryFilter, ordered
from tasks.models import HistoryTotal
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import chips, page_of, sort_head

OTHERS_SHOWN, HISTORY_SHOWN = 20, 30


@require_safe
def history(request):
    found = HistoryFilter(request.GET, user=request.user)
    if "unit" in found.form.errors:  # somebody else's unit, or none at all
        raise Http404
    rows = ordered(found.qs, request.GET.get("sort")).for_list()
    said = chips(request, found.form) if found.form.is_valid() else []
    if answer := exported(request, history_export.table_of(rows, said)):
        return answer
    own = not request.user.scope.reads_all
    return render(
        request,
        "tasks/history.html",
        {
            "filter": found,
            "page": page_of(request, rows),
            "head": _head(request, own),
            "own": own,
            "chips": said,
        },
    )


def _head(request, own):
    columns = [
        {"label": "指标"},
        *([] if own else [{"label": "范围", "sort": "scope"}]),
        {"label": "年度", "sort": "-year"},
        {"label": "数值", "num": True},
        {"label": "出处"},
        {"label": "性质"},
    ]
    return sort_head(request, columns, SORTS)


@require_safe
def history_total(request, pk):
    rows = HistoryTotal.objects.visible_to(request.user).select_related(
        "indicator", "unit", "district", "import_batch", "import_batch__committed_by"
    )
    total = get_object_or_404(rows, pk=pk)
    if answer := exported(request, history_table(total)):
        return answer
    return render(
        request,
        "tasks/history_total.html",
        {
            "total": total,
            "others": _others(request.user, total),
            "reads_imports": request.user.scope.reads_imports,
            "history": AuditEntry.objects.about(total)[:HISTORY_SHOWN],
        },
    )


def _others(user, total):
    """The same figure of the same holder in other years: to compare, never to add."""
    same = HistoryTotal.objects.visible_to(user).filter(
        indicator=total.indicator_id,
        label_key=total.label_key,
        unit=total.unit_id,
        district=total.district_id,
    )
    return same.exclude(pk=total.pk).for_list().order_by("from_year", "to_year")[:OTHERS_SHOWN]
