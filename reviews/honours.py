"""荣誉: what staff and administrators enter and correct by hand. Lists come in by `reviews/imports/honours.py`."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from reviews.models import Honour
from units.models import Role
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.workflow import NotAllowed

WRITERS = (Role.STAFF, Role.ADMINISTRATOR)
FIELDS = (
    "title", "level", "year", "unit", "organisation", "awarded_by", "document", "valid_until", "note",
)  # fmt: skip


def may_write(user) -> bool:
    """rules.md §3: units propose, the committee's staff and the administrator enter."""
    return user.scope.role in WRITERS


@transaction.atomic
def enter(actor, **fields) -> Honour:
    """A new honour. Raises NotAllowed, ValidationError by field."""
    _refuse_others(actor)
    honour = Honour(**fields)
    _keep(honour)
    record(actor, "honour.entered", "登记荣誉", honour)
    return honour


@transaction.atomic
def correct(pk, actor, **fields) -> Honour:
    """Other facts about an honour; each change is in its history. Raises NotAllowed, ValidationError by field."""
    _refuse_others(actor)
    honour = Honour.objects.visible_to(actor).get(pk=pk)
    honour = Honour.objects.select_for_update(of=("self",)).get(pk=honour.pk)
    before = values_of(honour, FIELDS)
    for name, value in fields.items():
        setattr(honour, name, value)
    changes = differences(before, honour, FIELDS)
    if changes:
        _keep(honour)
        record(actor, "honour.corrected", "更正荣誉", honour, changes=changes)
    return honour


def _refuse_others(actor):
    if not may_write(actor):
        raise NotAllowed("荣誉由工委科室干部或管理员登记。")


def _keep(honour):
    honour.clean()
    honour.full_clean(exclude=["title_key"], validate_unique=False)
    try:
        with transaction.atomic():
            honour.save()
    except IntegrityError as error:  # somebody else entered it in this very moment
        raise ValidationError({"title": "这项荣誉刚刚由他人登记。"}) from error
