"""A sheet's part as text: tens of megabytes, of which a few hundred cells change.

The rows are walked once and copied as they are; what stands behind them (merged cells, drawings) is small and a tree.
"""

import re
from bisect import bisect_left

from lxml import etree
from xlsxwriter.utility import xl_rowcol_to_cell

from .archive import column_number
from .package import PARSER, RELATIONS
from .refusal import FileRefused

_ROOT = re.compile(rb"<(?:(\w+):)?worksheet\b[^>]*>")
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
# What may stand behind the pointer at the old drawing, in the order that Excel insists on.
_BEHIND_DRAWING = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    "AlternateContent",
}  # fmt: skip
_MOST_LOOKS = 5_000_000


class SheetText:
    def __init__(self, text):
        root = _ROOT.search(text)
        if root is None:
            raise FileRefused("unreadable_file")
        self.prefix = root[1] + b":" if root[1] else b""
        data = re.compile(rb"<" + self.prefix + rb"sheetData\s*(/?)>").search(text)
        if data is None:
            raise FileRefused("unreadable_file")
        closing = b"</" + self.prefix + b"sheetData>"
        self.end = data.end() if data[1] else text.rindex(closing)
        behind = data.end() if data[1] else self.end + len(closing)
        self.text, self.begin, self.rows_begin = text, data.start(), data.end()
        self.tail = etree.fromstring(root[0] + text[behind:], PARSER)
        self._row = self._tag(b"row")
        self._cell = self._tag(b"c")
        self._row_end, self._cell_end = (b"</" + self.prefix + n + b">" for n in (b"row", b"c"))

    def _tag(self, name):
        return re.compile(rb"<" + self.prefix + name + rb"(\s[^>]*?)?(/?)>")

    # -- what stands behind the rows -----------------------------------------------------------

    def anchors(self, places):
        """{place: the first cell of the merged range that covers it}: only that can carry a comment."""
        places = sorted(places)
        found, looked_at = {}, 0
        for merge in self.tail.iter("{*}mergeCell"):
            corners = _RANGE.fullmatch(merge.get("ref", "").replace("$", ""))
            if corners is None:
                continue
            left, right = column_number(corners[1]), column_number(corners[3])
            top, bottom = int(corners[2]), int(corners[4])
            for at in range(bisect_left(places, (top, 0)), bisect_left(places, (bottom + 1, 0))):
                looked_at += 1
                if left <= places[at][1] <= right:
                    found[places[at]] = top, left
            if (
                looked_at > _MOST_LOOKS
            ):  # merged ranges do not overlap; in a whole file they are far fewer
                raise FileRefused("unreadable_file")
        return found

    def point_at_drawing(self, key):
        if self.tail.find("{*}legacyDrawing") is not None:
            return
        namespace = etree.QName(self.tail).namespace
        pointer = etree.Element(f"{{{namespace}}}legacyDrawing", nsmap={"r": RELATIONS[1:-1]})
        pointer.set(f"{RELATIONS}id", key)
        behind = (
            n
            for n, part in enumerate(self.tail)
            if isinstance(part.tag, str) and etree.QName(part).localname in _BEHIND_DRAWING
        )
        self.tail.insert(next(behind, len(self.tail)), pointer)

    # -- the rows ------------------------------------------------------------------------------

    def marked(self, marks, shades):
        """The pieces of the part with its cells marked: {(row, column): Mark}."""
        wanted = {}
        for (row, column), mark in sorted(marks.items()):
            wanted.setdefault(row, {})[column] = mark
        yield self.text[: self.begin]
        yield b"<" + self.prefix + b"sheetData>"
        yield from self._rows(wanted, shades)
        yield b"</" + self.prefix + b"sheetData>"
        tail = etree.tostring(self.tail, encoding="UTF-8", xml_declaration=False)
        yield (
            tail[tail.index(b">") + 1 :] if len(self.tail) else b"</" + self.prefix + b"worksheet>"
        )

    def _rows(self, wanted, shades):
        missing = sorted(wanted)
        at, number = self.rows_begin, 0
        while missing and (row := self._row.search(self.text, at, self.end)):
            number = _number(row[1], number)
            while missing and missing[0] <= number:
                if (due := missing.pop(0)) == number:
                    break
                yield self.text[at : row.start()] + self._new_row(due, wanted[due], shades)
                at = row.start()
            else:
                due = None
            end = row.end() if row[2] else self.text.index(self._row_end, row.end())
            behind = end if row[2] else end + len(self._row_end)
            if due == number:
                yield self.text[at : row.start()]
                yield self._marked_row(number, row, end, wanted[number], shades)
            else:
                yield self.text[at:behind]
            at = behind
        yield self.text[at : self.end]
        for due in missing:
            yield self._new_row(due, wanted[due], shades)

    def _new_row(self, number, marks, shades):
        cells = b"".join(self._new_cell(number, c, mark, 0, shades) for c, mark in marks.items())
        return b'<%srow r="%d">' % (self.prefix, number) + cells + self._row_end

    def _marked_row(self, number, row, end, marks, shades):
        """The row with its marked cells; the hint which columns it spans may no longer be true."""
        attributes = re.sub(rb'\s+spans="[^"]*"', b"", row[1] or b"")
        style = _style(attributes) if b"customFormat" in attributes else 0
        pieces, at, column = [], row.end(), 0
        missing = sorted(marks)
        while missing and not row[2] and (cell := self._cell.search(self.text, at, end)):
            column = _column(cell[1], column)
            pieces.append(self.text[at : cell.start()])
            while missing and missing[0] < column:
                due = missing.pop(0)
                pieces.append(self._new_cell(number, due, marks[due], style, shades))
            inside = b"" if cell[2] else self._inside(cell)
            at = cell.end() if cell[2] else cell.end() + len(inside) + len(self._cell_end)
            if missing and missing[0] == column:
                mark = marks[missing.pop(0)]
                pieces.append(
                    self._marked_cell(number, column, cell[1] or b"", inside, mark, shades)
                )
            else:
                pieces.append(self.text[cell.start() : at])
        if not row[2]:
            pieces.append(self.text[at:end])
        pieces += [self._new_cell(number, c, marks[c], style, shades) for c in missing]
        return b"<%srow%s>" % (self.prefix, attributes) + b"".join(pieces) + self._row_end

    def _inside(self, cell):
        return self.text[cell.end() : self.text.index(self._cell_end, cell.end())]

    def _new_cell(self, row, column, mark, style, shades):
        attributes = b' s="%d"' % style if style else b""
        return self._marked_cell(row, column, attributes, b"", mark, shades)

    def _marked_cell(self, row, column, attributes, inside, mark, shades):
        style = _style(attributes)
        if mark.lines:
            style = shades.of(style, mark.is_error)
        kept = re.sub(rb'\s(?:r|s|cm|vm)="[^"]*"', b"", attributes)
        if mark.value is not None:
            kept = re.sub(rb'\st="[^"]*"', b"", kept) + b' t="inlineStr"'
            inside = self._text_inside(mark.value)
        place = xl_rowcol_to_cell(row - 1, column - 1).encode()
        tag = b'<%sc r="%s" s="%d"%s>' % (self.prefix, place, style, kept)
        return tag + inside + self._cell_end

    def _text_inside(self, value):
        escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()
        p = self.prefix
        return b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % (p, p, escaped, p, p)


def _attribute(name, attributes):
    return re.search(rb"\s" + name + rb"\s*=\s*[\"']([^\"']*)[\"']", attributes or b"")


def _number(attributes, before):
    found = _attribute(b"r", attributes)
    return int(found[1]) if found else before + 1


def _column(attributes, before):
    found = _attribute(b"r", attributes)
    return column_number(found[1].decode().rstrip("0123456789")) if found else before + 1


def _style(attributes):
    found = _attribute(b"s", attributes)
    return int(found[1]) if found and found[1].isdigit() else 0
