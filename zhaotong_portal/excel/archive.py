"""Looks at an xlsx as an archive before anything unpacks it: is it whole, is it a workbook, how large does it get.

The sizes that an archive states about itself may lie, and one cell in the last corner of a sheet makes
a reader ask for a grid of 17 thousand million cells (calamine then aborts the process), so both are measured.
"""

import re
import zipfile
import zlib

from .refusal import FileRefused

MAX_UNPACKED = 400 * 2**20
MAX_RATIO = 150  # office files shrink by 5 to 30
RATIO_COUNTS_FROM = 20 * 2**20
MAX_CELLS = 6_000_000
_CHUNK = 4 * 2**20

# Cheap, over every cell: a column beyond AZ or a row from 200,000 on is looked at more closely. The literal
# beginning is what makes it cheap; whoever writes the attribute another way is looked at closely too.
_FAR = re.compile(rb' r="(?:[B-Zb-z][A-Za-z]\d|[A-Za-z]{3}\d|[A-Za-z]{1,2}(?:[2-9]\d{5}|\d{7}))')
_UNUSUAL = (b"'", b"\tr=", b"\nr=", b"r =")
_CELL = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"'][^>]*?(/?)>(</)?"
)  # a cell that ends at once has a format and no value


def check_archive(source):
    """Refuses what is broken, encrypted, no workbook, or too large. `source` is a seekable binary file.

    Returns the parts of sheets that hold error values (#N/A): the reader would take them for empty cells.
    """
    with_errors = []
    try:
        with zipfile.ZipFile(source) as archive:
            _check_entries(archive)
            for info in archive.infolist():
                is_text = info.filename.endswith((".xml", ".rels"))
                if is_text and _check_part(archive, info):
                    with_errors.append(info.filename)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        KeyError,
    ) as error:
        raise FileRefused("unreadable_file") from error
    return with_errors


def _check_entries(archive):
    entries = archive.infolist()
    if any(info.flag_bits & 1 for info in entries):
        raise FileRefused("encrypted_file")
    names = {info.filename.replace("\\", "/").lower() for info in entries}
    if "xl/workbook.xml" not in names:
        raise FileRefused("unsupported_format", _what_else(names))
    unpacked = sum(info.file_size for info in entries)
    packed = sum(info.compress_size for info in entries) or 1
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked / packed > MAX_RATIO):
        raise FileRefused("too_large", f"解压后约 {unpacked // 2**20} MB")


def _what_else(names):
    if any(name.startswith("word/") for name in names):
        return "是 Word 文档"
    if any(name.startswith("ppt/") for name in names):
        return "是演示文稿"
    if "xl/workbook.bin" in names:
        return "是二进制工作簿 .xlsb"
    return "是 ODS 表格" if "content.xml" in names else "是压缩包"


def _check_part(archive, info):
    """Unpacks one part to nothing, so that what it really holds is known; looks for far cells on the way.

    Tells whether it holds error values.
    """
    info.file_size = MAX_UNPACKED + 1  # read to the real end, not to the stated one
    is_sheet = "worksheets/" in info.filename
    size, far, has_errors, tail = 0, False, False, b""
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > MAX_UNPACKED or (
                size > RATIO_COUNTS_FROM and size / (info.compress_size or 1) > MAX_RATIO
            ):
                raise FileRefused("too_large", f"解压后超过 {size // 2**20} MB")
            if is_sheet:
                seen = tail + chunk
                has_errors = has_errors or b't="e"' in seen
                far = far or _FAR.search(seen) is not None or any(form in seen for form in _UNUSUAL)
                tail = chunk[-64:]
    if far:
        _check_extent(archive, info)
    return has_errors


def _check_extent(archive, info):
    """The rectangle from the first to the last cell that holds something must be of a sane size."""
    with archive.open(info) as part:
        text = part.read()
    rows, columns = [], []
    for column, row, closed, ends in _CELL.findall(text):
        if not closed and not ends:
            rows.append(int(row))
            columns.append(column_number(column.decode()))
    if rows and (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MAX_CELLS:
        raise FileRefused("too_large", f"数据占到第 {max(rows)} 行、第 {max(columns)} 列")


def column_number(letters):
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
