"""What an import would do, row by row, before anything is written."""

import hashlib
import json
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from zhaotong_portal.excel import Message, ParsedWorkbook, Record
from zhaotong_portal.excel.memo import without_collector
from zhaotong_portal.excel.messages import shortened
from zhaotong_portal.excel.text import as_text
from zhaotong_portal.imports.seen_columns import sheets_as_json

# So many rows are text at once while their digest is taken.
ROWS_A_DIGEST = 1000
# A cell's text up to this length can be mended on the page.
LONGEST_MENDED = 2000


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ERROR = "error"


@dataclass(slots=True)
class PlannedRow:
    """One record and what becomes of it. `changes` is {label: [old text, new text]}; `target` the existing row.

    `near`: existing rows it may mean, ((key for a join, title), …); `joined`: somebody said that it means `target`;
    `waits`: it is not written before somebody chooses.
    """

    record: Record
    action: Action
    target: object = None
    changes: dict = field(default_factory=dict)
    near: tuple = ()
    joined: bool = False
    waits: bool = False


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

    @property
    def counts_to_keep(self):
        """As a batch keeps and pages tell them: a row that waits for somebody is not one that is created."""
        counts = self.counts
        return counts | {"create": counts["create"] - self.undecided, "waits": self.undecided}


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


def _offers_of(row):
    """What the page asks about a row; nothing of it is written."""
    offers = {"near": [list(pair) for pair in row.near], "joined": row.joined, "waits": row.waits}
    return {name: value for name, value in offers.items() if value}


def _cell_of_grid(row):
    """Which cell of its line a record is, where the list is a grid and each filled cell is a record."""
    columns = (column for column in row.record.columns if column.says and column.field)
    column = next(columns, None)
    return {"cell": column.index} if column else {}


def _decided(row) -> dict:
    """What would be written of a row, and what somebody is told about it."""
    return row_as_json(row) | _target_as_json(row)


def digest_of(rows) -> str:
    digest, rows = hashlib.sha256(), iter(rows)
    while some := list(islice(rows, ROWS_A_DIGEST)):
        text = json.dumps(
            some, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
        )
        digest.update(text.encode())
    return digest.hexdigest()[:16]


@without_collector()
def digest_of_plan(plan: Plan) -> str:
    """Names what would be written: another digest means that the preview is no longer true."""
    return digest_of(_weighed(row, _decided(row)) for row in plan.rows)


def _weighed(row, decided):
    """With all that a new row would hold: the meaning of a column may be another one by now."""
    return decided | {"values": row.record.values} if row.action == Action.CREATE else decided


def _located_messages(plan, offsets):
    """Messages with the line and the text of the cell, and the field that its column feeds."""
    records = {(row.record.sheet, row.record.row): row.record for row in plan.rows}
    located = []
    for message in plan.messages:
        kept = message_as_json(message)
        record = records.get((message.sheet, message.row))
        if message.about:
            kept["about"] = message.about
        if record is not None and message.index is not None:
            fields = [column.field for column in record.columns if column.index == message.index]
            kept["field"] = fields[0] if fields else None
            if message.index < len(record.source):
                line = message.line or message.row + offsets.get(message.sheet, 0)
                kept |= _cell(record.source[message.index], line, message.index)
        located.append(kept)
    return located


def _cell(value, line, index):
    """The cell as it stands, so that another text can be put into it; one too long is only shown."""
    text = as_text(value)
    if len(text) > LONGEST_MENDED:
        return {"value": shortened(text, 60)}
    return {"value": text, "line": line, "index": index}


@without_collector()
def plan_as_json(plan: Plan) -> dict:
    """What a batch keeps of a plan: enough to show the preview again without reading the file."""
    rows = list(map(_decided, plan.rows))
    digest = digest_of(map(_weighed, plan.rows, rows))
    for kept, row in zip(rows, plan.rows, strict=True):
        kept |= _offers_of(row) | _cell_of_grid(row)
    sheets = sheets_as_json(plan)
    offsets = {sheet["name"]: sheet["offset"] for sheet in sheets}
    return {
        "rows": rows,
        "digest": digest,
        "messages": _located_messages(plan, offsets),
        "untouched": plan.untouched,
        "undecided": plan.undecided,
        "sheets": sheets,
    }
