"""互学互鉴 (F13): a unit says that it took up another's practice, and how."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from tasks.models import GoodPractice, PracticeAdoption
from units.models import Role, Unit
from units.registers.entry import EntryState
from zhaotong_portal.audit.trail import record
from zhaotong_portal.panels import Panel
from zhaotong_portal.workflow import NotAllowed, StateChanged, check_text

ADOPTERS = (Role.OFFICER, Role.SECRETARY)


def adopting_units(user, practice):
    """Units of this person that may still take it up: not its own unit, and each once."""
    if user.scope.role not in ADOPTERS or practice.state != EntryState.CONFIRMED:
        return Unit.objects.none()
    own = Unit.objects.filter(pk__in=user.scope.unit_ids).exclude(pk=practice.unit_id)
    return own.exclude(adoptions__practice=practice)


@transaction.atomic
def adopt(practice_pk, actor, unit_pk, note) -> PracticeAdoption:
    """Raises GoodPractice.DoesNotExist out of scope, NotAllowed, StateChanged (adopted already), ValidationError."""
    practice = GoodPractice.objects.visible_to(actor).get(pk=practice_pk)
    if actor.scope.role not in ADOPTERS or unit_pk not in actor.scope.unit_ids:
        raise NotAllowed("由借鉴单位的党务干部或书记登记。")
    if practice.state != EntryState.CONFIRMED:
        raise StateChanged("这项做法还没有登记，暂不能借鉴。")
    if unit_pk == practice.unit_id:
        raise ValidationError("这是本单位的做法，不需要登记借鉴。")
    if not note.strip():
        raise ValidationError("请写明怎样借鉴。")
    if len(note.strip()) > 300:
        raise ValidationError(f"最多 300 字，现有 {len(note.strip())} 字，请精简。")
    check_text(note, "怎样借鉴")
    adoption = PracticeAdoption(
        practice=practice, unit_id=unit_pk, adopted_on=timezone.localdate(), note=note.strip()
    )
    try:
        with transaction.atomic():
            adoption.save()
    except IntegrityError as error:
        raise StateChanged("本单位已经登记借鉴这项做法。") from error
    record(actor, "practice.adopted", "登记借鉴", practice, reason=adoption.note)
    return adoption


def part_of(user, practice):
    """On the card: who took it up, and for whom of this person it may still be said."""
    adoptions = practice.adoptions.select_related("unit")
    context = {
        "adoptions": adoptions,
        "units": adopting_units(user, practice),
        "practice": practice,
    }
    return Panel("tasks/parts/practice_adoptions.html", context)
