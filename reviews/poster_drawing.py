"""Draws sheets of posters: one SVG a sheet, or a PDF of any number of them.

Letters are drawn as outlines where the machine has a Chinese font (`poster_letters.py`): a print shop then needs none. Where it
has none, SVG and PDF name fonts that every reader in China has.
"""

import hashlib
import io
from functools import cache
from xml.sax.saxutils import escape

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from reviews.poster_letters import drawn_line, has_font
from reviews.poster_paper import Box, Code, Text

READERS_OWN = "STSong-Light"
WEB_FONTS = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',sans-serif"
QUIET_ZONE = 4


def modules(address):
    """Rows of the code's dark modules, with the quiet zone that scanners want."""
    code = segno.make(address, error="q", micro=False, boost_error=False)
    return [list(map(bool, row)) for row in code.matrix_iter(border=QUIET_ZONE)]


def runs(row):
    """(first, length) of each run of dark modules: fewer and seamless rectangles."""
    first = None
    for column, dark in enumerate([*row, False]):
        if dark and first is None:
            first = column
        elif not dark and first is not None:
            yield first, column - first
            first = None


# --- SVG ------------------------------------------------------------------------------------------------


def svg(sheet) -> str:
    drawn = "".join(_svg_face(face) for face in sheet.faces)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{sheet.width}mm" height="{sheet.height}mm" '
        f'viewBox="0 0 {sheet.width} {sheet.height}" font-family="{WEB_FONTS}">'
        f'<rect width="100%" height="100%" fill="#fff"/>{drawn}</svg>'
    )


def _svg_face(face):
    move = f"translate(0 {face.top})"
    if face.turned:
        move += f" rotate(180 {face.width / 2} {face.height / 2})"
    return f'<g transform="{move}">{"".join(map(_svg_part, face.parts))}</g>'


def _svg_part(part):
    if isinstance(part, Box):
        stroke = f' stroke="{part.stroke}" stroke-width=".6"' if part.stroke else ""
        return (
            f'<rect x="{part.x:.2f}" y="{part.y:.2f}" width="{part.width:.2f}" height="{part.height:.2f}" '
            f'fill="{part.fill or "none"}"{stroke}/>'
        )
    if isinstance(part, Text):
        return _svg_text(part)
    return _svg_code(part)


def _svg_text(part):
    if not has_font():
        weight = ' font-weight="700"' if part.bold else ""
        return (
            f'<text x="{part.x:.2f}" y="{part.y:.2f}" font-size="{part.size:.2f}" fill="{part.colour}" '
            f'text-anchor="middle"{weight}>{escape(part.text)}</text>'
        )
    line = drawn_line(part.text, part.bold)
    scale = part.size / line.em
    path = "".join(
        f'<path transform="translate({x} 0)" d="{outline.svg}"/>' for x, outline in line.letters
    )
    start = part.x - line.width * scale / 2
    return (
        f'<g aria-label="{escape(part.text, {chr(34): "&quot;"})}" fill="{part.colour}" '
        f'transform="translate({start:.2f} {part.y:.2f}) scale({scale:.6f} {-scale:.6f})">{path}</g>'
    )


def _svg_code(part):
    rows = modules(part.address)
    each = part.side / len(rows)
    path = "".join(
        f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in runs(row)
    )
    return f'<path transform="translate({part.x:.2f} {part.y:.2f}) scale({each:.5f})" d="{path}"/>'


# --- PDF ------------------------------------------------------------------------------------------------


def pdf(sheets) -> bytes:
    """The same sheets give the same bytes."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=True, pageCompression=True)
    canvas.setTitle("群众评议海报")
    for sheet in sheets:
        canvas.setPageSize((sheet.width * mm, sheet.height * mm))
        for face in sheet.faces:
            canvas.saveState()
            canvas.translate(0, (sheet.height - face.top - face.height) * mm)
            if face.turned:
                canvas.translate(face.width * mm, face.height * mm)
                canvas.rotate(180)
            for part in face.parts:
                _PDF[type(part)](canvas, part, face.height)
            canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _pdf_box(canvas, part, height):
    if part.fill:
        canvas.setFillColor(HexColor(part.fill))
    if part.stroke:
        canvas.setStrokeColor(HexColor(part.stroke))
        canvas.setLineWidth(0.6 * mm)
    lower = (height - part.y - part.height) * mm
    canvas.rect(part.x * mm, lower, part.width * mm, part.height * mm, stroke=bool(part.stroke), fill=bool(part.fill))  # fmt: skip


def _pdf_text(canvas, part, height):
    canvas.setFillColor(HexColor(part.colour))
    if not has_font():
        canvas.setFont(_readers_own(), part.size * mm)
        canvas.drawCentredString(part.x * mm, (height - part.y) * mm, part.text)
        return
    line = drawn_line(part.text, part.bold)
    scale = part.size * mm / line.em
    form = _form(canvas, part, line)
    canvas.saveState()
    canvas.translate(part.x * mm - line.width * scale / 2, (height - part.y) * mm)
    canvas.scale(scale, scale)
    canvas.doForm(form)
    canvas.restoreState()


def _form(canvas, part, line):
    """A line of letters is written into the file once, however many posters bear it."""
    said = f"{part.bold} {part.text}".encode()
    name = f"line{hashlib.sha256(said).hexdigest()[:20]}"
    if not canvas.hasForm(name):
        canvas.beginForm(name, 0, -line.em, line.width, 2 * line.em)
        drawn = (f"q 1 0 0 1 {x} 0 cm {outline.pdf} f Q" for x, outline in line.letters)
        canvas.addLiteral("\n".join(drawn))
        canvas.endForm()
    return name


@cache
def _readers_own():
    pdfmetrics.registerFont(UnicodeCIDFont(READERS_OWN))
    return READERS_OWN


def _pdf_code(canvas, part, height):
    rows = modules(part.address)
    each, top = part.side / len(rows) * mm, (height - part.y) * mm
    dark = " ".join(
        f"{x} {-y - 1} {length} 1 re" for y, row in enumerate(rows) for x, length in runs(row)
    )
    canvas.addLiteral(f"q 0 g {each:.5f} 0 0 {each:.5f} {part.x * mm:.3f} {top:.3f} cm {dark} f Q")


_PDF = {Box: _pdf_box, Text: _pdf_text, Code: _pdf_code}
