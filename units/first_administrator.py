"""The first person of an office's portal; everybody else is entered by them, in the admin."""

import secrets

from django.db import transaction
from django.utils import timezone

from units.models import Appointment, Person, Role
from zhaotong_portal.audit.trail import record


class AlreadyThere(Exception):
    """There is somebody who can do this in the admin, under their own name."""


@transaction.atomic
def appoint(username, name) -> str:
    """Create the first administrator; the password returned is good for one log-in."""
    if Appointment.objects.holding(Role.ADMINISTRATOR).exists():
        raise AlreadyThere("已有在任的管理员，请由其在管理后台增加人员。")
    if Person.objects.filter(username=username).exists():
        raise AlreadyThere(f"登录名 {username} 已被使用。")
    password = secrets.token_urlsafe(12)
    person = Person.objects.create_user(username, password, name=name)
    Appointment.objects.create(
        person=person, role=Role.ADMINISTRATOR, starts_on=timezone.localdate()
    )
    record(None, "person.first_administrator", "建立第一个管理员", person)
    return password
