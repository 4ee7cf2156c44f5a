"""提问: asked about a place of a signed month, answered below it, settled by who asked; nothing waits for it."""

import time

import pytest

from tasks import outbox, questions, review_queue
from tasks.contents import Contents
from tasks.models import (
    Activity,
    Delivery,
    Light,
    Question,
    QuestionReply,
    QuestionState,
    Remark,
    ReportState,
)
from tasks.opening import lock_month
from tasks.values import save_value
from tasks.workflows import question as threads
from tasks.workflows import report as moves
from tests.people import make_person
from tests.tasks.figures_world import make_item, make_month, make_report
from tests.tasks.month_world import NOVEMBER, at, fresh
from tests.tasks.test_report_race import at_once, one_of_each
from units.models import Role
from zhaotong_portal import todo
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged


def place(report, anchor="report"):
    return questions.place_of(Contents.of(report), anchor)


@pytest.fixture
def signed(clock, tax, officer, secretary):
    """A signed report of one line."""
    make_month()
    item = make_item(tax, "税费政策“上门办”", percent=80)
    report = make_report(tax, secretary, signed="2026-11-24 09:00", items=[item])
    report.lines.update(text="按计划推进。", edited_at=at(11, 23), light=Light.ON_TRACK)
    return report


@pytest.fixture
def asked(signed, staff):
    anchor = f"line-{signed.lines.get().pk}"
    return threads.ask(signed.pk, staff, place(signed, anchor), "服务了多少人？")


def todos(person):
    return {each.label: each for each in todo.todos_for(person)}


# --- Asking ---------------------------------------------------------------------------------------


def test_a_question_keeps_what_the_line_said(asked, signed):
    assert (asked.line, asked.state) == (signed.lines.get(), QuestionState.OPEN)
    assert asked.about == "税费政策“上门办”"
    assert asked.said == "80%，按计划推进。"
    assert AuditEntry.objects.filter(action="question.ask", reason="服务了多少人？").exists()
    assert fresh(asked.report).state == ReportState.SUBMITTED


def test_cells_activities_and_the_whole_can_be_asked_about(submitted, staff, tax):
    activity = Activity.objects.create(unit=tax, held_on=at(11, 3), topic="专题辅导")
    cell = Contents.of(submitted).cells[0]
    about = [
        threads.ask(submitted.pk, staff, place(submitted, anchor), "请核对")
        for anchor in (cell.anchor, activity.anchor, "report")
    ]
    assert (about[0].indicator, about[0].organisation) == (cell.indicator, cell.organisation)
    assert about[0].said == "0"
    assert about[1].activity == activity
    assert about[2].about_text == "整份报告"
    assert [place(submitted, bad) for bad in ("line-999", "value-9-9", "activity-x", "x")] == [None] * 4  # fmt: skip


@pytest.mark.parametrize("who", ["officer", "secretary", "liaison_elsewhere", "leader_elsewhere"])
def test_who_does_not_review_cannot_ask(request, who, signed, districts):
    roles = {"liaison_elsewhere": Role.STAFF, "leader_elsewhere": Role.LEADER}
    if who in roles:
        person = make_person("elsewhere", "何某甲", roles[who], district=districts[1])
    else:
        person = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        threads.ask(signed.pk, person, place(signed), "？")


def test_the_linked_leader_asks_too(signed, leader):
    assert threads.ask(signed.pk, leader, place(signed), "困难在哪里？").asked_by == leader


def test_a_draft_is_not_asked_about(signed, staff):
    type(signed).objects.update(first_signed_at=None)
    with pytest.raises(StateChanged, match="还没有签名报送"):
        threads.ask(signed.pk, staff, place(signed), "？")


def test_pressed_twice_it_stays_one(asked, staff):
    here = place(asked.report, f"line-{asked.line_id}")
    again = threads.ask(asked.report_id, staff, here, asked.text)
    assert again == asked
    assert Question.objects.count() == 1


def test_nothing_empty_is_asked_or_answered(asked, staff, officer):
    with pytest.raises(ReasonRequired):
        threads.ask(asked.report_id, staff, place(asked.report), "  ")
    with pytest.raises(ReasonRequired):
        threads.answer(asked.pk, officer, "\n")


# --- Back and forth -------------------------------------------------------------------------------


