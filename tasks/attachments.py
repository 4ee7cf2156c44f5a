"""Adding and taking away a line's files: kind, size and number are limited, the content decides, not the name."""

import hashlib
import unicodedata
import uuid
import zipfile
from pathlib import PurePath

from django.conf import settings
from django.db import transaction

from tasks.entries import EntryErrors
from tasks.models import ItemProgress, LineAttachment
from tasks.writing import lock_for_entry
from zhaotong_portal.audit.trail import record
from zhaotong_portal.gate.checking import sentence

# What a file must begin with, by its ending. Nothing that a browser would run.
BEGINNINGS = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
}
# What lies in the package of an Office file, which begins like every archive; macros are a program.
INSIDE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
MACROS = "vbaproject.bin"
KINDS = "PDF、JPG、PNG、DOCX、XLSX"
MEGABYTE = 1024 * 1024
NAME_LENGTH = 150


@transaction.atomic
def attach(line_id, actor, upload) -> LineAttachment:
    """Keep an uploaded file beside a line; the same content twice is kept once. Raises EntryErrors and the rest."""
    found = ItemProgress.objects.visible_to(actor).only("report_id").get(pk=line_id)
    report = lock_for_entry(found.report_id, actor)
    ending = PurePath(upload.name).suffix.lower()
    check_file(upload, ending)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    known = LineAttachment.objects.filter(line=line_id)
    if same := known.filter(sha256=digest.hexdigest()).first():
        return same
    if known.count() >= settings.ATTACHMENTS_A_LINE:
        raise EntryErrors(
            {"file": f"每个事项最多 {settings.ATTACHMENTS_A_LINE} 份材料，请先移除一份。"}
        )
    name = clean_name(upload.name)
    if fault := sentence(name):
        raise EntryErrors({"file": f"文件名{fault}"})
    attachment = LineAttachment(
        line_id=line_id, name=name, size=upload.size, sha256=digest.hexdigest(), added_by=actor
    )
    upload.seek(0)
    attachment.file.save(f"{uuid.uuid4().hex}{ending}", upload, save=False)
    attachment.save()
    record(actor, "attachment.added", "添加材料", attachment, unit_id=report.unit_id)
    return attachment


def clean_name(name):
    """The name without its folders, nothing in it that a line or a header could stumble over, its ending kept."""
    last = PurePath(name.replace("\\", "/")).name
    kept = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return kept.strip()[-NAME_LENGTH:]


def check_file(upload, ending):
    most = settings.ATTACHMENT_MAX_BYTES
    if ending not in BEGINNINGS:
        raise EntryErrors({"file": f"材料须是 {KINDS} 文件。"})
    if not upload.size:
        raise EntryErrors({"file": "这个文件是空的。"})
    if upload.size > most:
        size = upload.size / MEGABYTE
        raise EntryErrors({"file": f"材料每份最大 {most // MEGABYTE} MB，这份 {size:.1f} MB。"})
    upload.seek(0)
    if not upload.read(8).startswith(BEGINNINGS[ending]) or not _holds(upload, ending):
        raise EntryErrors({"file": f"这个文件的内容不是 {ending[1:].upper()}，请检查后再选。"})


def _holds(upload, ending):
    """Whether a package holds what its ending says; only its list of contents is read."""
    if ending not in INSIDE:
        return True
    try:
        names = zipfile.ZipFile(upload).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    if any(name.lower().endswith(MACROS) for name in names):
        raise EntryErrors({"file": "这个文件带有宏，请另存为不带宏的文件后再选。"})
    return INSIDE[ending] in names


@transaction.atomic
def take_away(attachment_id, actor):
    """Off the line while it is with the unit. What was signed with a report stays: it is part of its history."""
    attachment = (
        LineAttachment.objects.visible_to(actor).select_related("line").get(pk=attachment_id)
    )
    report = lock_for_entry(attachment.line.report_id, actor)
    if report.signed_at and attachment.added_at < report.signed_at:
        raise EntryErrors({"file": f"“{attachment.name}”已随签发留存，不能移除，可以另加一份。"})
    record(actor, "attachment.removed", "移除材料", attachment, unit_id=report.unit_id)
    file = attachment.file
    attachment.delete()
    transaction.on_commit(lambda: file.delete(save=False))
