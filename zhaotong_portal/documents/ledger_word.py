"""Draws a ledger as Word on the page of GB/T 9704-2012: heads of tables repeat, long cells run on over pages."""

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from zhaotong_portal.documents import layout
from zhaotong_portal.documents.blank import blank_document, to_bytes
from zhaotong_portal.documents.drawing import (
    CENTRE,
    LEFT,
    add_paragraph,
    blank_lines,
    draw_mark,
    draw_page_numbers,
    indent,
    set_pitch,
    write,
)
from zhaotong_portal.documents.ledger import LedgerPaper, Part, Table

_CELL_PITCH = Pt(16)
_TEXT_WIDTH_TWIPS = int(layout.TEXT_WIDTH_MM * layout.TWIPS_PER_MM)
_CELL_MARGINS_TWIPS = {"top": 40, "left": 85, "bottom": 40, "right": 85}  # in the schema's order
_SIGNATURE_GAP = "　" * 6  # where a name is written


def render_ledger(paper: LedgerPaper) -> bytes:
    """The ledger as .docx. The same ledger gives the same bytes."""
    document = blank_document()
    draw_page_numbers(document.sections[0])
    draw_mark(document.sections[0], paper.mark)
    _draw_title(document, paper)
    for number, part in paper.numbered:
        _draw_part(document, number, part)
    _draw_signatures(document, paper)
    return to_bytes(document, title=paper.title, author=paper.author)


def _draw_title(document, paper) -> None:
    paragraph = add_paragraph(document, CENTRE, pitch=Pt(36))
    paragraph.style = document.styles["Title"]
    paragraph.paragraph_format.keep_with_next = True
    write(paragraph, paper.title, layout.HEAD_FONT, layout.SIZE_2_PT)
    blank_lines(document, 1)
    for fact in paper.facts:
        write(add_paragraph(document, LEFT, pitch=Pt(24)), fact, size=layout.SIZE_4_PT)


def _draw_part(document, number, part: Part) -> None:
    heading = add_paragraph(document, LEFT)
    heading.paragraph_format.keep_with_next = True
    heading.paragraph_format.space_before = Pt(10)
    write(heading, f"{number}{part.title}", layout.HEADING_FONTS[1])
    for sentence in part.sentences:
        paragraph = indent(add_paragraph(document, pitch=Pt(24)), first_line=2)
        write(paragraph, sentence, size=layout.SIZE_4_PT)
    for table in part.tables:
        _draw_table(document, table)


def _draw_table(document, table: Table) -> None:
    if table.caption:
        caption = add_paragraph(document, LEFT, pitch=Pt(24))
        caption.paragraph_format.keep_with_next = True
        write(caption, table.caption, layout.HEADING_FONTS[2], layout.SIZE_4_PT)
    drawn = document.add_table(rows=0, cols=len(table.head))
    drawn.autofit = False
    _frame(drawn)
    widths = [_TEXT_WIDTH_TWIPS * share // 100 for share in table.shares]
    for column, width in zip(drawn._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.set(f"{{{column.nsmap['w']}}}w", str(width))
    head = _draw_row(drawn, table.head, widths, layout.HEADING_FONTS[1])
    head._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for cells, runs_on in table.drawn_rows:
        row = _draw_row(drawn, cells, widths, layout.BODY_FONT)
        if not runs_on:
            row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    # Two tables that touch become one in Word.
    add_paragraph(document, pitch=Pt(8))


def _frame(drawn) -> None:
    """Thin black lines and little air beside the text; the blank document has no style of tables to take them from."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in _CELL_MARGINS_TWIPS.items()
    )
    properties = drawn._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    properties.extend(
        parse_xml(
            f'<w:tblPr {nsdecls("w")}><w:tblW w:w="{_TEXT_WIDTH_TWIPS}" w:type="dxa"/>'
            f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        ).getchildren()
    )


def _draw_row(drawn, texts, widths, font):
    row = drawn.add_row()
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        properties = cell._tc.get_or_add_tcPr()
        for child in list(properties):
            properties.remove(child)
        properties.append(parse_xml(f'<w:tcW {nsdecls("w")} w:w="{width}" w:type="dxa"/>'))
        paragraph = cell.paragraphs[0]
        for number, line in enumerate(text.splitlines() or [""]):
            paragraph = cell.add_paragraph() if number else paragraph
            paragraph.alignment = LEFT
            set_pitch(paragraph, _CELL_PITCH)
            write(paragraph, line, font, layout.SIZE_5_PT)
    return row


def _draw_signatures(document, paper) -> None:
    """One line a person, kept together: a signature never stands apart from its neighbour."""
    if not paper.signatures:
        return
    blank_lines(document, 1, keep=True)
    for number, label in enumerate(paper.signatures, 1):
        paragraph = add_paragraph(document, LEFT, pitch=Pt(36))
        paragraph.paragraph_format.keep_with_next = number < len(paper.signatures)
        write(paragraph, f"{label}：{_SIGNATURE_GAP}　年　　月　　日", size=layout.SIZE_4_PT)
