"""A table as a workbook, with what an office wants to know of a list: filtered by what, made when, by whom."""

from django.conf import settings
from django.utils import timezone

from zhaotong_portal.excel.export import Sheet, stamp, write_book

# A ledger of fifteen columns still fits on A4 across.
WIDEST = 32


def write(out, table, person, *, made_at=None, large=False, wrote=None):
    """Write `table` to `out` for `person`; returns how many rows there were."""
    made_at = timezone.localtime(made_at)
    notes = notes_of(table, person, made_at)
    sheets = [
        Sheet(
            part.name,
            part.header,
            part.rows(),
            part.title or table.title,
            [*notes, part.mark],
            WIDEST,
            part.beside_the_print,
        )
        for part in table.parts
    ]
    return write_book(
        out, sheets, author=settings.PORTAL_NAME, made_at=made_at, large=large, wrote=wrote
    )


def notes_of(table, person, made_at):
    """The lines below the title. Whose list it is stands in sight, so that a copy can be traced; nothing is hidden."""
    filtered = "，".join(chip["label"] for chip in table.chips)
    made = f"{stamp(made_at)}　导出人：{person.name}"
    return [f"筛选条件：{filtered}" if filtered else "", table.note, made]


def file_name(title, made_at=None):
    return f"{title}{timezone.localtime(made_at):%Y%m%d}.xlsx"
