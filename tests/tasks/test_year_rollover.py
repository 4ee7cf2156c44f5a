"""From one year into the next: what goes on, what stays behind, once, by one press; and the first month works with it."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tasks.figures import months
from tasks.figures.rebuilding import MONTHS
from tasks.figures.summary import figures_of
from tasks.item_filter import with_standing
from tasks.models import (
    Category,
    DeadlineChange,
    ItemProgress,
    ItemState,
    KeyTaskTemplate,
    MonthlyReport,
    ServiceList,
    UnitMonth,
    WorkItem,
    YearPhase,
    YearRollover,
)
from tasks.opening import open_month
from tasks.rollover import choices, open_matters
from tasks.rollover.plan import plan_of
from tasks.rollover.proposals import Fate, Proposal
from tasks.workflows import deadline_change
from tasks.workflows import year_rollover as workflow
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, at, fresh, key_task, service_item
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import NotAllowed, StateChanged

DECEMBER, JANUARY = Period(2026, 12), Period(2027, 1)
pytestmark = pytest.mark.usefixtures("november")


def plan():
    return plan_of(2026, choices.of_year(2026).choices)


def carry_out(actor):
    return workflow.carry_out(2026, actor, plan().digest)


def choose(actor, item, fate, reason=""):
    return choices.choose_items(2026, actor, {item.pk: Proposal(fate, reason)})


def item_called(title, year=2026):
    return WorkItem.objects.get(title=title, year=year)


def lines_of(unit, period):
    report = MonthlyReport.objects.get(unit=unit, period=period)
    return set(report.lines.values_list("item_id", flat=True))


VISIT = "税费政策“上门办”"


def test_an_open_item_goes_on_as_a_new_one_and_stays_as_it_was(tax, finance, staff):
    old = item_called(VISIT)
    old.deadline, old.deadline_kind = date(2026, 10, 31), "date"
    old.save()
    old.co_units.add(finance)
    WorkItem.objects.filter(pk=old.pk).update(first_deadline=date(2026, 6, 30))
    carry_out(staff)
    new = item_called(VISIT, 2027)
    assert (new.continued_from_id, new.percent, new.deadline) == (old.pk, 75, date(2026, 10, 31))
    assert new.first_deadline == date(2026, 6, 30)
    assert list(new.co_units.all()) == [finance]
    kept = fresh(old)
    assert (kept.state, kept.percent, kept.light) == (old.state, 75, old.light)
    assert "结转至2027年度" in AuditEntry.objects.about(kept).first().action_label


def test_the_first_month_has_lines_for_the_new_items_and_none_for_the_old(tax, staff, clock):
    service_item(tax, "每月走访企业", deadline_kind="monthly")
    carry_out(staff)
    new, old = item_called(VISIT, 2027), item_called(VISIT)
    clock.move_to(at(12, 1))
    open_month(DECEMBER)
    assert old.pk in lines_of(tax, DECEMBER) and new.pk not in lines_of(tax, DECEMBER)
    clock.move_to(at(1, 4, year=2027))
    open_month(JANUARY)
    there = lines_of(tax, JANUARY)
    assert new.pk in there
    assert not there & set(WorkItem.objects.filter(year=2026).values_list("pk", flat=True))


def test_january_begins_where_december_was_left(filled, tax, staff, officer, secretary, clock):
    from tasks.contents import Contents

    carry_out(staff)
    clock.move_to(at(1, 4, year=2027))
    open_month(JANUARY)
    report = MonthlyReport.objects.get(unit=tax, period=JANUARY)
    row = next(row for row in Contents.of(report).lines if row.item.title == VISIT)
    assert (row.known.percent, row.known.text, row.known.period) == (80, "按计划推进。", NOVEMBER)


def test_the_old_year_reads_as_before(tax, weather, staff, clock):
    late = service_item(weather, "逾期事项", deadline=date(2026, 6, 30), deadline_kind="date", percent=40)  # fmt: skip
    open_month(NOVEMBER)

    def figures():
        shown = months.shown(NOVEMBER)
        return [
            UnitMonth.objects.of(NOVEMBER).order_by("unit").values(),
            figures_of(shown).whole.values,
        ]

    before = [list(figures()[0]), figures()[1]]
    carry_out(staff)
    assert [list(figures()[0]), figures()[1]] == before
    assert list(MONTHS.differences()) == []
    call_command("rebuild_rollups", check=True)
    clock.move_to(at(1, 4, year=2027))
    # November runs on until its lock: its figures still count the item, today's lists ask for the new one only.
    assert figures()[1]["overdue"] == before[1]["overdue"]
    asked = set(WorkItem.objects.overdue().values_list("pk", flat=True))
    assert asked == {item_called("逾期事项", 2027).pk}
    assert set(with_standing(WorkItem.objects.all()).filter(month_overdue=True).values_list("pk", flat=True)) == asked  # fmt: skip
    assert not fresh(late).is_overdue


def test_what_recurs_within_a_year_ends_with_it_unless_somebody_says_otherwise(tax, staff):
    monthly = service_item(tax, "每月走访企业", deadline_kind="monthly")
    other = service_item(tax, "每季度宣讲", deadline_kind="quarterly")
    choose(staff, other, Fate.CONTINUE)
    carry_out(staff)
    assert not WorkItem.objects.filter(year=2027, title=monthly.title).exists()
    assert fresh(monthly).last_year == 2026
    assert item_called(other.title, 2027).continued_from_id == other.pk


def test_a_cancelled_item_leaves_its_year_with_a_reason_and_its_request(tax, staff, officer):
    item = item_called(VISIT)
    deadline_change.ask(item, officer, date(2026, 12, 31), "推进受阻")
    with pytest.raises(choices.Refused) as refused:
        choose(staff, item, Fate.CANCEL)
    assert "请写明取消的理由" in refused.value.errors[item.pk]
    choose(staff, item, Fate.CANCEL, "上级任务调整")
    carry_out(staff)
    assert (fresh(item).state, fresh(item).state_reason) == (ItemState.CANCELLED, "上级任务调整")
    assert DeadlineChange.objects.get().state == "withdrawn"
    assert not WorkItem.objects.filter(year=2027, title=VISIT).exists()


def test_a_claim_waits_for_its_verdict_and_is_not_rolled_over(tax, staff, clock):
    claimed = service_item(tax, "已报结的事项", state=ItemState.REPORTED_DONE, percent=100)
    carry_out(staff)
    assert fresh(claimed).last_year is None
    assert not WorkItem.objects.filter(year=2027, title=claimed.title).exists()


def test_choices_are_those_of_who_looks_after_the_unit(tax, weather, liaison, staff, leader):
    theirs = service_item(weather, "气象信息进村")
    choose(liaison, item_called(VISIT), Fate.FINISH, "目标已达到")
    with pytest.raises(choices.Refused):
        choose(liaison, theirs, Fate.FINISH, "目标已达到")
    with pytest.raises(NotAllowed):
        choose(leader, theirs, Fate.FINISH, "目标已达到")
    kept = json.loads(json.dumps(YearRollover.objects.get().choices))["items"]
    assert {row["name"] for row in kept.values()} == {"郑某甲"}
    choose(staff, item_called(VISIT), Fate.CONTINUE)
    assert YearRollover.objects.get().choices["items"] == {}


def test_one_fault_keeps_nothing(tax, staff):
    first, second = item_called(VISIT), item_called("完成机关党委换届并报备")
    with pytest.raises(choices.Refused):
        choices.choose_items(
            2026,
            staff,
            {first.pk: Proposal(Fate.FINISH, "已达到"), second.pk: Proposal(Fate.CANCEL, "")},
        )
    assert not YearRollover.objects.exists()


def test_carried_out_again_nothing_is_doubled(tax, staff, colleague):
    carry_out(staff)
    count = WorkItem.objects.count()
    with pytest.raises(StateChanged, match="已由 陈示例 于.*没有需要再结转的内容"):
        carry_out(colleague)
    service_item(tax, "后来下达的事项")
    carry_out(colleague)
    assert WorkItem.objects.count() == count + 2
    assert fresh(YearRollover.objects.get()).counts["going_on"] == 3


def test_the_database_lets_an_item_go_on_only_once(tax, staff):
    carry_out(staff)
    old = item_called(VISIT)
    with pytest.raises(IntegrityError), transaction.atomic():
        service_item(tax, "另一个", year=2027, continued_from=old)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkItem.objects.filter(pk=old.pk).update(last_year=2025)


def test_what_changed_since_the_summary_was_read_is_shown_again(tax, staff):
    seen = plan().digest
    service_item(tax, "刚刚下达的事项")
    with pytest.raises(StateChanged, match="请核对最新汇总"):
        workflow.carry_out(2026, staff, seen)
    assert not WorkItem.objects.filter(year=2027).exists()
    assert not YearRollover.objects.filter(state="carried_out").exists()


def test_an_item_that_the_new_list_brought_already_becomes_the_continuation(tax, staff):
    brought = service_item(tax, VISIT, year=2027, percent=0)
    carry_out(staff)
    assert fresh(brought).continued_from == item_called(VISIT)
    assert WorkItem.objects.filter(year=2027, title=VISIT).count() == 1


def test_two_items_of_one_name_go_on_as_one_and_the_other_stays(tax, staff):
    older = service_item(tax, VISIT, year=2025)
    assert [each.item.pk for each in plan().blocked] == [older.pk]
    carry_out(staff)
    assert item_called(VISIT, 2027).continued_from == item_called(VISIT)
    assert fresh(older).last_year is None


def test_tasks_and_lists_are_set_up_anew(tax, finance, weather, staff):
    recurring = KeyTaskTemplate.objects.create(year=2026, title="党费收缴", deadline_kind="monthly")
    dated = KeyTaskTemplate.objects.create(
        year=2026, title="完成机关党委换届并报备", deadline_kind="date", deadline=date(2026, 6, 30)
    )
    WorkItem.objects.filter(title=dated.title).update(template=dated)
    for unit in (tax, finance):
        ServiceList.objects.create(unit=unit, category=Category.PUBLIC, year=2026)
    WorkItem.objects.filter(title=VISIT).update(service_list=tax.service_lists.get())
    with pytest.raises(choices.Refused) as refused:
        choices.choose_tasks(2026, staff, {dated.pk: {"renew": True, "deadline": date(2026, 6, 30)}}, [])  # fmt: skip
    assert "2027年内" in refused.value.errors[dated.pk]
    wanted = {
        recurring.pk: {"renew": True, "deadline": None},
        dated.pk: {"renew": True, "deadline": date(2027, 6, 30)},
    }
    choices.choose_tasks(2026, staff, wanted, [])
    foreseen = plan().counts
    carry_out(staff)
    items = WorkItem.objects.filter(year=2027)
    assert items.filter(template__title="党费收缴").count() == 4
    # 市税务局's goes on and stands for the new task.
    renewed = items.filter(template__title=dated.title)
    assert renewed.count() == 4 and renewed.get(unit=tax).continued_from is not None
    assert renewed.get(unit=weather).deadline == date(2027, 6, 30)
    assert items.filter(continued_from=None).count() == foreseen["task_items"] == 7
    lists = ServiceList.objects.filter(year=2027)
    assert [row.unit for row in lists] == [tax] and foreseen["lists"] == 1
    assert item_called(VISIT, 2027).service_list == lists.get()


def test_all_lists_of_a_category_where_that_is_chosen(tax, finance, staff):
    for unit in (tax, finance):
        ServiceList.objects.create(unit=unit, category=Category.PUBLIC, year=2026, label="上半年")
    choices.choose_tasks(2026, staff, {}, [Category.PUBLIC])
    carry_out(staff)
    assert ServiceList.objects.filter(year=2027, label="上半年").count() == 2


def test_the_new_years_phases_get_the_dates_that_were_chosen(staff):
    with pytest.raises(choices.Refused) as refused:
        choices.choose_phases(2026, staff, {"plan": (date(2027, 3, 1), date(2027, 2, 1))})
    assert "不能早于开始" in refused.value.errors["plan"]
    choices.choose_phases(2026, staff, {"plan": (date(2027, 1, 4), date(2027, 4, 10))})
    carry_out(staff)
    phase = YearPhase.objects.get(year=2027, phase="plan")
    assert (phase.starts_on, phase.ends_on) == (date(2027, 1, 4), date(2027, 4, 10))
    assert phase.tasks.exists() and YearPhase.objects.filter(year=2027).count() == 4


def test_a_month_that_runs_already_gives_its_lines_to_the_new_items(tax, staff, officer, clock):
    from tasks.lines import save_line

    monthly = service_item(tax, "每月走访企业", deadline_kind="monthly")
    clock.move_to(at(1, 4, year=2027))
    open_month(JANUARY)
    report = MonthlyReport.objects.get(unit=tax, period=JANUARY)
    line = report.lines.get(item__title=VISIT)
    save_line(line.pk, officer, {"percent": 85, "text": "元旦后继续上门。"}, line.version)
    carry_out(staff)
    assert fresh(line).item == item_called(VISIT, 2027)
    assert fresh(line).text == "元旦后继续上门。"
    assert not ItemProgress.objects.filter(item=monthly, period=JANUARY).exists()
    open_month(JANUARY)
    assert not lines_of(tax, JANUARY) & set(WorkItem.objects.filter(year=2026).values_list("pk", flat=True))  # fmt: skip
    assert list(MONTHS.differences()) == []


def test_only_the_whole_committees_staff_and_administrators_press(liaison, leader, administrator):
    for person in (liaison, leader):
        with pytest.raises(NotAllowed):
            carry_out(person)
    row = carry_out(administrator)
    assert (row.carried_out_by, row.state) == (administrator, "carried_out")
    assert AuditEntry.objects.about(row).first().action == "rollover.carry_out"


def test_taken_back_while_nothing_was_built_on_it(tax, staff, clock):
    before = set(WorkItem.objects.values_list("pk", flat=True))
    carry_out(staff)
    row = workflow.undo(2026, staff)
    assert set(WorkItem.objects.values_list("pk", flat=True)) == before
    assert (row.state, row.made) == ("prepared", {})
    assert not WorkItem.objects.exclude(last_year=None).exists()
    assert not YearPhase.objects.filter(year=2027).exists()
    carry_out(staff)
    clock.move_to(at(1, 4, year=2027))
    open_month(JANUARY)
    with pytest.raises(StateChanged, match="已有月份开放填报，不能撤销"):
        workflow.undo(2026, staff)


def test_what_somebody_edited_since_is_not_taken_back(tax, staff, officer):
    from tasks.workflows.item import cancel

    carry_out(staff)
    cancel(item_called(VISIT, 2027).pk, staff, "任务调整")
    with pytest.raises(StateChanged, match="已经有人使用或修改"):
        workflow.undo(2026, staff)


def test_what_a_year_still_has_open_is_counted_with_its_rows(submitted, staff, officer, weather):
    other = service_item(weather, "气象信息进村", deadline=date(2026, 12, 31), deadline_kind="date")
    deadline_change.ask(other, make_officer(weather), date(2027, 1, 31), "汛期影响")
    found = {each.label: each for each in open_matters.of_year(2026, staff)}
    assert found["2026年11月尚未锁定"].url == "/dashboard/reports/?month=2026-11"
    assert found["2026年11月待审核的月度进展"].count == 1
    assert found["待审批的时限变更"].count == 1
    assert found["未完成的事项"].count == 3


def make_officer(unit):
    from tests.people import make_person
    from units.models import Role

    return make_person("weather-officer", "周某乙", Role.OFFICER, unit=unit)


def test_the_plan_costs_the_same_for_few_items_and_many(tax, weather, staff):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            carry_out(staff)
        return len(seen)

    few = queries()
    for unit in (tax, weather):
        for n in range(25):
            key_task(unit, f"任务{n}")
    assert queries() <= few
