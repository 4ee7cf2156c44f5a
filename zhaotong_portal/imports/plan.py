"""What an import would do, row by row, before anything is written."""

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum

from zhaotong_portal.excel import Message, ParsedWorkbook, Record
from zhaotong_portal.excel.memo import without_collector
from zhaotong_portal.excel.messages import shortened
from zhaotong_portal.excel.text import as_text


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ERROR = "error"


@dataclass(slots=True)
class PlannedRow:
    """One record and what becomes of it. `changes` is {label: [old text, new text]}; `target` the existing row."""

    record: Record
    action: Action
    target: object = None
    changes: dict = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """`messages` are the reader's and the importer's; `untouched` names what the file does not mention."""

    parsed: ParsedWorkbook
    rows: list[PlannedRow]
    messages: list[Message]
    untouched: list[str] = field(default_factory=list)
    undecided: int = 0  # rows that somebody must choose about before they can be written

    @property
    def has_errors(self):
        return any(row.action == Action.ERROR for row in self.rows) or any(
            message.is_error for message in self.messages
        )

    @property
    def is_blocked(self):
        """Whether a commit writes only when told to go on without some rows."""
        return self.has_errors or self.undecided > 0

    def of(self, action):
        return [row for row in self.rows if row.action == action]

    @property
    def counts(self):
        counts = {action.value: 0 for action in Action}
        for row in self.rows:
            counts[row.action] += 1
        warnings = sum(not message.is_error for message in self.messages)
        return {"rows": len(self.rows), **counts, "warning": warnings}


def row_as_json(row: PlannedRow) -> dict:
    """A row as `import_checklist --json` prints it (contract)."""
    record = row.record
    return {
        "sheet": record.sheet,
        "row": record.row,
        "action": row.action.value,
        "unit": record.unit.name if record.unit else None,
        "category": record.category,
        "title": record.title,
        "deadline": record.deadline.isoformat() if record.deadline else None,
        "deadline_kind": record.deadline_kind,
        "progress": record.progress,
        "people": list(record.people),
        "co_units": record.co_unit_names,
    }


def message_as_json(message: Message) -> dict:
    return {
        "level": message.level,
        "sheet": message.sheet,
        "row": message.row,
        "column": message.column,
        "code": message.code,
        "text": message.text,
    }


def _target_as_json(row):
    if row.target is None:
        return {"changes": row.changes}
    return {"changes": row.changes, "url": row.target.get_absolute_url()}


def digest_of(rows) -> str:
    """Names what would be written: another digest means that the preview is no longer true."""
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _located_messages(plan):
    """Messages with the text that stood in the cell, and the field that its column feeds."""
    records = {(row.record.sheet, row.record.row): row.record for row in plan.rows}
    located = []
    for message in plan.messages:
        kept = message_as_json(message)
        record = records.get((message.sheet, message.row))
        if record is not None and message.index is not None:
            fields = [column.field for column in record.columns if column.index == message.index]
            kept["field"] = fields[0] if fields else None
            if message.index < len(record.source):
                kept["value"] = shortened(as_text(record.source[message.index]), 60)
        located.append(kept)
    return located


@without_collector()
def plan_as_json(plan: Plan) -> dict:
    """What a batch keeps of a plan: enough to show the preview again without reading the file."""
    rows = [row_as_json(row) | _target_as_json(row) for row in plan.rows]
    return {
        "rows": rows,
        "digest": digest_of(rows),
        "messages": _located_messages(plan),
        "untouched": plan.untouched,
        "undecided": plan.undecided,
        "sheets": [
            {
                "name": sheet.name,
                "left_out": sheet.left_out,
                "tables": [
                    {
                        "first_row": table.first_row,
                        "last_row": table.last_row,
                        "columns": [[column.label, column.field] for column in table.columns],
                    }
                    for table in sheet.tables
                ],
            }
            for sheet in plan.parsed.sheets
        ],
    }
