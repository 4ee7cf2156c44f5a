"""Pasted minutes become a draft: what is lifted, what stays empty, and that a Word file says the same as its text."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document

from tasks.catalogue import load_activity_kinds
from tasks.models import ActivityKind
from tasks.notes import read_notes
from tests.tasks.month_world import NOVEMBER
from zhaotong_portal.documents.reading import NotReadable, text_of_docx

MINUTES = """机关第一党支部“第一议题”学习会议记录
时间：2026年11月12日（星期四）下午3:00
地点：四楼会议室
主持人：赵示例
应到党员28人，实到26人，请假2人。
学习内容：传达学习《中国共产党纪律处分条例》
会议采取支部共学的方式，观看警示片。"""


@pytest.fixture
def kinds(catalogue):
    load_activity_kinds()
    return list(ActivityKind.objects.all())


def codes(draft, kinds):
    return {kind.code for kind in kinds if kind.pk in draft.fields["kinds"]}


def test_minutes_as_offices_write_them(kinds, branches):
    draft = read_notes(MINUTES, NOVEMBER, kinds, branches)
    assert draft.fields["held_on"] == date(2026, 11, 12)
    assert draft.fields["topic"] == "机关第一党支部“第一议题”学习"
    assert draft.fields["heads"] == 26
    assert draft.fields["place"] == "四楼会议室"
    assert draft.fields["form"] == "branch"
    assert draft.fields["document"] == "传达学习《中国共产党纪律处分条例》"
    assert draft.fields["organisations"] == [branches[0].pk]
    assert codes(draft, kinds) == {"first_topic", "warning_education"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11月5日上午召开会议", date(2026, 11, 5)),
        ("二〇二六年十一月五日，召开会议", date(2026, 11, 5)),
        ("会议时间：2026-11-05 09:00", date(2026, 11, 5)),
        ("会议时间：2026.11.5", date(2026, 11, 5)),
        ("根据10月20日通知，11月6日开展学习", date(2026, 11, 6)),
        ("时间：11月31日", None),
        ("10月5日召开会议", None),
        ("会议开得很好", None),
    ],
)
def test_the_day_within_the_month(text, day):
    assert read_notes(text, NOVEMBER).fields["held_on"] == day


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("应到50人，实到46人", 46),
        ("参加人数：１２０人", 120),
        ("参会人员：赵示例、钱示例、孙示例、李示例", 4),
        ("组织全局党员干部共86名参加学习", 86),
        ("累计受教育人次：1,260", 1260),
        ("参会人员：局领导班子成员，各科室负责人", None),
        ("会议强调三点意见", None),
    ],
)
def test_how_many_came(text, heads):
    assert read_notes(text, NOVEMBER).fields["heads"] == heads


def test_a_labelled_topic_wins_over_the_heading():
    text = "中心组学习纪要\n学习主题：深入学习贯彻党的二十届四中全会精神。\n地点：三楼"
    assert read_notes(text, NOVEMBER).fields["topic"] == "深入学习贯彻党的二十届四中全会精神"


@pytest.mark.parametrize("text", ["", None, "\x00\x01", "：\n：", "。" * 100_000, "《" * 5000])
def test_nothing_sensible_lifts_nothing_and_takes_no_time(text):
    draft = read_notes(text, NOVEMBER)
    assert draft.fields["held_on"] is None
    assert draft.fields["heads"] is None


def as_docx(text, table=()):
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    if table:
        grid = document.add_table(rows=0, cols=2)
        for label, said in table:
            cells = grid.add_row().cells
            cells[0].text, cells[1].text = label, said
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_file_says_what_its_text_says():
    assert text_of_docx(as_docx(MINUTES)) == MINUTES


def test_minutes_in_a_table():
    content = as_docx("学习记录", [("时间", "11月12日"), ("参加人数", "46人"), ("地点", "三楼")])
    fields = read_notes(text_of_docx(content), NOVEMBER).fields
    assert (fields["held_on"], fields["heads"], fields["place"]) == (date(2026, 11, 12), 46, "三楼")


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (60 * 2**20))
    return out.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04broken", b"0" * (6 * 2**20), bomb()]
)
def test_what_is_no_word_file_is_said(content):
    with pytest.raises(NotReadable) as refused:
        text_of_docx(content)
    assert "粘贴文字" in refused.value.text