def test_back_and_forth_until_the_asker_is_satisfied(asked, staff, officer, secretary):
    assert threads.answer(asked.pk, officer, "312 人次。").state == QuestionState.ANSWERED
    assert threads.ask_again(asked.pk, staff, "其中企业多少？").state == QuestionState.OPEN
    threads.answer(asked.pk, secretary, "企业 41 户。")
    assert threads.resolve(asked.pk, staff).resolved_by == staff
    assert fresh(asked).state == QuestionState.RESOLVED
    again = threads.reopen(asked.pk, staff, "与十月对不上。")
    assert (again.state, again.resolved_by) == (QuestionState.OPEN, None)
    said = list(asked.replies.values_list("from_unit", "text"))
    assert said == [(True, "312 人次。"), (False, "其中企业多少？"), (True, "企业 41 户。"), (False, "与十月对不上。")]  # fmt: skip


@pytest.mark.parametrize("move", ["ask_again", "resolve", "reopen"])
def test_the_unit_only_answers(asked, officer, move):
    with pytest.raises(NotAllowed):
        threads.make(move, asked.pk, officer, "")


@pytest.mark.parametrize("move", ["answer", "resolve"])
def test_the_officer_of_another_unit_finds_no_question(asked, other_officer, move):
    with pytest.raises(Question.DoesNotExist):
        threads.make(move, asked.pk, other_officer, "" if move == "resolve" else "答复")


def test_staff_do_not_answer_for_the_unit(asked, staff):
    with pytest.raises(NotAllowed):
        threads.answer(asked.pk, staff, "替单位答复")


def test_deciding_staff_settle_for_a_colleague_and_others_do_not(asked, liaison, districts):
    elsewhere = make_person("elsewhere", "何某甲", Role.STAFF, district=districts[1])
    with pytest.raises(NotAllowed):
        threads.resolve(asked.pk, elsewhere)
    assert threads.resolve(asked.pk, liaison).resolved_by == liaison


def test_nobody_settles_by_an_answer_of_their_own(asked, officer, staff):
    threads.answer(asked.pk, officer, "312 人次。")
    QuestionReply.objects.update(written_by=staff)  # who holds both roles answered as the unit
    with pytest.raises(NotAllowed):
        threads.resolve(asked.pk, staff)


def test_what_was_settled_takes_no_answer(asked, staff, officer):
    threads.resolve(asked.pk, staff)
    with pytest.raises(StateChanged, match="陈示例 标为已解决"):
        threads.answer(asked.pk, officer, "312 人次。")


def test_a_thread_that_went_on_is_shown_before_anything_is_added(asked, officer, secretary, staff):
    threads.answer(asked.pk, officer, "312 人次。", seen="0")
    for late in (
        lambda: threads.answer(asked.pk, secretary, "310 人次。", seen="0"),
        lambda: threads.resolve(asked.pk, staff, seen="0"),
    ):
        with pytest.raises(StateChanged, match="新的内容"):
            late()
    assert asked.replies.count() == 1


# --- Nothing waits for it -------------------------------------------------------------------------


def test_it_survives_return_new_signature_and_a_figure_typed_anew(submitted, staff, officer, secretary, line):  # fmt: skip
    report, cell = submitted, Contents.of(submitted).cells[0]
    asked = threads.ask(report.pk, staff, place(report, f"line-{line.pk}"), "服务了多少人？")
    about_cell = threads.ask(report.pk, staff, place(report, cell.anchor), "为什么是 0？")
    moves.return_for_correction(report.pk, staff, reason="请补充")
    Remark.objects.update(answer="已补充。")
    holder = cell.organisation and cell.organisation.pk
    save_value(report, cell.indicator.pk, holder, officer, "", "", cell.value.version)
    save_value(report, cell.indicator.pk, holder, officer, "3", "", 0)
    moves.sign_and_submit(report.pk, secretary)
    contents = Contents.of(fresh(report))
    questions.attach(contents, staff)
    assert contents.cells[0].questions == [about_cell]
    assert [line.questions for line in contents.lines if line.questions] == [[asked]]


