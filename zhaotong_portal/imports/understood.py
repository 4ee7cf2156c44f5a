"""How the columns of a file were understood: what the page shows of it, and what it asks."""

from django.utils.functional import cached_property

from zhaotong_portal.excel import KINDS
from zhaotong_portal.imports.choices import Choices
from zhaotong_portal.imports.deciding import NOT_CHOSEN
from zhaotong_portal.imports.fields import UNDECIDED, column_field
from zhaotong_portal.imports.headerless import is_headerless, likely_sheets
from zhaotong_portal.imports.meanings import key_of, remembered_meanings

ASK = "请选择"
LEAVE_OUT = "不导入"


class Understood:
    """The columns of a batch. `typed`: what stands in the form, where it could not be stored."""

    def __init__(self, batch, typed=None, sheets=None):
        self.batch, self.typed = batch, typed or {}
        self.sheets = (batch.plan or {}).get("sheets", []) if sheets is None else sheets
        kind = KINDS.get(batch.kind)
        fields = (kind.title, *kind.fields) if kind else ()
        self.labels = {f.name: f.label for f in fields}
        self.families = {f.name: f.families for f in fields}

    @cached_property
    def chosen(self):
        """{label as compared: field or ""}: what was remembered, and what was said of this file."""
        own = Choices.from_json(self.batch.choices).columns
        said = {key_of(label): field for label, field in own.items()}
        return remembered_meanings().get(self.batch.kind, {}) | said

    @cached_property
    def columns(self):
        """Every labelled column once, with its sheets and the columns that stand beside it."""
        found = {}
        for sheet in self.sheets:
            for table in sheet["tables"]:
                beside = {c["field"]: c["label"] for c in table["columns"] if c["field"]}
                for column in table["columns"]:
                    self._note(found, sheet["name"], column, beside, table["columns"])
        return list(found.values())

    def _note(self, found, sheet, column, beside, neighbours):
        key = key_of(column["label"])
        if not key:
            return
        kept = found.setdefault(
            key,
            {
                "key": key,
                "number": len(found),
                "sheets": [],
                "beside": beside,
                "neighbours": neighbours,
            }
            | column,
        )
        if column["field"] and not kept["field"]:  # one sheet reads it, another has a better one
            kept |= {"field": column["field"], "beside": beside, "neighbours": neighbours}
        if sheet and sheet not in kept["sheets"]:
            kept["sheets"].append(sheet)
        kept["samples"] = kept["samples"] or column["samples"]

    # --- what is shown --------------------------------------------------------------------------

    def lines(self):
        """How each header was understood; sheets with the same header are said together."""
        understood = {}
        for sheet in self.sheets:
            for table in sheet["tables"]:
                columns = tuple(
                    (c["label"], c["field"], self._is_unknown(c))
                    for c in table["columns"]
                    if c["label"]
                )
                lines = header_lines(table["first_row"], table["last_row"])
                names = understood.setdefault((lines, columns), [])
                if sheet["name"] not in names:
                    names.append(sheet["name"])
        return [
            {
                "names": "、".join(filter(None, names)),
                "lines": lines,
                "columns": [
                    {"label": label, "field": self.labels.get(field, ""), "unknown": unknown}
                    for label, field, unknown in columns
                    if field or unknown
                ],
            }
            for (lines, columns), names in understood.items()
        ]

    def _is_unknown(self, column):
        key = key_of(column["label"])
        known = column["field"] or column["family"] or column["is_grid"]
        return bool(key) and not (known or key in self.chosen)

    # --- what is asked --------------------------------------------------------------------------

    @cached_property
    def unknown(self):
        return [self._asked(c, UNDECIDED) for c in self.columns if self._is_unknown(c)]

    @cached_property
    def remembered(self):
        """Columns whose meaning somebody gave, with what follows from it for others."""
        return [
            {
                "label": c["label"],
                "field": self.labels.get(self.chosen[c["key"]], LEAVE_OUT),
                "note": self._note_on(c),
            }
            for c in self.columns
            if c["key"] in self.chosen
        ]

    @cached_property
    def correctable(self):
        """The other columns, in case one was taken wrongly; in a grid a column is no field of its own."""
        return [
            self._asked(c, self._shown(c))
            for c in self.columns
            if not (self._is_unknown(c) or c["is_grid"])
        ]

    def _shown(self, column):
        return column["field"] if column["field"] in self.labels else ""

    def _asked(self, column, shown):
        name = column_field(column["label"], shown)
        selected = self.typed.get(name, shown)
        options = [(UNDECIDED, ASK)] if shown == UNDECIDED else []
        options += [("", LEAVE_OUT)]
        options += [
            (field, self._option(column, field, label))
            for field, label in self.labels.items()
            if field not in NOT_CHOSEN
        ]
        return {
            "id": column["number"],
            "label": column["label"],
            "sheets": "、".join(column["sheets"]),
            "samples": column["samples"],
            "name": name,
            "options": [(value, text, value == selected) for value, text in options],
        }

    def _option(self, column, field, label):
        """Says before it happens that another column gives way."""
        other = column["beside"].get(field)
        return f"{label}（现取自“{other}”）" if other and other != column["label"] else label

    def said_here(self):
        """What was said of this very file, where there is no list to show it with."""
        own = Choices.from_json(self.batch.choices).columns
        return [(label, self.labels.get(field, LEAVE_OUT)) for label, field in own.items()]

    def _note_on(self, column):
        field = self.chosen[column["key"]]
        if not field:
            return ""
        if column["field"] != field:
            other = column["beside"].get(field)
            return (
                f"“{self.labels.get(field, field)}”已取自“{other}”，这一栏没有导入" if other else ""
            )
        gone = [
            c["label"]
            for c in column["neighbours"]
            if not c["field"]
            and c["family"] in self.families[field]
            and key_of(c["label"]) not in self.chosen
        ]
        return f"因此“{'”“'.join(gone)}”一栏不再导入" if gone else ""


def asked_of_unread(batch, typed=None):
    """What somebody may say about the columns of a file that could not be read; None where that does not help."""
    sheets = likely_sheets(batch) if is_headerless(batch) else []
    understood = Understood(batch, typed, sheets)
    return understood if sheets or understood.said_here() else None


def header_lines(first, last):
    if first == last:
        return f"第 {first} 行"
    return f"第 {first}–{last} 行（{'两' if last - first == 1 else last - first + 1}行表头）"
