"""Reads the records of one table, column by column: a column's values repeat, so each is understood once."""

from .cells.choices import read_category, read_flag, read_lead
from .cells.dates import NO_DEADLINE, reader_of
from .cells.numerals import read_count
from .cells.people import read_people
from .cells.percent import is_share_column, read_percent
from .cells.unit_names import DITTO, NamedUnits, read_units, split_names
from .memo import Memo
from .messages import ERROR, WARNING, WARNINGS, Message, sentence, shortened
from .records import Record
from .rowroles import new_roles
from .sheets import is_blank
from .text import as_text, compact, folded, looks_like_formula, one_line, paragraph

_MARKS = frozenset("=+-@")
_TYPED = {
    "unit",
    "co_units",
    "category",
    "deadline",
    "percent",
    "people",
}  # read apart, not into `values`


class Reading:
    """What the tables of one file share: year, units, memos, and which rows have been seen."""

    def __init__(self, kind, directory, year):
        self.kind, self.directory, self.year = kind, directory, year
        self.roles = new_roles()
        self.units = Memo(lambda value: read_units(value, directory))
        self.hints = Memo(self._hint)
        self.deadlines = Memo(reader_of(year))
        self.readers = {
            "line": Memo(one_line),
            "paragraph": Memo(paragraph),
            "flag": Memo(read_flag),
            "lead": Memo(read_lead),
            "count": Memo(read_count),
            "names": Memo(split_names),
            "people": Memo(read_people),
            "percent": Memo(read_percent),
            "category": Memo(read_category),
        }
        self.gaps = Memo(_gap)
        self.seen = {}

    def _hint(self, text):
        names = self.directory.suggestions(text)
        return f"是否为“{names[0]}”？" if names else ""


