"""Sentences that staff edit: an unknown placeholder is refused with its sentence, versions are kept, sheets use them."""

import pytest

from tasks import texts
from tasks.models import SheetText
from tasks.workflows.reminder import compose_month, issue
from tests.tasks.figures_world import NOVEMBER
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from tests.tasks.reminder_world import sheet_of
from zhaotong_portal.workflow import NotAllowed, ReasonRequired

OVERDUE = "原定{原定日期}完成。请于{要求日期}前办结。"


@pytest.mark.parametrize(
    "typed, said",
    [
        ("请尽快办理。请于{最后期限}前完成。", "没有名为“{最后期限}”的占位符，见“请于{最后期限}前完成。”"),
        ("请于{要求日期前完成。", "花括号没有成对，见“请于{要求日期前完成。”"),
        ("请尽快完成。", "文本里必须有{要求日期}"),
        (" ", "文本不能为空"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_filled_in_is_refused_with_its_sentence(typed, said):
    with pytest.raises(texts.UnusableText, match=said.replace("{", r"\{").replace("}", r"\}")):
        texts.check(texts.kind_of("item_overdue"), typed)


def test_every_text_of_the_code_itself_passes():
    for kind in texts.kinds():
        assert "{" not in texts.example(kind, texts.check(kind, kind.default))


def test_each_change_is_a_version_and_only_the_keepers_make_one(staff, officer):
    assert texts.write("item_overdue", staff, OVERDUE).version == 2
    assert texts.write("item_overdue", staff, OVERDUE).version == 2, "nothing has changed"
    assert texts.write("item_overdue", staff, texts.kind_of("item_overdue").default).version == 3
    with pytest.raises(NotAllowed):
        texts.write("item_overdue", officer, OVERDUE)
    with pytest.raises(ReasonRequired):
        texts.write("item_overdue", staff, f"机密★1年 {OVERDUE}")
    assert SheetText.objects.in_force().get().version == 3


def test_sheets_say_what_staff_wrote_and_what_was_issued_stays(composed, staff):
    texts.write("item_overdue", staff, OVERDUE)
    compose_month(NOVEMBER)
    assert composed.lines.first().text == "原定10月31日完成。请于11月30日前办结。"
    issue(composed.pk, staff)
    texts.write("sheet_closing", staff, "请签收。")
    paper = sheet_of(composed.unit).paper
    assert paper["paragraphs"][-1]["text"].startswith("请于收到后2个工作日内")


def test_the_page_shows_a_preview_and_gives_back_what_was_refused(log_in, staff, auditor):
    url = "/reminders/texts/item_overdue/"
    client = log_in(staff)
    page = client.post(url, {"do": "preview", "text": OVERDUE})
    assert "原定10月31日完成。请于11月30日前办结。" in page.content.decode()
    page = client.post(url, {"do": "save", "text": "请于{期限}前完成。{要求日期}"})
    assert page.status_code == 422
    assert "见“请于{期限}前完成。”" in page.content.decode()
    assert not SheetText.objects.exists()
    assert client.post(url, {"do": "save", "text": OVERDUE}).status_code == 302
    assert "第2版（现行）" in client.get(url).content.decode()
    assert log_in(auditor).post(url, {"do": "save", "text": OVERDUE}).status_code == 404
