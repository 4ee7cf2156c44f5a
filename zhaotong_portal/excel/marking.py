"""Puts marks into an xlsx without writing the rest of it anew.

Touched are the marked cells in their sheet's part, the formats (a shade each), the sheet's comments with their old
drawing, and the lists of parts. Macros are taken out: what goes back is a plain .xlsx, and nobody is to get code from us.
"""

import io
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from .archive import opened
from .comment_parts import add_comments
from .package import WORKBOOK, Parts, sheet_parts
from .shades import Shades
from .sheet_part import SheetText

_PLAIN_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@dataclass
class Mark:
    """What one cell is told: lines for its comment, and another text where somebody has put one."""

    lines: list = field(default_factory=list)
    is_error: bool = False
    value: str | None = None

    def add(self, other):
        self.lines += [line for line in other.lines if line not in self.lines]
        self.is_error = self.is_error or other.is_error


def mark_package(data, marks):
    """`marks`: {name of a sheet: {(row, column): Mark}}, counted from 1."""
    out = io.BytesIO()
    with opened(data) as archive:
        parts = Parts(archive)
        sheets = [sheet for sheet in sheet_parts(archive) if sheet.path in parts]
        paths = {sheet.name: sheet.path for sheet in sheets}
        visible = next((sheet.path for sheet in sheets if sheet.is_visible), sheets[0].path)
        shades = Shades(parts)
        for name, at_cell in marks.items():
            _mark_sheet(parts, paths.get(name, visible), at_cell, shades)
        shades.save()
        _without_code(parts, replaces_values=_any_value(marks))
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            parts.write_into(copy)
    return out.getvalue()


def _any_value(marks):
    return any(mark.value is not None for cells in marks.values() for mark in cells.values())


def _mark_sheet(parts, path, at_cell, shades):
    sheet = SheetText(parts.read(path))
    at_anchor, anchors = {}, sheet.anchors(at_cell)
    for place, mark in sorted(at_cell.items()):
        anchor = anchors.get(place, place)
        if (
            anchor != place
        ):  # a merged cell stands for rows that were not changed, and keeps its value
            mark.value = None
        if anchor in at_anchor:
            at_anchor[anchor].add(mark)
        elif mark.lines or mark.value is not None:
            at_anchor[anchor] = mark
    told = {place: mark.lines for place, mark in at_anchor.items() if mark.lines}
    drawing = add_comments(parts, path, told)
    if drawing:
        sheet.point_at_drawing(drawing)
    parts.replace(path, b"".join(sheet.marked(at_anchor, shades)))


def _without_code(parts, replaces_values):
    """A plain workbook; and if a formula gave way to a text, Excel works out anew which formulas there are."""
    unwanted = {"vbaProject"} | ({"calcChain"} if replaces_values else set())
    relations = parts.relations(WORKBOOK)
    for relation in list(relations):
        kind, path = parts.relation(WORKBOOK, relation)
        if kind in unwanted:
            relations.remove(relation)
            parts.drop(path)
    for override in parts.types.iter("{*}Override"):
        if override.get("PartName", "").lstrip("/") == WORKBOOK:
            override.set("ContentType", _PLAIN_WORKBOOK)
    etree.cleanup_namespaces(relations)
