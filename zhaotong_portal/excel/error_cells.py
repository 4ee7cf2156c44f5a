"""What the fast reader shows as empty cells and is not: error values (#N/A), and formulas without a value.

An empty unit takes the unit above; a failed look-up must not. A formula that no program has worked out yet (a workbook
written by a program, never opened in Excel) must not get lost. Asked only of the parts that hold such cells.
"""

import re
from html import unescape

from .archive import column_number
from .package import sheet_parts

_CELL = rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"'
_ERROR = re.compile(
    _CELL + rb'[^>]*?t="e"[^>]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>([^<]{1,40})</v>'
)
_UNSOLVED = re.compile(_CELL + rb"[^>]*><f(?:[^>/]*>([^<]*)</f>|[^>]*/>)(?:<v></v>|<v ?/>)?</c>")


def error_cells(archive, parts):
    """{name of the sheet: [(row, column, text)]}, from 0."""
    found = {}
    for sheet in sheet_parts(archive):
        if sheet.is_visible and sheet.path in parts:
            text = archive.read(sheet.path)
            found[sheet.name] = [
                *(
                    (*_place(cell), cell[3].decode("utf-8", "replace"))
                    for cell in _ERROR.finditer(text)
                ),
                *((*_place(cell), _formula(cell[3])) for cell in _UNSOLVED.finditer(text)),
            ]
    return found


def _place(cell):
    return int(cell[2]) - 1, column_number(cell[1].decode()) - 1


def _formula(written):
    """A shared formula stands only in its first cell; the others say no more than that they are one."""
    return "=" + unescape((written or b"").decode("utf-8", "replace"))[:200]
