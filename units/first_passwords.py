"""首次密码: random passwords for the accounts of a roster that have never logged in, told once and kept nowhere."""

import math
import secrets
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password
from django.db import transaction
from django.utils import timezone

from units.models import Appointment, Person
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of, record
from zhaotong_portal.imports.models import ImportBatch, ImportState
from zhaotong_portal.imports.permission import refuse_others
from zhaotong_portal.imports.portions import portions
from zhaotong_portal.workflow import WorkflowError

# Without letters and digits that look alike on paper (0 o, 1 l i).
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 3, 4
ISSUED = "import.first_passwords"


class NobodyWaits(WorkflowError):
    """Everybody of the batch has logged in, or is no longer there."""


class Issued(NamedTuple):
    """What the sheet of accounts says of one person."""

    unit: str
    name: str
    username: str
    password: str


def waiting(batch):
    """The accounts that this roster made, active, that have never logged in."""
    if batch.kind != "people" or batch.state != ImportState.COMMITTED:
        return Person.objects.none()
    created = batch.effects.get("created", [])
    return Person.objects.filter(
        pk__in=created, last_login=None, is_active=True, must_change_password=True
    )


def last_issue(batch):
    """The entry of the audit trail about the latest sheet of this batch, or None."""
    return AuditEntry.objects.about(batch).filter(action=ISSUED).first()


@transaction.atomic
def issue(batch_pk, actor) -> list[Issued]:
    """New first passwords for all who wait; earlier ones end. Raises NobodyWaits."""
    refuse_others(actor)
    batch = ImportBatch.objects.select_for_update().get(pk=batch_pk)
    people = list(waiting(batch).select_for_update())
    if not people:
        raise NobodyWaits("这批账号都已登录过或已停用，没有需要发放初始密码的。")
    now = timezone.now()
    passwords = {}
    for person in people:
        passwords[person.pk] = make_first_password()
        person.password = hashed(passwords[person.pk])
        person.first_password_at = now
    Person.objects.bulk_update(people, ["password", "first_password_at"], batch_size=200)
    AuditEntry.objects.bulk_create(
        entry_of(actor, "person.first_password", "发放初始密码", person) for person in people
    )
    count = {"账号": ["", f"{len(people)}个"]}
    record(actor, ISSUED, "发放初始密码", batch, changes=count)
    return _sheet(people, passwords)


@transaction.atomic
def issue_to(person, actor, unit="") -> Issued:
    """A first password for one account that was just made."""
    refuse_others(actor)
    password = make_first_password()
    person.password, person.must_change_password = hashed(password), True
    person.first_password_at = timezone.now()
    person.save()
    record(actor, "person.first_password", "发放初始密码", person)
    return Issued(unit, person.name, person.username, password)


def _sheet(people, passwords):
    """By unit, the committee's own people last."""
    units = _units_of(people)
    lines = []
    for person in people:
        order, unit = units.get(person.pk, (math.inf, "工委"))
        issued = Issued(unit, person.name, person.username, passwords[person.pk])
        lines.append((order, person.username, issued))
    return [issued for *_, issued in sorted(lines)]


def make_first_password() -> str:
    """kx7d-9mqa-2hte: easily read out and typed, 59 bits."""
    while True:
        text = "".join(secrets.choice(LETTERS) for _ in range(GROUPS * GROUP))
        if not text.isdigit() and not text.isalpha():
            return "-".join(text[n : n + GROUP] for n in range(0, len(text), GROUP))


def hashed(password) -> str:
    """With fewer rounds than a password that somebody thought of (settings)."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        rounds = min(hasher.iterations, settings.FIRST_PASSWORD_ITERATIONS)
        return hasher.encode(password, hasher.salt(), rounds)
    return make_password(password)


def _units_of(people):
    """{person: (order, short name) of the unit they work in}, one query a portion."""
    units = {}
    for pks in portions([person.pk for person in people]):
        rows = Appointment.objects.filter(person__in=pks, unit__isnull=False).select_related("unit")
        for row in rows.order_by("starts_on", "pk"):
            units[row.person_id] = (row.unit.protocol_order, row.unit.name)
    return units
