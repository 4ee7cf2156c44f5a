"""Said when units changed: what higher apps keep about units follows, however the change came about."""

from django.db.models.signals import post_save
from django.dispatch import Signal

from units.models import PartyOrganisation, Term, Unit

# Sent with `unit_ids`, inside the transaction of the change.
units_changed = Signal()
# The same about a term, or an organisation that has one: lines of sheets wait for it (units/models/term.py).
terms_changed = Signal()


def _saved(instance, raw=False, **_):
    if not raw:  # a restored backup brings along whatever is kept about units
        units_changed.send(Unit, unit_ids=[instance.pk])


post_save.connect(_saved, Unit, dispatch_uid="a unit was saved")


def _term_saved(instance, raw=False, created=False, **_):
    if not raw and not created:
        terms_changed.send(Term, unit_ids=[instance.unit_id])


def _organisation_saved(instance, raw=False, **_):
    if not raw and instance.dissolved_on:
        terms_changed.send(PartyOrganisation, unit_ids=[instance.unit_id])


post_save.connect(_term_saved, Term, dispatch_uid="a term was saved")
post_save.connect(_organisation_saved, PartyOrganisation, dispatch_uid="an organisation has ended")
