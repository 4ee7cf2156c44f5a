"""The figures that dashboards show: kept with the event that changes them, each defined once (rules.md §2)."""

from tasks.figures.overdue import overdue_now
from tasks.figures.writing import freeze_month, items_changed, refresh_month, refresh_unit_month

__all__ = ["freeze_month", "items_changed", "overdue_now", "refresh_month", "refresh_unit_month"]
