"""What somebody typed into a month, as a whole: the page's form and the offline workbook end in the same function.

Nothing typed is lost: what cannot be stored comes back in `Refused` with its sentence, or with what somebody else
saved meanwhile. `weigh` only looks, so that a preview shows exactly what `save_entries` will do.
"""

from dataclasses import dataclass, field

from django.db import transaction

from tasks.contents import FIELDS, Contents
from tasks.entries import EntryConflict, EntryErrors, tidy
from tasks.lines import check_answer, compare_line, store_answer, store_line
from tasks.values import compare_value, store_value
from tasks.writing import lock_for_entry


@dataclass
class Entries:
    """What was typed, by place. A place that is not in here is left alone.

    `lines`: {line's pk: {percent, light, text, reason, claims_done, unchanged, version}}, the texts as typed; `said`
    among them tells that the words were written for this month, though they may repeat the last one's;
    `values`: {cell's key: {value, reason, version}}; `answers`: {remark's pk: text}.
    """

    lines: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)


@dataclass
class Refused:
    """What a save could not store: {key of the row: {field: sentence}}, what was typed there, and conflicts."""

    typed: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    conflicts: dict = field(default_factory=dict)

    def put(self, key, typed, errors):
        self.typed[key] = typed
        self.errors[key] = self.errors.get(key, {}) | errors

    def put_conflict(self, key, typed, conflict):
        self.typed[key] = {**typed, "version": conflict.version}
        self.conflicts[key] = conflict

    def joined(self, other):
        names = ("typed", "errors", "conflicts")
        return Refused(*(getattr(self, name) | getattr(other, name) for name in names))

    def __bool__(self):
        return bool(self.errors or self.conflicts)


@dataclass
class Weighed:
    """What would be written, and what cannot be."""

    lines: list = field(default_factory=list)  # (contents.Line, what it should hold)
    values: list = field(default_factory=list)  # (contents.Cell, Entry, or None to empty it)
    answers: list = field(default_factory=list)  # (Remark, text)
    refused: Refused = field(default_factory=Refused)

    @property
    def count(self):
        return len(self.lines) + len(self.values) + len(self.answers)

    def __bool__(self):
        return bool(self.count or self.refused)


def save_entries(report, actor, entries: Entries) -> Weighed:
    """Store every good entry in one transaction. Raises NotAllowed, and StateChanged when the report is closed."""
    if not weigh(Contents.of(report), entries):
        return Weighed()
    with transaction.atomic():
        report = lock_for_entry(report.pk, actor)
        weighed = weigh(Contents.of(report), entries)
        for line, wanted in weighed.lines:
            store_line(line.line, wanted, report, actor)
        for cell, entry in weighed.values:
            store_value(report, cell, cell.value, entry, actor)
        for remark, text in weighed.answers:
            store_answer(remark, text, actor)
    return weighed


def weigh(contents: Contents, entries: Entries) -> Weighed:
    """Each entry beside what is stored; writes nothing."""
    found = Weighed()
    for line in contents.lines:
        _weigh_line(found, line, entries.lines.get(line.line.pk))
    for cell in contents.cells:
        _weigh_cell(found, cell, entries.values.get(cell.key))
    for _, remark in contents.remarks:
        _weigh_answer(found, remark, entries.answers.get(remark.pk))
    return found


def _weigh_line(found, line, typed):
    changed = changed_fields(line, typed)
    if not changed:
        return
    try:
        wanted = compare_line(line.line, line.known, changed, typed["version"])
    except EntryErrors as error:
        found.refused.put(line.anchor, typed, error.errors)
    except EntryConflict as conflict:
        found.refused.put_conflict(line.anchor, typed, conflict)
    else:
        if wanted is not None:
            found.lines.append((line, wanted))


def changed_fields(line, typed) -> dict:
    """Only what differs from what the page showed: a line nobody touched stays untouched.

    Typed words win over the tick of 无变化, so that nothing typed is lost.
    """
    if not typed:
        return {}
    shown = {name: getattr(line.shown, name) for name in FIELDS}
    shown["percent"] = "" if shown["percent"] is None else str(shown["percent"])
    changed = {
        name: typed[name]
        for name in FIELDS
        if (tidy(typed[name]) if isinstance(typed[name], str) else typed[name]) != shown[name]
    }
    if typed["unchanged"] and not changed and not line.line.unchanged:
        return {"unchanged": True}
    if not typed["unchanged"] and line.line.unchanged and not changed:
        return {"unchanged": False}
    if typed.get("said") and not line.is_edited and not changed:
        return {name: typed[name] for name in FIELDS}
    return changed


def _weigh_cell(found, cell, typed):
    if typed is None:
        return
    stored = cell.value.reason if cell.value else ""
    if (tidy(typed["value"]), tidy(typed["reason"])) == (cell.text, stored):
        return
    try:
        changes, entry = compare_value(
            cell, cell.value, typed["value"], typed["reason"], typed["version"]
        )
    except EntryErrors as error:
        found.refused.put(cell.anchor, typed, error.errors)
    except EntryConflict as conflict:
        found.refused.put_conflict(cell.anchor, typed, conflict)
    else:
        if changes:
            found.values.append((cell, entry))


def _weigh_answer(found, remark, text):
    """An answer that was emptied is left as it is: the page shows it, and may change it."""
    if tidy(text) in ("", remark.answer):
        return
    try:
        found.answers.append((remark, check_answer(text)))
    except EntryErrors as error:
        found.refused.put(f"remark-{remark.pk}", {"answer": text}, error.errors)
