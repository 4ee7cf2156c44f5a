"""The rows of the month's form: what each field shows, from what is stored, or from what was just typed and refused."""

from dataclasses import dataclass

from tasks.contents import FIELDS, Cell, Line
from tasks.entries import NEEDS_REASON, WORDS, is_true
from tasks.models import ItemKind, Light
from tasks.month_entries import Entries, Refused

GROUPS = {
    ItemKind.SERVICE_ITEM: "三服务清单",
    ItemKind.LED_PROJECT: "书记领办、支部引办项目",
    ItemKind.KEY_TASK: "基层党建重点任务",
}


def group_of(item):
    """The heading that an item stands under; each further list has one of its own."""
    return GROUPS.get(item.kind) or item.label


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
        found.setdefault(group_of(line.item), []).append(line_row(line, refused))
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


def entries_of(contents, post) -> Entries:
    """What the whole form says; what was not in it is left alone."""
    lines = {line.line.pk: typed_line(post, line.line.pk) for line in contents.lines}
    return Entries(
        {pk: typed for pk, typed in lines.items() if typed},
        {
            cell.key: {
                "value": post[f"value-{cell.key}"],
                "reason": post.get(f"why-{cell.key}", ""),
                "version": post.get(f"value-version-{cell.key}", "0"),
            }
            for cell in contents.cells
            if f"value-{cell.key}" in post
        },
        {
            remark.pk: post[f"answer-{remark.pk}"]
            for _, remark in contents.remarks
            if f"answer-{remark.pk}" in post
        },
    )
