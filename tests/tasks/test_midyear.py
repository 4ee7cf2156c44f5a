"""半年攻坚: weak points computed from state, a push made of one, the unit's words and the staff's judgement."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import Finding, UnitMonthReviews
from tasks import phases
from tasks.midyear import weak_points
from tasks.models import (
    Indicator,
    Month,
    PushPlan,
    PushPlanState,
    UnitMonth,
    UnitMonthIndicator,
)
from tasks.workflows import push_plan as moves
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import at, fresh, key_task, service_item
from zhaotong_portal.period import Period
from zhaotong_portal.todo import todos_for
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

JUNE = Period(2026, 6)
UNTIL = date(2026, 12, 20)
pytestmark = pytest.mark.usefixtures("november")


def points(user, unit):
    return {each.key: each.text for each in weak_points.by_unit(user, 2026).get(unit.pk, [])}


def push(unit, actor, key="overdue", **fields):
    plan = {"target": "逾期清零", "measure": "每周调度。", "who": "王示例", "until": UNTIL} | fields
    return moves.plan_push(2026, unit, key, actor, **plan)


@pytest.fixture
def late(weather):
    return service_item(weather, "汛期预警进村", deadline=date(2026, 6, 30), deadline_kind="date", percent=40)  # fmt: skip


def test_items_speak_by_their_state(tax, weather, late, staff):
    key_task(weather, "滞后任务", light="behind", percent=70)
    key_task(weather, "有风险任务", light="at_risk", percent=70)
    key_task(weather, "每月任务", deadline_kind="monthly", percent=0)
    assert points(staff, weather) == {
        "overdue": "1 项逾期",
        "off_track": "1 项滞后，1 项有滞后风险",
        "below_plan": "1 项进度不到 50%",
    }
    assert points(staff, tax) == {}


def test_months_and_indicators_of_the_half_year_speak(tax, finance, weather, staff):
    Month.objects.create(
        period=JUNE, opens_on=date(2026, 6, 1), due_at=at(7, 3, 18), grace_until=at(7, 8), lock_at=at(7, 18),
        locked_at=at(7, 18),
    )  # fmt: skip
    for unit in (tax, finance, weather):
        UnitMonth.objects.create(
            unit=unit, period=JUNE, district=unit.district, expected=True, report_state="accepted",
            first_signed_at=at(7, 2), is_late=unit == weather, is_missing=False, is_frozen=True, overdue=0,
        )  # fmt: skip
    indicator = Indicator.objects.get(code="reading_class")
    for unit in (tax, finance):
        UnitMonthIndicator.objects.update_or_create(
            unit=unit, period=JUNE, indicator=indicator,
            defaults={"district": unit.district, "signed": 2},
        )  # fmt: skip
    assert points(staff, weather) == {"months": "6月逾期报送", "indicators": "读书班"}
    assert points(staff, tax) == {}
    UnitMonth.objects.filter(unit=tax, period=JUNE).update(report_state="returned")
    assert points(staff, tax) == {"months": "6月被退回"}


def test_findings_and_ratings_are_told_by_the_reviews(tax, weather, staff):
    Finding.objects.create(
        unit=weather, year=2026, title="公示不及时", source="inspection", found_on=date(2026, 3, 1),
        state="in_hand", due_on=date(2026, 4, 1),
    )  # fmt: skip
    for unit, poor in ((weather, 10), (tax, 0)):
        UnitMonthReviews.objects.update_or_create(
            unit=unit, period=JUNE, defaults={"district": unit.district, "grade_5": 30, "grade_1": poor}
        )  # fmt: skip
    said = points(staff, weather)
    assert said["findings"] == "1 个问题逾期"
    assert said["ratings"] == "上半年满意率 75.0%（40 条）"
    assert points(staff, tax) == {}
    UnitMonthReviews.objects.filter(unit=weather).update(grade_5=18)
    assert "ratings" not in points(staff, weather), "28 ratings say nothing"


def test_a_unit_reads_its_own_weak_points_only(tax, weather, late, officer, other_officer):
    assert points(officer, weather) == {}
    assert points(other_officer, weather)


def test_a_push_keeps_the_words_of_its_weak_point(weather, late, staff):
    plan = push(weather, staff)
    assert (plan.weak_point, plan.state) == ("逾期事项：1 项逾期", "open")
    with pytest.raises(StateChanged, match="已列入攻坚"):
        push(weather, staff)
    with pytest.raises(StateChanged, match="已经消除"):
        push(weather, staff, "findings")
    for until, problem in ((date(2026, 11, 23), "不能早于今天"), (date(2027, 1, 1), "2026年内")):
        with pytest.raises(ValidationError, match=problem):
            push(weather, staff, "below_plan", until=until)


def test_only_who_decides_for_the_unit_plans_and_judges(weather, late, liaison, leader, other_officer, staff):  # fmt: skip
    for person in (liaison, leader, other_officer):
        with pytest.raises(NotAllowed):
            push(weather, person)
    plan = push(weather, staff)
    moves.report(plan.pk, other_officer, "已补报预警信息。", finished=True)
    for person in (liaison, leader, other_officer):
        with pytest.raises(NotAllowed):
            moves.done(plan.pk, person)


def test_from_the_push_to_its_end(weather, late, staff, other_officer):
    plan = push(weather, staff)
    assert [(todo.label, todo.due_on) for todo in todos_for(other_officer) if "攻坚" in todo.label] == [("2026年半年攻坚计划", UNTIL)]  # fmt: skip
    with pytest.raises(StateChanged, match="还没有填写成效"):
        moves.done(plan.pk, staff)
    with pytest.raises(ReasonRequired):
        moves.report(plan.pk, other_officer, " ")
    moves.report(plan.pk, other_officer, "已完成两村。")
    moves.report(plan.pk, other_officer, "已全部完成。", finished=True)
    assert not [todo for todo in todos_for(other_officer) if "攻坚" in todo.label]
    assert [todo.label for todo in todos_for(staff) if "攻坚" in todo.label] == ["2026年攻坚计划待评定"]  # fmt: skip
    moves.not_yet(plan.pk, staff, "请补充佐证")
    assert fresh(plan).reported_at is None
    moves.report(plan.pk, other_officer, "已补充。", finished=True)
    moves.done(plan.pk, staff)
    assert fresh(plan).state == PushPlanState.DONE
    with pytest.raises(StateChanged):
        moves.drop(plan.pk, staff, "不再需要")
    assert PushPlan.objects.count() == 1
    push(weather, staff)  # the weak point stands again: a new plan beside the one that is done


def test_the_phase_waits_for_its_push_plans(weather, late, staff, other_officer):
    def check(user):
        shown = next(p for p in phases.of_year(2026, user) if p.phase.phase == "midyear")
        return next(t.check for t in shown.tasks if t.task.check_code == "push_plans")

    assert check(staff).is_met
    plan = push(weather, staff)
    other = push(weather, staff, "below_plan")
    assert (check(staff).done, check(staff).total) == (0, 2)
    moves.report(plan.pk, other_officer, "已完成。", finished=True)
    moves.done(plan.pk, staff)
    moves.drop(other.pk, staff, "并入其他计划")
    assert (check(staff).done, check(staff).total) == (1, 1)


def test_the_pages_from_the_weak_point_to_the_verdict(log_in, weather, late, staff, other_officer, officer):  # fmt: skip
    client = log_in(staff)
    page = client.get("/year/2026/midyear/").text
    assert "1 项逾期" in page
    new = f"/year/2026/midyear/new/?unit={weather.pk}&weak=overdue"
    assert new.replace("&", "&amp;") in page
    typed = {"target": "逾期清零", "measure": "每周调度。", "who": "周某乙", "until": "2027-05-01"}
    refused = client.post(new, typed)
    assert refused.status_code == 422
    assert "2026年内完成" in refused.text and "每周调度。" in refused.text
    client.post(new, typed | {"until": "2026-12-20"})
    plan = PushPlan.objects.get()
    assert "已列入攻坚" in client.get("/year/2026/midyear/").text
    assert log_in(officer).get(plan.get_absolute_url()).status_code == 404
    unit = log_in(other_officer)
    answer = unit.post(f"{plan.get_absolute_url()}report/", {"outcome": "已完成。", "finished": "1"}, follow=True)  # fmt: skip
    assert "报请办结" in answer.text
    answer = log_in(staff).post(f"{plan.get_absolute_url()}not_yet/", {"reason": ""})
    assert answer.status_code == 422 and "请写明不予办结的理由" in answer.text
    log_in(staff).post(f"{plan.get_absolute_url()}done/", {"reason": ""})
    assert fresh(plan).state == "done"
    assert "逾期清零" in log_in(other_officer).get("/year/2026/midyear/?show=plans").text


def test_the_list_costs_the_same_for_few_units_and_many(log_in, tax, finance, weather, late, staff):
    client = log_in(staff)

    def queries(address):
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    push(weather, staff)
    addresses = ("/year/2026/midyear/", "/year/2026/midyear/?show=plans")
    for address in addresses:
        client.get(address)
    few = {address: queries(address) for address in addresses}
    for unit in (tax, finance):
        for n in range(5):
            service_item(unit, f"逾期{n}", deadline=date(2026, 6, 30), deadline_kind="date")
        push(unit, staff)
    assert {address: queries(address) for address in addresses} == few
    assert max(few.values()) <= 24
