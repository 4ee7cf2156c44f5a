"""Sorts the rows below a header: records, headings, totals, notes, blank rows."""

import re
from dataclasses import dataclass

from .rowroles import HEADING, NOTE, ORDINAL, TOTAL, heading_text
from .sheets import is_blank
from .text import as_text

_LONGEST_HEADING = 20
_COUNT = re.compile(r"\s*[(（]?共?计?\s*\d+\s*[项个件条][)）]?\s*")
_ASIDE = re.compile(r"\s*(?:[※★☆].*|[(（][^()（）]+[)）])\s*", re.S)
_REMARK = re.compile(r"[(（][^()（）]{1,12}[)）]")


@dataclass(slots=True)
class Line:
    """A row that is a record, and what came between it and the record above."""

    index: int  # from 0
    is_after_break: bool = (
        False  # a blank row, a header, a heading or a total lies above: nothing is filled down
    )
    heading: str | None = None  # the heading it stands under
    is_lone: bool = False  # one cell only, and that is not the title


class TableLayout:
    """The rows of one table. Works on the cells' own values, before merged ones are filled in."""

    def __init__(self, sheet, header, end, roles, directory, row_field="title"):
        """`row_field` names a row where no column holds the title, as in a grid."""
        self.sheet, self.header, self.end = sheet, header, end
        self.roles, self.directory = roles, directory
        self.fields = {c.field: c.index for c in header.columns if c.field}
        self.known = {
            c.index
            for c in header.columns
            if (c.family or c.field or c.says) and c.family != "serial"
        }
        self.title = self.fields.get("title", self.fields.get(row_field, min(self.known)))
        self.serial = next((c.index for c in header.columns if c.family == "serial"), None)
        self.wide, self.titled_by_merge = self._merged()
        self.in_footer = False
        self.heading = None
        self.numbered = self._is_numbered()

    def _merged(self):
        """Rows that are one cell across most of the table, and rows whose title comes from a merge."""
        wide, titled = set(), set()
        span = max(2, (len(self.header.columns) + 1) // 2)
        for top, left, bottom, right in self.sheet.merges:
            if top == bottom and right - left + 1 >= span:
                wide.add(top)
            if left == self.title and bottom > top:
                titled.update(range(top + 1, min(bottom, self.end) + 1))
        return wide, titled

    def _is_numbered(self):
        """Whether records carry 1, 2, 3, so that 一、二、三 can only be headings."""
        if self.serial is None:
            return False
        cells = (row[self.serial] for row in self.sheet.rows[self.header.last + 1 : self.end])
        return any(
            isinstance(cell, (int, float)) or (isinstance(cell, str) and cell.strip().isdecimal())
            for cell in cells
        )

    def lines(self):
        found, is_broken = [], True
        rows, roles, title = self.sheet.rows, self.roles, self.title
        for index in range(self._first_row(), self.end):
            row = rows[index]
            first = next(filter(None, row), "")
            text = row[title]
            plain = text and text.__class__ is str and len(text) > 3 and not text.isspace()
            if (
                plain
                and not self.in_footer
                and index not in self.wide
                and (first.__class__ is not str or roles[first] is None)
            ):
                verdict = "record"
            else:
                verdict = self._judge(index)
            if verdict == "break":
                is_broken = True
            elif verdict != "skip":
                found.append(Line(index, is_broken, self.heading, verdict == "lone"))
                is_broken = False
        return self._without_tail(found)

    def _judge(self, index):
        """`record`, `lone`, `skip`, or `break`; a heading is remembered for the records under it."""
        own = self.sheet.own(index)
        if not own:
            return "break"
        row = self.sheet.rows[index]
        role = self.roles[row[own[0]]] if isinstance(row[own[0]], str) else None
        if role == NOTE:
            self.in_footer = True
            return "break"
        if role == TOTAL:
            return "break"
        own = self._uncounted(row, own, role)
        if len(own) == 1 or (len(own) == 2 and (index in self.wide or role == ORDINAL)):
            verdict = self._judge_sparse(index, own, role)
            if verdict:
                return verdict
        elif not self.titled(index) and not any(c in self.known for c in own):
            return "skip"
        if self.titled(index):
            has_more = any(c != self.serial for c in own)
            if has_more:
                self.in_footer = False
            return "record" if has_more else "skip"
        filled = [c for c in own if c in self.known]
        if not filled:
            return "skip"
        return "lone" if len(own) == 1 else "record"

    def _uncounted(self, row, own, role):
        """一 | 市税务局 | 3项: beside a name that heads a block, how many items follow is no cell of a record."""
        if role not in (HEADING, ORDINAL) or not 2 <= len(own) <= 3:
            return own
        is_count = _COUNT.fullmatch(as_text(row[own[-1]])) is not None
        return own[:-1] if is_count and self._heads(heading_text(as_text(row[own[-2]]))) else own

    def _heads(self, subject):
        return self.roles[subject] == HEADING or self.directory.resolve(subject) is not None

    def _judge_sparse(self, index, own, role):
        """A row of one cell (or an ordinal and one cell): a heading, a footnote, or None: look further."""
        text = as_text(self.sheet.rows[index][own[-1]])
        subject = heading_text(text)
        is_wide = index in self.wide
        could_head = role in (HEADING, ORDINAL) or is_wide or own[0] == self.serial
        means = self._heads(subject)
        if could_head and means and (len(own) > 1 or is_wide or own[0] != self.fields.get("unit")):
            self.heading, self.in_footer = subject, False
            return "break"
        if (is_wide or (role == HEADING and len(own) == 1)) and len(subject) <= _LONGEST_HEADING:
            self.heading = None  # of whom nobody knows: better no unit than that of the block above
        if is_wide or (len(own) == 1 and own[0] == self.serial):
            if is_wide or not _is_number(text):
                return "break" if not self.in_footer else "skip"
            return "skip"
        if role == ORDINAL and self.numbered and len(own) == 2:
            return "break"
        if role == HEADING and len(own) == 1 and own[0] == 0:
            return "break"
        if len(own) == 1 and own[0] != self.title and _ASIDE.fullmatch(text):
            return "break"  # （以下为第二批事项）, ※由科室承办: said between the records
        return "skip" if self.in_footer else None

    def _first_row(self):
        """The row below the header, or the next where that one numbers or explains the columns."""
        first = self.header.last + 1
        own = self.sheet.own(first) if first < self.end else []
        return first + 1 if own and self._numbers_columns(first, own) else first

    def _numbers_columns(self, index, own):
        """A row 1, 2, 3 or (1), (2), (3) below the header, as forms number their columns, or one of remarks in brackets."""
        written = [as_text(self.sheet.rows[index][c]).strip() for c in own]
        if all(_REMARK.fullmatch(text) for text in written):  # （%）, （年月日） below their labels
            return True
        texts = [text.strip("()（）[]栏第列 ") for text in written]
        return len(own) > 2 and all(
            len(t) <= 2 and (t.isdecimal() or t in "甲乙丙丁栏次") for t in texts
        )

    def titled(self, index):
        value = self.sheet.rows[index][self.title]
        return index in self.titled_by_merge or not (
            value == "" or value is None or is_blank(value)
        )

    def _without_tail(self, lines):
        """Lone texts below the last record are footnotes, unless they name a unit."""
        while lines and lines[-1].is_lone:
            row = self.sheet.rows[lines[-1].index]
            cell = row[self.sheet.own(lines[-1].index)[0]]
            if self.directory.resolve(as_text(cell)) is not None:
                break
            lines.pop()
        return lines


def _is_number(text):
    return text.strip().rstrip(".、").isdecimal()
