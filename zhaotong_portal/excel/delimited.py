"""Lists exported as text: CSV in UTF-8, UTF-16 or GB18030, parted by comma, tab or semicolon."""

import csv
import io
from itertools import islice

from .refusal import FileRefused
from .sheets import Sheet

_LONGEST_FIELD = 1_000_000
MAX_ROWS = 300_000
MAX_WIDTH = 2_000


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


def read_delimited(data):
    """One sheet without a name."""
    text = decode(data)
    if "\0" in text:
        raise FileRefused("unreadable_file")
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        records = list(
            islice(
                csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), MAX_ROWS + 1
            )
        )
    except csv.Error as error:
        raise FileRefused("unreadable_file") from error
    width = max(map(len, records), default=0)
    if len(records) > MAX_ROWS or width > MAX_WIDTH:
        raise FileRefused("too_large", f"{len(records)} 行、{width} 列")
    for record in records:
        record.extend([""] * (width - len(record)))
    return [Sheet("", records, is_delimited=True)]


def _delimiter(text):
    head = text[:4000]
    return max(",\t;", key=lambda mark: (head.count(mark), mark == ","))
