"""海报 as plain data: what stands where on the paper, in millimetres from the upper left corner.

SVG and PDF (`poster_drawing.py`) draw the same sheet. Sizes: A4 and A5 to hang, and a table tent (台卡): an A4 sheet
folded across its middle, the same face on either side.
"""

from dataclasses import dataclass, field

from zhaotong_portal.documents.paper import one_line

RED, INK, SOFT, WHITE, AMBER = "#8c1515", "#1f2937", "#4b5563", "#ffffff", "#b45309"
STEPS = (
    ("扫一扫", "用微信或手机相机对准二维码"),
    ("选一项", "从非常满意到非常不满意"),
    ("点提交", "想说的话可写可不写"),
)
PROMISE = "不用登录，不记录您是谁。被评单位看不到是谁评的。"


@dataclass(frozen=True)
class Notice:
    """What a poster says: see `reviews/views/posters.py`."""

    unit_name: str
    window_name: str
    address: str
    site: str
    owner: str
    demo: bool = False


@dataclass(frozen=True)
class Text:
    """Centred on `x`, its base line at `y`."""

    x: float
    y: float
    size: float
    text: str
    colour: str = INK
    bold: bool = False


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""


@dataclass(frozen=True)
class Code:
    x: float
    y: float
    side: float
    address: str


@dataclass
class Face:
    """One side that is read; `turned` stands on its head, as the back of a tent does."""

    width: float
    height: float
    top: float = 0.0
    turned: bool = False
    parts: list = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    width: float
    height: float
    faces: tuple


SIZES = {"a4": "A4 海报", "a5": "A5 海报", "tent": "台卡"}


def sheet(size, notice) -> Sheet:
    if size == "tent":
        half = 148.5
        faces = (_wide(notice, half, 0.0, turned=True), _wide(notice, half, half))
        return Sheet(210, 297, faces)
    width, height = (210, 297) if size == "a4" else (148, 210)
    return Sheet(width, height, (_tall(notice, width, height),))


def _tall(notice, width, height):
    unit = width / 210  # everything keeps its share of the sheet
    face = Face(width, height)
    say, middle = face.parts.append, width / 2
    name = lines(notice.unit_name, 10 * unit, width * 0.86)
    head = (18 + 12.5 * len(name) + (9 if notice.window_name else 0)) * unit
    say(Box(0, 0, width, head, fill=RED))
    y = 18 * unit
    for line in name:
        say(Text(middle, y, 10 * unit, line, WHITE, bold=True))
        y += 12.5 * unit
    if notice.window_name:
        say(
            Text(
                middle,
                y,
                _fitting(notice.window_name, 7 * unit, width * 0.86),
                notice.window_name,
                WHITE,
            )
        )
    y = head + 24 * unit
    say(Text(middle, y, 19 * unit, "扫码评议", RED, bold=True))
    y += 12 * unit
    say(Text(middle, y, 8 * unit, "这次服务，您满意吗？"))
    side = 104 * unit
    y += 7 * unit
    say(Box(middle - side / 2 - unit, y, side + 2 * unit, side + 2 * unit, WHITE, RED))
    say(Code(middle - side / 2, y + unit, side, notice.address))
    y += side + 14 * unit
    for number, (step, words) in enumerate(STEPS):
        x = width * (2 * number + 1) / 6
        say(Text(x, y, 6.4 * unit, f"{number + 1} {step}", bold=True))
        say(Text(x, y + 7 * unit, 4.2 * unit, words, SOFT))
    say(Text(middle, y + 18 * unit, 5 * unit, PROMISE))
    _foot(face, notice, unit, middle, width * 0.9)
    return face


def _wide(notice, height, top, turned=False):
    width = 210.0
    face = Face(width, height, top, turned)
    say, right = face.parts.append, 152.0
    say(Box(0, 0, width, 30, fill=RED))
    size = _fitting(notice.unit_name, 9, width * 0.9)
    say(Text(width / 2, 15 if notice.window_name else 18, size, notice.unit_name, WHITE, bold=True))
    if notice.window_name:
        say(
            Text(
                width / 2,
                25,
                _fitting(notice.window_name, 6, width * 0.9),
                notice.window_name,
                WHITE,
            )
        )
    say(Box(11, 37, 88, 88, WHITE, RED))
    say(Code(12, 38, 86, notice.address))
    say(Text(right, 56, 14, "扫码评议", RED, bold=True))
    say(Text(right, 67, 6, "这次服务，您满意吗？"))
    for number, (step, words) in enumerate(STEPS):
        y = 80 + number * 13
        say(Text(right, y, 5.2, f"{number + 1} {step}", bold=True))
        say(Text(right, y + 5.6, 3.8, words, SOFT))
    say(Text(right, 122, 3.9, PROMISE))
    _foot(face, notice, 0.9, width / 2, width * 0.9)
    return face


def _foot(face, notice, unit, middle, room):
    said = []
    if notice.site:
        said.append(f"扫码后打开的网址以 {notice.site} 开头，不符的请勿填写。")
    if notice.owner:
        said.append(notice.owner)
    y = face.height - (4 + 5.5 * len(said)) * unit
    if notice.demo:  # beside the code, never over it: a demonstration is scanned too
        face.parts.append(
            Text(middle, y - 2 * unit, 8 * unit, "演示数据，请勿张贴", AMBER, bold=True)
        )
    for line in said:
        y += 5.5 * unit
        face.parts.append(Text(middle, y, _fitting(line, 3.8 * unit, room), line, SOFT))


def breadth(text, size) -> float:
    """How broad a line is drawn: Chinese signs are as broad as high, others a good half."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.56 for sign in text)


def _fitting(text, size, room):
    """The size at which a line fits, at most `size`."""
    return min(size, size * room / max(breadth(text, size), 0.1))


def lines(text, size, room):
    """A long name on two or three lines, about equally long."""
    text = one_line(text)
    count = max(1, -int(-breadth(text, size) // room))
    each = -(-len(text) // count)
    return [text[k : k + each] for k in range(0, len(text), each)] or [""]
