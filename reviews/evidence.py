"""Keeping files beside a finding, before and after: optional, checked by content, in versions, never taken away (G6)."""

import hashlib
import uuid
from pathlib import PurePath

from django.conf import settings
from django.db import transaction

from reviews.models import Finding, FindingEvidence, Moment
from reviews.models.finding import OPEN_FINDINGS
from tasks.attachments import check_file, clean_name
from tasks.entries import EntryErrors
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.gate.checking import sentence

ADDERS = (Role.OFFICER, Role.SECRETARY, Role.STAFF, Role.INSPECTOR)


def may_add(finding, user):
    """The unit that leads or assists, and the committee's side, while the finding is open."""
    return user.scope.role in ADDERS and finding.state in OPEN_FINDINGS


@transaction.atomic
def add(finding_id, actor, upload, moment=Moment.AFTER, replaces_id=None) -> FindingEvidence:
    """The same content twice is kept once; a newer version names the older one. Raises EntryErrors by field."""
    pk = Finding.objects.visible_to(actor).values_list("pk", flat=True).get(pk=finding_id)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=pk)
    if not may_add(finding, actor):
        raise EntryErrors({"file": "问题已办结，或您不能添加材料。"})
    if moment not in Moment.values:
        raise EntryErrors({"moment": "请选择是整改前还是整改后。"})
    ending = PurePath(upload.name).suffix.lower()
    check_file(upload, ending)
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    known = FindingEvidence.objects.filter(finding=finding)
    if same := known.filter(sha256=digest.hexdigest(), moment=moment).first():
        return same
    if known.count() >= settings.ATTACHMENTS_A_LINE * 4:
        raise EntryErrors({"file": f"每个问题最多 {settings.ATTACHMENTS_A_LINE * 4} 份材料。"})
    older = known.filter(pk=replaces_id, replaced_by=None).first() if replaces_id else None
    name = clean_name(upload.name)
    if fault := sentence(name):
        raise EntryErrors({"file": f"文件名{fault}"})
    evidence = FindingEvidence(
        finding=finding, moment=older.moment if older else moment, name=name, size=upload.size,
        sha256=digest.hexdigest(), added_by=actor, replaces=older, version=older.version + 1 if older else 1,
    )  # fmt: skip
    upload.seek(0)
    evidence.file.save(f"{uuid.uuid4().hex}{ending}", upload, save=False)
    evidence.save()
    record(
        actor, "finding.evidence", f"添加{evidence.get_moment_display()}材料", finding, reason=name
    )
    return evidence
