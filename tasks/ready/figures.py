"""Rollups follow the units: whatever page, list or admin changes them, no figure keeps the old district or standing."""

from django.db.models.signals import post_delete, post_save

from tasks.figures import items_changed, refresh_unit_month
from tasks.models import MonthException
from units.changes import units_changed


def register():
    units_changed.connect(_units_changed, dispatch_uid="figures of units")
    for signal in (post_save, post_delete):
        signal.connect(_exception_changed, MonthException, dispatch_uid="figures of an exception")


def _units_changed(unit_ids, **_):
    items_changed(unit_ids)


def _exception_changed(instance, raw=False, **_):
    if not raw:  # a restored backup brings its rollups along
        refresh_unit_month(instance.unit_id, instance.month.period)
