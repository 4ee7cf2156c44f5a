"""The evidence of a year on paper, as Word and as a workbook: the same tables as on the page."""

from django.conf import settings
from django.utils import timezone

from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents.ledger import LedgerPaper, Part, Table
from zhaotong_portal.exports.tables import Part as Sheet
from zhaotong_portal.exports.tables import Table as Workbook
from zhaotong_portal.wording import day_text, full_day_text

NARROWEST, WIDEST = 5, 24


def span_text(pack) -> str:
    """Which days it is about, and why not all of the year."""
    text = f"{full_day_text(pack.since)}至{full_day_text(pack.until)}"
    if pack.unit.active_from.year == pack.year and pack.unit.active_from == pack.since:
        text += f"（本单位{day_text(pack.since)}设立，以前的月份不计）"
    elif (pack.until.month, pack.until.day) != (12, 31):
        text += "（年度还没有结束）" if pack.unit.active_to != pack.until else "（本单位已停用）"
    return text


def paper_of(pack) -> LedgerPaper:
    facts = [f"单位：{pack.unit.name}", f"统计期间：{span_text(pack)}"]
    facts += [f"述职人：{one.label}" for one in pack.tenures]
    facts.append(f"数据截至{full_day_text(timezone.localdate())}，由平台按全年数据汇总")
    return LedgerPaper(
        title=f"{pack.unit.short_name}{pack.year}年度述职证据包",
        facts=tuple(facts),
        parts=tuple(_part(section) for section in pack.sections),
        author=settings.COMMITTEE_NAME,
        is_demo=is_demo(),
    )


def _part(section) -> Part:
    notes = (f"注：{section.note}",) if section.note and section.tables else ()
    return Part(
        section.title,
        (*section.sentences, *notes),
        tuple(_table(table) for table in section.tables),
        empty=section.empty,
    )


def _table(table) -> Table:
    head, rows = tuple(table.head), tuple(map(tuple, table.texts))
    widths = tuple(_width(column) for column in zip(head, *rows, strict=True))
    return Table(head, rows, widths, table.title)


def _width(texts) -> int:
    """By the longest text of a column, between a short figure and a sentence that wraps."""
    return min(max(max(map(len, texts)), NARROWEST), WIDEST)


def workbook_of(pack):
    """Each table a sheet of its own, named by its section."""
    parts = []
    for section in pack.sections:
        for table in section.tables:
            name = table.title or (section.title if table.is_of_numbers else f"{section.title}明细")
            texts = table.texts
            parts.append(Sheet(name, table.head, lambda texts=texts: texts, len(texts)))
    title = f"{pack.unit.short_name}{pack.year}年度述职证据包"
    if not parts:
        parts = [Sheet("证据包", ["说明"], lambda: [["本年度没有数据。"]], 1)]
    return Workbook("evidence", title, parts)
