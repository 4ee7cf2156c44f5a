"""Looks at an xlsx as an archive before anything reads it: is it whole, is it a workbook, how large does it get.

What an archive states about its sizes may lie, a few bytes may stand for a grid of 17 thousand million cells (calamine
then ends the process), and a part may go by any name. So every part is unpacked to nothing, once, and counted.
"""

import io
import re
import zipfile
import zlib
from contextlib import contextmanager

from .limits import USUAL
from .refusal import FileRefused

MAX_RATIO = 150  # office files shrink by 5 to 30
RATIO_COUNTS_FROM = 20 * 2**20
MAX_ENTRIES = 10_000
_CHUNK = 4 * 2**20
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # as Excel; others can ask for any memory

# Cheap, over every cell: a column beyond AZ or a row from 110,000 on is looked at more closely. The literal
# beginning is what makes it cheap; whoever writes the attribute another way is looked at closely too.
_FAR = re.compile(
    rb' r="(?:[B-Zb-z][A-Za-z]\d|[A-Za-z]{3}\d|[A-Za-z]{1,2}(?:1[1-9]\d{4}|[2-9]\d{5}|\d{7}))'
)
_UNUSUAL = (b"r =", b"r= ")
_UNUSUAL_WITH = {
    b"'": (b"r='",),
    b"\t": (b"\tr=", b"r\t", b"=\t"),
    b"\n": (b"\nr=", b"r\n", b"=\n"),
}
# A cell that holds something: one that ends at once has a format only.
_CELL = re.compile(
    rb"<(?:\w+:)?c\s[^>/]*?\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"'][^>/]*>(?!</)"
)
# Cells that the reader takes for empty ones: errors, and formulas without a value (error_cells).
_PERHAPS_UNSHOWN = (b't="e"', b"<f")
_SMALLEST_VALUE = 10  # bytes; the tags of a value alone are longer


def checked_archive(data, limits=USUAL):
    """Refuses what is broken, encrypted, no workbook, or too large. `data` are the bytes of the file.

    Returns the paths of parts with cells that the reader takes for empty and that are not.
    """
    if data.count(_ENTRY) > MAX_ENTRIES:
        raise FileRefused("too_large", f"内含 {data.count(_ENTRY):,} 个部件")
    unshown, unpacked = set(), 0
    with opened(data) as archive:
        _check_entries(archive, len(data), limits)
        for info in archive.infolist():
            seen = _Part(limits, limits.unpacked - unpacked, info)
            seen.unpack(archive)
            unpacked += seen.size
            if seen.has_unshown:
                unshown.add(info.filename)
    return unshown


@contextmanager
def opened(data):
    """The archive of a workbook; whatever breaks on the way in means that the file is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError,
    ) as error:  # fmt: skip
        raise FileRefused("unreadable_file") from error


def _check_entries(archive, length, limits):
    entries = archive.infolist()
    if any(info.flag_bits & 1 for info in entries):
        raise FileRefused("encrypted_file")
    names = {info.filename.replace("\\", "/").lower() for info in entries}
    if "xl/workbook.xml" not in names:
        raise FileRefused("unsupported_format", _what_else(names))
    packed = sum(info.compress_size for info in entries)
    if packed > length or len(names) < len(entries):  # entries that lie upon each other
        raise FileRefused("unreadable_file")
    if any(info.compress_type not in _METHODS for info in entries):
        raise FileRefused("unreadable_file")
    _check_size(sum(info.file_size for info in entries), packed, limits.unpacked)


def _check_size(unpacked, packed, most):
    if unpacked > most or (unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * (packed or 1)):
        raise FileRefused("too_large", f"解压后超过 {min(unpacked, most) // 2**20} MB")


def _what_else(names):
    if any(name.startswith("word/") for name in names):
        return "是 Word 文档"
    if any(name.startswith("ppt/") for name in names):
        return "是演示文稿"
    if "xl/workbook.bin" in names:
        return "是二进制工作簿 .xlsb"
    return "是 ODS 表格" if "content.xml" in names else "是压缩包"


class _Part:
    """One part, unpacked to nothing, so that what it really holds is known."""

    def __init__(self, limits, room, info):
        self.limits, self.room, self.info = limits, room, info
        self.size = self.row_tags = 0
        self.is_far = self.has_unshown = False

    def unpack(self, archive):
        stated, self.info.file_size = self.info.file_size, self.limits.unpacked + self.room + 1
        tail = b""  # read to the real end, not to the stated one
        with archive.open(self.info) as part:
            while chunk := part.read(_CHUNK):
                self.size += len(chunk)
                _check_size(self.size, self.info.compress_size, self.room)
                self._look(chunk, tail + chunk)
                tail = chunk[-64:]
            for check in self._closer_checks():
                part.seek(0)
                check(part, self.limits)
        self.info.file_size = stated

    def _look(self, chunk, seen):
        # No program writes a DOCTYPE into a workbook; it could only declare entities.
        if self.size == len(chunk) and b"<!DOCTYPE" in chunk:
            raise FileRefused("unreadable_file")
        self.has_unshown = self.has_unshown or any(mark in seen for mark in _PERHAPS_UNSHOWN)
        self.is_far = self.is_far or _FAR.search(seen) is not None or _is_unusual(seen)
        self.row_tags += chunk.count(b"row")

    def _closer_checks(self):
        if self.size > _SMALLEST_VALUE * self.limits.cells:
            yield _check_values
        if self.row_tags > 2 * self.limits.filled_rows:
            yield _check_filled
        if self.is_far:
            yield _check_extent


def _is_unusual(seen):
    return any(form in seen for form in _UNUSUAL) or any(
        mark in seen and any(form in seen for form in forms)
        for mark, forms in _UNUSUAL_WITH.items()
    )


def _check_values(part, limits):
    """Values of cells, and texts that cells share, one tag to begin and one to end each."""
    tags = 0
    while chunk := part.read(_CHUNK):
        tags += chunk.count(b"v>") + chunk.count(b"is>") + chunk.count(b"si>")
        if tags > 2 * limits.cells:
            raise FileRefused("too_large", f"超过 {limits.cells:,} 个单元格")


def _whole_rows(part):
    """The part a few megabytes at a time, cut behind a row where there is one."""
    rest = b""
    while chunk := part.read(_CHUNK):
        whole, end, rest = (rest + chunk).rpartition(b"row>")
        yield whole + end
        if len(rest) > 2 * _CHUNK:
            yield rest
            rest = b""
    yield rest


def _check_filled(part, limits):
    """A million rows may carry nothing but a height; those with values in them are counted."""
    filled = 0
    for rows in _whole_rows(part):
        if b"v>" in rows or b"t>" in rows:
            filled += sum(b"v>" in row or b"t>" in row for row in rows.split(b"row>"))
        if filled > limits.filled_rows:
            raise FileRefused("too_large", f"超过 {limits.rows:,} 行")


def _check_extent(part, limits):
    """The rectangle up to the last row and column that hold something must be of a sane size."""
    last_row, columns = 0, set()
    for rows in _whole_rows(part):
        for letters, row in _CELL.findall(rows):
            last_row = max(last_row, int(row))
            columns.add(letters)
    last_column = max((column_number(letters.decode()) for letters in columns), default=0)
    if last_row * last_column > limits.cells or last_column > limits.columns:
        raise FileRefused("too_large", f"数据占到第 {last_row} 行、第 {last_column} 列")


def column_number(letters):
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
