"""线索受理: what comes in by the interface or by a workbook becomes one clue a number, whatever is sent how often (G14, L3)."""

import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from reviews.models import (
    OPEN_CLUES,
    Clue,
    ClueChannel,
    ClueComplainant,
    ClueState,
    ClueVersion,
    Confidence,
    NamedReader,
)
from reviews.signing import signing_key
from reviews.workflows.clue import due_of, empty
from units.unit_names import unit_called
from zhaotong_portal.audit.trail import record
from zhaotong_portal.gate.checking import look, masked
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, check_text

TITLE_LENGTH = 300


@dataclass(frozen=True)
class Incoming:
    """A clue as the outside system says it. A discipline clue is marked there; its words never reach a table here."""

    number: str
    title: str = ""
    content: str = ""
    about: str = ""
    complainant: str = ""
    contact: str = ""
    is_discipline: bool = False

    @property
    def sha256(self):
        said = "\x1f".join([self.title, self.content, self.about])
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Receipt:
    """What became of it: `created`, `same` (already known), `changed` (a new version), `stub` (移送)."""

    clue: Clue
    outcome: str


def _checked(incoming):
    """Numbers of people are masked on the way in; marks of secrecy are refused: they may not be stored."""
    if not incoming.number.strip():
        raise ValidationError({"number": "缺少外部编号。"})
    if len(incoming.number.strip()) > 100:
        raise ValidationError({"number": "外部编号最多 100 字。"})
    if incoming.is_discipline:
        return Incoming(incoming.number.strip(), is_discipline=True)
    texts = {}
    for name, most in (
        ("title", TITLE_LENGTH),
        ("content", settings.TEXT_MAX_LENGTH),
        ("about", 100),
    ):
        text = str(getattr(incoming, name) or "").strip()
        if len(text) > most:
            raise ValidationError({name: f"最多 {most} 字，现有 {len(text)} 字。"})
        finds = look(text)
        if finds.is_refused:
            raise ValidationError({name: "内容带有密级标志，平台不得存储，请按保密规定另行移交。"})
        texts[name] = masked(text)[0]
    if not texts["title"]:
        raise ValidationError({"title": "缺少线索标题。"})
    return Incoming(
        incoming.number.strip(), **texts, complainant=incoming.complainant.strip()[:50],
        contact=incoming.contact.strip()[:100],
    )  # fmt: skip


@transaction.atomic
def receive(channel: ClueChannel, incoming: Incoming) -> Receipt:
    """Idempotent: the same words under the same number are one clue; other words are its next version."""
    incoming = _checked(incoming)
    ClueChannel.objects.select_for_update().get(
        pk=channel.pk
    )  # two senders of one number queue here
    clue = Clue.objects.filter(channel=channel, outside_number=incoming.number).first()
    if incoming.is_discipline:
        return _stub(channel, clue, incoming)
    if clue is None:
        return Receipt(_create(channel, incoming), "created")
    if clue.state == ClueState.TRANSFERRED:  # whatever is said of it now is not ours to keep
        return Receipt(clue, "stub")
    if clue.versions.filter(sha256=incoming.sha256).exists():
        return Receipt(clue, "same")
    return Receipt(_next_version(clue, incoming), "changed")


def _create(channel, incoming):
    clue = Clue.objects.create(
        channel=channel, outside_number=incoming.number, title=incoming.title, content=incoming.content,
        about=incoming.about, unit=unit_called(incoming.about) if incoming.about else None,
        due_on=due_of(ClueState.RECEIVED),
    )  # fmt: skip
    _keep_version(clue, incoming)
    if incoming.complainant or incoming.contact:
        ClueComplainant.objects.create(
            clue=clue, name=incoming.complainant, contact=incoming.contact
        )
    record(None, "clue.received", "收到线索", clue)
    return clue


def _next_version(clue, incoming):
    clue.version += 1
    if clue.state in OPEN_CLUES or clue.state == ClueState.RETURNED:
        clue.title, clue.content, clue.about = incoming.title, incoming.content, incoming.about
    clue.save()
    _keep_version(clue, incoming)
    record(None, "clue.changed", f"收到第{clue.version}版", clue)
    return clue


def _keep_version(clue, incoming):
    ClueVersion.objects.create(
        clue=clue, number=clue.version, title=incoming.title, content=incoming.content, about=incoming.about,
        sha256=incoming.sha256,
    )  # fmt: skip


def _stub(channel, clue, incoming):
    if clue is None:
        clue = Clue(channel=channel, outside_number=incoming.number)
    elif clue.state not in (
        ClueState.RECEIVED,
        ClueState.FORWARDED,
        ClueState.RETURNED,
        ClueState.TRANSFERRED,
    ):
        return Receipt(clue, "same")
    else:
        empty(clue)
    known = clue.state == ClueState.TRANSFERRED
    clue.state, clue.due_on = ClueState.TRANSFERRED, None
    clue.transferred_to = clue.transferred_to or "纪检监察机关"
    clue.save()
    if not known:
        record(None, "clue.transferred", "移送", clue)
    return Receipt(clue, "stub")


# --- Tokens and who may look ------------------------------------------------------------------------------


def issue_token(channel: ClueChannel, actor) -> tuple[str, str]:
    """(token of the interface, key of the callback's signature): told once, here; earlier ones end."""
    token = secrets.token_urlsafe(32)
    channel.token_hash = _hash(token)
    channel.key_number += 1
    channel.save(update_fields=["token_hash", "key_number"])
    record(actor, "clue_channel.token", "发放接口口令和签名密钥", channel)
    return token, signing_key(channel)


def channel_of(token: str):
    """The channel that holds this token; None when there is none or it is switched off."""
    if not token:
        return None
    return ClueChannel.objects.filter(token_hash=_hash(token), is_active=True).first()


def _hash(token):
    return hashlib.sha256(f"clue-channel:{token}".encode()).hexdigest()


def may_see_complainant(user):
    return NamedReader.objects.reads(user, Confidence.COMPLAINANT)


def complainant_of(clue, user, why):
    """Who complained, for a named person who says why; the look is in the audit trail before the name is told."""
    if not may_see_complainant(user):
        raise NotAllowed("反映人信息只由指定的知情人员查看。")
    if not why.strip():
        raise ReasonRequired("请写明查看反映人信息的原因。")
    check_text(why, "原因")
    record(user, "look.complainant", "查看反映人信息", clue, reason=why)
    return getattr(clue, "complainant", None)
