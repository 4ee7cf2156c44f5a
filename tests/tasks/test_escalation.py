"""提示 → 催办 → 会商 → 督办: each step by its rule, none skipped, carried out by somebody, with its paper."""

from dataclasses import replace
from datetime import date

import pytest

from tasks import escalating, prompts
from tasks.escalating import Standing, next_step
from tasks.escalation_paper import paper_of
from tasks.models import (
    Consultation,
    Delivery,
    Escalation,
    EscalationState,
    ItemState,
    SheetLine,
    Step,
    SupervisionOrder,
)
from tasks.texts import Wording
from tasks.workflows import escalation, line_reply
from tasks.workflows.supervision_order import draft_order
from tests.tasks.figures_world import at
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged, WorkflowError

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "standing, step",
    [
        (Standing(1), None),
        (Standing(1, days_late=14), None),
        (Standing(1, days_late=15), Step.URGE),
        (Standing(2), Step.URGE),
        (Standing(9, days_late=400), Step.URGE),  # no step is skipped
        (Standing(2, reached=Step.URGE, reached_on=date(2026, 11, 2)), None),
        (Standing(3, reached=Step.URGE, reached_on=date(2026, 11, 19)), None),  # too soon
        (Standing(3, reached=Step.URGE, reached_on=date(2026, 11, 18)), Step.CONSULT),
        (Standing(4, reached=Step.CONSULT, reached_on=date(2026, 11, 2)), Step.SUPERVISE),
        (Standing(9, reached=Step.SUPERVISE, reached_on=date(2026, 1, 5)), None),
        (Standing(2, waived_at=((Step.URGE, 2),)), None),
        (Standing(3, waived_at=((Step.URGE, 2),)), Step.URGE),
    ],
)
def test_the_rule_of_the_next_step(standing, step):
    found = next_step(standing, TODAY)
    assert (found and found[0]) == step


def test_the_rule_is_a_setting(settings):
    settings.ESCALATION_RULES = {**settings.ESCALATION_RULES, "urge": {**settings.ESCALATION_RULES["urge"], "times": 5}}  # fmt: skip
    assert next_step(replace(Standing(2)), TODAY) is None


@pytest.fixture
def line(issued):
    return issued.lines.get(condition="item_overdue")


@pytest.fixture
def proposed(line, today):
    """Two weeks later: the item is 15 days late and more."""
    today.move_to(at("2026-11-23 09:00"))
    rows, new = escalation.propose()
    assert new == 1
    return rows[0]


def test_what_is_late_long_enough_is_proposed_once_with_its_rule(proposed):
    assert escalation.propose()[1] == 0
    matter = Escalation.objects.get().matters.get()
    assert matter.rule == "超期23天（满15天催办）"


def test_carrying_it_out_numbers_draws_and_tells(proposed, staff, officer, leader):
    with pytest.raises(NotAllowed):
        escalation.carry_out(proposed.pk, leader)
    done = escalation.carry_out(proposed.pk, staff)
    assert done.document_number == "昭直党催〔2026〕1号"
    text = [f"{one.heading}{one.text}" for one in paper_of(done, Wording()).body]
    assert text[1] == "“青年税务宣讲进校园”。已提示1次，超期23天，仍未办结。"
    assert text[2].startswith("请于11月30日前办结")
    assert Delivery.objects.filter(dedupe_key=f"escalation-{done.pk}", is_prompt=True).count() == 4
    assert escalation.propose() == ([], 0), "the next step is not due yet"
    with pytest.raises(StateChanged):
        escalation.carry_out(proposed.pk, staff)


