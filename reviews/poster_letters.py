"""Letters of a poster as outlines, from a Chinese font of the machine; read once, kept by letter."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont, TTLibError

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "C:/Windows/Fonts")
# As they are named where they are installed; upright, with Chinese forms of the signs. (plain, bold)
KNOWN = (
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf"),
    ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf"),
    ("msyh.ttc", "msyhbd.ttc"),
    ("wqy-microhei.ttc", ""),
    ("simhei.ttf", ""),
    ("wqy-zenhei.ttc", ""),
)


@dataclass(frozen=True)
class Outline:
    """One letter, in units of the font, upwards: as PDF operators and as the `d` of an SVG path."""

    pdf: str
    svg: str
    width: int


@dataclass(frozen=True)
class DrawnLine:
    letters: tuple
    width: float
    em: int


class _Pen(BasePen):
    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.pdf, self.svg = [], []

    def _add(self, sign, operator, *points):
        numbers = " ".join(f"{round(value)}" for point in points for value in point)
        self.pdf.append(f"{numbers} {operator}")
        self.svg.append(f"{sign}{numbers}")

    def _moveTo(self, point):
        self._add("M", "m", point)

    def _lineTo(self, point):
        self._add("L", "l", point)

    def _curveToOne(self, first, second, point):
        self._add("C", "c", first, second, point)

    def _closePath(self):
        self.pdf.append("h")
        self.svg.append("Z")

    _endPath = _closePath


def has_font() -> bool:
    return _font(False) is not None


@cache
def drawn_line(text, bold) -> DrawnLine:
    font = _font(bold)
    x, letters = 0, []
    for sign in text:
        outline = _outline(sign, bold)
        letters.append((x, outline))
        x += outline.width
    return DrawnLine(tuple(letters), x, font["head"].unitsPerEm)


@cache
def _outline(sign, bold) -> Outline:
    font, glyphs = _font(bold), _glyphs(bold)
    name = font.getBestCmap().get(ord(sign), ".notdef")
    pen = _Pen(glyphs)
    glyphs[name].draw(pen)
    return Outline(" ".join(pen.pdf), "".join(pen.svg), glyphs[name].width)


@cache
def _glyphs(bold):
    return _font(bold).getGlyphSet()


@cache
def _font(bold):
    """The office's own font where one is set, else the first known one; None where there is none."""
    for path in _paths(bold):
        try:
            return _opened(path)
        except (TTLibError, OSError):
            continue
    return _font(False) if bold else None


def _paths(bold):
    if settings.POSTER_FONT:
        yield settings.POSTER_FONT
    there = {}
    for folder in FOLDERS:
        for path in Path(folder).rglob("*.[tToO][tT][fFcC]") if Path(folder).is_dir() else ():
            there.setdefault(path.name, path)
    for plain, heavy in KNOWN:
        if (heavy if bold else plain) in there:
            yield str(there[heavy if bold else plain])


def _opened(path):
    """Of a collection the font for simplified Chinese, else its first."""
    if not str(path).lower().endswith(".ttc"):
        return TTFont(path, lazy=True)
    number = 0
    while True:
        try:
            font = TTFont(path, fontNumber=number, lazy=True)
        except TTLibError:  # no more of them
            return TTFont(path, fontNumber=0, lazy=True)
        if "SC" in str(font["name"].getBestFullName() or "").split():
            return font
        number += 1
