"""Official papers (GB/T 9704-2012) and QR codes. Knows no model: callers hand over plain data."""

from zhaotong_portal.documents.paper import OfficialPaper, Paragraph
from zhaotong_portal.documents.qr import qr_svg
from zhaotong_portal.documents.word import render_docx

__all__ = ["OfficialPaper", "Paragraph", "qr_svg", "render_docx"]
