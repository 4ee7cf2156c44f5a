"""Naming a substitute for the days one is away, and ending it early: who may, for which duties, on which days."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from units.models import Appointment, Person, Role, Substitution
from units.models.substitution import HANDED_ON
from units.scope import COMMITTEE_SIDE
from zhaotong_portal.audit.trail import record
from zhaotong_portal.wording import day_text
from zhaotong_portal.workflow import NotAllowed, StateChanged


def may_set_for_others(actor) -> bool:
    return actor.scope.role == Role.ADMINISTRATOR


def may_set(actor) -> bool:
    """Who has a duty to hand on, or sets substitutes for others."""
    return may_set_for_others(actor) or bool(roles_to_hand_on(actor))


def roles_to_hand_on(person) -> list[Role]:
    """The duties that this person holds today in their own right."""
    held = {row.role for row in person.current_appointments if row.person_id == person.pk}
    return [role for role in HANDED_ON if role in held]


@transaction.atomic
def set_substitute(actor, absent, role, substitute, begins_on, ends_on, reason):
    """Raises NotAllowed, or ValidationError with everything that is wrong, by field."""
    if absent.pk != actor.pk and not may_set_for_others(actor):
        raise NotAllowed("只能为本人指定代办人；为他人指定由管理员办理。")
    # Both people's rows, in one order: two presses at once must not agree on days that overlap or make a chain.
    list(
        Person.objects.select_for_update()
        .filter(pk__in=[absent.pk, substitute.pk])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    asked = Substitution(
        absent=absent, role=role, substitute=substitute, begins_on=begins_on, ends_on=ends_on,
        reason=reason.strip(), set_by=actor,
    )  # fmt: skip
    if faults := _faults(asked):
        raise ValidationError(faults)
    asked.save()
    record(actor, "substitution.set", "指定代办人", asked, reason=asked.reason)
    return asked


@transaction.atomic
def end_substitution(pk, actor):
    """From this moment on the substitute decides and signs nothing more."""
    pk = Substitution.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    found = Substitution.objects.select_for_update().get(pk=pk)
    if not may_end(found, actor):
        raise NotAllowed("代办由本人或管理员结束。")
    if found.is_over:
        raise StateChanged("这次代办已经结束。")
    found.ended_at, found.ended_by = timezone.now(), actor
    found.save(update_fields=["ended_at", "ended_by"])
    record(actor, "substitution.ended", "提前结束代办", found)
    return found


def may_end(substitution, actor) -> bool:
    return substitution.absent_id == actor.pk or may_set_for_others(actor)


def _faults(asked) -> dict:
    """{field: why not}: everything at once, days first, since the rest is asked of them."""
    found = faults_of_days(asked.begins_on, asked.ends_on)
    if asked.role not in HANDED_ON:
        found["role"] = "管理员、审计员等身份不能交给他人代办。"
    if not asked.reason:
        found["reason"] = "请填写事由，如出差、休假。"
    if not asked.absent.is_active:
        found["absent"] = f"{asked.absent.name}的账号已停用，没有可以代办的。"
    if asked.substitute_id == asked.absent_id:
        found["substitute"] = "不能指定本人代办。"
    elif not asked.substitute.is_active:
        found["substitute"] = f"{asked.substitute.name}的账号已停用，不能代办。"
    if found:
        return found
    return _faults_of_role(asked) or _faults_of_others_days(asked)


def faults_of_days(begins_on, ends_on) -> dict:
    """{field: why not}; asked by the form too, which says it beside whatever else is wrong."""
    if ends_on < begins_on:
        return {"ends_on": "结束日期不能早于开始日期。"}
    if begins_on < timezone.localdate():
        return {"begins_on": "开始日期不能早于今天。"}
    if (ends_on - begins_on).days >= settings.SUBSTITUTION_MAX_DAYS:
        return {"ends_on": f"一次代办最长 {settings.SUBSTITUTION_MAX_DAYS} 天，请核对年份。"}
    return {}


def _faults_of_role(asked):
    """The absent holds the role, and the substitute is somebody who may."""
    absent, substitute = asked.absent, asked.substitute
    held = _held_on_the_first_day(absent, asked).filter(role=asked.role)
    if not held.exists():
        label = asked.get_role_display()
        return {"role": f"{absent.name}届时没有“{label}”的任职。"}
    own = _held_in(substitute, asked)
    if asked.role == Role.SECRETARY:
        units = held.values("unit")
        officer = own.filter(role=Role.OFFICER, unit__in=units).select_related("unit").first()
        if officer:
            where = officer.unit.short_name
            return {"substitute": f"{substitute.name}是{where}的党务干部，不能代书记签名。"}
    elif not own.filter(role__in=COMMITTEE_SIDE).exists():
        return {"substitute": "这项职责只能由工委科室干部或工委领导代办。"}
    return {}


def _held_on_the_first_day(person, asked):
    rows = Appointment.objects.filter(person=person, starts_on__lte=asked.begins_on)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=asked.begins_on))


def _held_in(person, asked):
    """Appointments that hold on any of the days."""
    rows = Appointment.objects.filter(person=person, starts_on__lte=asked.ends_on)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=asked.begins_on))


def _faults_of_others_days(asked):
    """No second substitute for the same duty, and no chain: whoever is away stands in for nobody."""
    there = Substitution.objects.overlapping(asked.begins_on, asked.ends_on)
    there = there.select_related("absent", "substitute")
    absent, substitute = asked.absent, asked.substitute
    if same := there.filter(absent=absent, role=asked.role).first():
        return {"begins_on": f"{days_of(same)}已由{same.substitute.name}代办，日期不能重叠。"}
    if away := there.filter(absent=substitute).first():
        return {
            "substitute": f"{substitute.name}{days_of(away)}本人也请{away.substitute.name}代办，这些天不能再代他人。"
        }
    if standing_in := there.filter(substitute=absent).first():
        return {
            "begins_on": f"{absent.name}{days_of(standing_in)}正代{standing_in.absent.name}办理，"
            "请先结束那次代办，或改日期。"
        }
    return {}


def days_of(substitution) -> str:
    """11月3日至11月10日."""
    first, last = day_text(substitution.begins_on), day_text(substitution.ends_on)
    return first if first == last else f"{first}至{last}"
