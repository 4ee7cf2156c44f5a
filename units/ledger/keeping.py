"""Rows of the base ledger are entered and corrected here; pages, imports of the demonstration and tests call the same.

rules.md §3: a unit's ledger is written by its officer and secretary, and by staff for the units they are responsible
for; the administrator may write everything. What is decided about a unit (set-up acts, delays, grades) has functions
of its own beside this.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from units.models import Role, Unit
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.workflow import NotAllowed

WRITERS = (Role.OFFICER, Role.SECRETARY, Role.STAFF, Role.ADMINISTRATOR)
JUST_ENTERED = "刚刚由他人登记，请刷新后核对。"


def is_writer(user) -> bool:
    return user.scope.role in WRITERS


def may_write(user, unit) -> bool:
    """Whether this person keeps the ledger of this unit."""
    scope = user.scope
    if scope.role == Role.STAFF:
        return responsible(user, unit)
    if scope.works_in_unit:
        return unit.pk in scope.unit_ids
    return scope.role == Role.ADMINISTRATOR


def responsible(user, unit) -> bool:
    """Staff for their districts. Registering is not deciding, so that the committee's own unit is theirs too."""
    scope = user.scope
    return scope.role == Role.STAFF and (scope.whole or unit.district_id in scope.district_ids)


def writable_units(user):
    """Units whose ledger this person keeps, in protocol order."""
    scope, units = user.scope, Unit.objects.active()
    if scope.works_in_unit:
        return units.filter(pk__in=scope.unit_ids)
    if scope.role == Role.STAFF:
        return units if scope.whole else units.filter(district__in=scope.district_ids)
    return units if scope.role == Role.ADMINISTRATOR else units.none()


@transaction.atomic
def enter(model, actor, **fields):
    """A new row. Raises NotAllowed, ValidationError by field."""
    row = model(**fields)
    _refuse_others(actor, row)
    keep(row)
    record(actor, f"{model._meta.model_name}.entered", f"登记{model._meta.verbose_name}", row)
    return row


@transaction.atomic
def correct(model, pk, actor, **fields):
    """Other facts about a row; each change is in its history. Raises NotAllowed, ValidationError by field."""
    row = locked(model, pk, actor)
    _refuse_others(actor, row)
    return change(row, actor, "corrected", f"更正{model._meta.verbose_name}", **fields)


def locked(model, pk, actor):
    """The row, if it is in scope, until the end of the transaction."""
    pk = model.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    return model.objects.select_for_update(of=("self",)).get(pk=pk)


def change(row, actor, action, label, **fields):
    """Write what differs, with its entry in the trail; nothing where nothing does."""
    before = values_of(row, fields)
    for name, value in fields.items():
        setattr(row, name, value)
    if changes := differences(before, row, fields):
        keep(row)
        record(actor, f"{row._meta.model_name}.{action}", label, row, changes=changes)
    return row


def keep(row):
    """Check as the model does, then store; what somebody else stored in this very moment is said as such."""
    row.clean()
    row.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(JUST_ENTERED) from error


def _refuse_others(actor, row):
    if not may_write(actor, row.unit):
        raise NotAllowed(f"{row.unit}的{row._meta.verbose_name}不由您登记。")
