"""Consultations, meetings, commitments, orders and visits: every move from every state by every role."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tasks.guidance import commitment_facts
from tasks.models import (
    Commitment,
    CommitmentState,
    Consultation,
    ConsultationState,
    Delivery,
    DispatchMeeting,
    MeetingState,
    OrderAnswer,
    OrderState,
    RatingInvitation,
    SupervisionOrder,
    Visit,
    VisitState,
)
from tasks.workflows import commitment, consultation, dispatch_meeting, supervision_order, visit
from tests.people import make_person
from tests.tasks.guidance_world import (
    SAID,
    later,
    make_commitment,
    make_consultation,
    make_meeting,
    make_order,
    make_visit,
    promise,
    today,
)
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.numbering import NumberSeries
from zhaotong_portal.period import Period
from zhaotong_portal.workdays import add_workdays
from zhaotong_portal.workflow import Incomplete, NotAllowed, ReasonRequired, StateChanged

# {workflow: (its table, states, how a row in a state is made, {move: call})}
TABLES = {
    "consultation": (
        consultation.TRANSITIONS, ConsultationState.values,
        lambda w, state: make_consultation(w.unit, state=state, recorded_by=w.staff if state == "recorded" else None),
        {
            "hold": lambda pk, who: consultation.hold(pk, who),
            "record": lambda pk, who: consultation.record_consultation(pk, who, "责任不清。"),
            "cancel": lambda pk, who: consultation.cancel(pk, who, "时间冲突"),
        },
    ),
    "meeting": (
        dispatch_meeting.TRANSITIONS, MeetingState.values,
        lambda w, state: make_meeting(w.unit, state=state, recorded_by=w.staff if state == "recorded" else None),
        {
            "compose": lambda pk, who: dispatch_meeting.compose(pk, who),
            "hold": lambda pk, who: dispatch_meeting.hold(pk, who),
            "record": lambda pk, who: dispatch_meeting.record_minutes(pk, who, "逐项研究。"),
            "cancel": lambda pk, who: dispatch_meeting.cancel(pk, who, "时间冲突"),
        },
    ),
    "visit": (
        visit.TRANSITIONS, VisitState.values,
        lambda w, state: make_visit(w.unit, state=state),
        {
            "register": lambda pk, who: visit.register(pk, who),
            "carry_out": lambda pk, who: visit.carry_out(pk, who),
            "feed_back": lambda pk, who: visit.feed_back(pk, who, "台账规范。"),
            "cancel": lambda pk, who: visit.cancel(pk, who, "时间冲突"),
        },
    ),
    "commitment": (
        commitment.TRANSITIONS, CommitmentState.values,
        lambda w, state: make_commitment(
            w.unit, state, by=w.staff, settled_by=None if state == "open" else w.staff, outcome=SAID,
            reported_by=w.officer, reported_at=w.now if state == "open" else None,
        ),
        {
            "report": lambda pk, who: commitment.report(pk, who, SAID),
            "keep": lambda pk, who: commitment.keep(pk, who),
            "not_yet": lambda pk, who: commitment.not_yet(pk, who, "佐证不足"),
            "move_date": lambda pk, who: commitment.move_date(pk, who, later(20), "情况变化"),
            "drop": lambda pk, who: commitment.drop(pk, who, "职能划转"),
        },
    ),
    "order": (
        supervision_order.TRANSITIONS, OrderState.values,
        lambda w, state: make_order(w.unit, w.staff, state, unit_person=w.officer),
        {
            "issue": lambda pk, who: supervision_order.issue(pk, who),
            "sign_for": lambda pk, who: supervision_order.sign_for(pk, who),
            "answer": lambda pk, who: supervision_order.answer(pk, who, SAID),
            "not_enough": lambda pk, who: supervision_order.not_enough(pk, who, "没有佐证"),
            "close": lambda pk, who: supervision_order.close(pk, who),
            "recall": lambda pk, who: supervision_order.recall(pk, who, "文字有误"),
        },
    ),
}  # fmt: skip
EACH_MOVE = [(name, move) for name, (table, *_) in TABLES.items() for move in table]
# What a unit does not see does not exist for it.
UNSEEN = {"order": {"drafted"}}


class World:
    """The unit that the rows are about, and who acts."""

    def __init__(self, unit, staff, officer, secretary):
        from django.utils import timezone

        self.unit, self.staff, self.officer, self.secretary = unit, staff, officer, secretary
        self.now = timezone.now()

    def actor(self, roles):
        if Role.STAFF in roles:
            return self.staff
        return self.officer if Role.OFFICER in roles else self.secretary


@pytest.fixture
def world(tax, staff, officer, secretary):
    return World(tax, staff, officer, secretary)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.mark.parametrize("name", TABLES)
def test_the_table_names_every_move(name):
    table, _, _, calls = TABLES[name]
    assert set(calls) == set(table)


@pytest.mark.parametrize(("name", "move"), EACH_MOVE)
def test_a_move_starts_only_from_the_states_of_the_table(name, move, world):
    """Every state is tried: the named ones lead to the target, all others stay as they were."""
    table, states, make, calls = TABLES[name]
    actor = world.actor(table[move].by)
    for state in states:
        row = make(world, state)
        with transaction.atomic():
            if state in table[move].sources:
                calls[move](row.pk, actor)
                assert fresh(row).state == table[move].target, state
            else:
                unseen = actor.scope.works_in_unit and state in UNSEEN.get(name, ())
                with pytest.raises(type(row).DoesNotExist if unseen else StateChanged):
                    calls[move](row.pk, actor)
                assert fresh(row).state == state
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", TABLES)
def test_every_state_is_reached_by_the_table(name):
    table, states, _, _ = TABLES[name]
    model = {"consultation": Consultation, "meeting": DispatchMeeting, "visit": Visit, "commitment": Commitment, "order": SupervisionOrder}[name]  # fmt: skip
    reached = {model._meta.get_field("state").default}
    while True:
        more = {move.target for move in table.values() if move.sources & reached} - reached
        if not more:
            break
        reached |= more
    assert reached == set(states)


@pytest.mark.parametrize(("name", "move"), EACH_MOVE)
def test_only_the_roles_of_the_table_make_a_move(name, move, world, request):
    """A unit's people of another unit find nothing; the committee's side is told that it may not."""
    table, _, make, calls = TABLES[name]
    row = make(world, sorted(table[move].sources)[-1])
    for who in ("staff", "officer", "secretary", "leader", "inspector", "administrator", "auditor"):
        actor = request.getfixturevalue(who)
        if actor.scope.role in table[move].by and who != "leader":
            continue
        with pytest.raises((NotAllowed, type(row).DoesNotExist)):
            calls[move](row.pk, actor)
    for who in ("other_officer", "other_secretary"):
        with pytest.raises(type(row).DoesNotExist):
            calls[move](row.pk, request.getfixturevalue(who))
    assert fresh(row).state in table[move].sources


@pytest.mark.parametrize("name", TABLES)
def test_a_liaison_works_in_the_own_district_only(name, world, weather, liaison, other_officer):
    table, _, make, calls = TABLES[name]
    for move in table:
        if Role.STAFF not in table[move].by:
            continue
        state = sorted(table[move].sources)[0]
        theirs = make(World(weather, world.staff, other_officer, other_officer), state)
        with pytest.raises(NotAllowed, match="不由您"):
            calls[move](theirs.pk, liaison)
        with transaction.atomic():
            calls[move](make(world, state).pk, liaison)
            transaction.set_rollback(True)


@pytest.mark.parametrize(("name", "move"), [(n, m) for n, m in EACH_MOVE if TABLES[n][0][m].needs_reason])  # fmt: skip
def test_a_move_that_needs_a_reason_gets_one(name, move, world):
    table, _, make, _ = TABLES[name]
    row = make(world, sorted(table[move].sources)[0])
    actor = world.actor(table[move].by)
    module = {"consultation": consultation, "meeting": dispatch_meeting, "visit": visit, "commitment": commitment, "order": supervision_order}[name]  # fmt: skip
    more = (later(20),) if move == "move_date" else ()
    with pytest.raises(ReasonRequired, match="请写明"):
        getattr(module, move)(row.pk, actor, *more, "  ")


# --- Commitments -------------------------------------------------------------------------------------


def test_a_commitment_without_a_date_refuses_the_whole_record(tax, staff):
    held = make_consultation(tax, state="held")
    with pytest.raises(ValidationError, match="没有完成时限"):
        consultation.record_consultation(
            held.pk, staff, "责任不清。", [promise(tax), promise(tax, due_on=None)]
        )
    assert fresh(held).state == "held"
    assert not Commitment.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_commitment(tax, source=held, due_on=None)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"due_on": date(2020, 1, 1)}, "已过"),
        ({"due_on": date(2999, 1, 1)}, "核对年份"),
        ({"what": " "}, "没有内容"),
        ({"who": ""}, "没有责任人"),
        ({"what": "长" * 301}, "最多 300 字"),
    ],
)
def test_a_promise_that_makes_no_sense_is_named(fields, says, tax, staff):
    held = make_consultation(tax, state="held")
    with pytest.raises(ValidationError, match=says):
        consultation.record_consultation(held.pk, staff, "责任不清。", [promise(tax, **fields)])


def test_a_promise_is_of_a_unit_that_took_part(tax, finance, staff):
    held = make_consultation(tax, state="held")
    with pytest.raises(ValidationError, match="不在参加单位之中"):
        consultation.record_consultation(held.pk, staff, "责任不清。", [promise(finance)])


def test_commitments_become_lines_of_the_next_sheet_and_close_themselves(
    tax, weather, staff, officer
):
    held = make_consultation(tax, state="held")
    consultation.record_consultation(held.pk, staff, "责任不清。", [promise(tax, due_on=later(90))])
    (fact,) = commitment_facts.facts([tax.pk, weather.pk], Period.current(), today())
    assert (fact.unit_id, fact.condition, fact.due_on) == (tax.pk, "commitment_due", later(90))
    assert "补齐学习台账" in fact.heading
    key, row = fact.subject_key, Commitment.objects.get()
    assert commitment_facts.standings([key]) == {key: "open"}
    commitment.report(row.pk, officer, SAID, finished=True)
    assert commitment_facts.standings([key]) == {key: "provisional"}
    assert commitment_facts.facts([tax.pk], Period.current(), today()) == []
    commitment.keep(row.pk, staff)
    assert commitment_facts.standings([key]) == {key: "closed"}


def test_an_old_promise_far_off_is_not_repeated_month_by_month(tax, staff):
    make_commitment(tax, by=staff, due_on=later(200))
    Commitment.objects.update(
        agreed_at=Period.current().shift(-3).first_day.isoformat() + "T00:00:00+08:00"
    )
    assert commitment_facts.facts([tax.pk], Period.current(), today()) == []


def test_overdue_is_computed_and_what_waits_for_staff_is_not_late(tax, staff, officer):
    row = make_commitment(tax, by=staff, due_on=today() - timedelta(days=3))
    assert (row.overdue_days, Commitment.objects.overdue().count()) == (3, 1)
    commitment.report(row.pk, officer, SAID, finished=True)
    assert (fresh(row).overdue_days, Commitment.objects.overdue().count()) == (0, 0)
    commitment.not_yet(row.pk, staff, "佐证不足")
    assert fresh(row).overdue_days == 3


def test_who_reported_does_not_confirm_whatever_roles_they_hold(tax, staff, colleague, officer):
    row = make_commitment(tax, by=staff, reported_by=staff, outcome=SAID)
    with pytest.raises(NotAllowed, match="须由其他人员确认"):
        commitment.keep(row.pk, staff)
    commitment.keep(row.pk, colleague)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_commitment(tax, "kept", by=staff, reported_by=staff, settled_by=staff)


def test_a_moved_date_keeps_the_first_one(tax, staff):
    row = make_commitment(tax, by=staff)
    commitment.move_date(row.pk, staff, later(30), "协同单位变化")
    assert (fresh(row).due_on, fresh(row).first_due_on) == (later(30), later())


# --- Supervision orders -------------------------------------------------------------------------------


def drafted(unit, staff, **fields):
    return supervision_order.draft_order(
        staff, unit, **{"title": "逾期事项", "facts": "逾期。", "demand": "限期完成。"} | fields
    )


def test_the_whole_way_with_a_round_of_not_enough(tax, staff, colleague, officer, secretary):
    order = drafted(tax, staff)
    assert order.due_on == add_workdays(today(), 10)
    supervision_order.issue(order.pk, staff)
    assert fresh(order).paper["document_number"] == fresh(order).document_number
    supervision_order.sign_for(order.pk, secretary)
    supervision_order.answer(order.pk, officer, "已完成一项。")
    supervision_order.sign(order.pk, secretary)
    supervision_order.not_enough(order.pk, colleague, "还有一项")
    assert fresh(order).signed_for_at is None
    supervision_order.sign_for(order.pk, secretary)
    supervision_order.answer(order.pk, secretary, "全部完成。")
    supervision_order.close(order.pk, staff, "属实")
    order = fresh(order)
    assert (order.state, order.closed_by) == ("closed", staff)
    first, second = order.answers.all()
    assert (first.verdict, first.verdict_text, first.judged_by) == (
        "not_enough",
        "还有一项",
        colleague,
    )
    assert (first.signed_by, second.signed_by, second.verdict) == (secretary, secretary, "closed")
    assert AuditEntry.objects.about(order).count() == 9


def test_numbers_have_no_gap_when_an_issue_fails(tax, finance, staff, monkeypatch):
    first, second, third = (drafted(unit, staff) for unit in (tax, finance, tax))
    supervision_order.issue(first.pk, staff)

    def fault(*_args, **_more):
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(supervision_order, "draw", fault)
        supervision_order.issue(second.pk, staff)
    assert fresh(second).state == "drafted"
    supervision_order.issue(third.pk, staff)
    year = today().year
    assert [fresh(o).document_number for o in (first, third)] == [
        f"昭直党督〔{year}〕{n}号" for n in (1, 2)
    ]
    assert NumberSeries.objects.get(kind="supervision_order").last == 2


def test_the_unit_it_was_sent_to_never_closes_it(tax, staff, officer, secretary):
    """Neither by its own roles nor by somebody who also works for the committee."""
    order = make_order(tax, staff, "answered", unit_person=officer)
    for who in (officer, secretary):
        with pytest.raises(NotAllowed):
            supervision_order.close(order.pk, who)
    OrderAnswer.objects.update(answered_by=staff)  # the same person, now working as staff
    with pytest.raises(NotAllowed, match="须由其他人员核查办结"):
        supervision_order.close(order.pk, staff)
    OrderAnswer.objects.update(answered_by=officer, signed_by=staff)
    for move in (supervision_order.close, supervision_order.not_enough):
        with pytest.raises(NotAllowed, match="须由其他人员"):
            move(order.pk, staff, "理由")
    SupervisionOrder.objects.update(answered_by=staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionOrder.objects.update(
            state="closed", closed_by=staff, closed_at="2026-11-30T00:00Z"
        )


def test_the_committees_own_order_is_closed_by_a_leader(committee, staff, leader):
    person = make_person("own-officer", "何某甲", Role.OFFICER, unit=committee)
    order = make_order(committee, leader, "answered", unit_person=person)
    with pytest.raises(NotAllowed):
        supervision_order.close(order.pk, staff)
    supervision_order.close(order.pk, leader)
    assert fresh(order).state == "closed"


def test_an_officer_never_signs_and_a_secretary_signs_once(tax, staff, officer, secretary):
    order = make_order(tax, staff, "answered", unit_person=officer)
    with pytest.raises(NotAllowed, match="党组织书记"):
        supervision_order.sign(order.pk, officer)
    supervision_order.sign(order.pk, secretary)
    with pytest.raises(StateChanged):
        supervision_order.sign(order.pk, secretary)


def test_one_open_order_about_a_thing_and_none_to_a_unit_that_is_gone(tax, staff):
    order = drafted(tax, staff, subject_key="item:1")
    with pytest.raises(StateChanged, match="未办结的督办单"):
        drafted(tax, None, subject_key="item:1")
    tax.active_to = today() - timedelta(days=1)
    tax.save()
    with pytest.raises(StateChanged, match="停用或合并"):
        supervision_order.issue(order.pk, staff)
    assert not NumberSeries.objects.filter(kind="supervision_order", last__gt=0).exists()


def test_a_draft_is_edited_and_an_issued_order_is_not(tax, staff):
    order = drafted(tax, staff)
    supervision_order.edit(order.pk, staff, title="更正后的题目", due_on=later(30))
    assert (fresh(order).title, fresh(order).first_due_on) == ("更正后的题目", later(30))
    supervision_order.issue(order.pk, staff)
    with pytest.raises(StateChanged, match="撤回后另拟"):
        supervision_order.edit(order.pk, staff, title="再改")


@pytest.mark.parametrize(
    ("due_on", "says"), [(date(2020, 1, 1), "早于今天"), (date(2999, 1, 1), "核对年份")]
)
def test_a_due_day_that_makes_no_sense_is_refused(due_on, says, tax, staff):
    with pytest.raises(ValidationError, match=says):
        drafted(tax, staff, due_on=due_on)


def test_a_return_leaves_the_unit_time(tax, staff, officer):
    order = make_order(
        tax, staff, "answered", unit_person=officer, due_on=today() - timedelta(days=9)
    )
    assert order.overdue_days == 0
    supervision_order.not_enough(order.pk, staff, "没有佐证")
    assert (fresh(order).due_on, fresh(order).overdue_days) == (add_workdays(today(), 2), 0)


def test_the_portal_itself_drafts_and_plans(tax):
    """What the escalation ladder calls: nobody acts, the trail says 系统."""
    order = drafted(tax, None, subject_key="item:7")
    planned = consultation.plan_consultation(
        None, [tax], topic="催办未果", held_on=later(), subject_key="item:7"
    )
    for row in (order, planned):
        assert AuditEntry.objects.about(row).get().actor_name == "系统"


def told():
    return list(
        Delivery.objects.filter(channel="portal")
        .order_by("pk")
        .values_list("recipient__username", "subject")
    )


def test_the_unit_is_told_of_its_order_of_each_further_round_and_of_a_recall(
    tax, staff, officer, secretary, other_officer
):
    order = drafted(tax, staff)
    supervision_order.recall(drafted(tax, staff).pk, staff, "另拟")  # nobody knew of the draft
    assert told() == []
    supervision_order.issue(order.pk, staff)
    assert sorted(told()) == sorted(
        (who, f"督办单（{fresh(order).document_number}）") for who in ("officer", "secretary")
    )
    supervision_order.sign_for(order.pk, secretary)
    supervision_order.answer(order.pk, officer, SAID)
    supervision_order.not_enough(order.pk, staff, "没有佐证")
    supervision_order.recall(order.pk, staff, "情况变化")
    assert [len([s for _, s in told() if word in s]) for word in ("继续办理", "已撤回")] == [2, 2]
    assert "没有佐证" in Delivery.objects.filter(subject__contains="继续办理").first().body


def test_units_hear_at_once_what_a_visit_found(tax, weather, staff, officer, other_officer):
    visit.feed_back(make_visit(tax, weather, state="carried_out").pk, staff, "台账规范。")
    assert [who for who, _ in told()] == ["officer", "weather-officer"]


def test_a_visit_names_a_telephone_and_no_other_text_does(tax, staff):
    planned = visit.plan_visit(
        staff, [tax], purpose="调研", starts_on=later(), contact_phone="13800001234"
    )
    assert fresh(planned).contact_phone == "13800001234"


# --- Meetings, consultations, visits ------------------------------------------------------------------


def test_who_may_plan_is_staff_in_their_districts(tax, weather, liaison, leader, officer):
    for who, units in ((liaison, [tax, weather]), (leader, [tax]), (officer, [tax])):
        for plan in (
            lambda who, units: consultation.plan_consultation(
                who, units, topic="题目", held_on=today()
            ),
            lambda who, units: dispatch_meeting.plan_meeting(
                who, units, title="题目", held_on=today()
            ),
            lambda who, units: visit.plan_visit(who, units, purpose="题目", starts_on=today()),
        ):
            with pytest.raises(NotAllowed):
                plan(who, units)


def test_what_has_not_happened_yet_is_not_called_held(tax, staff):
    with pytest.raises(ValidationError, match="晚于今天"):
        consultation.hold(make_consultation(tax, held_on=later()).pk, staff)
    with pytest.raises(ValidationError, match="晚于今天"):
        dispatch_meeting.hold(make_meeting(tax, held_on=later()).pk, staff)
    with pytest.raises(StateChanged, match="还没有到"):
        visit.carry_out(make_visit(tax, state="registered", starts_on=later()).pk, staff)


def test_a_record_says_what_was_found(tax, staff):
    for call in (
        lambda: consultation.record_consultation(
            make_consultation(tax, state="held").pk, staff, " "
        ),
        lambda: dispatch_meeting.record_minutes(make_meeting(tax, state="held").pk, staff, ""),
        lambda: visit.feed_back(make_visit(tax, state="carried_out").pk, staff, ""),
    ):
        with pytest.raises(ValidationError, match="请"):
            call()


def test_a_visit_is_registered_before_it_happens_and_complete(tax, staff):
    with pytest.raises(StateChanged, match="报备须在调研之前"):
        visit.register(make_visit(tax, starts_on=today() - timedelta(days=1)).pk, staff)
    with pytest.raises(Incomplete, match="带队人、联系人"):
        visit.register(make_visit(tax, lead="", contact="").pk, staff)


def test_a_unit_learns_of_a_visit_when_it_is_registered(tax, staff, officer, other_officer):
    planned = make_visit(tax)
    assert not Visit.objects.visible_to(officer).exists()
    visit.register(planned.pk, staff, "报备2026-1")
    assert Visit.objects.visible_to(officer).get().registration_number == "报备2026-1"
    assert not Visit.objects.visible_to(other_officer).exists()


def test_units_of_a_recorded_consultation_and_a_fed_back_visit_may_rate_it(tax, committee, staff):
    consultation.record_consultation(
        make_consultation(tax, committee, state="held").pk, staff, "责任不清。"
    )
    visit.feed_back(make_visit(tax, state="carried_out").pk, staff, "台账规范。", [promise(tax)])
    assert list(RatingInvitation.objects.values_list("unit", flat=True)) == [tax.pk, tax.pk]


def test_a_unit_with_commitments_stays_in_its_consultation(tax, finance, staff):
    held = make_consultation(tax, finance, state="held")
    make_commitment(tax, source=held)
    with pytest.raises(ValidationError, match="不能移出"):
        consultation.edit(held.pk, staff, [finance], topic="改题")
    consultation.edit(held.pk, staff, [tax], topic="改题", held_on=today())
    assert list(fresh(held).units.all()) == [tax]
