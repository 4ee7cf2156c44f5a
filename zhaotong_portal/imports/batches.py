"""The life of a batch: uploaded → read → previewed → committed → undone; or refused, cancelled, failed.

The page, the command and the demonstration all call these functions. Committing reads the kept file once more,
inside the transaction: what is written is decided by the database as it is then, not as the preview saw it.
"""

import hashlib
import logging
import secrets
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from zhaotong_portal.audit.trail import record
from zhaotong_portal.excel import FileRefused, annotate, parse_workbook
from zhaotong_portal.imports.models import ImportBatch, ImportState
from zhaotong_portal.imports.plan import Plan, plan_as_json
from zhaotong_portal.imports.registry import importer_for, unit_directory
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import NotAllowed, StateChanged, WorkflowError

logger = logging.getLogger(__name__)
REREADABLE = (
    ImportState.UPLOADED, ImportState.READ, ImportState.PREVIEWED, ImportState.REFUSED, ImportState.FAILED,
)  # fmt: skip


# What no hint of kind, year or month can mend.
BEYOND_READING = ("unreadable_file", "unsupported_format", "encrypted_file", "too_large")


class RowsRefused(WorkflowError):
    """Some rows are faulty and the administrator did not say to go on without them."""


class PreviewStale(WorkflowError):
    """The data changed after the preview: what was looked at is not what would be written."""


class ImportFailed(WorkflowError):
    """A fault of ours while writing; nothing was written, the text names the support number."""


class CannotMark(WorkflowError):
    """The workbook cannot be given back with marks."""


class CannotUndo(WorkflowError):
    """Something was built on the batch; the text says what."""


def make_plan(content: bytes, filename: str, *, kind=None, year=None, month=None):
    """Read and compare, write nothing: (importer, plan). Raises FileRefused. `month` is a Period."""
    parsed = parse_workbook(
        content,
        filename,
        unit_directory(),
        kind=kind or None,
        year=month.year if month else year,
        month=month.month if month else None,
        today=timezone.localdate(),
    )
    importer = importer_for(parsed.kind)
    if importer is None:
        raise FileRefused("unsupported_kind")
    return importer, importer.plan(parsed)


def take_upload(file, actor, *, kind="", year=None, month=None) -> ImportBatch:
    """Keep the file, read it, and preview it. The file stays whatever happens; a refusal is the batch's state."""
    refuse_others(actor)
    content = file.read()
    batch = ImportBatch(
        file_name=PurePath(file.name).name[:255],
        sha256=hashlib.sha256(content).hexdigest(),
        kind=kind,
        year=year,
        period=month,
        uploaded_by=actor,
    )
    batch.file.save(
        f"{batch.sha256[:16]}{PurePath(file.name).suffix[:8]}", ContentFile(content), save=False
    )
    batch.save()
    preview(batch, content)
    return batch


def preview(batch, content=None):
    """(Re)read a batch that is not committed, so that the page shows what a commit would do now."""
    try:
        if content is None:
            content = _content_of(batch)
        _, plan = make_plan(
            content, batch.file_name, kind=batch.kind, year=batch.year, month=batch.period
        )
    except FileRefused as refusal:
        batch.state = ImportState.REFUSED
        batch.refusal = {"code": refusal.code, "text": refusal.text}
        batch.counts, batch.plan = {}, {}
    except Exception:
        # A fault of ours: nothing was written, the file is kept, and support can find it by its number.
        logger.exception("import of batch %s failed", batch.pk)
        _mark_failed(batch)
    else:
        _show(batch, plan)
    batch.save()


def _show(batch, plan):
    parsed = plan.parsed
    batch.state = ImportState.PREVIEWED
    batch.kind, batch.year, batch.label = parsed.kind, parsed.year, parsed.label
    if parsed.month and batch.period is None:
        batch.period = Period(parsed.year, parsed.month)
    batch.counts, batch.plan = plan.counts, plan_as_json(plan)


def _mark_failed(batch):
    batch.state = ImportState.FAILED
    batch.support_number = f"{timezone.localdate():%m%d}-{secrets.token_hex(3)}"


def _content_of(batch) -> bytes:
    with batch.file.open("rb") as file:
        return file.read()


def may_import(user) -> bool:
    """rules.md §3: imports are the administrator's."""
    return user.scope.role == "administrator"


def refuse_others(actor):
    """`None` is the command line of the machine itself."""
    if actor is not None and not may_import(actor):
        raise NotAllowed("只有管理员可以导入清单。")


def reread(batch_pk, actor, *, kind="", year=None, month=None) -> ImportBatch:
    """Read the kept file once more, with other hints or because the data changed. Raises StateChanged."""
    refuse_others(actor)
    with transaction.atomic():
        batch = _locked(batch_pk)
        if batch.state not in REREADABLE:
            raise StateChanged(f"这批数据当前是“{batch.get_state_display()}”，不能重新读取。")
        batch.kind, batch.year, batch.period, batch.refusal = kind, year, month, {}
        batch.save()
    preview(batch)
    return batch


