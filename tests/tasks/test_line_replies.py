"""Replies on a line: done, later, help; staff have the word; a reply to a recalled sheet is kept and pointed on."""

from datetime import date

import pytest

from tasks.models import LineReply, LineState, ReplyState, SheetLine
from tasks.workflows import line_reply
from tasks.workflows.reminder import compose_month, issue, recall
from tests.tasks.figures_world import NOVEMBER, at, make_month
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from tests.tasks.reminder_world import sheet_of
from zhaotong_portal import todo
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged, WorkflowError


@pytest.fixture
def line(issued):
    return issued.lines.get(condition="item_overdue")


def state_of(line):
    return SheetLine.objects.get(pk=line.pk).state


def test_later_needs_a_day_to_come_and_a_reason(line, officer):
    later = {"until": date(2026, 12, 10), "text": "材料在途。"}
    for changed, said in (
        ({"until": None}, "哪一天"),
        ({"until": date(2026, 11, 6)}, "今天以后"),
        ({"until": date(2028, 1, 1)}, "一年"),
        ({"text": " "}, "写明原因"),
    ):
        with pytest.raises(WorkflowError, match=said):
            line_reply.reply(line.pk, officer, "later", **{**later, **changed})
    made = line_reply.reply(line.pk, officer, "later", **later)
    assert (made.until, state_of(line)) == (date(2026, 12, 10), LineState.ANSWERED)


def test_only_the_units_own_people_reply_and_only_staff_decide(line, officer, staff, other_officer):
    with pytest.raises(SheetLine.DoesNotExist):
        line_reply.reply(line.pk, other_officer, "done")
    with pytest.raises(NotAllowed):
        line_reply.reply(line.pk, staff, "done")
    made = line_reply.reply(line.pk, officer, "help", text="需要部门协调。")
    with pytest.raises(NotAllowed):
        line_reply.take(made.pk, officer)
    assert "单位请求协助的提示事项" in [one.label for one in todo.todos_for(staff)]
    with pytest.raises(WorkflowError, match="怎样协助"):
        line_reply.take(made.pk, staff)
    line_reply.take(made.pk, staff, "周五到现场协调。")
    with pytest.raises(StateChanged):
        line_reply.decline(made.pk, staff, "晚了。")


def test_the_ledger_has_the_last_word_on_an_item(line, officer, staff):
    """Taking 已办结 closes no item: the signed and accepted progress does."""
    line_reply.take(line_reply.reply(line.pk, officer, "done").pk, staff)
    assert state_of(line) == LineState.ANSWERED


def test_a_declined_reply_opens_the_line_and_needs_a_reason(line, officer, staff):
    made = line_reply.reply(line.pk, officer, "done")
    with pytest.raises(ReasonRequired):
        line_reply.decline(made.pk, staff, "")
    line_reply.decline(made.pk, staff, "没有看到成果。")
    assert state_of(line) == LineState.OPEN


def test_a_new_reply_takes_the_place_of_the_one_that_waited(line, officer, secretary):
    first = line_reply.reply(line.pk, officer, "done")
    line_reply.reply(line.pk, secretary, "help", text="还缺一项。")
    first.refresh_from_db()
    assert first.state == ReplyState.REPLACED
    assert LineReply.objects.waiting().count() == 1


def test_a_reply_to_a_recalled_sheet_is_kept_and_pointed_to_the_new_one(
    line, issued, officer, staff, tax
):
    recall(issued.pk, staff, "时限有误。")
    made = line_reply.reply(line.pk, officer, "done", text="已办。")
    assert made.points_to is None
    compose_month(NOVEMBER, staff, unit_ids=[tax.pk])
    issue(sheet_of(tax).pk, staff)
    made.refresh_from_db()
    again = sheet_of(tax).lines.get(condition="item_overdue")
    assert (made.points_to, again.state) == (again, LineState.ANSWERED)
    # Somebody who still had the old page open replies after the new one is out.
    late = line_reply.reply(line.pk, officer, "done", text="补充说明。")
    assert late.points_to == again
    line_reply.decline(late.pk, staff, "未见成果。")
    assert state_of(again) == LineState.OPEN


def test_an_answered_line_is_asked_again_next_month_with_its_count(line, officer, staff, tax, today):  # fmt: skip
    line_reply.reply(line.pk, officer, "done")
    december = NOVEMBER.next()
    make_month(december)
    today.move_to(at("2026-12-07 09:00"))
    compose_month(december)
    issue(sheet_of(tax, december).pk, staff)
    new = sheet_of(tax, december).lines.get(condition="item_overdue")
    assert (new.times_carried, state_of(line)) == (1, LineState.CARRIED)
    assert new.earlier_replies.count() == 1


def test_the_page_keeps_what_was_typed_and_the_list_decides(line, issued, log_in, officer, staff):
    url = f"/reminders/lines/{line.pk}/reply/"
    client = log_in(officer)
    page = client.post(url, {"kind": "later", "until": "下周", "text": "材料在途。"})
    assert page.status_code == 422
    assert "不是日期" in page.content.decode() and "材料在途。" in page.content.decode()
    page = client.post(url, {"kind": "help", "text": "需要部门协调。"}, follow=True)
    assert "需要部门协调。" in page.content.decode()
    client, made = log_in(staff), LineReply.objects.get()
    page = client.post(f"/reminders/replies/{made.pk}/decide/", {"do": "take", "answer": ""})
    assert page.status_code == 409
    assert client.post(
        f"/reminders/replies/{made.pk}/decide/", {"do": "take", "answer": "周五到场。"}
    )
    made.refresh_from_db()
    assert made.state == ReplyState.TAKEN
