"""A filled-in workbook's way: uploaded, looked through, written or thrown away. Each step is its owner's alone."""

from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tasks.contents import Contents
from tasks.models import MonthUpload
from tasks.month_entries import Refused, save_entries
from tasks.month_workbook.preview import Preview, preview_of
from tasks.month_workbook.reading import read_month
from tasks.writing import lock_for_entry
from zhaotong_portal.excel import FileRefused, annotate
from zhaotong_portal.wording import size_text
from zhaotong_portal.workflow import WorkflowError

NONE_LEFT = "没有待写入的表格，可能已经写入或放弃。请重新上传。"


class UploadRefused(WorkflowError):
    """The workbook as a whole cannot be taken; the text says why and what to do."""


def take(report, actor, file) -> MonthUpload:
    """Keep a workbook that can be read as this report's. Raises UploadRefused, NotAllowed, StateChanged.

    It is read without a lock: a slow file keeps nobody else waiting.
    """
    _check_size(file)
    data = file.read()
    with transaction.atomic():
        report = lock_for_entry(report.pk, actor)
    try:
        read_month(data, file.name, Contents.of(report))
    except FileRefused as refusal:
        raise UploadRefused(refusal.text) from refusal
    upload, _ = MonthUpload.objects.update_or_create(
        report=report,
        uploaded_by=actor,
        defaults={"file_name": PurePath(file.name).name[:255], "content": data},
    )
    return upload


def _check_size(file):
    most = settings.MONTH_WORKBOOK_MAX_BYTES
    if file.size > most:
        raise UploadRefused(
            f"文件 {size_text(file.size)}，超过 {size_text(most)} 的上限。请删去图片和多余的工作表后再上传。"
        )


def look(upload) -> Preview:
    """What the workbook would change now. Raises UploadRefused where the report changed so that it no longer fits."""
    try:
        return preview_of(bytes(upload.content), upload.file_name, Contents.of(upload.report))
    except FileRefused as refusal:
        raise UploadRefused(refusal.text) from refusal


def confirm(report, actor) -> tuple[int, Refused]:
    """Write every good entry in one transaction: (how many, what was left out).

    The workbook goes once nothing of it is left behind. Raises UploadRefused, NotAllowed, StateChanged.
    """
    upload = _own(report, actor).select_related("report__unit").first()
    if upload is None:
        raise UploadRefused(NONE_LEFT)
    preview = look(upload)
    with transaction.atomic():
        same = _own(report, actor).filter(uploaded_at=upload.uploaded_at).select_for_update()
        if not list(same.values_list("pk")):  # written, given up or replaced in this very moment
            raise UploadRefused(NONE_LEFT)
        saved = save_entries(report, actor, preview.found.entries)
        refused = preview.found.refused.joined(saved.refused)
        if not (refused or preview.lost):
            upload.delete()
    return saved.count, refused


def discard(report, actor):
    _own(report, actor).delete()


def pending(report, actor) -> MonthUpload | None:
    return _own(report, actor).select_related("report__unit").defer("content").first()


def marked(upload) -> bytes:
    """The workbook as it came, each fault at its cell."""
    data = bytes(upload.content)
    return annotate(data, look(upload).messages, upload.file_name)


def drop_old(now=None) -> int:
    """Workbooks that nobody came back to; how many."""
    before = (now or timezone.now()) - timedelta(days=settings.MONTH_WORKBOOK_KEEP_DAYS)
    return MonthUpload.objects.filter(uploaded_at__lt=before).delete()[0]


def _own(report, actor):
    return MonthUpload.objects.mine(actor, report)
