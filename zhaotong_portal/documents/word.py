"""Draws an official paper as Word, in the layout of GB/T 9704-2012."""

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips

from zhaotong_portal.documents import layout
from zhaotong_portal.documents.blank import blank_document, to_bytes
from zhaotong_portal.documents.paper import OfficialPaper, width_in_characters

_CENTRE, _LEFT, _RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
_LINE_PITCH = Twips(layout.LINE_PITCH_TWIPS)


def render_docx(paper: OfficialPaper) -> bytes:
    """The paper as .docx. The same paper gives the same bytes."""
    document = blank_document()
    _draw_page_numbers(document.sections[0])
    _draw_mark(document.sections[0], paper.mark)
    _draw_head(document, paper)
    _draw_title(document, paper)
    _draw_body(document, paper)
    _draw_attachments(document, paper)
    _draw_signature(document, paper)
    if paper.contact_line:
        _write(_indent(_paragraph(document), first_line=2), paper.contact_line)
    return to_bytes(document, title=paper.title, author=paper.signature or paper.red_head)


def _draw_head(document, paper) -> None:
    """Issuing body in red, two lines, number, 4 mm, the red rule (§7.2.4, §7.2.5, §7.2.7)."""
    if paper.red_head:
        size, stretch = _red_head_size(paper.red_head)
        paragraph = _paragraph(document, _CENTRE, pitch=Pt(size * 1.25))
        paragraph.paragraph_format.space_before = Mm(layout.RED_HEAD_DROP_MM)
        run = _write(paragraph, paper.red_head, layout.HEAD_FONT, size)
        run.font.color.rgb = RGBColor.from_string(layout.RED)
        # The schema wants this right after the colour.
        run._r.rPr.find(qn("w:color")).addnext(
            parse_xml(f'<w:w {nsdecls("w")} w:val="{stretch}"/>')
        )
    if paper.document_number:
        _blank_lines(document, 2 if paper.red_head else 0)
        _write(_paragraph(document, _CENTRE), paper.document_number)
    if paper.red_head or paper.document_number:
        _draw_rule(document)


def _red_head_size(text: str) -> tuple[float, int]:
    """Height in points and width in percent: one line, tall characters as on printed red heads."""
    width = layout.TEXT_WIDTH_PT / max(width_in_characters(text), 1)
    size = min(layout.RED_HEAD_MAX_PT, max(layout.SIZE_3_PT, round(width / 0.75 * 2) / 2))
    return size, max(50, min(100, int(width / size * 100)))


def _draw_rule(document) -> None:
    """A rule as wide as the text block: the lower border of a paragraph 4 mm high."""
    paragraph = _paragraph(document, pitch=Mm(layout.RULE_GAP_MM))
    rule = f"<w:bottom w:val='single' w:sz='12' w:space='0' w:color='{layout.RED}'/>"
    _before_spacing(paragraph, f"<w:pBdr {{}}>{rule}</w:pBdr>")


def _draw_title(document, paper) -> None:
    """Size 2, centred, two lines below the rule (§7.3.1)."""
    if paper.red_head or paper.document_number:
        _blank_lines(document, 2)
    paragraph = _paragraph(document, _CENTRE, pitch=Pt(36))
    paragraph.style = document.styles["Title"]
    paragraph.paragraph_format.keep_with_next = True
    _write(paragraph, paper.title, layout.HEAD_FONT, layout.SIZE_2_PT)
    _blank_lines(document, 1)


def _draw_body(document, paper) -> None:
    if paper.addressee_line:
        _write(_paragraph(document), paper.addressee_line)
    for line in paper.body:
        paragraph = _indent(_paragraph(document), first_line=2)
        if line.number or line.heading:
            _write(
                paragraph,
                line.number + line.heading,
                layout.HEADING_FONTS.get(line.level, layout.BODY_FONT),
            )
        if line.text:
            _write(paragraph, line.text)
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
    _blank_lines(document, 1)
    numbered = 1 if len(lines) > 1 else 0
    for place, line in enumerate(lines):
        hanging = (3 if place == 0 else 0) + numbered
        paragraph = _indent(_paragraph(document, _LEFT), left=5 + numbered, first_line=-hanging)
        paragraph.paragraph_format.keep_with_next = bool(paper.signature or paper.signed_on)
        _write(paragraph, ("附件：" if place == 0 else "") + line)


