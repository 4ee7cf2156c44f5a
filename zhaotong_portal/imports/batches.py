"""The life of a batch: uploaded → read → previewed → committed → undone; or refused, cancelled, failed.

The page, the command and the demonstration all call these functions. Committing reads the kept file once more,
inside the transaction: what is written is decided by the database as it is then, not as the preview saw it.
"""

import logging
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from zhaotong_portal import progress
from zhaotong_portal.audit.trail import record
from zhaotong_portal.excel import FileRefused, parse_workbook
from zhaotong_portal.gate import workbooks as gate
from zhaotong_portal.imports.bounds import limits_of_settings
from zhaotong_portal.imports.choices import NO_HINTS, Hints
from zhaotong_portal.imports.keeping import keep
from zhaotong_portal.imports.meanings import remembered_meanings
from zhaotong_portal.imports.models import ImportBatch, ImportState
from zhaotong_portal.imports.permission import refuse_others
from zhaotong_portal.imports.plan import Plan, digest_of_plan, plan_as_json
from zhaotong_portal.imports.registry import importer_for, unit_directory
from zhaotong_portal.period import Period
from zhaotong_portal.support import new_support_number
from zhaotong_portal.workflow import StateChanged, WorkflowError

logger = logging.getLogger(__name__)
REREADABLE = (
    ImportState.UPLOADED, ImportState.READ, ImportState.PREVIEWED, ImportState.REFUSED, ImportState.FAILED,
    ImportState.CANCELLED,
)  # fmt: skip


# What a reading began with: where one of it is another at its end, the reading is of no use.
READ_BY = ("state", "kind", "year", "period", "choices", "job", "job_claim")
# What no hint of kind, year or month can mend.
BEYOND_READING = ("unreadable_file", "unsupported_format", "encrypted_file", "too_large", gate.CODE)


class RowsRefused(WorkflowError):
    """Some rows are faulty and the administrator did not say to go on without them."""


class PreviewStale(WorkflowError):
    """The data changed after the preview: what was looked at is not what would be written."""


class ImportFailed(WorkflowError):
    """A fault of ours while writing; nothing was written, the text names the support number."""


class CannotUndo(WorkflowError):
    """Something was built on the batch; the text says what."""


def make_plan(content: bytes, filename: str, hints: Hints = NO_HINTS):
    """Read and compare, write nothing: (importer, plan). Raises FileRefused."""
    progress.stage("reading")
    parsed = _read(content, filename, hints)
    importer = importer_for(parsed.kind)
    if importer is None:
        raise FileRefused("unsupported_kind")
    progress.stage("checking")
    return importer, importer.plan(parsed, hints.choices.joins)


def _read(content, filename, hints):
    """The file as typed rows, numbers of people masked; what the gate has seen of it is forgotten with the end of it."""
    month, choices, clean = hints.month, hints.choices, set()
    parsed = parse_workbook(
        content,
        filename,
        unit_directory(),
        kind=hints.kind or None,
        year=month.year if month else hints.year,
        month=month.month if month else None,
        column_map=choices.columns,
        cells=choices.cells,
        meanings=remembered_meanings(),
        today=timezone.localdate(),
        limits=limits_of_settings(),
        watch=partial(gate.refuse_secrets, clean=clean),
    )
    return gate.without_personal_data(parsed, clean)


def take_upload(file, actor, *, kind="", year=None, month=None) -> ImportBatch:
    """Keep the file, read it, and preview it. The file stays whatever happens; a refusal is the batch's state."""
    batch = keep(file, actor, kind=kind, year=year, month=month)
    preview(batch)
    return batch


def preview(batch):
    """(Re)read a batch that is not committed, so that the page shows what a commit would do now.

    Raises StateChanged where somebody wrote, cancelled, or decided something about it meanwhile: what they did stands.
    """
    found = {name: getattr(batch, name) for name in READ_BY}
    read_into(batch)
    with transaction.atomic():
        rows = ImportBatch.objects.select_for_update().filter(pk=batch.pk)
        if rows.values(*READ_BY).get() != found:
            raise StateChanged("这批数据刚刚被他人处理，请看现在的结果。")
        batch.save()


