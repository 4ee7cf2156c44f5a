"""Calamine's part of reading: bytes in, the visible sheets as grids of values out. Imports nothing of the portal.

Run as a program it reads an old binary workbook from standard input, for `old_format`: a process of its own, since
the reader of that format can be made to run for ever or to end the process it runs in.
"""

import io
import pickle
import sys

import python_calamine

TEMPLATE_PASSWORD = "VelvetSweatshop"  # Excel's own, for "protected, but opens without a password"


class Unreadable(Exception):
    """`code` and `found` as in FileRefused, which is not to be imported here."""

    def __init__(self, code, found=""):
        super().__init__(code, found)
        self.code, self.found = code, found


def grids_of(data, max_cells, max_columns, max_filled):
    """[(name, rows, merges)] of the visible sheets. Raises Unreadable."""
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return _visible(book, max_cells, max_columns, max_filled)
    except Unreadable:
        raise
    except python_calamine.PasswordError as error:
        raise Unreadable("encrypted_file") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Unreadable("unreadable_file") from error
    except BaseException as error:
        # A panic of the Rust reader arrives as a BaseException of its own.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("unreadable_file") from error


def _visible(book, max_cells, max_columns, max_filled):
    metas = book.sheets_metadata
    if len({meta.name for meta in metas}) < len(metas):
        raise Unreadable("unreadable_file")  # Excel itself mends such a file before it opens it
    grids, cells, filled, shared = [], 0, 0, {}
    for meta in metas:
        if (
            meta.visible != python_calamine.SheetVisibleEnum.Visible
            or meta.typ != python_calamine.SheetTypeEnum.WorkSheet
        ):
            continue
        sheet = book.get_sheet_by_name(meta.name)
        height, width = (place + 1 for place in sheet.end or (-1, -1))
        cells += height * width
        if cells > max_cells or width > max_columns:
            raise Unreadable("too_large", f"数据占到第 {height} 行、第 {width} 列")
        rows = _shared_rows(sheet, shared)
        filled += sum(map(any, rows)) if height > max_filled - filled else height
        if filled > max_filled:
            raise Unreadable("too_large", f"超过 {max_filled:,} 行")
        grids.append((meta.name, rows, _merges(sheet, height, width)))
    return grids


def _shared_rows(sheet, shared):
    """The same text is one object wherever it stands: half the memory, and its hash is worked out once."""
    if sheet.start is None:
        return []
    known = shared.setdefault
    left = [""] * sheet.start[1]  # what `iter_rows` leaves out: a table may begin at column C
    rows = [
        [known(value, value) if value.__class__ is str else value for value in row]
        for row in sheet.iter_rows()
    ]
    return [left + row for row in rows] if left else rows


def _merges(sheet, height, width):
    """Merged ranges, cut at the last row. They cannot overlap, so together they cover no more than the grid."""
    merges, covered = [], 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        bottom = min(bottom, height - 1)
        if top > bottom or left > right:
            continue
        covered += (bottom - top + 1) * max(1, min(right, width - 1) - left + 1)
        if covered > 2 * height * max(width, 1) + 1000:
            raise Unreadable("unreadable_file")
        merges.append((top, left, bottom, right))
    return merges


def _without_template_password(data):
    """What an encrypted file holds if Excel would open it without asking, else None."""
    import msoffcrypto

    out = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        office.load_key(password=TEMPLATE_PASSWORD)
        office.decrypt(out)
    except Exception:  # noqa: BLE001 - a hostile file may break the library anywhere; it stays encrypted to us
        return None
    return out.getvalue() if out.tell() and out.getvalue() != data else None


def _answer(data, is_encrypted, limits):
    """("grids", …), ("opened", bytes of the file inside) or ("refused", code, found)."""
    try:
        return "grids", grids_of(data, *limits)
    except Unreadable as refusal:
        if not is_encrypted and refusal.code != "encrypted_file":
            return "refused", refusal.code, refusal.found
    opened = _without_template_password(data)
    return ("refused", "encrypted_file", "") if opened is None else ("opened", opened)


def main():
    memory, seconds, is_encrypted, *limits = map(int, sys.argv[1:])
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except ImportError:  # not on every system; the parent still counts the seconds
        pass
    pickle.dump(_answer(sys.stdin.buffer.read(), bool(is_encrypted), limits), sys.stdout.buffer)


if __name__ == "__main__":
    main()
