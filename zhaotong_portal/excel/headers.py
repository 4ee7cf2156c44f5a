"""Finds the header of a table: the one to three rows in which most cells are names of fields."""

from dataclasses import dataclass, replace

from .families import TITLES, family_of, label_of
from .rowroles import NOTE, role_of
from .sheets import EMPTY, is_blank
from .text import one_line
from .weak_families import strong, weak_family_of

DEEPEST = 3
SEARCHED_ROWS = 200  # a first header further down than this is no header
IDENTIFYING = TITLES | {
    "units.name", "units.short", "plain.name", "person.name", "username", "org.name", "org.parent", "org.founded",
}  # fmt: skip
# Three of these make a header even where no label names the item: it is known by its cells then.
_SURELY_A_LIST = {"unit", "unit.lead", "co_units", "category", "deadline", "progress", "people", "measures", "result", "target"}  # fmt: skip
_OF_WHOM = {
    "person.name",
    "title.name",
    "code",
    "people",
    "post",
}  # say little without the label above
_OF_PERSONS = {"people", "unit", "phone", "post", "email", "role", "username"}
_OF_SENDERS = {"unit", "unit.report", "contact", "phone", "other_date", "people", "notes", "leader"}


@dataclass(frozen=True, slots=True)
class Column:
    """A labelled column: what the list calls it, which family knows it, which field it feeds."""

    index: int  # from 0
    label: str
    family: str | None
    row: int  # of the label, as Excel counts
    field: str | None = None
    above: tuple[str, ...] = ()  # labels of the groups it stands under, the nearest first
    is_guessed: bool = False  # by its cells; the label means nothing (`guessing.py`)
    says: tuple = ()  # of a grid's data column: what it says of its cells, (field, value) each

    @property
    def letter(self):
        number, letters = self.index + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@dataclass(frozen=True, slots=True)
class Header:
    first: int  # rows from 0
    last: int
    columns: tuple[Column, ...]

    @property
    def families(self):
        return {strong(column.family) for column in self.columns if column.family}

    def labels(self):
        return {column.label for column in self.columns}

    def is_like(self, other):
        """A header that is printed again: the same labels in the same columns."""
        mine = {(c.index, label_of(c.label)) for c in self.columns}
        theirs = {(c.index, label_of(c.label)) for c in other.columns}
        return len(mine & theirs) * 2 > max(len(mine), len(theirs))


