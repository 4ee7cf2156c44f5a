"""Taking a roster back: as long as nobody of it logged in or did anything, and nobody touched it since."""

from units.imports.undoing import changed_since, references_to, restore
from units.models import Appointment, Person
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.portions import portions


def undo_people(batch, actor):
    effects = batch.effects
    created = effects["created"]
    if built := _built_on(effects):
        raise CannotUndo(f"这批人员不能整批撤销：{'；'.join(built)}。")
    people = _all(Person, created)
    entries = [entry_of(actor, "person.import_undone", "撤销导入新增", p) for p in people]
    _delete(Appointment, effects["appointments"])
    _delete(Person, created)
    restore(Appointment, effects["before"]["appointments"])
    restored = restore(Person, effects["before"]["people"])
    entries += [entry_of(actor, "person.import_undone", "撤销导入更新", p) for p in restored]
    AuditEntry.objects.bulk_create(entries)


def _built_on(effects):
    """What stands on the batch, in words."""
    created = effects["created"]
    logged_in = sum(person.last_login is not None for person in _all(Person, created))
    acted = sum(
        AuditEntry.objects.filter(actor__in=some).values("actor").distinct().count()
        for some in portions(created)
    )
    edited = changed_since(Person, effects["after"]["people"])
    edited += changed_since(Appointment, effects["after"]["appointments"]) + _added(effects)
    used = references_to(Person, created, besides=(Appointment, AuditEntry))
    facts = [
        (logged_in, f"已有{logged_in}人登录"),
        (acted, f"已有{acted}人办理过事项"),
        (edited, f"导入后又改动过{edited}处人员或任职"),
        (used, "、".join(f"{name}{count}条" for name, count in used.items()) + "与其中的人员有关"),
    ]
    return [text for fact, text in facts if fact]


def _added(effects):
    """Appointments that somebody gave to the new people since."""
    of_batch = set(effects["appointments"])
    return sum(
        pk not in of_batch
        for some in portions(effects["created"])
        for pk in Appointment.objects.filter(person__in=some).values_list("pk", flat=True)
    )


def _all(model, pks):
    return [row for some in portions(pks) for row in model.objects.filter(pk__in=some)]


def _delete(model, pks):
    for some in portions(pks):
        model.objects.filter(pk__in=some).delete()
