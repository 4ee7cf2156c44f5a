"""Lists and workbooks that are handed in: a secrecy mark refuses the whole file, numbers of people are read masked."""

import re
from dataclasses import replace
from itertools import chain, islice

from django.conf import settings

from zhaotong_portal.excel import FileRefused, Message
from zhaotong_portal.excel.memo import Memo
from zhaotong_portal.excel.messages import WARNING
from zhaotong_portal.excel.text import as_text, folded
from zhaotong_portal.gate import rules
from zhaotong_portal.gate.checking import look, masked
from zhaotong_portal.gate.spans import Level

CODE = "guarded_text"
MASKED = "masked_text"
# Cells that belong to a register of people or units: what is asked for there is a telephone.
CONTACT_FIELDS = ("phone", "contact", "username")
_SHOWN = 3
# No finder reads across it: cells of a row are looked through together.
_BETWEEN_CELLS = "\x00"
_ROWS_AT_ONCE = 5000


def refuse_secrets(sheets, file_name="", clean=None):
    """Raises FileRefused where a sheet, or the file's name, holds what may not be recorded at all.

    `clean`, a set, takes up the texts in which no finder can find anything.
    """
    clean = set() if clean is None else clean
    places = [f"文件名{named}"] if (named := _refused(file_name)) else []
    for sheet in sheets:
        if named := _refused(sheet.name):
            places.append(f"工作表名称{named}")
        if _holds_something(sheet.rows, clean):
            places += _places_in(sheet)
    if places:
        more = f"等 {len(places)} 处" if len(places) > _SHOWN else ""
        raise FileRefused(CODE, "，".join(places[:_SHOWN]) + more)


def _holds_something(rows, clean):
    """Whether a finder may find something: a list says the same in many rows, so each text is looked at once."""
    quick, rows = rules.current().quick, iter(rows)
    while portion := list(islice(rows, _ROWS_AT_ONCE)):
        cells = set(chain.from_iterable(portion)) - clean
        texts = (as_text(cell) for cell in cells if isinstance(cell, str | int | float))
        if quick.search(_BETWEEN_CELLS.join(texts)):
            return True
        clean |= cells
    return False


def _places_in(sheet):
    refused = Memo(_refused)
    for number, row in enumerate(sheet.rows, 1):
        for text in dict.fromkeys(cell for cell in row if cell.__class__ is str):
            if named := refused[text]:
                yield f"工作表“{sheet.name}”第{number}行{named}"


def _refused(text):
    return look(text).named(Level.REFUSE) if text else ""


def without_personal_data(parsed, clean=None):
    """What was read, with every number hidden that the gate hides; a warning for each cell that had one.

    `clean`: texts of this file that `refuse_secrets` found to hold nothing.
    """
    records, warnings = parsed.records, []
    clean = set() if clean is None else clean
    if _holds_something((record.source for record in records), clean):
        records = tuple(_masked_record(record, warnings) for record in records)
    messages = tuple(
        replace(message, text=masked(message.text)[0], about=masked(message.about)[0])
        for message in parsed.messages
    )
    return replace(parsed, records=records, messages=(*messages, *warnings))


def _masked_record(record, warnings):
    if not _holds_something([record.source], set()):
        return record
    source, columns = list(record.source), {column.index: column for column in record.columns}
    is_fed = False
    for index, cell in enumerate(record.source):
        column = columns.get(index)
        if column and is_contact(column.field, column.label):
            continue
        hidden, count = masked(as_text(cell))
        if not count:
            continue
        source[index] = hidden
        if column and column.field:
            is_fed = True
            warnings.append(_warning(record, column, hidden))
    return _with_masks(record, source) if is_fed else record._replace(source=source)


def is_contact(field, label):
    return field in CONTACT_FIELDS or bool(re.search(settings.GATE_CONTACT_COLUMNS, label or ""))


def _with_masks(record, source):
    title = _mask(record.title)
    kept = {name for name in CONTACT_FIELDS if name in record.values}
    values = {k: v if k in kept else _mask(v) for k, v in record.values.items()}
    people = tuple(map(_mask, record.people))
    return record._replace(
        title=title, key=folded(title or ""), values=values, people=people, source=source
    )


def _mask(value):
    if isinstance(value, str):
        return masked(value)[0]
    if isinstance(value, tuple | list):
        return type(value)(map(_mask, value))
    return value


def _warning(record, column, hidden):
    said = hidden if len(hidden) <= 40 else f"{hidden[:39]}…"
    text = f"含有个人信息，将按遮盖后的内容导入：{said}"
    return Message(WARNING, record.sheet, record.row, column.label, MASKED, text, column.index)
