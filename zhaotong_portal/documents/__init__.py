"""Official papers (GB/T 9704-2012), ledgers and QR codes. Knows no model: callers hand over plain data."""

from zhaotong_portal.documents.ledger import LedgerPaper, Part, Table
from zhaotong_portal.documents.ledger_word import render_ledger
from zhaotong_portal.documents.noted import Chapter, NotedPaper, Piece, render_noted
from zhaotong_portal.documents.paper import OfficialPaper, Paragraph
from zhaotong_portal.documents.qr import qr_svg
from zhaotong_portal.documents.word import render_docx

__all__ = [
    "Chapter",
    "LedgerPaper",
    "NotedPaper",
    "OfficialPaper",
    "Paragraph",
    "Part",
    "Piece",
    "Table",
    "qr_svg",
    "render_docx",
    "render_ledger",
    "render_noted",
]
