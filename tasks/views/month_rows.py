"""The rows of the month's form: what each field shows, from what is stored, or from what was just typed and refused."""

from dataclasses import dataclass, field

from tasks.contents import FIELDS, Cell, Line
from tasks.entries import NEEDS_REASON, WORDS, is_true
from tasks.models import ItemKind, Light

GROUPS = {
    ItemKind.SERVICE_ITEM: "三服务清单",
    ItemKind.LED_PROJECT: "书记领办、支部引办项目",
    ItemKind.KEY_TASK: "基层党建重点任务",
}


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

    def __bool__(self):
        return bool(self.errors or self.conflicts)


@dataclass
class LineRow:
    """One item in the form."""

    line: Line
    entry: dict
    version: int
    errors: dict
    conflict: object = None

    @property
    def pk(self):
        return self.line.line.pk

    @property
    def item(self):
        return self.line.item

    @property
    def off_track(self):
        return self.entry["light"] in (Light.AT_RISK, Light.BEHIND)


def line_row(line: Line, refused: Refused) -> LineRow:
    entry = {name: getattr(line.shown, name) for name in FIELDS}
    entry["unchanged"] = line.line.unchanged
    entry["percent"] = "" if entry["percent"] is None else entry["percent"]
    key = line.anchor
    typed = refused.typed.get(key, {})
    entry |= {name: value for name, value in typed.items() if name in entry}
    return LineRow(
        line,
        entry,
        typed.get("version", line.line.version),
        refused.errors.get(key, {}),
        refused.conflicts.get(key),
    )


@dataclass
class CellField:
    """One value of the grid in the form."""

    cell: Cell
    text: str
    reason: str
    version: int
    errors: dict
    conflict: object = None

    @property
    def wants_reason(self):
        return (
            bool(self.errors.get("reason") or self.reason) or WORDS.get(self.text) in NEEDS_REASON
        )


def cell_field(cell: Cell, refused: Refused) -> CellField:
    stored, key = cell.value, cell.anchor
    typed = refused.typed.get(key, {})
    return CellField(
        cell,
        typed.get("value", cell.text),
        typed.get("reason", stored.reason if stored else ""),
        typed.get("version", stored.version if stored else 0),
        refused.errors.get(key, {}),
        refused.conflicts.get(key),
    )


def groups_of(lines, refused):
    """[(name, rows)] in the order of the page."""
    found = {}
    for line in lines:
        found.setdefault(GROUPS[line.item.kind], []).append(line_row(line, refused))
    return list(found.items())


def grid_of(contents, refused):
    """Two grids: what each party organisation holds (a row each), and what the unit holds (one row)."""
    indicators, rows = contents.grid()
    by_organisation = [(holder, cells) for holder, cells in rows if holder]
    own = [cell for holder, cells in rows if holder is None for cell in cells if cell]
    asked = [
        i
        for i in indicators
        if any(c and c.indicator == i for _, cs in by_organisation for c in cs)
    ]
    return {
        "indicators": asked,
        "rows": [
            (holder, [cell_field(cell, refused) for cell in cells if cell])
            for holder, cells in by_organisation
        ],
        "own": [cell_field(cell, refused) for cell in own],
    }


def typed_line(post, pk) -> dict:
    """What the form says of a line; {} when the line was not in it."""
    if f"version-{pk}" not in post:
        return {}
    return {
        "percent": post.get(f"percent-{pk}", ""),
        "light": post.get(f"light-{pk}", ""),
        "text": post.get(f"text-{pk}", ""),
        "reason": post.get(f"reason-{pk}", ""),
        "claims_done": is_true(post.get(f"done-{pk}")),
        "unchanged": is_true(post.get(f"unchanged-{pk}")),
        "version": post.get(f"version-{pk}", ""),
    }