class HeaderFinder:
    """Looks for headers in one sheet. `mapped` are labels that a person has given a meaning to, `vocabulary` has the kinds' own."""

    def __init__(self, sheet, mapped, vocabulary):
        self.sheet = sheet
        self.mapped, self.vocabulary = mapped, vocabulary
        self.across, self.down = {}, {}
        for top, left, bottom, right in sheet.merges:
            if top < len(sheet.rows) and left < sheet.width:
                if right > left:
                    self.across[top, left] = right
                if bottom > top:
                    self.down[top, left] = bottom

    def first(self, start=0):
        """The first header at or below `start`, or None."""
        for row in range(start, min(len(self.sheet.rows), start + SEARCHED_ROWS)):
            if header := self.at(row):
                return header
        return None

    def again(self, header):
        """Later headers on the sheet: the same one repeated, or that of a second table."""
        labels = {self.sheet.rows[c.row - 1][c.index] for c in header.columns}
        found, below_gap = [], False
        for row in range(header.last + 1, len(self.sheet.rows)):
            cells = self.sheet.rows[row]
            # Looked at closely: a row that repeats a label, and one that follows a blank row or a title.
            if (below_gap or not labels.isdisjoint(cells)) and not (
                found and row <= found[-1].last
            ):
                later = self._near(row, found[-1].last if found else header.last)
                if later:
                    found.append(later)
            below_gap = not any(cells[2:])
        return found

    def _near(self, row, taken):
        return self.at(row) or (self.at(row - 1) if row - 1 > taken else None)

    def at(self, row):
        """The header that begins in this row: as many rows as it takes to know most of its columns."""
        best = self._best_from(row)
        while (
            best and best.last > best.first
        ):  # a row that adds no column is a title, not part of the header
            shorter = self._best_from(best.first + 1)
            if shorter is None or self._worth(shorter) < self._worth(best):
                break
            best = shorter
        return self._deepened(best) if best else None

    def _best_from(self, row):
        labels = [
            value
            for value in self.sheet.rows[row]
            if isinstance(value, str) and not is_blank(value)
        ]
        if len(labels) < 2 or not any(map(self._known, labels)) or self._says_who_sends(labels):
            return None
        if _is_counted(next(v for v in self.sheet.rows[row] if v not in EMPTY and not is_blank(v))):
            return None
        best = None
        for last in range(row, min(row + DEEPEST, len(self.sheet.rows))):
            if last > row and not self._continues(row, last):
                break
            header = Header(row, last, tuple(self._columns(row, last)))
            if self._is_header(header) and (
                best is None or self._worth(header) > self._worth(best)
            ):
                best = header
        return best

    def _says_who_sends(self, texts):
        """填报单位 | 市税务局 | 联系人 | 赵某: each name of a field followed by its value, a line above a table."""
        known = [self._known(text) for text in texts]
        return (
            known[0]
            and not any(a and b for a, b in zip(known, [*known[1:], True], strict=True))
            and all(family_of(t) in _OF_SENDERS for t, k in zip(texts, known, strict=True) if k)
        )

    def _worth(self, header):
        """Fields that are known count most; a title among them decides."""
        known = [strong(c.family) for c in header.columns if self._known(c.label) or c.family]
        return (bool(IDENTIFYING & set(known)), len(set(known)), len(known))

    def _deepened(self, header):
        """A label merged down over further rows makes the header as deep as itself."""
        deepest = max(
            (self.down.get((c.row - 1, c.index), 0) for c in header.columns if c.family), default=0
        )
        last = min(max(header.last, deepest), header.first + DEEPEST - 1)
        return replace(header, last=last)

    def _known(self, label):
        if family_of(label) is not None:
            return True
        return label in self.vocabulary or label_of(label) in self.mapped

    def _is_header(self, header):
        known = [c for c in header.columns if self._known(c.label) or c.family]
        families = {strong(c.family) for c in known} - {None}
        if len(known) < 2 or not (
            (families & IDENTIFYING)
            or len(families & _SURELY_A_LIST) > 2
            or len(families & _OF_PERSONS) > 3
            or any(label_of(c.label) in self.mapped for c in known)
            or self.vocabulary.tells_a_list(header.columns)
        ):
            return False
        sure = len(families - {"serial", "notes"}) >= 3 and families & {
            "unit",
            "unit.lead",
            "category",
            "deadline",
        }
        return len(known) * 2 > len(header.columns) or bool(sure)

    def _continues(self, first, row):
        """Whether a row is the next level of a header and not its first record.

        The next level stands below a group's label or fills gaps, and says names of fields itself.
        """
        cells = [
            (c, v) for c, v in enumerate(self.sheet.rows[row]) if v not in EMPTY and not is_blank(v)
        ]
        if (
            not cells
            or not all(isinstance(v, str) for _, v in cells)
            or role_of(cells[0][1]) == NOTE
        ):
            return False
        above = self._columns(first, row - 1)
        same = sum(
            one_line(v) == one_line(a.label) for c, v in cells for a in above if a.index == c
        )
        if same * 2 > len(cells):
            return False  # the header printed twice
        by_itself = sum(self._known(v) for _, v in cells)
        return by_itself * 2 >= len(cells) or self._below_groups(first, row, cells)

    def _below_groups(self, first, row, cells):
        """姓名 and 电话 below 责任人: every cell lies under a label merged across."""
        covered = {
            c
            for (top, left), right in self.across.items()
            if first <= top < row
            for c in range(left, right + 1)
        }
        return bool(covered) and all(c in covered and len(one_line(v)) <= 8 for c, v in cells)

    def _columns(self, first, last):
        """The labels of each column between two rows, the lowest naming it, the ones above helping out."""
        parents = {}
        for column in range(self.sheet.width):
            levels = []
            for row in range(first, last + 1):
                value = self.sheet.rows[row][column]
                if isinstance(value, str) and not is_blank(value):
                    levels.append((row, one_line(value)))
                    if last > row and (row, column) in self.across:
                        for c in range(column + 1, self.across[row, column] + 1):
                            parents.setdefault(c, []).append(one_line(value))
            if not levels:
                continue
            row, label = levels[-1]
            above = [text for _, text in levels[:-1]] or parents.get(column, [])
            nearest_first = tuple(reversed(above))
            family = self._family(label, above) or self._weak_family(label)
            yield Column(column, label, family, row + 1, above=nearest_first)

    def _weak_family(self, label):
        return None if label in self.vocabulary else weak_family_of(label)

    def _family(self, label, above):
        """姓名 says little by itself: below 责任人 it is a person, and 牵头 below 责任单位 a unit."""
        weak = self._weak_family(label) if above and family_of(label) is None else None
        for parent in reversed(above):
            joined = family_of(parent + label)
            if weak and strong(weak) not in _OF_WHOM and joined == family_of(parent):
                return weak  # 办成时间 below 进度安排 is known by its own ending
            if joined and family_of(label) in (
                None,
                "person.name",
                "plain.name",
                "title.name",
                "code",
                "start",
                "phone",
            ):
                return (
                    family_of(label)
                    if family_of(label) in ("phone", "start")
                    else _inherited(parent, joined)
                )
        family = family_of(label)
        if family is None and above and len(label) <= 4:
            return self._weak_family(label) or family_of(above[-1])
        return family


def _is_counted(first):
    """1 or 2. where a row begins: it is a record, however much its sentences speak of units and progress."""
    if isinstance(first, (int, float)):
        return not isinstance(first, bool)
    return isinstance(first, str) and first.strip().rstrip(".、．").isdecimal()


def _inherited(parent, joined):
    """责任单位 + 名称 stays a unit, whatever the two words make together."""
    own = family_of(parent)
    return (
        own
        if own in ("unit", "unit.lead", "co_units", "people", "people.lead", "people.branch")
        and joined
        not in (
            "unit.lead",
            "co_units",
        )
        else joined
    )
