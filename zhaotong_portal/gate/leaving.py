"""What leaves the portal: each text passes once more, because it may be older than the gate.

Numbers of people are hidden and counted; a secrecy mark stops the whole, with the places to clean.
"""

import pickle
import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from tempfile import SpooledTemporaryFile

from django.conf import settings

from zhaotong_portal.gate import rules
from zhaotong_portal.gate.checking import look, masked
from zhaotong_portal.gate.spans import Level

# So many places are shown; the count is of all.
SHOWN = 50
IN_MEMORY = 8 * 1024 * 1024
# Parts of a paper that are meant to name a telephone.
CONTACT_PARTS = ("contact", "contact_line")
WITHHELD = "（含有密级标志，已隐去，请联系管理员清理）"
_BETWEEN_CELLS = "\x00"


@dataclass
class Passed:
    """What was found on the way out. `where`: [[sheet, row, column, masked text]]; `secrets` the same with the mark."""

    masked: int = 0
    where: list = field(default_factory=list)
    secrets: list = field(default_factory=list)
    texts: list = field(default_factory=list)  # of the secrets, to look up where they are stored

    def hide(self, place, text):
        hidden, count = masked(text)
        if count:
            self.masked += count
            if len(self.where) < SHOWN:
                self.where.append([*place, hidden[:200]])
        return hidden

    def stop(self, place, text, named):
        if len(self.secrets) < SHOWN:
            self.secrets.append([*place, named])
            self.texts.append(text)

    @property
    def note(self):
        return f"已遮盖 {self.masked} 处疑似个人信息" if self.masked else ""


def pass_table(table, alive: Callable[[int], None] = lambda rows: None):
    """(the table with every number hidden, what was found). Its rows are asked for once, here."""
    passed, parts, count = Passed(), [], 0
    for part in table.parts:
        kept = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it goes with the table
        is_contact = [_is_contact(label) for label in part.header]
        quick = rules.current().quick
        for number, row in enumerate(part.rows(), 1):
            texts = [cell for cell in row if cell.__class__ is str]
            if quick.search(_BETWEEN_CELLS.join(texts)):
                row = _pass_row(passed, part, number, row, is_contact)
            pickle.dump(tuple(row), kept, pickle.HIGHEST_PROTOCOL)
            count += 1
            alive(count)
        parts.append(replace(part, rows=_reader(kept)))
    note = "；".join(filter(None, [table.note, passed.note]))
    return replace(table, parts=parts, note=note), passed


def _is_contact(label):
    return bool(re.search(settings.GATE_CONTACT_COLUMNS, str(label or "")))


def _pass_row(passed, part, number, row, is_contact):
    cells = []
    for index, cell in enumerate(row):
        if isinstance(cell, str):
            place = [part.name, number, str(part.header[index]) if index < len(part.header) else ""]
            finds = look(cell)
            if finds.is_refused:
                passed.stop(place, cell, finds.named(Level.REFUSE))
            elif finds.is_masked and not (index < len(is_contact) and is_contact[index]):
                cell = passed.hide(place, cell)
        cells.append(cell)
    return cells


def pass_row(header, row):
    """A row that goes out without anybody being asked: numbers hidden, secrets withheld."""
    return [
        cell if not isinstance(cell, str) or _is_contact(label) else pass_data(cell)
        for label, cell in zip(header, row, strict=False)
    ]


def _reader(kept):
    """The rows that were kept, as often as they are asked for."""

    def rows():
        kept.seek(0)
        while True:
            try:
                yield pickle.load(kept)
            except EOFError:
                return

    return rows


def pass_paper(paper):
    """(the paper with every number hidden, what was found). A contact line, and cells for telephones, are left alone."""
    passed = Passed()
    return _pass_part(passed, paper.title, paper), passed


def _pass_part(passed, place, part):
    if isinstance(part, str):
        return _pass_text(passed, place, part)
    if isinstance(part, list | tuple):
        return type(part)(_pass_part(passed, place, one) for one in part)
    if not is_dataclass(part):
        return part
    changed = {
        each.name: _pass_part(passed, place, getattr(part, each.name))
        for each in fields(part)
        if each.name not in (*CONTACT_PARTS, "rows")
    }
    if hasattr(part, "rows"):
        changed["rows"] = tuple(_pass_cells(passed, place, part.head, row) for row in part.rows)
    return replace(part, **changed)


def _pass_cells(passed, place, head, row):
    is_contact = [_is_contact(label) for label in head]
    return tuple(
        cell
        if is_contact[index] or index and _is_contact(row[0])
        else _pass_part(passed, place, cell)
        for index, cell in enumerate(row)
    )


def _pass_text(passed, place, text):
    finds = look(text)
    if finds.is_refused:
        passed.stop([place, "", "正文"], text, finds.named(Level.REFUSE))
    return passed.hide([place, "", "正文"], text) if finds.is_masked else text


def pass_data(value):
    """Plain data of an answer with every text passed; what bears a secrecy mark is withheld."""
    if isinstance(value, str):
        finds = look(value)
        return WITHHELD if finds.is_refused else masked(value)[0] if finds.is_masked else value
    if isinstance(value, dict):
        return {name: pass_data(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [pass_data(one) for one in value]
    return value
