"""An empty Word document set up as an official paper, and the way it becomes bytes.

python-docx starts from an American template with 160 styles and a thumbnail of a page that is
not ours; everything of it that a paper does not need is taken out here.
"""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from zhaotong_portal.documents import layout

# Zip members and core properties carry no clock: the same paper is the same bytes, so that a
# download can be compared with what was issued.
FIXED_MOMENT = datetime(2012, 7, 1)  # GB/T 9704-2012 in force
_UNUSED_PARTS = ("thumbnail", "stylesWithEffects", "customXml", "numbering", "webSettings", "theme")


def blank_document():
    """A document with page, grid, styles, fonts and settings of GB/T 9704-2012, and no text."""
    document = Document()
    _drop_unused_parts(document)
    _replace_children(document.styles.element, _styles_xml())
    _replace_children(document.settings.element, _settings_xml())
    _name_fonts(document)
    _set_up_page(document.sections[0])
    return document


def to_bytes(document, title: str, author: str) -> bytes:
    """The document as .docx, byte for byte the same for the same content."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = (
        title[:255],
        author[:255],
        author[:255],
    )
    properties.comments = properties.keywords = properties.subject = ""
    properties.language = "zh-CN"
    properties.revision = 1
    properties.created = properties.modified = FIXED_MOMENT
    saved = io.BytesIO()
    document.save(saved)
    fixed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0  # else the bytes would tell which system wrote them
            target.writestr(member, source.read(name))
    return fixed.getvalue()


def _drop_unused_parts(document) -> None:
    for relations in (document.part.package.rels, document.part.rels):
        for key in [
            key for key, relation in relations.items() if relation.reltype.endswith(_UNUSED_PARTS)
        ]:
            del relations[key]


def _replace_children(element, xml: str) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(xml)))


def _styles_xml() -> str:
    fonts = (
        f'<w:rFonts w:ascii="{layout.LATIN_FONT}" w:hAnsi="{layout.LATIN_FONT}" w:cs="{layout.LATIN_FONT}"'
        f' w:eastAsia="{layout.BODY_FONT}"/>'
    )
    size = layout.SIZE_3_PT * 2
    return f"""<w:styles {nsdecls("w")}>
      <w:docDefaults>
        <w:rPrDefault><w:rPr>{fonts}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>
          <w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
        <w:pPrDefault/>
      </w:docDefaults>
      <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>
        <w:pPr><w:widowControl w:val="0"/><w:wordWrap w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>
          <w:spacing w:before="0" w:after="0" w:line="{layout.LINE_PITCH_TWIPS}" w:lineRule="exact"/>
          <w:jc w:val="both"/></w:pPr>
        <w:rPr>{fonts}<w:spacing w:val="{layout.CHARACTER_SPACING_TWIPS}"/>
          <w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>
      <w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
        <w:name w:val="Default Paragraph Font"/></w:style>
      <w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:qFormat/>
        <w:pPr><w:jc w:val="center"/></w:pPr></w:style>
      <w:style w:type="paragraph" w:styleId="Header"><w:name w:val="header"/><w:basedOn w:val="Normal"/></w:style>
      <w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/></w:style>
    </w:styles>"""


def _settings_xml() -> str:
    """Even pages have a footer of their own; punctuation is set as Chinese Word sets it."""
    return f"""<w:settings {nsdecls("w")}>
      <w:zoom w:percent="100"/><w:evenAndOddHeaders/>
      <w:drawingGridVerticalSpacing w:val="{layout.LINE_PITCH_TWIPS}"/>
      <w:characterSpacingControl w:val="compressPunctuation"/>
      <w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>
        <w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>
        <w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
      </w:compat>
      <w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>
      <w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>
    </w:settings>"""


def _name_fonts(document) -> None:
    """List the paper's fonts with what may stand in for them on a machine that lacks them."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, instead in layout.FONT_FALLBACKS.items()
    )
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
            relation.target_part._blob = xml.encode()  # python-docx has no public way to this part


def _set_up_page(section) -> None:
    section.page_width, section.page_height = Mm(layout.PAGE_WIDTH_MM), Mm(layout.PAGE_HEIGHT_MM)
    section.top_margin, section.bottom_margin = Mm(layout.TOP_MM), Mm(layout.BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(layout.LEFT_MM), Mm(layout.RIGHT_MM)
    section.header_distance, section.footer_distance = Mm(20), Mm(layout.FOOTER_FROM_EDGE_MM)
    for grid in section._sectPr.findall(".//{*}docGrid"):
        section._sectPr.remove(grid)
    section._sectPr.append(
        parse_xml(
            f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{layout.LINE_PITCH_TWIPS}"/>'
        )
    )