def read_into(batch):
    """What `preview` finds, on the batch, not saved. Raises Stopped where somebody ended the reading."""
    try:
        _, plan = make_plan(content_of(batch), batch.file_name, Hints.of(batch))
    except FileRefused as refusal:
        batch.state = ImportState.REFUSED
        batch.refusal = {"code": refusal.code, "text": refusal.text}
        batch.counts, batch.plan = {}, {}
        if refusal.code == gate.CODE:
            forget_file(batch)
    except progress.Stopped:
        raise
    except Exception:
        # A fault of ours: nothing was written, the file is kept, and support can find it by its number.
        logger.exception("import of batch %s failed", batch.pk)
        mark_failed(batch)
    else:
        _show(batch, plan)


def _show(batch, plan, is_kept=False):
    parsed = plan.parsed
    batch.state = ImportState.PREVIEWED
    batch.kind, batch.year, batch.label = parsed.kind, parsed.year, parsed.label
    if parsed.month and batch.period is None:
        batch.period = Period(parsed.year, parsed.month)
    batch.counts = plan.counts_to_keep
    if not is_kept:
        batch.plan = plan_as_json(plan)


def mark_failed(batch):
    batch.state = ImportState.FAILED
    batch.support_number = new_support_number()


def forget_file(batch):
    """What may not be recorded stays nowhere: the file goes, the batch says that and why."""
    batch.file.delete(save=False)
    batch.file = ""


def content_of(batch) -> bytes:
    if not batch.file:
        raise FileNotFoundError
    with batch.file.open("rb") as file:
        return file.read()


def reread(batch_pk, actor, *, kind="", year=None, month=None) -> ImportBatch:
    """Read the kept file once more, with other hints or because the data changed. Raises StateChanged."""
    refuse_others(actor)
    with transaction.atomic():
        batch = with_other_hints(batch_pk, kind, year, month)
        batch.save()
    preview(batch)
    return batch


def with_other_hints(batch_pk, kind, year, month) -> ImportBatch:
    """The batch under lock, about to be read again; not yet saved. Raises StateChanged."""
    batch = locked(batch_pk)
    refuse_busy(batch)
    if batch.state not in REREADABLE:
        raise StateChanged(f"这批数据当前是“{batch.get_state_display()}”，不能重新读取。")
    batch.kind, batch.year, batch.period, batch.refusal = kind, year, month, {}
    batch.notice = ""
    # From here to the end of the reading nobody can commit or mend what is about to change.
    batch.state = ImportState.READ
    return batch


def may_be_read_again(batch) -> bool:
    """Whether another look at the kept file can bring anything."""
    return batch.state in REREADABLE and batch.refusal.get("code") not in BEYOND_READING


def locked(batch_pk):
    """Without the rows of the file, which may be a hundred thousand: whoever wants them asks for them."""
    return ImportBatch.objects.select_for_update().without_rows().get(pk=batch_pk)


def refuse_busy(batch, claim=""):
    """Only the run that holds a batch's job may move it; `claim` names the run, nobody else has one."""
    if batch.job and (not claim or batch.job_claim != claim) or claim and not batch.job:
        raise StateChanged("这批数据正在后台处理，请等处理完，或先停止。")


def commit(batch_pk, actor, skip_errors=False, seen="", claim="") -> ImportBatch:
    """Write the batch, all of it or (when asked) only its good rows; `seen` names the preview looked at.

    Raises RowsRefused, StateChanged, PreviewStale, ImportFailed; then nothing at all was written.
    """
    return commit_with_plan(batch_pk, actor, skip_errors, seen, claim)[0]


def commit_with_plan(batch_pk, actor, skip_errors=False, seen="", claim=""):
    """As `commit`, with the plan that was written: (batch, plan). `claim` names the worker's run, if it is one."""
    refuse_others(actor)
    try:
        with transaction.atomic():
            return _commit(batch_pk, actor, skip_errors, seen, claim)
    except PreviewStale as error:
        _preview_again(batch_pk, claim, error.text)
        raise
    except (WorkflowError, progress.Stopped):
        raise
    except IntegrityError as error:
        # Somebody entered the same item by hand in this very moment.
        raise StateChanged("数据刚刚被他人改动，这批没有写入。请重新读取后再导入。") from error
    except Exception as error:
        logger.exception("import of batch %s failed while writing", batch_pk)
        raise ImportFailed(fail(batch_pk, claim)) from error


def _preview_again(batch_pk, claim, notice):
    """The list as it stands now. Raises StateChanged where somebody else had the last word meanwhile."""
    batch = ImportBatch.objects.get(pk=batch_pk)
    if not claim:
        refuse_busy(batch)
        if batch.state != ImportState.PREVIEWED:
            raise StateChanged(f"这批数据刚刚被他人处理，当前是“{batch.get_state_display()}”。")
        preview(batch)
        return
    read_into(batch)
    with transaction.atomic():
        refuse_busy(locked(batch_pk), claim)
        batch.put_job_down(notice)
        batch.save()


