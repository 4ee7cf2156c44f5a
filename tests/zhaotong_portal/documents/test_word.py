"""The Word file of a paper: what GB/T 9704-2012 asks, read back from the file itself."""

import dataclasses
import io
import zipfile
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

from tests.zhaotong_portal.documents.papers import SHEET
from zhaotong_portal.documents import OfficialPaper, Paragraph, render_docx

MM = 1440 / 25.4  # twips
# Word refuses a file whose properties stand in another order than the schema's.
ORDER = {
    "pPr": [
        "pStyle",
        "keepNext",
        "widowControl",
        "pBdr",
        "wordWrap",
        "autoSpaceDE",
        "autoSpaceDN",
        "snapToGrid",
        "spacing",
        "ind",
        "jc",
    ],
    "rPr": ["rFonts", "color", "spacing", "w", "sz", "szCs", "lang"],
}


def opened(paper):
    return Document(io.BytesIO(render_docx(paper)))


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def paragraph_of(document, beginning):
    return next(
        paragraph for paragraph in document.paragraphs if paragraph.text.startswith(beginning)
    )


def attribute(element, path, name):
    for tag in path.split("/"):
        element = element.find(qn(f"w:{tag}"))
    return element.get(qn(f"w:{name}"))


def chinese_font(run):
    return attribute(run._r, "rPr/rFonts", "eastAsia")


@pytest.fixture(scope="module")
def sheet():
    return opened(SHEET)


def test_the_page_is_a4_with_the_margins_of_the_standard(sheet):
    section = sheet.sections[0]
    page = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(length.mm) for length in page] == [210, 297, 37, 28]
    assert round(section.page_width.mm - section.left_margin.mm - section.right_margin.mm) == 156
    assert round(section.page_height.mm - section.top_margin.mm - section.bottom_margin.mm) == 225


def test_twenty_two_lines_of_twenty_eight_characters_fill_the_page(sheet):
    pitch = int(attribute(sheet.sections[0]._sectPr, "docGrid", "linePitch"))
    assert 22 * pitch <= 225 * MM < 23 * pitch
    normal = sheet.styles["Normal"].element
    character = int(attribute(normal, "rPr/sz", "val")) * 10 + int(
        attribute(normal, "rPr/spacing", "val")
    )
    assert 28 * character <= 156 * MM < 29 * character
    body = paragraph_of(sheet, "截至").paragraph_format
    assert (body.line_spacing.twips, body.line_spacing_rule.name) == (pitch, "EXACTLY")


def test_the_parts_stand_in_the_order_of_the_standard(sheet):
    assert texts(sheet) == [
        "中共昭通市委市直机关工作委员会",
        "昭直党提〔2026〕11号",
        "2026年11月工作提示单",
        "昭通市示例局党组：",
        "截至10月底，你单位20个事项中17项正常推进。",
        "一、青年宣讲进校园。原定10月31日完成，已逾期6天。",
        "二、机关第三党支部换届。任期2027年1月15日届满。",
        "请于收到后2个工作日内签收。",
        "附件：1.重点任务清单",
        "2.回执",
        "中共昭通市委市直机关工作委员会",
        "2026年11月6日",
        "（联系人：组织科 陈示例，电话：0870-0000000）",
    ]


def test_every_part_names_its_chinese_font_and_size(sheet):
    expected = {
        "昭直党提": ("仿宋_GB2312", 16),
        "2026年11月工作": ("方正小标宋简体", 22),
        "昭通市示例局": ("仿宋_GB2312", 16),
        "截至": ("仿宋_GB2312", 16),
        "一、": ("黑体", 16),
        "附件": ("仿宋_GB2312", 16),
    }
    for beginning, (font, size) in expected.items():
        run = paragraph_of(sheet, beginning).runs[0]
        assert (chinese_font(run), run.font.size) == (font, Pt(size)), beginning
    assert chinese_font(paragraph_of(sheet, "一、").runs[1]) == "仿宋_GB2312"


def test_headings_of_the_second_level_are_in_kaiti():
    document = opened(
        OfficialPaper(title="通知", paragraphs=[Paragraph("内容。", heading="时间", level=2)])
    )
    assert chinese_font(paragraph_of(document, "（一）").runs[0]) == "楷体_GB2312"


def test_the_red_head_is_red_and_fits_one_line(sheet):
    head = sheet.paragraphs[0]
    run = head.runs[0]
    assert (chinese_font(run), str(run.font.color.rgb)) == ("方正小标宋简体", "D0021B")
    stretch = int(attribute(run._r, "rPr/w", "val")) / 100
    assert len(head.text) * run.font.size.pt * stretch <= 156 * MM / 20
    assert round(head.paragraph_format.space_before.mm) == 35


def test_a_red_rule_stands_four_millimetres_below_the_number(sheet):
    places = [paragraph._p for paragraph in sheet.paragraphs]
    rule = places[places.index(paragraph_of(sheet, "昭直党提")._p) + 1]
    assert attribute(rule, "pPr/pBdr/bottom", "color") == "D0021B"
    assert round(int(attribute(rule, "pPr/spacing", "line")) / MM) == 4


