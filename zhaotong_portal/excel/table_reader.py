"""Reads the records of one table, column by column: a column's values repeat, so each is understood once."""

from .messages import ERROR, WARNING, WARNINGS, Message, sentence
from .records import Record
from .text import folded, one_line
from .typed_columns import TypedColumns
from .unit_columns import UnitColumns
from .value_columns import ValueColumns


class TableReader(UnitColumns, TypedColumns, ValueColumns):
    """One table: its lines, its columns, and what stands around it (`around`)."""

    def __init__(self, reading, sheet, header, lines, around):
        self.reading, self.sheet, self.header, self.around = reading, sheet, header, around
        self.lines = lines
        self.fields = {c.field: c for c in header.columns if c.field}
        self.rows = [sheet.rows[line.index] for line in lines]
        self.offset = around.facts.first_header if sheet.is_delimited else 0
        self.messages = []
        self.refused = set()  # positions of lines with an error

    def read(self):
        named, everyone = self._units()
        titles = self._titles()
        categories, deadlines, progress = self._categories(), self._deadlines(), self._progress()
        people = self._typed("people", "people", ())
        extra = self._values()
        keys = [folded(title) for title in titles]
        self._formulas("title", titles)
        self._duplicates(named, everyone, keys, extra)
        said = (named, everyone, titles, keys, categories, deadlines, progress, people, extra)
        rows = zip(self.lines, self.rows, *said, strict=True)
        return [self._as_record(position, *row) for position, row in enumerate(rows)]

    def _as_record(
        self, position, line, row, units, everyone, title, key, category, deadline, percent, people, values,
    ):  # fmt: skip
        return Record(
            self.sheet.name,
            line.index + 1 - self.offset,
            units[0] if units else None,
            units[1:],
            everyone,
            title or None,
            key,
            category,
            deadline.day,
            deadline.kind,
            percent,
            people,
            values,
            position in self.refused,
            self.header.columns,
            row,
        )

    # -- columns ---------------------------------------------------------------------------

    def _column(self, field):
        """The values of a field's column, or None where the table has no such column."""
        column = self.fields.get(field)
        return None if column is None else [row[column.index] for row in self.rows]

    def _typed(self, field, reader, default):
        column = self._column(field)
        if column is None:
            return [default] * len(self.rows)
        memo = self.reading.readers[reader]
        return [memo[value] for value in column]

    def _titles(self):
        titles = [one_line(row[self.fields["title"].index]) for row in self.rows]
        for position, title in enumerate(titles):
            if not title:
                self._say("missing_title", position, "title", title=self.reading.kind.title.label)
        return titles

    def _filled(self, field, fills_down=True):
        """A column in which an empty cell takes the value above, never across a break."""
        column = self._column(field)
        if column is None:
            return None
        above, gaps = "", self.reading.gaps
        for position, (value, line) in enumerate(zip(column, self.lines, strict=True)):
            if line.is_after_break:
                above = ""
            gap = gaps[value]
            if gap is None:
                above = value
            else:
                column[position] = above if fills_down or gap == "ditto" else ""
        return column

    # -- rows ------------------------------------------------------------------------------

    def _duplicates(self, named, everyone, keys, extra):
        """The same unit and title twice in a file: the later one is refused."""
        seen = self.reading.seen
        places = [line.index + 1 - self.offset for line in self.lines]
        identities = [
            (units[0].key if units else for_all, key)
            for units, for_all, key in zip(named, everyone, keys, strict=True)
        ]
        if further := self.reading.kind.identity:
            identities = [
                (*identity, *(values.get(name) for name in further))
                for identity, values in zip(identities, extra, strict=True)
            ]
        fresh = dict(zip(identities, places, strict=True))
        if len(fresh) == len(identities) and seen.keys().isdisjoint(fresh):
            seen.update((identity, (self.sheet.name, place)) for identity, place in fresh.items())
            return
        needs_unit = self.reading.kind.needs_unit
        for position, identity in enumerate(identities):
            if not identity[1] or (needs_unit and identity[0] is False):
                continue  # without a title or a unit there is nothing to compare, and a message already
            mine = (self.sheet.name, places[position])
            first = seen.setdefault(identity, mine)
            if first is not mine:
                where = (
                    str(first[1]) if first[0] == mine[0] else f"（工作表“{first[0]}”）{first[1]}"
                )
                self._say(
                    "duplicate_row",
                    position,
                    "title",
                    first=where,
                    title=self.reading.kind.title.label,
                )

    def _say(self, code, position, field, text_code=None, **facts):
        self._say_at(text_code or code, position, self.fields.get(field), code=code, **facts)

    def _say_at(self, text_code, position, column, code=None, **facts):
        code = code or text_code
        level = WARNING if code in WARNINGS else ERROR
        if level == ERROR:
            self.refused.add(position)
        line = self.lines[position].index + 1
        self.messages.append(
            Message(
                level,
                self.sheet.name,
                line - self.offset,
                column.label if column else "",
                code,
                sentence(text_code, **facts),
                column.index if column else None,
                line,
                facts.get("about", ""),
            )
        )
