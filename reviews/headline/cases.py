"""案例数据: numbers of projects (investment, jobs, patients). Shown apart, added to nothing (features F18)."""

from tasks.models import NumericResult

MOST = 60


def case_figures(user):
    """On record and marked as a case's own, newest first."""
    rows = NumericResult.objects.visible_to(user).confirmed().filter(is_case=True)
    return rows.select_related("unit", "item").order_by("unit__protocol_order", "pk")[:MOST]