def _draw_signature(document, paper) -> None:
    """Without a seal: signature two characters from the right, the date begins two characters after it (§7.3.5.2)."""
    signature, day = paper.signature, paper.signed_on_line
    if not (signature or day):
        return
    _blank_lines(document, 1, keep=True)
    signature_width, day_width = width_in_characters(signature), width_in_characters(day)
    right = 2 + max(0, day_width + 2 - signature_width) if signature and day else 2
    if signature:
        paragraph = _indent(_paragraph(document, _RIGHT), right=right)
        paragraph.paragraph_format.keep_with_next = bool(day)
        _write(paragraph, signature)
    if day:
        # Counted from the left: readers differ in the width that they give to digits.
        begins = (
            layout.CHARACTERS_PER_LINE - right - (signature_width - 2 if signature else day_width)
        )
        _write(_indent(_paragraph(document, _LEFT), left=max(0, begins)), day)


def _draw_page_numbers(section) -> None:
    """— 1 — in size 4, right on odd pages and left on even ones, one character from the edge (§7.5)."""
    for footer, alignment, side in (
        (section.footer, _RIGHT, "right"),
        (section.even_page_footer, _LEFT, "left"),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = alignment
        _set_pitch(paragraph, Pt(layout.SIZE_4_PT + 2))
        _indent(paragraph, **{side: layout.SIZE_4_PT / layout.CHARACTER_PITCH_PT})
        font = layout.PAGE_NUMBER_FONT
        _write(paragraph, "— ", font, layout.SIZE_4_PT, latin=font)
        field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "/>')
        paragraph._p.append(field)
        field.append(_write(paragraph, "1", font, layout.SIZE_4_PT, latin=font)._r)
        _write(paragraph, " —", font, layout.SIZE_4_PT, latin=font)


def _draw_mark(section, mark: str) -> None:
    """A mark such as 演示数据 on top of every page, outside the text block."""
    if not mark:
        return
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.alignment = _CENTRE
        _write(paragraph, mark, "黑体", layout.SIZE_4_PT).font.color.rgb = RGBColor(
            0x80, 0x80, 0x80
        )


def _paragraph(document, alignment=None, pitch=None):
    paragraph = document.add_paragraph()
    if alignment is not None:
        paragraph.alignment = alignment
    _set_pitch(paragraph, pitch or _LINE_PITCH)
    return paragraph


def _set_pitch(paragraph, pitch) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = pitch
    if pitch != _LINE_PITCH:
        # Without this LibreOffice rounds the pitch up to whole lines of the grid.
        _before_spacing(paragraph, "<w:snapToGrid {} w:val='0'/>")


def _before_spacing(paragraph, xml: str) -> None:
    """Insert where the schema wants what python-docx has no property for; Word refuses another order."""
    spacing = paragraph._p.pPr.find(qn("w:spacing"))
    before = paragraph._p.pPr.find(qn("w:snapToGrid"))
    (spacing if before is None else before).addprevious(parse_xml(xml.format(nsdecls("w"))))


def _blank_lines(document, count: int, keep=False) -> None:
    for _ in range(count):
        _paragraph(document).paragraph_format.keep_with_next = keep or None


def _indent(paragraph, *, first_line=0.0, left=0.0, right=0.0):
    """Indents counted in characters, as Chinese Word shows them, with their length for other readers."""
    attributes = {}
    for name, count in (("left", left), ("right", right), ("firstLine", first_line)):
        if name == "firstLine" and count < 0:
            name, count = "hanging", -count
        if count:
            attributes[f"{name}Chars"] = round(count * 100)
            attributes[name] = round(count * layout.CHARACTER_PITCH_PT * 20)
    if attributes:
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        for name, value in attributes.items():
            indent.set(qn(f"w:{name}"), str(value))
    return paragraph


def _write(
    paragraph, text: str, font=layout.BODY_FONT, size=layout.SIZE_3_PT, latin=layout.LATIN_FONT
):
    """A run whose Chinese font is named apart: Word ignores the plain font name for Chinese text."""
    run = paragraph.add_run(text)
    run.font.name = latin
    run.font.size = Pt(size)
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:cs"), latin)
    fonts.set(qn("w:hint"), "eastAsia")  # “ ” … — are then set in the Chinese font
    return run
