"""From a file to its visible sheets. What cannot be read as a whole is refused here, with the reason."""

import re
from pathlib import Path

from .archive import checked_archive, opened
from .delimited import read_delimited
from .error_cells import error_cells
from .grids import Unreadable, grids_of
from .limits import USUAL
from .old_format import read_old
from .package import sheet_parts
from .refusal import FileRefused
from .sheets import Sheet

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_SIGNATURES = (
    (b"%PDF", "是 PDF"),
    (b"{\\rtf", "是 RTF 文档"),
    (b"\x89PNG", "是图片"),
    (b"\xff\xd8\xff", "是图片"),
    (b"GIF8", "是图片"),
    (b"BM", "是图片"),
    (b"Rar!", "是 RAR 压缩包"),
    (b"7z\xbc\xaf", "是 7z 压缩包"),
    (b"\x1f\x8b", "是压缩包"),
    (b"MZ", "是程序"),
)
_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|table|meta|\?xml|\w+[\s>:])",
    re.IGNORECASE | re.DOTALL,
)
_TEXT_NAMES = {".csv", ".txt", ".tsv"}


def open_workbook(path_or_bytes, filename="", limits=USUAL):
    """The visible sheets of an xlsx, xls or CSV, whatever its name says it is."""
    data = bytes_of(path_or_bytes, limits)
    name = filename or ("" if isinstance(path_or_bytes, bytes) else str(path_or_bytes))
    if data.startswith(b"PK"):
        return _read_package(data, limits)
    if data.startswith(_OLE):
        return _read_ole(data, limits)
    return _read_text(data, Path(name).suffix.lower(), limits)


def bytes_of(path_or_bytes, limits=USUAL):
    """The file's content, looked at only if it is not too long."""
    is_path = not isinstance(path_or_bytes, bytes)
    size = Path(path_or_bytes).stat().st_size if is_path else len(path_or_bytes)
    if size > limits.bytes:
        raise FileRefused("too_large", f"{size / 2**20:.0f} MB，上限 {limits.bytes / 2**20:.0f} MB")
    if not size:
        raise FileRefused("unreadable_file")
    return Path(path_or_bytes).read_bytes() if is_path else path_or_bytes


def _read_package(data, limits):
    unshown = checked_archive(data, limits)
    with opened(data) as archive:
        _check_sheets(archive, limits)
        hidden_values = error_cells(archive, unshown) if unshown else {}
    try:
        grids = grids_of(data, limits.cells, limits.columns, limits.filled_rows)
    except Unreadable as refusal:
        raise FileRefused(refusal.code, refusal.found) from refusal
    sheets = [Sheet(*grid) for grid in grids]
    _show(sheets, hidden_values)
    return sheets


def _check_sheets(archive, limits):
    """A part that thousands of sheets name would be read thousands of times."""
    parts = sheet_parts(archive)
    if len(parts) > limits.sheets:
        raise FileRefused("too_large", f"{len(parts):,} 张工作表")
    if len({part.path for part in parts}) < len(parts):
        raise FileRefused("unreadable_file")


def _show(sheets, hidden_values):
    """#N/A stays #N/A: taken for an empty cell it would be given the value above."""
    for sheet in sheets:
        for row, column, text in hidden_values.get(sheet.name, ()):
            if row < len(sheet.rows) and column < sheet.width and sheet.rows[row][column] == "":
                sheet.rows[row][column] = text


def _read_ole(data, limits):
    names = [
        name.encode("utf-16-le")
        for name in ("EncryptedPackage", "WordDocument", "PowerPoint Document")
    ]
    encrypted, word, slides = (name in data for name in names)
    if word or slides:
        raise FileRefused("unsupported_format", "是 Word 文档" if word else "是演示文稿")
    what, found = read_old(data, encrypted, limits)
    if what == "grids":
        return [Sheet(*grid) for grid in found]
    if found.startswith(b"PK"):
        return _read_package(found, limits)
    what, found = read_old(found, False, limits)
    return [Sheet(*grid) for grid in found]


def _read_text(data, suffix, limits):
    for signature, found in _SIGNATURES:
        if data.startswith(signature):
            raise FileRefused("unsupported_format", found)
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(head):
        raise FileRefused("unsupported_format", "是网页或 XML 文件")
    sheets = read_delimited(data, limits)
    # A list that some system exported as text and named .xls is still a list.
    if suffix not in _TEXT_NAMES and sheets[0].width < 2:
        raise FileRefused("unsupported_format", "是文本文件")
    return sheets