def test_paragraphs_begin_two_characters_in_and_the_addressee_does_not(sheet):
    for beginning in ("截至", "一、", "（联系人"):
        assert attribute(paragraph_of(sheet, beginning)._p, "pPr/ind", "firstLineChars") == "200"
    assert paragraph_of(sheet, "昭通市示例局")._p.pPr.ind is None


def test_the_date_begins_two_characters_right_of_the_signature(sheet):
    signature = sheet.paragraphs[-3]
    assert attribute(signature._p, "pPr/ind", "rightChars") == "200"
    begins = 28 - 2 - len(SHEET.signature)
    assert attribute(paragraph_of(sheet, "2026年11月6日")._p, "pPr/ind", "leftChars") == str(
        (begins + 2) * 100
    )


def test_a_date_longer_than_the_signature_stays_two_characters_from_the_edge():
    document = opened(OfficialPaper(title="通知", signature="市委", signed_on=date(2026, 11, 16)))
    assert attribute(document.paragraphs[-1]._p, "pPr/ind", "leftChars") == str(1900)  # 28 - 2 - 7
    assert attribute(document.paragraphs[-2]._p, "pPr/ind", "rightChars") == str(
        900
    )  # begins two before the date


def test_page_numbers_are_right_on_odd_and_left_on_even_pages(sheet):
    section = sheet.sections[0]
    assert sheet.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert "".join(piece.text for piece in paragraph._p.iter(qn("w:t"))) == "— 1 —"
        assert paragraph._p.find(qn("w:fldSimple")).get(qn("w:instr")).strip() == "PAGE"
        assert paragraph.alignment.name.lower() == side
        assert attribute(paragraph._p, "pPr/ind", f"{side}Chars") == "89"  # one character of size 4
        assert {run.font.size for run in paragraph.runs} == {Pt(14)}


def test_the_signature_never_stands_alone_on_a_page(sheet):
    places = sheet.paragraphs
    last_of_text = next(i for i, paragraph in enumerate(places) if paragraph.text == "2.回执")
    assert all(paragraph.paragraph_format.keep_with_next for paragraph in places[last_of_text:-2])


def test_a_mark_is_on_odd_and_even_pages_and_only_when_asked(sheet):
    section = opened(dataclasses.replace(SHEET, mark="演示数据")).sections[0]
    assert (
        section.header.paragraphs[0].text
        == section.even_page_header.paragraphs[0].text
        == "演示数据"
    )
    assert sheet.sections[0].header.is_linked_to_previous


def test_the_same_paper_gives_the_same_bytes_and_another_paper_others():
    assert render_docx(SHEET) == render_docx(dataclasses.replace(SHEET))
    assert render_docx(SHEET) != render_docx(
        dataclasses.replace(SHEET, signed_on=date(2026, 11, 7))
    )


def test_the_file_tells_no_clock_and_no_system():
    with zipfile.ZipFile(io.BytesIO(render_docx(SHEET))) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
        assert not [
            name for name in archive.namelist() if "thumbnail" in name or "customXml" in name
        ]
    properties = Document(io.BytesIO(render_docx(SHEET))).core_properties
    assert (properties.title, properties.author) == (SHEET.title, SHEET.signature)
    assert properties.created.year == 2012


def test_properties_stand_in_the_order_that_word_insists_on():
    paper = dataclasses.replace(SHEET, mark="演示数据")
    seen = set()
    with zipfile.ZipFile(io.BytesIO(render_docx(paper))) as archive:
        for name in archive.namelist():
            if not name.startswith("word/") or not name.endswith(".xml"):
                continue
            for kind, order in ORDER.items():
                for element in etree.fromstring(archive.read(name)).iter(qn(f"w:{kind}")):
                    tags = [etree.QName(child).localname for child in element]
                    assert tags == sorted(tags, key=order.index), (name, tags)
                    seen.update(tags)
    assert {"pBdr", "snapToGrid", "w", "ind"} <= seen


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> & \"'",
        "\x00\x08控制\x0b字符\x1f",
        "国" * 100_000,
        "a" * 5_000,
        "=1+1",
        "半\ud83d个",
        "]]>&#0;",
    ],
    ids=[
        "markup",
        "control",
        "very long",
        "one long word",
        "formula",
        "half a character",
        "entities",
    ],
)
def test_any_text_makes_a_file_that_opens(text):
    paper = OfficialPaper(
        title=text, red_head=text, document_number=text, addressee=text, attachments=[text, text], signature=text,
        signed_on=date(2026, 11, 6), contact=text, mark=text, paragraphs=[Paragraph(text, heading=text, level=1)],
    )  # fmt: skip
    document = opened(paper)
    assert paper.title in texts(document)
    assert paper.attachments[0] in texts(document)[-5]


def test_a_paper_with_nothing_but_a_title_opens():
    assert texts(opened(OfficialPaper(title="通知"))) == ["通知"]
