"""What every Word paper of the portal is drawn with: paragraphs on the grid, runs in named fonts, marks, page numbers."""

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor, Twips

from zhaotong_portal.documents import layout

CENTRE, LEFT, RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
LINE_PITCH = Twips(layout.LINE_PITCH_TWIPS)


def draw_page_numbers(section) -> None:
    """— 1 — in size 4, right on odd pages and left on even ones, one character from the edge (§7.5)."""
    for footer, alignment, side in (
        (section.footer, RIGHT, "right"),
        (section.even_page_footer, LEFT, "left"),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = alignment
        set_pitch(paragraph, Pt(layout.SIZE_4_PT + 2))
        indent(paragraph, **{side: layout.SIZE_4_PT / layout.CHARACTER_PITCH_PT})
        font = layout.PAGE_NUMBER_FONT
        write(paragraph, "— ", font, layout.SIZE_4_PT, latin=font)
        field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "/>')
        paragraph._p.append(field)
        field.append(write(paragraph, "1", font, layout.SIZE_4_PT, latin=font)._r)
        write(paragraph, " —", font, layout.SIZE_4_PT, latin=font)


def draw_mark(section, mark: str) -> None:
    """A mark such as 演示数据 on top of every page, outside the text block."""
    if not mark:
        return
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.alignment = CENTRE
        write(paragraph, mark, "黑体", layout.SIZE_4_PT).font.color.rgb = RGBColor(0x80, 0x80, 0x80)


def add_paragraph(document, alignment=None, pitch=None):
    paragraph = document.add_paragraph()
    if alignment is not None:
        paragraph.alignment = alignment
    set_pitch(paragraph, pitch or LINE_PITCH)
    return paragraph


def set_pitch(paragraph, pitch) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = pitch
    if pitch != LINE_PITCH:
        # Without this LibreOffice rounds the pitch up to whole lines of the grid.
        before_spacing(paragraph, "<w:snapToGrid {} w:val='0'/>")


def before_spacing(paragraph, xml: str) -> None:
    """Insert where the schema wants what python-docx has no property for; Word refuses another order."""
    spacing = paragraph._p.pPr.find(qn("w:spacing"))
    before = paragraph._p.pPr.find(qn("w:snapToGrid"))
    (spacing if before is None else before).addprevious(parse_xml(xml.format(nsdecls("w"))))


def blank_lines(document, count: int, keep=False) -> None:
    for _ in range(count):
        add_paragraph(document).paragraph_format.keep_with_next = keep or None


def indent(paragraph, *, first_line=0.0, left=0.0, right=0.0):
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


def write(
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