def may_be_read_again(batch) -> bool:
    """Whether another look at the kept file can bring anything."""
    return batch.state in REREADABLE and batch.refusal.get("code") not in BEYOND_READING


def _locked(batch_pk):
    return ImportBatch.objects.select_for_update().get(pk=batch_pk)


def commit(batch_pk, actor, skip_errors=False, seen="") -> ImportBatch:
    """Write the batch, all of it or (when asked) only its good rows; `seen` names the preview looked at.

    Raises RowsRefused, StateChanged, PreviewStale, ImportFailed; then nothing at all was written.
    """
    return commit_with_plan(batch_pk, actor, skip_errors, seen)[0]


def commit_with_plan(batch_pk, actor, skip_errors=False, seen=""):
    """As `commit`, with the plan that was written: (batch, plan)."""
    refuse_others(actor)
    try:
        with transaction.atomic():
            return _commit(batch_pk, actor, skip_errors, seen)
    except PreviewStale:
        preview(ImportBatch.objects.get(pk=batch_pk))
        raise
    except WorkflowError:
        raise
    except IntegrityError as error:
        # Somebody entered the same item by hand in this very moment.
        raise StateChanged("数据刚刚被他人改动，这批没有写入。请重新读取后再导入。") from error
    except Exception as error:
        logger.exception("import of batch %s failed while writing", batch_pk)
        raise ImportFailed(_failed(batch_pk)) from error


def _failed(batch_pk) -> str:
    with transaction.atomic():
        batch = _locked(batch_pk)
        _mark_failed(batch)
        batch.save()
    return f"导入中途出错，没有写入任何数据。支持编号 {batch.support_number}，文件已保留。"


def _commit(batch_pk, actor, skip_errors, seen):
    # One import at a time: two files with the same new items would both plan to create them.
    ImportBatch.objects.select_for_update().order_by("pk").first()
    batch = _locked(batch_pk)
    if batch.state != ImportState.PREVIEWED:
        by = f"已由 {batch.committed_by.name} 导入，" if batch.committed_by else ""
        raise StateChanged(f"这批数据{by}当前是“{batch.get_state_display()}”，不能再导入。")
    importer, plan = make_plan(
        _content_of(batch), batch.file_name, kind=batch.kind, year=batch.year, month=batch.period
    )
    if seen and seen != plan_as_json(plan)["digest"]:
        raise PreviewStale(
            "预览之后平台上的数据有变化，没有写入。下面是按现在的数据重新核对的结果，请再确认。"
        )
    if plan.is_blocked and not skip_errors:
        raise RowsRefused(
            f"有 {plan.counts['error'] + plan.undecided} 行不能导入，尚未写入任何数据。请先修改，或选择只导入可用的行。"
        )
    write(importer, plan, batch, actor)
    return batch, plan


def write(importer, plan: Plan, batch, actor):
    """In the caller's transaction: the importer's bulk writes, the batch's counts, one audit entry."""
    _show(batch, plan)
    batch.effects = importer.commit(plan, batch, actor)
    batch.state = ImportState.COMMITTED
    batch.committed_by, batch.committed_at = actor, timezone.now()
    batch.save()
    record(actor, "import.committed", "导入", batch, changes={
        "新增": ["", str(plan.counts["create"])], "修改": ["", str(plan.counts["update"])],
    })  # fmt: skip


@transaction.atomic
def cancel(batch_pk, actor) -> ImportBatch:
    refuse_others(actor)
    batch = _locked(batch_pk)
    if batch.state not in REREADABLE:
        raise StateChanged(f"这批数据当前是“{batch.get_state_display()}”，不能取消。")
    batch.state = ImportState.CANCELLED
    batch.save()
    record(actor, "import.cancelled", "取消导入", batch)
    return batch


@transaction.atomic
def undo(batch_pk, actor) -> ImportBatch:
    """Take a committed batch back as a whole. Raises CannotUndo with what was built on it."""
    refuse_others(actor)
    batch = _locked(batch_pk)
    if batch.state != ImportState.COMMITTED:
        raise StateChanged(f"这批数据当前是“{batch.get_state_display()}”，不能撤销。")
    importer_for(batch.kind).undo(batch, actor)
    batch.state = ImportState.UNDONE
    batch.undone_by, batch.undone_at = actor, timezone.now()
    batch.save()
    record(actor, "import.undone", "撤销导入", batch)
    return batch


def marked_copy(batch) -> bytes:
    """The sender's workbook with every fault at its cell. Raises FileRefused, FileNotFoundError, CannotMark."""
    content = _content_of(batch)
    _, plan = make_plan(
        content, batch.file_name, kind=batch.kind, year=batch.year, month=batch.period
    )
    try:
        return annotate(content, plan.messages, batch.file_name)
    except FileRefused:
        raise
    except Exception as error:
        logger.exception("marking of batch %s failed", batch.pk)
        raise CannotMark("这份工作簿无法加批注，请按页面上的行号修改。") from error


def too_large(file) -> bool:
    return file.size > settings.IMPORT_MAX_BYTES
