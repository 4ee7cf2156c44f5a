"""A report whose statements bear footnotes: plain data, and its Word document with real footnotes.

python-docx knows no footnotes: the part that holds them is written here, as ECMA-376 §17.11 wants it.
"""

import dataclasses
from xml.sax.saxutils import escape

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from zhaotong_portal.documents import layout
from zhaotong_portal.documents.blank import blank_document, to_bytes
from zhaotong_portal.documents.drawing import (
    CENTRE,
    add_paragraph,
    blank_lines,
    draw_mark,
    draw_page_numbers,
    indent,
    write,
)
from zhaotong_portal.documents.paper import heading_number, one_line

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
# 小五, closer than the text.
_NOTE_HALF_POINTS, _NOTE_PITCH_TWIPS = 18, 260


@dataclasses.dataclass(frozen=True)
class Piece:
    """Some words of a paragraph; `note` is set as a footnote behind them."""

    text: str
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Chapter:
    """一、 and its paragraphs, each made of pieces."""

    title: str
    paragraphs: tuple[tuple[Piece, ...], ...] = ()


@dataclasses.dataclass(frozen=True)
class NotedPaper:
    """`facts` are the lines below the title."""

    title: str
    facts: tuple[str, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    author: str = ""
    mark: str = ""

    @property
    def notes(self) -> list[str]:
        """In the order of their numbers, which begin with 1."""
        return [
            piece.note
            for chapter in self.chapters
            for paragraph in chapter.paragraphs
            for piece in paragraph
            if piece.note
        ]


def render_noted(paper: NotedPaper) -> bytes:
    """The paper as .docx. The same paper gives the same bytes."""
    document = blank_document()
    draw_page_numbers(document.sections[0])
    draw_mark(document.sections[0], paper.mark)
    title = add_paragraph(document, CENTRE, pitch=Pt(36))
    title.style = document.styles["Title"]
    write(title, one_line(paper.title), layout.HEAD_FONT, layout.SIZE_2_PT)
    for fact in paper.facts:
        write(add_paragraph(document, CENTRE), one_line(fact), size=layout.SIZE_4_PT)
    blank_lines(document, 1)
    _draw_chapters(document, paper)
    if paper.notes:
        _add_footnotes(document, paper.notes)
    return to_bytes(document, title=paper.title, author=paper.author)


def _draw_chapters(document, paper):
    number = 0
    for count, chapter in enumerate(paper.chapters, 1):
        heading = indent(add_paragraph(document), first_line=2)
        heading.paragraph_format.keep_with_next = True
        write(heading, heading_number(1, count) + one_line(chapter.title), layout.HEADING_FONTS[1])
        for pieces in chapter.paragraphs:
            paragraph = indent(add_paragraph(document), first_line=2)
            for piece in pieces:
                write(paragraph, one_line(piece.text))
                if piece.note:
                    number += 1
                    paragraph._p.append(_reference(number))


def _reference(number):
    return parse_xml(
        f'<w:r {nsdecls("w")}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        f'<w:footnoteReference w:id="{number}"/></w:r>'
    )


def _add_footnotes(document, notes):
    body = "".join(_footnote(number, note) for number, note in enumerate(notes, 1))
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<w:footnotes {nsdecls('w')}>"
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
        f"{body}</w:footnotes>"
    )
    part = Part(PackURI("/word/footnotes.xml"), _CONTENT_TYPE, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    declared = parse_xml(
        f'<w:footnotePr {nsdecls("w")}><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    )
    document.settings.element.find(qn("w:compat")).addprevious(declared)


def _footnote(number, note):
    size = f'<w:sz w:val="{_NOTE_HALF_POINTS}"/><w:szCs w:val="{_NOTE_HALF_POINTS}"/>'
    return (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:spacing w:line="{_NOTE_PITCH_TWIPS}" w:lineRule="exact"/>'
        f'<w:jc w:val="left"/></w:pPr><w:r><w:rPr>{size}<w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:rPr>{size}</w:rPr><w:t xml:space="preserve"> {escape(one_line(note))}</w:t></w:r></w:p></w:footnote>'
    )
