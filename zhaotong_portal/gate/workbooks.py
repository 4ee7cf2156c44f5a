"""Lists and workbooks that are handed in: a secrecy mark refuses the whole file, numbers of people are read masked."""

import re
from dataclasses import replace

from django.conf import settings

from zhaotong_portal.excel import FileRefused, Message
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


def refuse_secrets(sheets, file_name=""):
    """Raises FileRefused where a sheet, or the file's name, holds what may not be recorded at all."""
    quick, clean = rules.current().quick, set()
    places = [f"文件名{named}"] if (named := _refused(file_name)) else []
    for sheet in sheets:
        if named := _refused(sheet.name):
            places.append(f"工作表名称{named}")
        for number, row in enumerate(sheet.rows, 1):
            texts = [
                cell
                for cell in row
                if cell.__class__ is str and len(cell) > 1 and cell not in clean
            ]
            if not texts:
                continue
            if not quick.search(_BETWEEN_CELLS.join(texts)):
                clean.update(texts)
            else:
                places += [
                    f"工作表“{sheet.name}”第{number}行{named}"
                    for text in dict.fromkeys(texts)
                    if (named := _refused(text))
                ]
    if places:
        more = f"等 {len(places)} 处" if len(places) > _SHOWN else ""
        raise FileRefused(CODE, "，".join(places[:_SHOWN]) + more)


def _refused(text):
    return look(text).named(Level.REFUSE) if text else ""


def without_personal_data(parsed):
    """What was read, with every number hidden that the gate hides; a warning for each cell that had one."""
    quick, clean, warnings = rules.current().quick, set(), []
    records = tuple(_masked_record(record, quick, clean, warnings) for record in parsed.records)
    messages = tuple(
        replace(message, text=masked(message.text)[0], about=masked(message.about)[0])
        for message in parsed.messages
    )
    return replace(parsed, records=records, messages=(*messages, *warnings))


def _masked_record(record, quick, clean, warnings):
    """`clean`: texts of rows before, in which nothing was found; a list says the same in many rows."""
    texts = [cell for cell in record.source if cell.__class__ is str and cell not in clean]
    numbers = [as_text(cell) for cell in record.source if isinstance(cell, int | float)]
    if not quick.search(_BETWEEN_CELLS.join(texts + numbers)):
        clean.update(texts)
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
