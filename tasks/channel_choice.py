"""How each person and unit is told: the choice that people made, the address that is refused, a unit's robots (E13)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from tasks.models import MailChoice, MessageChoice, Robot
from units.models import Role
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.messages.robots import fault_of
from zhaotong_portal.workflow import NotAllowed, WorkflowError

ROBOT_FIELDS = ("unit", "name", "kind", "address", "secret", "is_active")


@dataclass(frozen=True)
class MailWay:
    is_digest: bool


def of(people) -> dict[int, MessageChoice]:
    """{person id: choice} of those who made one or whose address was refused; one query."""
    return MessageChoice.objects.in_bulk([person.pk for person in people], field_name="person_id")


def mail_for(person, choices) -> MailWay | None:
    """How this person gets a mail; None: not at all."""
    choice = choices.get(person.pk)
    if not person.email:
        return None
    if choice is None:
        return MailWay(False)
    if choice.mail == MailChoice.NONE or choice.refused_address == person.email:
        return None
    return MailWay(choice.mail == MailChoice.DIGEST)


def refuse_address(person, why) -> None:
    """Remember that nobody is there; another address of the person is tried at once."""
    MessageChoice.objects.update_or_create(
        person=person,
        defaults={
            "refused_address": person.email,
            "refused_at": timezone.now(),
            "refused_why": why[:300],
        },
    )


@transaction.atomic
def choose(person, mail) -> MessageChoice:
    """A person's own choice. The trail keeps it: somebody will ask why no mail came."""
    if mail not in MailChoice.values:
        raise WorkflowError("请选择一种邮件接收方式。")
    row, _ = MessageChoice.objects.select_for_update().get_or_create(person=person)
    before, row.mail = row.get_mail_display(), mail
    row.save(update_fields=["mail"])
    after = row.get_mail_display()
    if before != after:
        record(person, "message.choose", "修改消息接收方式", row, changes={"邮件": [before, after]})
    return row


def robots_of(unit_id) -> list[Robot]:
    return list(Robot.objects.in_use().filter(unit=unit_id))


def may_keep_robot(actor, unit) -> bool:
    """A unit's secretary looks after its own groups, the administrator after all."""
    scope = actor.scope
    if scope.role == Role.ADMINISTRATOR:
        return True
    return scope.role == Role.SECRETARY and unit.pk in scope.unit_ids


@transaction.atomic
def keep_robot(robot: Robot, actor) -> Robot:
    """Store a new or changed robot. Raises NotAllowed, WorkflowError, ValidationError."""
    if not may_keep_robot(actor, robot.unit):
        raise NotAllowed("群机器人由本单位书记或管理员登记。")
    robot.address = robot.address.strip()
    if fault := fault_of(robot.kind, robot.address):
        raise WorkflowError(fault)
    robot.full_clean()
    stored = Robot.objects.select_for_update().filter(pk=robot.pk).first()
    before = stored and values_of(stored, ROBOT_FIELDS)
    robot.save()
    changes = differences(before, robot, ROBOT_FIELDS) if before else {}
    for name in ("地址", "加签密钥"):
        if name in changes:  # the trail is read by many; a key is not for them
            changes[name] = ["（已隐去）", "（已隐去）"]
    label = "修改群机器人" if before else "登记群机器人"
    record(actor, "robot.keep", label, robot, changes=changes)
    return robot
