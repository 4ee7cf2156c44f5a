"""The account of somebody who takes over: made by the administrator, or one that is there already."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from units.first_passwords import Issued, issue_to
from units.models import Handover, HandoverState, Person, Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed, StateChanged


def lacks_account(handover, actor) -> bool:
    """Whether this person is asked to see to the account of the one who takes over."""
    is_waiting = handover.is_open and handover.incoming_id is None
    return is_waiting and actor.scope.role == Role.ADMINISTRATOR


@transaction.atomic
def make_account(pk, actor, username) -> Issued:
    """A new account, whose first password is told once; rights come with the second signature.

    Raises ValidationError for a log-in name that cannot be used, NotAllowed, StateChanged.
    """
    handover = _locked(pk, actor)
    if Person.objects.filter(username=username).exists():
        text = "这个登录名已被使用。如果就是接手人本人的账号，请按“使用已有账号”。"
        raise ValidationError({"username": text})
    person = Person(username=username, name=handover.incoming_name, phone=handover.incoming_phone)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise ValidationError({"username": "这个登录名已被使用。"}) from error
    record(actor, "handover.account", "建立账号", person)
    _name(handover, person, actor)
    return issue_to(person, actor, handover.unit.name)


@transaction.atomic
def use_account(pk, actor, username) -> Person:
    """The account that the person has already."""
    handover = _locked(pk, actor)
    person = Person.objects.filter(username=username).first()
    if person is None:
        raise ValidationError({"username": "没有这个登录名的账号，请核对，或按“新建账号”。"})
    if person.pk == handover.outgoing_id:
        raise ValidationError({"username": "这是移交人的账号，移交人和接手人不能是同一人。"})
    if person.pk == handover.outgoing_signed_by_id:
        raise ValidationError({"username": "这个账号已代移交人签字，不能再作接手人。"})
    if not person.is_active:
        raise ValidationError({"username": "这个账号已停用，请先启用。"})
    if handover.state != HandoverState.PREPARED and person.name != handover.incoming_name:
        text = f"账号姓名是“{person.name}”，与已签内容中的“{handover.incoming_name}”不一致。"
        raise ValidationError({"username": text})
    _name(handover, person, actor)
    return person


def _locked(pk, actor):
    if actor.scope.role != Role.ADMINISTRATOR:
        raise NotAllowed("接手人的账号由管理员建立。")
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=pk)
    if not handover.is_open:
        raise StateChanged(f"当前状态是“{handover.get_state_display()}”，不再需要建立账号。")
    if handover.incoming_id is not None:
        raise StateChanged(f"接手人已有账号：{handover.incoming.username}。")
    return handover


def _name(handover, person, actor):
    handover.incoming, handover.incoming_name = person, person.name
    handover.save(update_fields=["incoming", "incoming_name"])
    changes = {"接手人账号": ["", person.username]}
    record(actor, "handover.named", "指定接手人账号", handover, changes=changes)
