"""From a file to its visible sheets. What cannot be read as a whole is refused here, with the reason."""

import io
import re
from pathlib import Path

import msoffcrypto
import python_calamine

from .archive import MAX_CELLS, check_archive
from .delimited import read_delimited
from .error_cells import error_cells
from .refusal import FileRefused
from .sheets import Sheet

MAX_BYTES = 30 * 2**20
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
_TEMPLATE_PASSWORD = (
    "VelvetSweatshop"  # what Excel itself uses for "protected, but opens without a password"
)


def open_workbook(path_or_bytes, filename=""):
    """The visible sheets of an xlsx, xls or CSV, whatever its name says it is."""
    data = path_or_bytes if isinstance(path_or_bytes, bytes) else Path(path_or_bytes).read_bytes()
    suffix = Path(
        filename or (path_or_bytes if not isinstance(path_or_bytes, bytes) else "")
    ).suffix.lower()
    if not data:
        raise FileRefused("unreadable_file")
    if len(data) > MAX_BYTES:
        raise FileRefused("too_large", f"{len(data) // 2**20} MB，上限 {MAX_BYTES // 2**20} MB")
    if data.startswith(b"PK"):
        with_errors = check_archive(io.BytesIO(data))
        sheets = _read_sheets(data)
        if with_errors:
            _show_errors(sheets, error_cells(io.BytesIO(data), with_errors))
        return sheets
    if data.startswith(_OLE):
        return _read_ole(data)
    return _read_text(data, suffix)


def _show_errors(sheets, errors):
    """#N/A stays #N/A: taken for an empty cell it would be given the value above."""
    for sheet in sheets:
        for row, column, text in errors.get(sheet.name, ()):
            if row < len(sheet.rows) and column < sheet.width and sheet.rows[row][column] == "":
                sheet.rows[row][column] = text


def _read_ole(data):
    names = [
        name.encode("utf-16-le")
        for name in ("EncryptedPackage", "WordDocument", "PowerPoint Document")
    ]
    encrypted, word, slides = (name in data for name in names)
    if word or slides:
        raise FileRefused("unsupported_format", "是 Word 文档" if word else "是演示文稿")
    try:
        return _read_sheets(data)
    except FileRefused as refusal:
        if not encrypted and refusal.code != "encrypted_file":
            raise
    opened = _without_template_password(data)
    if opened is None:
        raise FileRefused("encrypted_file")
    return open_workbook(opened)


def _without_template_password(data):
    out = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        office.load_key(password=_TEMPLATE_PASSWORD)
        office.decrypt(out)
    except Exception:  # noqa: BLE001 - a hostile file may break the library anywhere; it stays encrypted to us
        return None
    return out.getvalue() if out.tell() and out.getvalue() != data else None


def _read_text(data, suffix):
    for signature, found in _SIGNATURES:
        if data.startswith(signature):
            raise FileRefused("unsupported_format", found)
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(head):
        raise FileRefused("unsupported_format", "是网页或 XML 文件")
    if suffix in _TEXT_NAMES:
        return read_delimited(data)
    # A list that some system exported as text and named .xls is still a list.
    sheets = read_delimited(data)
    if sheets[0].width < 2:
        raise FileRefused("unsupported_format", "是文本文件")
    return sheets


def _read_sheets(data):
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            visible = [
                meta.name
                for meta in book.sheets_metadata
                if meta.visible == python_calamine.SheetVisibleEnum.Visible
                and meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
            return [_sheet(book.get_sheet_by_name(name)) for name in visible]
    except FileRefused:
        raise
    except python_calamine.PasswordError as error:
        raise FileRefused("encrypted_file") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise FileRefused("unreadable_file") from error
    except BaseException as error:
        # A panic of the Rust reader arrives as a BaseException of its own.
        if type(error).__name__ != "PanicException":
            raise
        raise FileRefused("unreadable_file") from error


def _sheet(found):
    if found.total_height * found.total_width > MAX_CELLS:
        raise FileRefused("too_large", f"{found.total_height} 行、{found.total_width} 列")
    rows = found.to_python(skip_empty_area=False)
    merges = [
        (top, left, bottom, right)
        for (top, left), (bottom, right) in found.merged_cell_ranges or ()
    ]
    return Sheet(found.name, rows, merges)