class TableReader:
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
        categories = self._categories()
        deadlines = self._deadlines()
        progress = self._progress()
        people = self._typed("people", "people", ())
        extra = self._values()
        keys = [folded(title) for title in titles]
        self._formulas("title", titles)
        self._duplicates(named, everyone, keys)
        return [
            Record(
                self.sheet.name,
                line.index + 1 - self.offset,
                units[0] if units else None,
                units[1:],
                for_all,
                title or None,
                key,
                category,
                deadline.day,
                deadline.kind,
                percent,
                names,
                values,
                position in self.refused,
                self.header.columns,
                row,
            )
            for position, (
                line,
                units,
                for_all,
                title,
                key,
                category,
                deadline,
                percent,
                names,
                values,
                row,
            ) in enumerate(
                zip(
                    self.lines,
                    named,
                    everyone,
                    titles,
                    keys,
                    categories,
                    deadlines,
                    progress,
                    people,
                    extra,
                    self.rows,
                    strict=True,
                )
            )
        ]

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

    # -- units -----------------------------------------------------------------------------

    def _units(self):
        if not self.reading.kind.needs_unit and "unit" not in self.fields:
            return [()] * len(self.rows), [False] * len(self.rows)
        lead = self._filled("unit", fills_down=not self.around.facts.writes_units_out)
        if lead is None or not (any(lead) or self.around.facts.names_units):
            lead = self._units_from_around()
        named = [
            self.reading.units[value] if value.__class__ is not NamedUnits else value
            for value in lead
        ]
        self._complain_of_units(named, lead)
        others = self._co_units()
        if others is None:
            return [
                n.units if not n.unknown else _certain(n, v)
                for n, v in zip(named, lead, strict=True)
            ], [n.everyone for n in named]
        joined = []
        for mine, other, value in zip(named, others, lead, strict=True):
            units = mine.units if not mine.unknown else _certain(mine, value)
            joined.append(
                tuple(dict.fromkeys(units + other.units)) if units or mine.everyone else ()
            )
        return joined, [m.everyone or o.everyone for m, o in zip(named, others, strict=True)]

    def _units_from_around(self):
        """No column names the unit: a heading does, or what stands around the table."""
        fallback = self.around.unit_text or ""
        if self.around.unit is not None:
            fallback = NamedUnits((self.around.unit,))
        resolve = self.reading.directory.resolve
        return [
            line.heading if line.heading and resolve(line.heading) is not None else fallback
            for line in self.lines
        ]

    def _complain_of_units(self, named, written):
        for position, (found, value) in enumerate(zip(named, written, strict=True)):
            if found.unknown:
                self._unknown_unit(position, "unit", found.unknown[0])
            elif not found.units and not found.everyone and self.reading.kind.needs_unit:
                self._say("missing_unit", position, "unit", value=as_text(value))

    def _unknown_unit(self, position, field, name):
        self._say(
            "unknown_unit", position, field, value=shortened(name), hint=self.reading.hints[name]
        )

    def _co_units(self):
        column = self._column("co_units")
        if column is None:
            return None
        named = [self.reading.units[value] for value in column]
        for position, found in enumerate(named):
            if found.unknown:
                self._unknown_unit(position, "co_units", found.unknown[0])
        return named

    # -- typed fields ----------------------------------------------------------------------

    def _categories(self):
        if not self.reading.kind.has_category:
            return [None] * len(self.rows)
        memo = self.reading.readers["category"]
        column = self._filled("category") or [""] * len(self.rows)
        found = []
        for position, (value, line) in enumerate(zip(column, self.lines, strict=True)):
            category = memo[value]
            if category is None:
                text = one_line(value)
                if not text:
                    category = (
                        memo[line.heading] if line.heading else None
                    ) or self.around.category
            if category is None:
                self._say(
                    "bad_category",
                    position,
                    "category",
                    text_code=None if text else "missing_category",
                    value=shortened(text),
                )
            found.append(category)
        return found

    def _deadlines(self):
        column = self._column("deadline")
        if column is None:
            return [NO_DEADLINE] * len(self.rows)
        memo = self.reading.deadlines
        found = [memo[value] for value in column]
        for position, deadline in enumerate(found):
            if deadline.fault:
                value = (
                    deadline.day.isoformat()
                    if deadline.day
                    else shortened(one_line(column[position]))
                )
                reason = f"（{deadline.reason}）" if deadline.reason else ""
                self._say(
                    deadline.fault,
                    position,
                    "deadline",
                    value=value,
                    reason=reason,
                    year=self.reading.year,
                )
        return found

    def _progress(self):
        column = self._column("progress")
        if column is None:
            return [None] * len(self.rows)
        memo = self.reading.readers["percent"]
        found = [memo[value] for value in column]
        is_prose = self.fields["progress"].family == "progress.text"
        whole = 100 if is_share_column(set(column)) else 1
        for position, percent in enumerate(found):
            if percent.fault and not (is_prose and _is_prose(column[position])):
                self._say(
                    percent.fault, position, "progress", value=shortened(one_line(column[position]))
                )
        return [whole if p.is_bare_one else p.value for p in found]

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
            columns.append(values)
            if field.reader in ("line", "paragraph"):
                self._formulas(field.name, values)
        if self.reading.kind.has_lead:
            self._fill_lead(names, columns)
        if not columns:
            return [{} for _ in self.rows]
        return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]

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

    # -- rows ------------------------------------------------------------------------------

    def _duplicates(self, named, everyone, keys):
        """The same unit and title twice in a file: the later one is refused."""
        seen = self.reading.seen
        places = [line.index + 1 - self.offset for line in self.lines]
        identities = [
            (units[0].key if units else for_all, key)
            for units, for_all, key in zip(named, everyone, keys, strict=True)
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
        level = WARNING if code in WARNINGS else ERROR
        if level == ERROR:
            self.refused.add(position)
        column = self.fields.get(field)
        line = self.lines[position].index + 1
        self.messages.append(
            Message(
                level,
                self.sheet.name,
                line - self.offset,
                column.label if column else "",
                code,
                sentence(text_code or code, **facts),
                column.index if column else None,
                line,
            )
        )


def _gap(value):
    """`empty`, `ditto` (同上), or None for a cell that says something itself."""
    if value == "" or value is None or is_blank(value):
        return "empty"
    return "ditto" if isinstance(value, str) and DITTO.fullmatch(value.strip()) else None


def _certain(named, value):
    """Units of a cell of which some are unknown: the first one counts only if it is the first written."""
    first = next(iter(split_names(value)), "") if not isinstance(value, NamedUnits) else ""
    return () if compact(first) in named.unknown else named.units


def _is_prose(value):
    return isinstance(value, str) and len(compact(value)) > 12
