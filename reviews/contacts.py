"""Contact that a citizen left: encrypted apart, read by who calls back, each look in the audit trail, gone on its day (H19)."""

import base64
import hashlib
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reviews.models import CaseContact, RatingCase
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed

CONTACT_MAX = 60


def seal(case, contact):
    """Store what was left with a case."""
    CaseContact.objects.create(
        case=case,
        sealed=_box().encrypt(contact.encode()),
        delete_on=timezone.localdate() + timedelta(days=settings.KEEP_CONTACT_DAYS),
    )


@transaction.atomic
def look(case_id, actor) -> str:
    """What the citizen left, for the named caller only; the look is written down first. Raises NotAllowed."""
    case = RatingCase.objects.visible_to(actor).select_related("unit").get(pk=case_id)
    if not may_look(case, actor):
        raise NotAllowed("联系方式只由指定的回访人查看。")
    contact = CaseContact.objects.filter(case=case).first()
    if contact is None:
        raise NotAllowed("没有联系方式，或已按期删除。")
    record(actor, "rating_case.contact_look", "查看联系方式", case)
    try:
        return _box().decrypt(bytes(contact.sealed)).decode()
    except InvalidToken as error:
        raise NotAllowed("联系方式无法解密：密钥已更换，请管理员检查设置。") from error


def may_look(case, actor) -> bool:
    return case.caller_id == actor.pk and actor.scope.role in (Role.STAFF, Role.LEADER)


def _box():
    keys = settings.PORTAL_CONTACT_KEYS or [_embedded_key()]
    return MultiFernet([Fernet(key) for key in keys])


def _embedded_key():
    """Without a key of its own an embedded portal derives one from its secret: neither lies in the database."""
    digest = hashlib.sha256(b"reviews.contacts" + settings.SECRET_KEY.encode()).digest()
    return base64.urlsafe_b64encode(digest)
