"""Two tables beside each other on one sheet: each is read as if it stood alone, its cells where they are."""

from .families import label_of
from .headers import IDENTIFYING
from .sheets import Sheet
from .weak_families import strong

FEWEST = 3  # columns of a table that stands beside another


def parted(sheet, header):
    """The sheet as often as tables stand beside each other below this header, each with the others' cells empty."""
    blocks = _blocks(header)
    if len(blocks) < 2:
        return [sheet]
    edges = [0, *(block[0].index for block in blocks[1:]), sheet.width]
    return [_cut(sheet, left, right) for left, right in zip(edges, edges[1:], strict=False)]


def _blocks(header):
    """The header's columns, parted where the labels begin again; one block unless each is a list's header itself."""
    columns = list(header.columns)
    labels = [label_of(column.label) for column in columns]
    starts = [n for n, label in enumerate(labels) if label == labels[0]] if labels else []
    if len(starts) < 2:
        starts = _after_gaps(columns)
    blocks = [columns[a:b] for a, b in zip(starts, [*starts[1:], len(columns)], strict=True)]
    return blocks if all(map(_is_list, blocks)) else [columns]


def _after_gaps(columns):
    """Where a column without a label lies between."""
    return [
        n for n, column in enumerate(columns) if not n or column.index - columns[n - 1].index > 1
    ]


def _is_list(block):
    families = {strong(column.family) for column in block}
    return (
        len(block) >= FEWEST and bool(families & IDENTIFYING) and len(families - {None}) >= FEWEST
    )


def _cut(sheet, left, right):
    """Only the cells of columns left..right-1, in their places."""
    before, after = [""] * left, [""] * (sheet.width - right)
    rows = [before + row[left:right] + after for row in sheet.rows]
    merges = [m for m in sheet.merges if left <= m[1] < right]
    return Sheet(sheet.name, rows, merges, sheet.is_delimited)