def fail(batch_pk, claim="") -> str:
    """Nothing was written: the batch keeps its file under a support number. What to tell whoever asked.

    Raises StateChanged where somebody else wrote or cancelled the batch meanwhile: that is not undone by saying so.
    """
    with transaction.atomic():
        batch = locked(batch_pk)
        refuse_busy(batch, claim)
        if batch.state != ImportState.PREVIEWED:
            raise StateChanged(
                f"导入没有成功；同时这批数据已被他人处理，当前是“{batch.get_state_display()}”。请看现在的结果。"
            )
        mark_failed(batch)
        batch.put_job_down()
        batch.save()
    return f"导入中途出错，没有写入任何数据。支持编号 {batch.support_number}，文件已保留。"


def _one_at_a_time():
    """Two files with the same new items would both plan to create them; one would change what the other takes back."""
    ImportBatch.objects.select_for_update().order_by("pk").values_list("pk").first()


def _commit(batch_pk, actor, skip_errors, seen, claim):
    _one_at_a_time()
    batch = locked(batch_pk)
    refuse_busy(batch, claim)
    if batch.state != ImportState.PREVIEWED:
        by = f"已由 {batch.committed_by.name} 导入，" if batch.committed_by else ""
        raise StateChanged(f"这批数据{by}当前是“{batch.get_state_display()}”，不能再导入。")
    importer, plan = make_plan(content_of(batch), batch.file_name, Hints.of(batch))
    if seen and seen != digest_of_plan(plan):
        raise PreviewStale(
            "预览之后平台上的数据有变化，没有写入。下面是按现在的数据重新核对的结果，请再确认。"
        )
    if plan.is_blocked and not skip_errors:
        raise RowsRefused(
            f"有 {plan.counts['error'] + plan.undecided} 行不能导入，尚未写入任何数据。请先修改，或选择只导入可用的行。"
        )
    write(importer, plan, batch, actor, is_kept=bool(seen))
    # The last thing before the database has it: from here on it is too late to stop.
    progress.settle()
    return batch, plan


def write(importer, plan: Plan, batch, actor, is_kept=False):
    """In the caller's transaction: the importer's bulk writes, the batch's counts, one audit entry.

    `is_kept`: the batch has this plan already, as somebody saw it; then its rows are not written once more.
    """
    _show(batch, plan, is_kept)
    progress.stage("writing")
    batch.effects = importer.commit(plan, batch, actor)
    batch.put_job_down()
    batch.state = ImportState.COMMITTED
    batch.committed_by, batch.committed_at = actor, timezone.now()
    batch.save()
    record(actor, "import.committed", "导入", batch, changes={
        "新增": ["", str(batch.counts["create"])], "修改": ["", str(batch.counts["update"])],
    })  # fmt: skip


@transaction.atomic
def cancel(batch_pk, actor) -> ImportBatch:
    refuse_others(actor)
    batch = locked(batch_pk)
    refuse_busy(batch)
    if batch.state not in REREADABLE or batch.state == ImportState.CANCELLED:
        raise StateChanged(f"这批数据当前是“{batch.get_state_display()}”，不能取消。")
    batch.state, batch.notice = ImportState.CANCELLED, ""
    batch.save()
    record(actor, "import.cancelled", "取消导入", batch)
    return batch


@transaction.atomic
def undo(batch_pk, actor, claim="") -> ImportBatch:
    """Take a committed batch back as a whole. Raises CannotUndo with what was built on it."""
    refuse_others(actor)
    _one_at_a_time()
    batch = locked(batch_pk)
    refuse_busy(batch, claim)
    if batch.state != ImportState.COMMITTED:
        raise StateChanged(f"这批数据当前是“{batch.get_state_display()}”，不能撤销。")
    progress.stage("undoing")
    try:
        importer_for(batch.kind).undo(batch, actor)
    except ProtectedError as used:
        names = "、".join(sorted({str(row._meta.verbose_name) for row in used.protected_objects}))
        raise CannotUndo(
            f"这批数据已被“{names}”引用，不能整批撤销。请先处理引用它的内容。"
        ) from used
    batch.state = ImportState.UNDONE
    batch.undone_by, batch.undone_at = actor, timezone.now()
    batch.put_job_down()
    batch.save()
    record(actor, "import.undone", "撤销导入", batch)
    progress.settle()
    return batch
