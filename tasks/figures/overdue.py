"""逾期 now: asked of the open items, never kept while a month runs."""

from django.db.models import Count

from tasks.models import WorkItem


def overdue_now(unit_ids=None):
    """{unit_id: number of overdue items}; units without any are left out. One grouped query."""
    rows = WorkItem.objects.overdue()
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    return dict(rows.order_by().values_list("unit_id").annotate(count=Count("pk")))
