"""Plausibility: what is worth a second look before a month is signed or accepted. A hint never stands in the way (C23).

Gaps (gaps.py) block; hints are told at the field, to the officer and to whoever signs or reviews.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.conf import settings

from tasks.contents import Cell, Contents, Line
from tasks.gaps import short
from tasks.models import Light, ValueState

FEW = 3  # so many earlier values tell what is usual
COPY_FROM = 5  # so many cells equal to last month's are no accident


@dataclass(frozen=True)
class Hint:
    """`text` stands at the field, `label` in a list; `anchor` is the id of the place on the page."""

    text: str
    label: str
    anchor: str

    @property
    def url(self):
        return f"#{self.anchor}"


def hints_in(contents: Contents) -> list[Hint]:
    """All of them in the page's order; each place of `contents` keeps its own in `hints`."""
    for line in contents.lines:
        line.hints = list(line_hints(line))
    for cell in contents.cells:
        cell.hints = list(cell_hints(cell))
    found = [Hint(text, f"{short(line.item.title)}：{text}", line.anchor)
             for line in contents.lines for text in line.hints]  # fmt: skip
    found += [Hint(text, f"{cell.label}{text}", cell.anchor)
              for cell in contents.cells for text in cell.hints]  # fmt: skip
    if copies_last_month(contents):
        text = "全部数据与上月完全相同，请确认"
        found.append(Hint(text, text, "values"))
    return found


def by_place(hints) -> dict[str, list[str]]:
    """{anchor: what is said there}."""
    found = {}
    for hint in hints:
        found.setdefault(hint.anchor, []).append(hint.text)
    return found


# --- Items ----------------------------------------------------------------------------------------


def line_hints(line: Line):
    if not line.is_edited:
        return
    if line.step is not None and line.step < 0:
        yield f"进度比上次少 {-line.step} 个百分点"
    if months := months_of_same_text(line):
        yield f"文字连续 {months} 个月完全相同，进度有变化，请确认"
    elif line.step and line.repeats_text:
        yield "进度变了，文字与上次相同"
    if line.line.percent == 100 and not line.line.claims_done:
        yield "进度已到 100%，如已完成请勾选报结"
    if line.item.is_overdue and line.line.light == Light.ON_TRACK and not line.line.claims_done:
        yield "已过时限，进度灯仍为正常"


def months_of_same_text(line: Line) -> int:
    """HINT_SAME_TEXT_MONTHS when the words did not change for so long although the percentage did; else 0."""
    months = settings.HINT_SAME_TEXT_MONTHS
    period = line.line.period
    before = {row.period: row for row in line.before}
    rows = [before.get(period.shift(-back)) for back in range(1, months)]
    if not line.line.text or None in rows or any(row.text != line.line.text for row in rows):
        return 0
    return months if any(row.percent != line.line.percent for row in rows) else 0


# --- Figures --------------------------------------------------------------------------------------


def cell_hints(cell: Cell):
    if cell.value is None:
        return
    earlier = numbers_before(cell)
    if cell.value.state == ValueState.REPORTED:
        usual = max(max(earlier, default=0), 1)
        if len(earlier) >= FEW and cell.value.value > settings.HINT_OUTLIER_FACTOR * usual:
            yield f"为 {cell.text}，明显高于以往"
    elif cell.value.state == ValueState.ZERO:
        months = zeros_running(earlier)
        usual = earlier[: len(earlier) - months + 1][-FEW:]
        if len(usual) == FEW and all(usual):
            yield f"{'为 0' if months == 1 else f'已连续 {months} 个月为 0'}，此前每月都有，请确认"
        elif months >= settings.HINT_ZERO_MONTHS:
            yield f"已连续 {months} 个月为 0，请确认"


def numbers_before(cell: Cell) -> list[Decimal]:
    """The figures of the last twelve months that were numbers, oldest first."""
    found = []
    for _, text in cell.earlier:
        try:
            found.append(Decimal(text))
        except InvalidOperation:
            continue
    return found


def zeros_running(earlier) -> int:
    """How many months, this one with it, stand at zero without a break."""
    count = 1
    for number in reversed(earlier):
        if number:
            break
        count += 1
    return count


def copies_last_month(contents: Contents) -> bool:
    """Every cell says word for word what it said a month ago, and not all of it is zero."""
    previous = contents.report.period.previous()
    cells = [cell for cell in contents.cells if not (cell.value and cell.value.counted)]
    pairs = [(cell.text, dict(cell.earlier).get(previous)) for cell in cells]
    same = all(now and now == before for now, before in pairs)
    return len(pairs) >= COPY_FROM and same and any(now != "0" for now, _ in pairs)
