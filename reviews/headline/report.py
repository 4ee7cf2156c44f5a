"""三年行动情况 as a Word text: every figure with a footnote to its definition and to its rows (features F11).

A draft to write on with, not a paper with a number: sentences say what the figures say, and nothing else.
"""

from urllib.parse import urljoin

from django.conf import settings

from reviews.headline.table import chapters
from reviews.models import BackgroundNote
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents.noted import Chapter, NotedPaper, Piece
from zhaotong_portal.headline.figure import Adding
from zhaotong_portal.wording import full_day_text

MARK = "演示数据"
CASES = "背景和案例资料（引自有关材料，不由平台统计）"


def paper_of(span, base_address) -> NotedPaper:
    """`base_address`: of the portal, for the footnotes' links to the rows."""
    parts = [
        Chapter(title, _paragraphs(lines, span, base_address)) for title, lines in chapters(span)
    ]
    notes = BackgroundNote.objects.shown()
    if notes:
        parts.append(
            Chapter(CASES, tuple((Piece(f"{row.text}（出处：{row.source}）"),) for row in notes))
        )
    return NotedPaper(
        title=f"{settings.LEDGER_OWNER}党建工作三年行动主要数据",
        facts=(f"（{span.label}，数据截至{full_day_text(span.as_of)}）",),
        chapters=tuple(part for part in parts if part.paragraphs),
        author=settings.LEDGER_OWNER,
        mark=MARK if is_demo() else "",
    )


def _paragraphs(lines, span, base_address):
    said = [line for line in lines if line.whole not in ("—",)]
    if not said:
        return ()
    pieces = [Piece(f"{span.label}，")]
    for number, line in enumerate(said):
        pieces.append(Piece(_clause(line), _note(line, base_address)))
        pieces.append(Piece("；" if number < len(said) - 1 else "。"))
    found = [tuple(pieces)]
    for line in said:
        if line.readings:
            found.append(tuple(_readings(line, base_address)))
    return tuple(found)


def _clause(line):
    """“第一议题”学习6.4万次; a figure of one year names it."""
    year = line.whole_note.split("，")[0] if line.figure.adding is Adding.YEARLY else ""
    return f"{year if year.endswith('年') else ''}{line.figure.label}{line.whole}"


def _readings(line, base_address):
    yield Piece(f"“{line.figure.label}”")
    last = len(line.readings) - 1
    for number, reading in enumerate(line.readings):
        yield Piece(f"{reading.figure.label}{reading.exact}", _note(reading, base_address))
        yield Piece("；" if number < last else "。")


def _note(line, base_address):
    card = line.figure.card
    years = "，".join(f"{year}{text}" for year, text, _ in line.cells)
    return (
        f"准确数{line.exact}（{years}；{line.figure.adding.value}）。口径第{card.version}版：{card.counts}"
        f"层级：{card.level}。去重：{card.dedupe}来源：{card.source}。明细：{urljoin(base_address, line.href)}"
    )
