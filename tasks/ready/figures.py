"""Rollups follow the units: whatever page, list or admin changes them, no figure keeps the old district or standing."""

from django.db.models.signals import post_delete, post_save

from tasks.figures import items_changed, refresh_unit_month
from tasks.models import MonthException
from units.models import Unit


def register():
    post_save.connect(_unit_saved, Unit, dispatch_uid="figures of a unit")
    for signal in (post_save, post_delete):
        signal.connect(_exception_changed, MonthException, dispatch_uid="figures of an exception")


def _unit_saved(instance, raw=False, **_):
    if not raw:  # a restored backup brings its rollups along
        items_changed([instance.pk])


def _exception_changed(instance, raw=False, **_):
    if not raw:
        refresh_unit_month(instance.unit_id, instance.month.period)