def test_a_question_whose_activity_was_taken_out_stays_with_the_whole(signed, staff, tax):
    activity = Activity.objects.create(unit=tax, held_on=at(11, 3), topic="专题辅导")
    kept = threads.ask(signed.pk, staff, place(signed, activity.anchor), "在哪里办的？")
    activity.delete()
    contents = Contents.of(signed)
    questions.attach(contents, staff)
    assert contents.general_questions == [kept]
    assert contents.general_questions[0].is_lost


def test_it_blocks_no_acceptance_and_is_asked_and_answered_after_the_lock(asked, staff, officer, clock):  # fmt: skip
    moves.accept(asked.report_id, staff)
    clock.move_to(at(12, 18, 9))
    lock_month(NOVEMBER)
    later = threads.ask(asked.report_id, staff, place(asked.report), "全年合计多少？")
    assert threads.answer(later.pk, officer, "3100 人次。").state == QuestionState.ANSWERED
    assert fresh(asked.report).state == ReportState.ACCEPTED


def test_the_queue_leaves_asked_reports_out_of_the_plain_ones(asked, staff, officer, django_assert_num_queries):  # fmt: skip
    with django_assert_num_queries(2):
        [waiting] = review_queue.with_counts([asked.report])
    assert "有未答复的提问 1 个" in waiting.exceptions
    threads.answer(asked.pk, officer, "312 人次。")
    assert "提问已答复 1 个" in review_queue.with_counts([asked.report])[0].exceptions
    threads.resolve(asked.pk, staff)
    assert not any(
        "提问" in word for word in review_queue.with_counts([asked.report])[0].exceptions
    )


# --- Being told -----------------------------------------------------------------------------------


def test_each_side_finds_it_on_the_home_page(asked, staff, colleague, officer, secretary, other_officer):  # fmt: skip
    assert todos(officer)["提问待答复"].url == todos(secretary)["提问待答复"].url == asked.get_absolute_url()  # fmt: skip
    assert "提问待答复" not in todos(other_officer)
    threads.answer(asked.pk, officer, "312 人次。")
    assert "提问待答复" not in todos(officer)
    assert todos(staff)["提问已答复，请查看"].count == 1
    assert "提问已答复，请查看" not in todos(colleague)


def test_one_message_a_day_and_side(asked, staff, officer, secretary):
    threads.ask(asked.report_id, staff, place(asked.report), "还有一问")
    told = Delivery.objects.filter(dedupe_key__contains="-asked-", channel="portal")
    assert {each.recipient for each in told} == {officer, secretary}
    assert told.count() == 2
    for each in Question.objects.all():
        threads.answer(each.pk, officer, "已核对。")
    answered = Delivery.objects.get(dedupe_key__contains="-answered-", channel="portal")
    assert answered.recipient == staff


# --- At the same moment ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_is_told_and_nothing_is_lost(
    asked, staff, colleague, officer, secretary, monkeypatch
):
    told = one_of_each(
        at_once(
            lambda: threads.resolve(asked.pk, staff, "0"),
            lambda: threads.answer(asked.pk, officer, "312 人次。", "0"),
        ),
        StateChanged,
    )
    settled = fresh(asked).state == QuestionState.RESOLVED
    assert ("陈示例 标为已解决" if settled else "新的内容") in told.text
    assert asked.replies.count() == (0 if settled else 1)

    # Both write the day's message to the same people: the report's row keeps them apart.
    Delivery.objects.all().delete()
    both = at_once(
        lambda: threads.ask(asked.report_id, staff, place(asked.report), "合计？"),
        lambda: threads.ask(asked.report_id, colleague, place(asked.report), "为何？"),
    )
    assert all(isinstance(each, Question) for each in both), both
    Delivery.objects.all().delete()
    write = outbox.enqueue
    monkeypatch.setattr(outbox, "enqueue", lambda *said: (time.sleep(0.2), write(*said))[1])
    again = at_once(
        lambda: threads.ask_again(both[0].pk, staff, "请尽快。"),
        lambda: threads.ask_again(both[1].pk, colleague, "请尽快。"),
    )
    assert all(isinstance(each, Question) for each in again), again
    one_of_each(
        at_once(
            lambda: threads.answer(both[0].pk, officer, "312 人次。", "1"),
            lambda: threads.answer(both[0].pk, secretary, "310 人次。", "1"),
        ),
        StateChanged,
    )
    assert both[0].replies.filter(from_unit=True).count() == 1
