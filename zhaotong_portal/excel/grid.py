"""Reads a list that came as a grid: a record for each cell of its data columns."""

from dataclasses import replace

from .cells.fault import Fault
from .cells.unit_names import UnitRef
from .sheets import is_blank
from .table_reader import TableReader
from .text import as_text, folded


class GridReader(TableReader):
    """The rows are read as those of any list; then each filled cell of a data column becomes a record of its own."""

    def __init__(self, reading, sheet, header, lines, around):
        super().__init__(reading, sheet, header, lines, around)
        self.across = [column for column in header.columns if column.says]
        self.given = {field for column in self.across for field, _ in column.says}
        self.value = reading.kind.field_named(reading.kind.matrix.value)

    def read(self):
        rows = super().read()
        records, places = [], []
        views = {column.index: self._view(column) for column in self.across}
        for position, row in enumerate(rows):
            for column in self.across:
                cell = row.source[column.index]
                if cell is None or cell == "" or is_blank(cell):
                    continue
                value = self.reading.readers[self.value.reader][cell]
                if value is None:
                    continue
                record = self._record(row, column, value)._replace(columns=views[column.index])
                records.append(record)
                places.append((position, column))
                if isinstance(value, Fault):
                    self._say_fault(value, position, cell, column)
        return self._without_duplicates(records, places)

    def _view(self, column):
        """The columns as this record sees them: its own one feeds the value."""
        field = self.value.name
        return tuple(
            replace(c, field=field) if c.index == column.index else c for c in self.header.columns
        )

    def _record(self, row, column, value):
        said = dict(column.says)
        title, unit = said.pop("title", None) or row.title, said.pop("unit", None)
        is_fault = isinstance(value, Fault)
        values = {**row.values, **said, self.value.name: None if is_fault else value}
        return row._replace(
            title=title,
            key=folded(title or ""),
            unit=unit if isinstance(unit, UnitRef) else row.unit,
            values=values,
            is_error=row.is_error or is_fault,
        )

    def _without_duplicates(self, records, places):
        """The same unit, title and further identity twice: the later cell is refused."""
        kept, kind = [], self.reading.kind
        for record, (position, column) in zip(records, places, strict=True):
            further = tuple(record.values.get(name) for name in kind.identity)
            who = record.unit.key if record.unit else record.everyone
            mine = (self.sheet.name, record.row, column.index)
            first = self.reading.seen.setdefault((who, record.key, *further), mine)
            if first is not mine and record.title and (who or not kind.needs_unit):
                where = (
                    str(first[1]) if first[0] == mine[0] else f"（工作表“{first[0]}”）{first[1]}"
                )
                self._say_at("duplicate_row", position, column, first=where, title=kind.title.label)
                record = record._replace(is_error=True)
            kept.append(record)
        return kept

    def _titles(self):
        return super()._titles() if "title" not in self.given else [""] * len(self.rows)

    def _units(self):
        if "unit" in self.given:
            return [()] * len(self.rows), [False] * len(self.rows)
        return super()._units()

    def _duplicates(self, named, everyone, keys, extra):
        """Cells are compared, not rows."""

    def _say_fault(self, fault, position, cell, column):
        reason = f"（{fault.reason}）" if fault.reason else ""
        self._say_at(fault.code, position, column, value=as_text(cell), reason=reason)
