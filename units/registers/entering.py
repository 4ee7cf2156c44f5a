"""Entering, proposing and correcting: one way for every register, for pages, seeding and imports alike."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction

from units.registers.entry import EntryState
from units.registers.register import register_of
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.workflow import NotAllowed, StateChanged

# What a unit proposed may be mended by it until somebody decided; what was declined is proposed anew.
MENDABLE = (EntryState.PROPOSED, EntryState.DECLINED)


@transaction.atomic
def enter(model, actor, **fields):
    """A new entry: on record when staff enter it, a proposal when a unit does.

    Raises NotAllowed, ValidationError by field.
    """
    declared = register_of(model)
    entry = model(**fields)
    if declared.may_write(actor):
        entry.state = EntryState.CONFIRMED
    elif declared.may_propose(actor):
        if entry.unit_id not in actor.scope.unit_ids:
            raise NotAllowed("只能申报本单位的事项。")
        entry.state, entry.proposed_by = EntryState.PROPOSED, actor
    else:
        raise NotAllowed(f"{declared.name}由工委科室干部或管理员登记。")
    keep(entry)
    confirmed = entry.state == EntryState.CONFIRMED
    record(
        actor,
        "entry.entered" if confirmed else "entry.proposed",
        "登记" if confirmed else "申报",
        entry,
    )
    return entry


@transaction.atomic
def put_on_record(model, actor, **fields):
    """On record by a decision taken elsewhere: its workflow has asked who may take it. Raises ValidationError by field."""
    entry = model(**fields, state=EntryState.CONFIRMED)
    keep(entry)
    record(actor, "entry.entered", "登记", entry)
    return entry


@transaction.atomic
def correct(model, pk, actor, **fields):
    """Other facts about an entry; each change is in its history. Raises NotAllowed, StateChanged, ValidationError."""
    declared = register_of(model)
    pk = model.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    entry = model.objects.select_for_update(of=("self",)).get(pk=pk)
    refuse_unless_mendable(declared, entry, actor)
    before = values_of(entry, fields)
    again = entry.state == EntryState.DECLINED and not declared.may_write(actor)
    for name, value in fields.items():
        setattr(entry, name, value)
    if again:
        entry.state, entry.proposed_by = EntryState.PROPOSED, actor
    if not declared.may_write(actor) and entry.unit_id not in actor.scope.unit_ids:
        raise NotAllowed("只能申报本单位的事项。")
    changes = differences(before, entry, fields)
    if changes or again:
        keep(entry)
        action, label = ("entry.proposed", "重新申报") if again else ("entry.corrected", "更正")
        record(actor, action, label, entry, changes=changes)
    return entry


def may_mend(declared, entry, actor) -> bool:
    if declared.may_write(actor):
        return entry.state != EntryState.STRUCK_OFF
    return (
        declared.may_propose(actor)
        and entry.unit_id in actor.scope.unit_ids
        and entry.state in MENDABLE
    )


def refuse_unless_mendable(declared, entry, actor):
    if may_mend(declared, entry, actor):
        return
    if entry.state == EntryState.STRUCK_OFF:
        raise StateChanged("这一条已经撤销，不能再更正。")
    if declared.may_propose(actor) and entry.unit_id in actor.scope.unit_ids:
        raise StateChanged("工委已经核定，要更正请与工委联系。")
    raise NotAllowed("这一条不由您更正。")


def keep(entry):
    """Raises ValidationError by field; the database's promise is said beside the title."""
    try:
        entry.full_clean()
        with transaction.atomic():
            entry.save()
    except ValidationError as error:
        found = error.update_error_dict({})
        if whole := found.pop(NON_FIELD_ERRORS, None):
            found.setdefault(entry.TITLE, []).extend(whole)
        raise ValidationError(found) from error
    except IntegrityError as error:  # somebody else entered it in this very moment
        raise ValidationError({entry.TITLE: "这一条刚刚由他人登记。"}) from error


def store_many(entries):
    """Many entries of one register at once, for imports and the demonstration: cleaned one by one, no history."""
    for entry in entries:
        entry.clean()
    if entries:
        type(entries[0]).objects.bulk_create(entries, batch_size=500)
    return entries
