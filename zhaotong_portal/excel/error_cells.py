"""Error values such as #N/A, which the fast reader shows as empty cells.

An empty unit takes the unit above; a failed look-up must not. Asked only of sheets that hold such values.
"""

import re
import zipfile
from html import unescape

from .archive import column_number

_RELATION = re.compile(r'<Relationship [^>]*?Id="([^"]+)"[^>]*?Target="([^"]+)"')
_RELATION_TURNED = re.compile(r'<Relationship [^>]*?Target="([^"]+)"[^>]*?Id="([^"]+)"')
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_SHEET_NAME = re.compile(r'\sname="([^"]*)"')
_SHEET_KEY = re.compile(r'\w+:id="([^"]*)"')
_ERROR = re.compile(
    r'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?t="e"[^>]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?<v>([^<]*)</v>'
)


def error_cells(source, parts):
    """The error values of sheets: {name of the sheet: [(row, column, text)]}, from 0."""
    found = {}
    with zipfile.ZipFile(source) as archive:
        sheets = dict(_RELATION.findall(_text(archive, "xl/_rels/workbook.xml.rels")))
        sheets |= {
            key: target
            for target, key in _RELATION_TURNED.findall(
                _text(archive, "xl/_rels/workbook.xml.rels")
            )
        }
        for tag in _SHEET.findall(_text(archive, "xl/workbook.xml")):
            name, key = _SHEET_NAME.search(tag), _SHEET_KEY.search(tag)
            part = sheets.get(key[1], "") if name and key else ""
            path = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
            if path in parts:
                cells = _ERROR.findall(_text(archive, path))
                found[unescape(name[1])] = [
                    (int(row) - 1, column_number(column) - 1, text) for column, row, text in cells
                ]
    return found


def _text(archive, name):
    return archive.read(name).decode("utf-8", "replace")
