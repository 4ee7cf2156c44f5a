"""Comments of a sheet: their texts, and the old drawing (VML) without which Excel shows none of them."""

from lxml import etree
from xlsxwriter.utility import xl_rowcol_to_cell

from .package import MAIN

MOST_COMMENTS = 5_000  # a sheet; more marks than these are only shaded
_AUTHOR = "导入检查"
_WIDTH, _LINE_HEIGHT, _LETTERS_A_LINE = 320, 34, 22
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_DRAWING = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"\
 xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>"""
_SHAPE_TYPE = """<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">\
<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>"""
_SHAPE = """<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"\
 xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;\
margin-left:59.25pt;margin-top:1.5pt;width:{width}px;height:{height}px;z-index:1;visibility:hidden"\
 fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>\
<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>\
<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>\
<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"""
_FIRST_NUMBER = 1024 * 900  # far from what Excel has numbered in a drawing that is there already


def add_comments(parts, sheet_path, told):
    """`told`: {(row, column) from 1: lines}. Returns the key of the drawing if the sheet has yet to name it."""
    if not told:
        return None
    texts_path, _ = _part(parts, sheet_path, "comments", "xl/comments{}.xml", _TYPE, _no_comments())
    texts = parts.tree(texts_path)
    there = {comment.get("ref"): comment for comment in texts.iter(f"{MAIN}comment")}
    author, shapes = _author(texts), []
    for (row, column), lines in list(told.items())[:MOST_COMMENTS]:
        ref = xl_rowcol_to_cell(row - 1, column - 1)
        if ref in there:
            _say_more(there[ref], lines)
        else:
            _say(texts.find(f"{MAIN}commentList"), ref, author, lines)
            shapes.append(_shape(_FIRST_NUMBER + len(shapes), row, column, lines))
    parts.save_tree(texts_path, texts)
    parts.add_type("vml", _DRAWING_TYPE)
    path, key = _part(
        parts, sheet_path, "vmlDrawing", "xl/drawings/vmlDrawing{}.vml", "", _DRAWING.encode()
    )
    drawing = parts.read(path).decode("utf-8", "surrogateescape")  # often no well-formed XML
    if 'id="_x0000_t202"' not in drawing:
        shapes.insert(0, _SHAPE_TYPE)
    body, end, rest = drawing.rpartition("</xml>")
    parts.replace(path, (body + "".join(shapes) + end + rest).encode("utf-8", "surrogateescape"))
    return key


def _part(parts, sheet_path, kind, pattern, content_type, content):
    """(path, key) of the sheet's part of a kind: the one it has, or a new one."""
    for relation in parts.relations(sheet_path):
        found, path = parts.relation(sheet_path, relation)
        if found == kind and path in parts:
            return path, relation.get("Id")
    path = next(p for n in range(1, 99_999) if (p := pattern.format(n)) not in parts)
    parts.replace(path, content)
    if content_type:
        parts.add_override(path, content_type)
    return path, parts.add_relation(sheet_path, kind, path)


def _no_comments():
    root = etree.Element(f"{MAIN}comments", nsmap={None: MAIN[1:-1]})
    etree.SubElement(root, f"{MAIN}authors")
    etree.SubElement(root, f"{MAIN}commentList")
    return etree.tostring(root)


def _author(texts):
    authors = texts.find(f"{MAIN}authors")
    etree.SubElement(authors, f"{MAIN}author").text = _AUTHOR
    return str(len(authors) - 1)


def _say(comments, ref, author, lines):
    comment = etree.SubElement(comments, f"{MAIN}comment", ref=ref, authorId=author)
    _run(etree.SubElement(comment, f"{MAIN}text"), "\n".join(lines))


def _say_more(comment, lines):
    """Below what a colleague has noted at the cell."""
    text = comment.find(f"{MAIN}text")
    if (plain := text.find(f"{MAIN}t")) is not None:
        text.remove(plain)
        _run(text, plain.text or "", at=0)
    said = "".join(text.itertext()).splitlines()
    if new := [line for line in lines if line not in said]:
        _run(text, "\n" + "\n".join(new))


def _run(text, said, at=None):
    run = etree.Element(f"{MAIN}r")
    text.insert(len(text) if at is None else at, run)
    written = etree.SubElement(run, f"{MAIN}t")
    written.text = said
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _shape(number, row, column, lines):
    height = _LINE_HEIGHT * sum(1 + len(line) // _LETTERS_A_LINE for line in lines)
    return _SHAPE.format(
        number=number, width=_WIDTH, height=min(height, 600), row=row - 1, column=column - 1
    )
