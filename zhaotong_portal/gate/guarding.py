"""Which texts of the database the gate watches: every free text of an app, but for those that the app names.

An app declares itself in `<app>/ready/gate.py`; a model that is added later is watched from its first day. Saving a
watched model checks the texts that changed: the last gate behind the sentences that forms and entries give.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models.signals import pre_save

from zhaotong_portal.gate.checking import look, sentence

# Shorter texts are names, numbers and codes.
SHORTEST_TEXT = 20


@dataclass(frozen=True)
class Watched:
    """A model with the names of its texts; `typed` says that people write them, so that saving checks them."""

    model: type
    fields: tuple
    typed: bool = True


_watched: dict[type, Watched] = {}


class GuardRefused(Exception):
    """Texts that may not be stored: {field: sentence of checking.py}; `labels` are the fields' names for people.

    Forms and entries say it beside their fields beforehand. What reaches this point is answered by `pressing`.
    """

    def __init__(self, model, found):
        super().__init__("；".join(found.values()))
        self.found = found
        self.labels = {name: str(model._meta.get_field(name).verbose_name) for name in found}


def watch(app_label, *, leaving_out=(), written_by_the_portal=(), contacts=(), also=()):
    """Watch the app's free texts.

    `leaving_out`: names of models that hold no text of people. `written_by_the_portal`: models made of other texts,
    looked through when stored texts are scanned, not when they are written. `contacts`: "model.field" where a telephone
    is what is asked for; `also`: "model.field" of texts kept as JSON.
    """
    for model in apps.get_app_config(app_label).get_models():
        name = model._meta.model_name
        if name in leaving_out or model._meta.proxy:
            continue
        listed = [f.partition(".")[2] for f in also if f.startswith(f"{name}.")]
        free = [f for f in text_fields(model) if f"{name}.{f}" not in contacts]
        fields = (*free, *listed)
        if fields:
            _watched[model] = Watched(model, fields, name not in written_by_the_portal)


def text_fields(model):
    return [field.name for field in model._meta.local_concrete_fields if is_free_text(field)]


def is_free_text(field):
    if field.choices or not field.editable or field.primary_key:
        return False
    if isinstance(field, models.TextField):
        return True
    return (
        type(field) is models.CharField
        and field.max_length >= SHORTEST_TEXT
        and not field.name.endswith(("_key", "_token", "_id", "sha256"))
    )


def watched() -> list[Watched]:
    return list(_watched.values())


def _before_saving(sender, instance, raw=False, update_fields=None, **kwargs):
    """Refuse what is new; a text that stood there before the gate stays until somebody cleans it."""
    concrete = next((m for m in sender.__mro__ if m in _watched), None)
    if raw or concrete is None or not _watched[concrete].typed:
        return
    names = _watched[concrete].fields
    if update_fields is not None:
        names = [name for name in names if name in update_fields]
    unread = instance.get_deferred_fields()
    texts = {name: getattr(instance, name) for name in names if name not in unread}
    stopped = {name: text for name, text in texts.items() if text and look(str(text)).stops}
    if not stopped:
        return
    stored = {}
    if instance.pk:
        stored = concrete._base_manager.filter(pk=instance.pk).values(*stopped).first() or {}
    if new := {
        name: sentence(str(text)) for name, text in stopped.items() if stored.get(name) != text
    }:
        raise GuardRefused(concrete, new)


pre_save.connect(_before_saving, dispatch_uid="gate", weak=False)
