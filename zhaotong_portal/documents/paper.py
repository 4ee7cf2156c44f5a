"""An official paper as plain data: what it says, not how it is drawn.

Word (`word.py`) and the browser (templates/components/paper.html) draw the same object, so
what a reader checks on the screen is what is printed.
"""

import dataclasses
import re
import unicodedata
from datetime import date

from zhaotong_portal.wording import full_day_text

# What XML cannot carry, and marks that turn the direction of text (they could make a paper
# show something other than it says).
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_BREAKS = re.compile("[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SENTENCE_ENDS = "。！？：；…"
_DIGITS = "零一二三四五六七八九"


@dataclasses.dataclass(frozen=True)
class Paragraph:
    """A paragraph; with `level` 1 to 4 it is numbered 一、 （一） 1. （1） and `heading` runs in."""

    text: str = ""
    heading: str = ""
    level: int = 0

    def __post_init__(self):
        if self.level not in range(5):
            raise ValueError("A paper knows levels 0 (plain) to 4")


@dataclasses.dataclass(frozen=True)
class Line:
    """A paragraph ready to draw: its number is worked out, its text is clean."""

    number: str
    heading: str
    text: str
    level: int


@dataclasses.dataclass(frozen=True)
class OfficialPaper:
    """Parts of a paper in the order of GB/T 9704-2012; an empty part is left out."""

    title: str
    red_head: str = ""
    document_number: str = ""
    addressee: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    attachments: tuple[str, ...] = ()
    signature: str = ""
    signed_on: date | None = None
    contact: str = ""
    mark: str = ""  # e.g. 演示数据 or 预览稿: on every page, outside the text block

    def __post_init__(self):
        for field in (
            "title",
            "red_head",
            "document_number",
            "addressee",
            "signature",
            "contact",
            "mark",
        ):
            object.__setattr__(self, field, one_line(getattr(self, field)))
        object.__setattr__(self, "paragraphs", tuple(self.paragraphs))
        attachments = (one_line(name) for name in self.attachments)
        object.__setattr__(self, "attachments", tuple(name for name in attachments if name))

    @property
    def body(self) -> tuple[Line, ...]:
        """The paragraphs numbered; a line break in a text begins a new paragraph."""
        counts = [0, 0, 0, 0]
        lines = []
        for paragraph in self.paragraphs:
            number = ""
            if paragraph.level:
                counts[paragraph.level - 1] += 1
                counts[paragraph.level :] = [0] * (4 - paragraph.level)
                number = heading_number(paragraph.level, counts[paragraph.level - 1])
            first, *rest = clean_lines(paragraph.text) or [""]
            heading = one_line(paragraph.heading)
            if heading and first and heading[-1] not in _SENTENCE_ENDS:
                heading += "。"
            if number or heading or first:
                lines.append(Line(number, heading, first, paragraph.level))
            lines.extend(Line("", "", text, 0) for text in rest)
        return tuple(lines)

    @property
    def addressee_line(self) -> str:
        return f"{self.addressee.rstrip('：:')}：" if self.addressee else ""

    @property
    def attachment_lines(self) -> tuple[str, ...]:
        """The names after 附件：, numbered only when there are several (§7.3.4)."""
        if len(self.attachments) == 1:
            return self.attachments
        return tuple(f"{number}.{name}" for number, name in enumerate(self.attachments, 1))

    @property
    def signed_on_line(self) -> str:
        return full_day_text(self.signed_on) if self.signed_on else ""

    @property
    def contact_line(self) -> str:
        return f"（{self.contact.strip('（）()')}）" if self.contact else ""


def one_line(text) -> str:
    """Text as a paper can carry it: no control characters, no line breaks."""
    return _UNPRINTABLE.sub("", _BREAKS.sub(" ", str(text or ""))).strip()


def clean_lines(text) -> list[str]:
    """The lines of a typed text as a paper can carry them, empty ones left out."""
    lines = (one_line(line) for line in str("" if text is None else text).splitlines())
    return [line for line in lines if line]


def heading_number(level: int, count: int) -> str:
    """一、 （一） 1. （1）, the four levels of §7.3.3."""
    if level == 1:
        return f"{chinese_number(count)}、"
    if level == 2:
        return f"（{chinese_number(count)}）"
    return f"{count}." if level == 3 else f"（{count}）"


def chinese_number(count: int) -> str:
    """1 to 99 in Chinese; beyond that nobody reads Chinese numerals, so digits."""
    if not 1 <= count <= 99:
        return str(count)
    tens, ones = divmod(count, 10)
    return {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def width_in_characters(text: str) -> float:
    """Width in full characters: Latin letters and digits take half a one."""
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)
