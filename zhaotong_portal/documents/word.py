"""Draws an official paper as Word, in the layout of GB/T 9704-2012."""

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from zhaotong_portal.documents import layout
from zhaotong_portal.documents.blank import blank_document, to_bytes
from zhaotong_portal.documents.drawing import (
    CENTRE,
    LEFT,
    RIGHT,
    add_paragraph,
    before_spacing,
    blank_lines,
    draw_mark,
    draw_page_numbers,
    indent,
    write,
)
from zhaotong_portal.documents.paper import OfficialPaper, width_in_characters


def render_docx(paper: OfficialPaper) -> bytes:
    """The paper as .docx. The same paper gives the same bytes."""
    document = blank_document()
    draw_page_numbers(document.sections[0])
    draw_mark(document.sections[0], paper.mark)
    _draw_head(document, paper)
    _draw_title(document, paper)
    _draw_body(document, paper)
    _draw_attachments(document, paper)
    _draw_signature(document, paper)
    if paper.contact_line:
        write(indent(add_paragraph(document), first_line=2), paper.contact_line)
    return to_bytes(document, title=paper.title, author=paper.signature or paper.red_head)


def _draw_head(document, paper) -> None:
    """Issuing body in red, two lines, number, 4 mm, the red rule (§7.2.4, §7.2.5, §7.2.7)."""
    if paper.red_head:
        size, stretch = _red_head_size(paper.red_head)
        paragraph = add_paragraph(document, CENTRE, pitch=Pt(size * 1.25))
        paragraph.paragraph_format.space_before = Mm(layout.RED_HEAD_DROP_MM)
        run = write(paragraph, paper.red_head, layout.HEAD_FONT, size)
        run.font.color.rgb = RGBColor.from_string(layout.RED)
        # The schema wants this right after the colour.
        run._r.rPr.find(qn("w:color")).addnext(
            parse_xml(f'<w:w {nsdecls("w")} w:val="{stretch}"/>')
        )
    if paper.document_number:
        blank_lines(document, 2 if paper.red_head else 0)
        write(add_paragraph(document, CENTRE), paper.document_number)
    if paper.red_head or paper.document_number:
        _draw_rule(document)


def _red_head_size(text: str) -> tuple[float, int]:
    """Height in points and width in percent: one line, tall characters as on printed red heads."""
    width = layout.TEXT_WIDTH_PT / max(width_in_characters(text), 1)
    size = min(layout.RED_HEAD_MAX_PT, max(layout.SIZE_3_PT, round(width / 0.75 * 2) / 2))
    return size, max(50, min(100, int(width / size * 100)))


def _draw_rule(document) -> None:
    """A rule as wide as the text block: the lower border of a paragraph 4 mm high."""
    paragraph = add_paragraph(document, pitch=Mm(layout.RULE_GAP_MM))
    rule = f"<w:bottom w:val='single' w:sz='12' w:space='0' w:color='{layout.RED}'/>"
    before_spacing(paragraph, f"<w:pBdr {{}}>{rule}</w:pBdr>")


def _draw_title(document, paper) -> None:
    """Size 2, centred, two lines below the rule (§7.3.1)."""
    if paper.red_head or paper.document_number:
        blank_lines(document, 2)
    paragraph = add_paragraph(document, CENTRE, pitch=Pt(36))
    paragraph.style = document.styles["Title"]
    paragraph.paragraph_format.keep_with_next = True
    write(paragraph, paper.title, layout.HEAD_FONT, layout.SIZE_2_PT)
    blank_lines(document, 1)


def _draw_body(document, paper) -> None:
    if paper.addressee_line:
        write(add_paragraph(document), paper.addressee_line)
    for line in paper.body:
        paragraph = indent(add_paragraph(document), first_line=2)
        if line.number or line.heading:
            write(
                paragraph,
                line.number + line.heading,
                layout.HEADING_FONTS.get(line.level, layout.BODY_FONT),
            )
        if line.text:
            write(paragraph, line.text)
        else:
            paragraph.paragraph_format.keep_with_next = True  # a heading never ends a page
    if paper.body and (paper.signature or paper.signed_on) and not paper.attachments:
        # The signature never stands alone on a page (§7.3.5.4); the standard forbids 此页无正文.
        document.paragraphs[-1].paragraph_format.keep_with_next = True


def _draw_attachments(document, paper) -> None:
    """One line below the text, two characters in, the names under one another (§7.3.4)."""
    lines = paper.attachment_lines
    if not lines:
        return
    blank_lines(document, 1)
    numbered = 1 if len(lines) > 1 else 0
    for place, line in enumerate(lines):
        hanging = (3 if place == 0 else 0) + numbered
        paragraph = indent(add_paragraph(document, LEFT), left=5 + numbered, first_line=-hanging)
        paragraph.paragraph_format.keep_with_next = bool(paper.signature or paper.signed_on)
        write(paragraph, ("附件：" if place == 0 else "") + line)


def _draw_signature(document, paper) -> None:
    """Without a seal: signature two characters from the right, the date begins two characters after it (§7.3.5.2)."""
    signature, day = paper.signature, paper.signed_on_line
    if not (signature or day):
        return
    blank_lines(document, 1, keep=True)
    signature_width, day_width = width_in_characters(signature), width_in_characters(day)
    right = 2 + max(0, day_width + 2 - signature_width) if signature and day else 2
    if signature:
        paragraph = indent(add_paragraph(document, RIGHT), right=right)
        paragraph.paragraph_format.keep_with_next = bool(day)
        write(paragraph, signature)
    if day:
        # Counted from the left: readers differ in the width that they give to digits.
        begins = (
            layout.CHARACTERS_PER_LINE - right - (signature_width - 2 if signature else day_width)
        )
        write(indent(add_paragraph(document, LEFT), left=max(0, begins)), day)
