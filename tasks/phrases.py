"""常用语: loaded once from `fixtures/`, kept by staff and administrators, offered beside the fields of reviewers."""

import csv

from django.conf import settings
from django.db import transaction

from tasks.models import PhrasePurpose, StandardPhrase
from units.models import Role
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.workflow import NotAllowed

KEEPERS = {Role.STAFF, Role.ADMINISTRATOR}
FIELDS = ("purpose", "text", "order", "is_active")


def offered(*purposes) -> list[tuple[str, str, list[str]]]:
    """[(purpose, its label, sentences)] of the purposes that have any; one query."""
    found = {purpose: [] for purpose in purposes}
    rows = StandardPhrase.objects.offered().filter(purpose__in=purposes)
    for purpose, text in rows.values_list("purpose", "text"):
        found[PhrasePurpose(purpose)].append(text)
    return [(code.value, code.label, texts) for code, texts in found.items() if texts]


@transaction.atomic
def keep(phrase: StandardPhrase, actor) -> StandardPhrase:
    """Store a new or changed phrase. Raises NotAllowed, ValidationError."""
    if actor.scope.role not in KEEPERS:
        raise NotAllowed("常用语由工委科室和管理员维护。")
    phrase.text = " ".join(phrase.text.split())
    phrase.full_clean()
    stored = StandardPhrase.objects.select_for_update().filter(pk=phrase.pk).first()
    before = stored and values_of(stored, FIELDS)
    phrase.save()
    changes = differences(before, phrase, FIELDS) if before else {}
    if changes or not before:
        label = "修改常用语" if before else "新增常用语"
        record(actor, "phrase.keep", label, phrase, changes=changes)
    return phrase


def load_phrases() -> int:
    """Create the phrases of each purpose that has none yet; how many. Later edits are kept."""
    known = set(StandardPhrase.objects.values_list("purpose", flat=True))
    rows = [row for row in read_phrases() if row["purpose"] not in known]
    StandardPhrase.objects.bulk_create(
        StandardPhrase(purpose=row["purpose"], text=row["text"], order=order)
        for order, row in enumerate(rows, 1)
    )
    return len(rows)


def read_phrases() -> list[dict]:
    with (settings.FIXTURES / "standard_phrases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
