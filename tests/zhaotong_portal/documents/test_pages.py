"""Papers and posters in the browser: the same text as the Word file, and nothing of it as markup."""

import dataclasses
import io
import re

from django.template.loader import render_to_string
from docx import Document

from tests.zhaotong_portal.documents.papers import SHEET
from zhaotong_portal.documents import OfficialPaper, Paragraph, qr_svg, render_docx


def text_of(html):
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", html))


def test_the_screen_says_what_the_word_file_says():
    document = Document(io.BytesIO(render_docx(SHEET)))
    in_word = "".join(paragraph.text for paragraph in document.paragraphs)
    assert text_of(render_to_string("components/paper.html", {"paper": SHEET})) == in_word.replace(
        " ", ""
    )


def test_a_paper_with_nothing_but_a_title_has_no_rule_and_no_signature():
    html = render_to_string("components/paper.html", {"paper": OfficialPaper(title="通知")})
    assert text_of(html) == "通知"
    assert "<hr" not in html


def test_markup_in_a_paper_is_shown_as_text():
    hostile = "<script>alert('x')</script> & \""
    paper = OfficialPaper(
        title=hostile, red_head=hostile, addressee=hostile, signature=hostile, contact=hostile, mark=hostile,
        attachments=[hostile], paragraphs=[Paragraph(hostile, heading=hostile, level=1)],
    )  # fmt: skip
    html = render_to_string("components/paper.html", {"paper": paper})
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 9


def test_the_mark_is_on_the_screen_too():
    paper = dataclasses.replace(SHEET, mark="演示数据")
    assert "演示数据" in render_to_string("components/paper.html", {"paper": paper})


def poster(**changes):
    data = {
        "unit_name": "示例局<b>",
        "window_name": "办事大厅3号窗口",
        "qr": qr_svg("http://127.0.0.1:8000/r/abc/", "扫码评议"),
        "site": "http://127.0.0.1:8000",
        "owner": "工委",
        "demo": False,
    }
    return render_to_string("components/poster.html", {"poster": data | changes})


def test_a_poster_names_the_unit_the_window_and_where_its_code_leads():
    html = poster()
    assert "<svg" in html and "<path" in html  # drawn, not escaped
    assert "示例局&lt;b&gt;" in html
    assert "办事大厅3号窗口" in text_of(html)
    assert "扫码后打开的网址以http://127.0.0.1:8000开头" in text_of(html)
    assert "不用登录" in html


def test_a_poster_of_the_demonstration_asks_not_to_be_hung():
    assert "请勿张贴" not in poster()
    assert "演示数据，请勿张贴" in poster(demo=True)
