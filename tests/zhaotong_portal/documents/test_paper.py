"""What an official paper says, before anybody draws it."""

import dataclasses
from datetime import date

import pytest

from tests.zhaotong_portal.documents.papers import SHEET
from zhaotong_portal.documents import OfficialPaper, Paragraph
from zhaotong_portal.documents.paper import chinese_number, width_in_characters


def numbers(*levels):
    paper = OfficialPaper(
        title="通知", paragraphs=[Paragraph("内容。", level=level) for level in levels]
    )
    return [line.number for line in paper.body]


def test_the_four_levels_are_numbered_as_offices_number_them():
    assert numbers(1, 2, 2, 3, 4, 0, 1, 2) == [
        "一、",
        "（一）",
        "（二）",
        "1.",
        "（1）",
        "",
        "二、",
        "（一）",
    ]


@pytest.mark.parametrize(
    "count, text", [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (84, "八十四"), (100, "100")]
)
def test_numbers_read_as_chinese(count, text):
    assert chinese_number(count) == text


def test_a_level_that_papers_do_not_know_is_refused():
    with pytest.raises(ValueError):
        Paragraph("内容", level=5)


def test_a_heading_that_runs_into_its_text_ends_with_a_stop_and_one_of_its_own_does_not():
    paper = OfficialPaper(
        title="通知",
        paragraphs=[
            Paragraph("请抓紧。", heading="换届", level=1),
            Paragraph("请抓紧。", heading="何时完成？", level=1),
            Paragraph(heading="总体要求", level=1),
        ],
    )
    assert [line.heading for line in paper.body] == ["换届。", "何时完成？", "总体要求"]


def test_a_line_break_in_typed_text_begins_a_paragraph_without_a_number():
    paper = OfficialPaper(
        title="通知", paragraphs=[Paragraph("甲。\r\n\r\n　　乙。", heading="事项", level=1)]
    )
    assert [(line.number, line.text) for line in paper.body] == [("一、", "甲。"), ("", "乙。")]


def test_what_a_reader_cannot_see_is_taken_out():
    paper = OfficialPaper(
        title="提\x00示\u202e单",
        signature="\ud800工委\n办公室",
        paragraphs=[Paragraph("请\x1b办理\ufffe。")],
    )
    assert (paper.title, paper.signature, paper.body[0].text) == (
        "提示单",
        "工委 办公室",
        "请办理。",
    )


def test_empty_parts_are_left_out():
    paper = OfficialPaper(title="通知", paragraphs=[Paragraph(" \n ")], attachments=["", " "])
    assert (paper.body, paper.attachment_lines, paper.addressee_line) == ((), (), "")
    assert (paper.signed_on_line, paper.contact_line) == ("", "")


def test_one_attachment_has_no_number_and_several_do():
    assert dataclasses.replace(SHEET, attachments=["清单"]).attachment_lines == ("清单",)
    assert SHEET.attachment_lines == ("1.重点任务清单", "2.回执")


def test_addressee_date_and_contact_are_written_as_on_paper():
    paper = OfficialPaper(
        title="通知", addressee="示例局：", signed_on=date(2026, 3, 1), contact="（联系人：王示例）"
    )
    assert paper.addressee_line == "示例局："
    assert paper.signed_on_line == "2026年3月1日"
    assert paper.contact_line == "（联系人：王示例）"


def test_digits_take_half_the_width_of_a_character():
    assert width_in_characters("2026年11月6日") == 6.5
