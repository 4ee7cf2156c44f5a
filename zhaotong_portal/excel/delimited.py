"""Lists exported as text: CSV in UTF-8, UTF-16 or GB18030, parted by comma, tab or semicolon."""

import csv
import io
from itertools import islice

from .limits import USUAL
from .refusal import FileRefused
from .sheets import Sheet

_LONGEST_FIELD = 32_767  # as in a cell of Excel
_MOST_IN_A_LINE = 20_000  # marks: a field may hold some, a list of a thousand columns not so many


def decode(data):
    """The text, in the first encoding that fits; Excel on Chinese Windows writes GB18030."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused("unreadable_file")


def read_delimited(data, limits=USUAL):
    """One sheet without a name."""
    text = decode(data)
    if "\0" in text:
        raise FileRefused("unreadable_file")
    mark = _delimiter(text)
    if any(line.count(mark) > _MOST_IN_A_LINE for line in io.StringIO(text)):
        raise FileRefused("too_large", f"一行超过 {limits.columns:,} 列")
    csv.field_size_limit(_LONGEST_FIELD)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        rows = list(islice(records, limits.filled_rows + 1))
    except csv.Error as error:
        raise FileRefused("unreadable_file") from error
    width = max(map(len, rows), default=0)
    if len(rows) > limits.filled_rows:
        raise FileRefused("too_large", f"超过 {limits.rows:,} 行")
    if width > limits.columns or width * len(rows) > limits.cells:
        raise FileRefused("too_large", f"{len(rows)} 行、{width} 列")
    for row in rows:
        row.extend([""] * (width - len(row)))
    return [Sheet("", rows, is_delimited=True)]


def _delimiter(text):
    head = text[:4000]
    return max(",\t;", key=lambda mark: (head.count(mark), mark == ","))
