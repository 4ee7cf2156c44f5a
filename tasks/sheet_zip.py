"""One archive of all sheets of a month as Word, in protocol order: 01 市税务局 2026年11月工作提示单.docx."""

import io
import re
import zipfile

from zhaotong_portal.documents import render_docx
from zhaotong_portal.documents.blank import FIXED_MOMENT

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def names_of(sheets) -> list[str]:
    width = max(2, len(str(len(sheets))))
    return [
        f"{n:0{width}} {_FORBIDDEN.sub('', sheet.unit.short_name)} {sheet.period.label}工作提示单.docx"
        for n, sheet in enumerate(sheets, 1)
    ]


def zipped(papers) -> bytes:
    """`papers` are (file name, paper). Word files are packed already: packing them again only costs time."""
    out = io.BytesIO()
    moment = (max(FIXED_MOMENT.year, 1980), FIXED_MOMENT.month, FIXED_MOMENT.day, 0, 0, 0)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, paper in papers:
            archive.writestr(zipfile.ZipInfo(name, moment), render_docx(paper))
    return out.getvalue()
