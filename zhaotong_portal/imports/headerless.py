"""A file without a known header: its likeliest header row, so that somebody can say what the columns are."""

from zhaotong_portal.excel import FileRefused
from zhaotong_portal.excel.messages import shortened
from zhaotong_portal.excel.opening import open_workbook
from zhaotong_portal.excel.text import as_text, one_line
from zhaotong_portal.imports.seen_columns import LONGEST, SAMPLES

SHEETS, ROWS, LONGEST_LABEL = 5, 30, 30


def is_headerless(batch) -> bool:
    """Whether saying what the columns are can make the file readable: the kind must be known first."""
    return batch.refusal.get("code") == "no_header" and bool(batch.kind)


def likely_sheets(batch) -> list:
    """The first sheets as a plan keeps them, each with the row that looks most like a header; [] if unreadable."""
    try:
        with batch.file.open("rb") as file:
            sheets = open_workbook(file.read(), batch.file_name)
    except (FileRefused, FileNotFoundError):
        return []
    found = [_likely(sheet) for sheet in sheets[:SHEETS] if sheet.rows]
    return [sheet for sheet in found if sheet]


def _likely(sheet):
    row = max(range(min(ROWS, len(sheet.rows))), key=lambda r: (len(_labels(sheet.rows[r])), -r))
    labels = _labels(sheet.rows[row])
    if len(labels) < 2:
        return None
    columns = [
        {"label": label, "field": "", "family": "", "is_grid": False, "index": index, "samples": _below(sheet, row, index)}
        for label, index in labels.items()
    ]  # fmt: skip
    table = {"first_row": row + 1, "last_row": row + 1, "columns": columns}
    return {"name": sheet.name, "left_out": "", "offset": 0, "tables": [table]}


def _labels(cells):
    """{label: index} of the short texts of a row, numbers and dates left aside."""
    labels = {}
    for index, value in enumerate(cells):
        text = one_line(value) if isinstance(value, str) else ""
        if text and len(text) <= LONGEST_LABEL and not text[0].isdigit():
            labels.setdefault(text, index)
    return labels


def _below(sheet, row, index):
    texts = (
        shortened(one_line(as_text(cells[index])), LONGEST)
        for cells in sheet.rows[row + 1 : row + 20]
    )
    return list(dict.fromkeys(filter(None, texts)))[:SAMPLES]
