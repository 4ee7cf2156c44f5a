"""Said when units changed: what higher apps keep about units follows, however the change came about."""

from django.db.models.signals import post_save
from django.dispatch import Signal

from units.models import Unit

# Sent with `unit_ids`, inside the transaction of the change.
units_changed = Signal()


def _saved(instance, raw=False, **_):
    if not raw:  # a restored backup brings along whatever is kept about units
        units_changed.send(Unit, unit_ids=[instance.pk])


post_save.connect(_saved, Unit, dispatch_uid="a unit was saved")