def test_the_upper_steps_open_a_consultation_and_an_order_in_the_same_go(proposed, staff, today):
    escalation.carry_out(proposed.pk, staff)
    today.move_to(at("2026-12-01 09:00"))
    (row,), _ = escalation.propose()
    done = escalation.carry_out(row.pk, staff)
    meeting = Consultation.objects.get()
    assert (done.step, done.leads_to) == (Step.CONSULT, meeting.get_absolute_url())
    assert done.document_number == "昭直党商〔2026〕1号"
    assert (list(meeting.units.all()), meeting.held_on) == ([proposed.unit], done.answer_by)
    today.move_to(at("2027-01-05 09:00"))
    SheetLine.objects.filter(sheet__unit=proposed.unit).update(times_carried=3)
    (row,), _ = escalation.propose()
    done = escalation.carry_out(row.pk, staff)
    order = SupervisionOrder.objects.get()
    assert (done.step, done.leads_to) == (Step.SUPERVISE, order.get_absolute_url())
    assert (order.unit, order.state, order.due_on) == (proposed.unit, "drafted", done.answer_by)
    assert "青年税务宣讲进校园" in order.title


def test_an_order_that_is_open_already_holds_the_step_back_whole(proposed, staff, today):
    """Nothing half: no number, no paper, the proposal stands."""
    Escalation.objects.filter(pk=proposed.pk).update(step=Step.SUPERVISE)
    matter = proposed.matters.get()
    draft_order(
        staff, proposed.unit, title="督办", facts="逾期。", demand="办结。",
        subject_key=matter.subject_key,
    )  # fmt: skip
    due = [replace_step(one) for one in escalating.due()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(escalating, "due", lambda *_, **__: due)
        with pytest.raises(StateChanged, match="已有未办结的督办单"):
            escalation.carry_out(proposed.pk, staff)
    proposed.refresh_from_db()
    assert proposed.state == EscalationState.PROPOSED


def replace_step(one):
    one.step = Step.SUPERVISE
    return one


def test_a_later_day_that_staff_agreed_to_rests_the_matter(line, officer, staff, today):
    made = line_reply.reply(line.pk, officer, "later", until=date(2026, 12, 1), text="材料在途。")
    line_reply.take(made.pk, staff)
    today.move_to(at("2026-12-01 09:00"))
    assert escalation.propose() == ([], 0)
    today.move_to(at("2026-12-02 09:00"))
    assert escalation.propose()[1] == 1


def test_what_is_done_meanwhile_lapses_or_is_refused(proposed, line, staff):
    SheetLine.objects.filter(pk=line.pk).update(state="closed")
    line.item.state = ItemState.ACCEPTED
    line.item.save()
    with pytest.raises(StateChanged, match="不需要再升级"):
        escalation.carry_out(proposed.pk, staff)
    escalation.propose()
    proposed.refresh_from_db()
    assert proposed.state == EscalationState.LAPSED


def test_waiving_needs_a_reason_and_holds_until_it_was_asked_once_more(proposed, line, staff):
    with pytest.raises(ReasonRequired):
        escalation.waive(proposed.pk, staff, "")
    escalation.waive(proposed.pk, staff, "已电话沟通。")
    assert escalation.propose() == ([], 0)
    SheetLine.objects.filter(pk=line.pk).update(times_carried=1)
    assert escalation.propose()[1] == 1


def test_a_full_week_holds_an_urge_back(proposed, staff, settings):
    settings.PROMPTS_A_WEEK = 0
    with pytest.raises(WorkflowError, match="本周对该单位的提示已满0次"):
        escalation.carry_out(proposed.pk, staff)
    assert prompts.this_week([proposed.unit_id]) == {}
    assert not Escalation.objects.get().document_number


def test_proposing_costs_the_same_for_any_number_of_lines(proposed, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        assert len(escalating.due()) == 1


def test_a_unit_sees_what_was_done_and_its_paper(proposed, staff, officer, log_in):
    url = f"/escalations/{proposed.pk}/"
    assert log_in(officer).get(url).status_code == 404
    client = log_in(staff)
    assert "预览稿" in client.get(url).content.decode()
    assert client.post(f"{url}decide/", {"do": "waive", "reason": ""}).status_code == 409
    assert client.post(f"{url}decide/", {"do": "carry_out"}).status_code == 302
    client = log_in(officer)
    assert "昭直党催〔2026〕1号" in client.get(url).content.decode()
    assert client.get(f"/escalations/{proposed.pk}.docx").content[:2] == b"PK"
    assert "催办" in client.get("/escalations/").content.decode()
