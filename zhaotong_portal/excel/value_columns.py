"""The further fields of a kind, a dictionary a record."""

from .cells.fault import Fault
from .messages import shortened
from .prose import is_prose
from .text import looks_like_formula, one_line, paragraph
from .weak_families import strong

_MARKS = frozenset("=+-@")
_FAULTY = {"quantity", "date", "month", "year"}
# Read apart, not into `values`.
_TYPED = {"unit", "co_units", "category", "deadline", "percent", "people"}


class ValueColumns:
    """The part of a table's reader that collects what else its kind has."""

    def _values(self):
        """The other fields of the kind, a dictionary a record."""
        names, columns = [], []
        for field in self.reading.kind.fields:
            if field.reader in _TYPED and not (field.reader == "people" and field.name != "people"):
                continue
            if field.name not in self.fields:
                continue
            names.append(field.name)
            values = self._typed(field.name, field.reader, "")
            if field.reader in _FAULTY:
                values = self._without_faults(field.name, values)
            columns.append(values)
            if field.reader in ("line", "paragraph"):
                self._formulas(field.name, values)
        self._prose_of_progress(names, columns)
        if self.reading.kind.has_lead:
            self._fill_lead(names, columns)
        if not columns:
            return [{} for _ in self.rows]
        return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]

    def _prose_of_progress(self, names, columns):
        """进展情况 as the only column about progress: it says a share in some rows, a sentence in others."""
        column = self.fields.get("progress")
        if (
            column is None
            or strong(column.family) != "progress.text"
            or "progress_text" in self.fields
            or not self.reading.kind.field_named("progress_text")
        ):
            return
        names.append("progress_text")
        columns.append(
            [paragraph(value) if is_prose(value) else "" for value in self._column("progress")]
        )

    def _without_faults(self, field, values):
        """A cell that holds no quantity, day, month or year refuses its row."""
        if not any(isinstance(value, Fault) for value in set(values)):
            return values
        written = self._column(field)
        for position, value in enumerate(values):
            if isinstance(value, Fault):
                reason = f"（{value.reason}）" if value.reason else ""
                shown = shortened(one_line(written[position]))
                self._say(value.code, position, field, value=shown, reason=reason)
        return [None if isinstance(value, Fault) else value for value in values]

    def _fill_lead(self, names, columns):
        """书记领办 or 支部引办: by the row's own cell, else by titles and names, else by who is named."""
        fallback = self.around.lead or self._lead_by_columns()
        if "lead" in names:
            at = names.index("lead")
            columns[at] = [lead or fallback for lead in columns[at]]
        else:
            names.append("lead")
            columns.append([fallback] * len(self.rows))

    def _lead_by_columns(self):
        families = self.header.families
        if "people.lead" in families:
            return "secretary_led"
        return "branch_led" if families & {"people.branch", "branch"} else None

    def _formulas(self, field, texts):
        suspects = {t for t in set(texts) if t and t[0] in _MARKS and looks_like_formula(t)}
        if not suspects:
            return
        for position, text in enumerate(texts):
            if text in suspects:
                self._say("formula_text", position, field, mark=text[0])
