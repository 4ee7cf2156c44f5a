"""What a filled-in workbook would change, before anything is written: old → new by sheet and row, faults, conflicts."""

from dataclasses import dataclass, field

from tasks.contents import FIELDS
from tasks.entries import value_text
from tasks.models import IndicatorValue, Light
from tasks.month_entries import Refused, Weighed, weigh
from tasks.month_workbook.reading import Found, read_month
from zhaotong_portal.excel import Message
from zhaotong_portal.excel.messages import ERROR

LABELS = {
    "percent": "进度", "light": "进度灯", "text": "进展", "reason": "滞后原因", "claims_done": "报结",
    "unchanged": "无变化", "value": "数值", "answer": "答复",
}  # fmt: skip
VALUE_LABELS = {"value": "数值", "reason": "说明"}


@dataclass
class Change:
    """One row of the workbook that would be written. `parts`: [(label, old, new)]."""

    sheet: str
    row: int
    title: str
    anchor: str
    parts: list


@dataclass
class Conflict:
    """Somebody saved meanwhile: both are shown, and the page lets its owner choose."""

    sheet: str
    row: int
    title: str
    anchor: str
    mine: list
    theirs: list
    by: str
    at: object


@dataclass
class Preview:
    found: Found
    weighed: Weighed
    changes: list = field(default_factory=list)
    conflicts: list = field(default_factory=list)
    messages: list = field(default_factory=list)

    @property
    def faults(self):
        return [m for m in self.messages if m.is_error]

    @property
    def notices(self):
        return [m for m in self.messages if not m.is_error]

    @property
    def refused(self) -> Refused:
        """Everything that a save leaves out, by the reading and by the rules."""
        return self.found.refused.joined(self.weighed.refused)

    @property
    def lost(self):
        """Faults of rows that have no place on the page, where they could be mended."""
        places = {(row.table.sheet, row.number) for row in self.found.places.values()}
        return [m for m in self.faults if (m.sheet, m.row) not in places]


def preview_of(data, file_name, contents) -> Preview:
    """Raises FileRefused. A constant number of queries, however many rows were filled in."""
    found = read_month(data, file_name, contents)
    weighed = weigh(contents, found.entries)
    preview = Preview(found, weighed)
    titles = _titles(contents)
    for anchor, parts in _changes(weighed):
        row = found.places[anchor]
        preview.changes.append(Change(row.table.sheet, row.number, titles[anchor], anchor, parts))
    refused = preview.refused
    for anchor, conflict in refused.conflicts.items():
        row = found.places[anchor]
        preview.conflicts.append(
            Conflict(row.table.sheet, row.number, titles[anchor], anchor, _said(conflict.mine), _said(conflict.theirs),
                     conflict.by, conflict.at)
        )  # fmt: skip
    preview.messages = sorted(
        [*found.messages, *_messages(refused, found)], key=lambda m: (m.sheet, m.row)
    )
    return preview


def _titles(contents):
    found = {line.anchor: line.item.title for line in contents.lines}
    found |= {cell.anchor: cell.label for cell in contents.cells}
    return found | {f"remark-{remark.pk}": remark.text for _, remark in contents.remarks}


def _changes(weighed):
    for line, wanted in weighed.lines:
        yield line.anchor, _line_parts(line, wanted)
    for cell, entry in weighed.values:
        yield cell.anchor, _value_parts(cell, entry)
    for remark, text in weighed.answers:
        yield f"remark-{remark.pk}", [(LABELS["answer"], remark.answer, text)]


def _line_parts(line, wanted):
    """Beside what the page shows now; a line that is only confirmed says so."""
    shown = {name: getattr(line.shown, name) for name in FIELDS}
    shown["unchanged"] = line.line.unchanged
    names = [name for name in (*FIELDS, "unchanged") if shown[name] != wanted[name]]
    parts = [(LABELS[name], _word(name, shown[name]), _word(name, wanted[name])) for name in names]
    return parts or [("填报", "未填", "与上次相同，已填")]


def _value_parts(cell, entry):
    new = value_text(IndicatorValue(state=entry.state, value=entry.value)) if entry else ""
    old_reason, new_reason = cell.value.reason if cell.value else "", entry.reason if entry else ""
    parts = [(LABELS["value"], cell.text, new)] if cell.text != new else []
    if old_reason != new_reason:
        parts.append((VALUE_LABELS["reason"], old_reason, new_reason))
    return parts


def _word(name, value):
    if name == "percent":
        return "" if value is None else f"{value}%"
    if name == "light":
        return Light(value).label if value else ""
    if isinstance(value, bool):
        return "是" if value else ""
    return str(value)


def _said(fields):
    """What one of two versions holds, without what it leaves empty."""
    labels = LABELS if "text" in fields else VALUE_LABELS
    said = [(labels[name], _word(name, value)) for name, value in fields.items()]
    return [(label, text) for label, text in said if text]


def _messages(refused, found):
    """Every fault and conflict at its cell."""
    for anchor, errors in refused.errors.items():
        for name, text in errors.items():
            yield found.places[anchor].fault(name, "bad_entry", text)
    for anchor, conflict in refused.conflicts.items():
        row = found.places[anchor]
        text = f"下载表格之后，{conflict.by or '他人'}在页面上改过这一项。没有写入，请在页面上选用一份。"
        yield Message(
            ERROR, row.table.sheet, row.number, "", "changed_meanwhile", text, None, row.number
        )
