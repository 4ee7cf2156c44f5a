"""The lines of a month: what is known before, saving one line, answering a remark, and what is still missing.

A line is saved as a whole from the fields that changed. Its version tells whether somebody else saved meanwhile.
"""

from django.db import transaction
from django.utils import timezone

from tasks.contents import FIELDS
from tasks.entries import (
    EntryConflict,
    EntryErrors,
    clean_line,
    is_true,
    read_version,
    tidy,
    unfit,
)
from tasks.gaps import Gap, gaps
from tasks.last_known import LastKnown, last_known
from tasks.models import ItemProgress, Remark, ReportState
from tasks.values import report_zero_for_rest, save_value
from tasks.writing import lock_for_entry
from zhaotong_portal.audit.trail import differences, record, values_of

__all__ = [
    "EntryConflict",
    "EntryErrors",
    "Gap",
    "LastKnown",
    "answer_remark",
    "gaps",
    "last_known",
    "report_zero_for_rest",
    "save_line",
    "save_value",
]


@transaction.atomic
def save_line(line_id, actor, fields, version) -> ItemProgress:
    """Save the given fields of a line; the first edit makes the shown last-known state the line's own.

    `unchanged` true confirms the last known state with one key. Raises NotAllowed, StateChanged, EntryErrors,
    EntryConflict; out of scope is ItemProgress.DoesNotExist.
    """
    found = ItemProgress.objects.visible_to(actor).only("report_id").get(pk=line_id)
    report = lock_for_entry(found.report_id, actor)
    line = ItemProgress.objects.select_related("item", "edited_by").get(pk=line_id)
    known = last_known([line.item], line.period)[line.item_id]
    wanted = compare_line(line, known, fields, version)
    if wanted is not None:
        store_line(line, wanted, report, actor)
    return line


def compare_line(line, known: LastKnown, fields, version) -> dict | None:
    """What a line should hold after this edit; None where it holds just that. Writes nothing.

    Raises EntryErrors, and EntryConflict where somebody saved after `version`.
    """
    wanted = _wanted(line, known, fields)
    own = {name: getattr(line, name) for name in (*FIELDS, "unchanged")}
    if line.edited_at and wanted == own:
        return None
    if line.version != read_version(version):
        by = line.edited_by.name if line.edited_by else ""
        raise EntryConflict(wanted, own, line.version, by, line.edited_at)
    return wanted


def store_line(line, wanted, report, actor):
    """Write what `compare_line` found, under the lock of its report."""
    before = values_of(line, FIELDS)
    for name, value in wanted.items():
        setattr(line, name, value)
    line.edited_at, line.edited_by, line.version = timezone.now(), actor, line.version + 1
    line.save()
    if report.state == ReportState.RETURNED:
        # What was signed once is never changed silently (C26).
        changes = differences(before, line, FIELDS)
        record(actor, "line.corrected", "更正进展", line, changes=changes, unit_id=report.unit_id)


def _wanted(line, known, fields) -> dict:
    """What the line should say after this edit. Edited by hand, it is no longer "unchanged"."""
    carried = {name: getattr(known, name) for name in FIELDS}
    if carried["percent"] is None:
        carried["percent"] = line.item.percent
    if is_true(fields.get("unchanged")):
        return {**carried, "unchanged": True}
    shown = {name: getattr(line, name) for name in FIELDS} if line.edited_at else carried
    wanted = {**shown, **clean_line({k: v for k, v in fields.items() if k in FIELDS})}
    if wanted["claims_done"] and wanted["percent"] != 100:
        raise EntryErrors({"percent": "报结的事项进度应为 100%，请改进度或取消报结。"})
    still_unchanged = line.unchanged and "unchanged" not in fields and wanted == carried
    return {**wanted, "unchanged": still_unchanged}


@transaction.atomic
def answer_remark(remark_id, actor, text) -> Remark:
    """The unit's answer to what staff wrote on a returned report."""
    remark = Remark.objects.select_related("round").get(
        pk=remark_id, round__report__unit__in=actor.scope.unit_ids
    )
    lock_for_entry(remark.round.report_id, actor)
    text = check_answer(text)
    if text != remark.answer:
        store_answer(remark, text, actor)
    return remark


def check_answer(text) -> str:
    """An answer as it is stored; raises EntryErrors."""
    text = tidy(text)
    if fault := unfit("答复", text):
        raise EntryErrors({"answer": fault})
    return text


def store_answer(remark, text, actor):
    remark.answer, remark.answered_by, remark.answered_at = text, actor, timezone.now()
    remark.save()
