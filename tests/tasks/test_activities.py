"""One event, entered once: which figures it feeds, never twice in one, and what the month's grid then says (W4)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.activities import change, enter, foreseen, remove
from tasks.catalogue import load_activity_kinds
from tasks.contents import Contents
from tasks.entries import EntryConflict, EntryErrors
from tasks.feeding import month_of
from tasks.lines import save_value
from tasks.models import Activity, ActivityKind, IndicatorValue
from tasks.values import report_zero_for_rest
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import fresh
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, StateChanged


@pytest.fixture
def kinds(report):
    load_activity_kinds()
    return {kind.code: kind for kind in ActivityKind.objects.all()}


def typed(kinds, *codes, **fields):
    return {
        "held_on": "2026-11-12",
        "topic": "学习贯彻党的二十届四中全会精神",
        "kinds": [kinds[code].pk for code in codes],
    } | fields


def shown(report):
    """What the grid says: {(indicator, organisation): text} of filled cells."""
    return {
        (cell.indicator.code, cell.organisation and cell.organisation.name): cell.text
        for cell in Contents.of(fresh(report)).cells
        if cell.value
    }


def test_one_meeting_feeds_each_figure_that_may_count_it(report, officer, kinds, branches):
    enter(
        report, officer,
        typed(kinds, "first_topic", "centre_group", "warning_education", heads="46",
              organisations=[branches[0].pk]),
    )  # fmt: skip
    assert shown(report) == {
        ("first_topic", "机关第一党支部"): "1",
        ("centre_group", None): "1",
        ("warning_education", None): "1",
        ("warning_education_people", None): "46",
    }


def test_a_lecture_within_a_reading_class_is_the_reading_classs(report, officer, kinds):
    enter(report, officer, typed(kinds, "reading_class", "special_lecture"))
    assert shown(report) == {("reading_class", None): "1"}
    enter(report, officer, typed(kinds, "special_lecture"))
    assert shown(report)["special_lecture", None] == "1"


def test_two_kinds_that_feed_one_figure_count_once(report, officer, kinds):
    twin = ActivityKind.objects.create(code="twin", name="中心组（扩大）学习")
    twin.feeds.create(indicator=kinds["centre_group"].feeds.get().indicator)
    enter(report, officer, typed({**kinds, "twin": twin}, "centre_group", "twin"))
    assert shown(report) == {("centre_group", None): "1"}


def test_several_branches_at_one_table_count_once_each(report, officer, kinds, branches):
    everyone = [branch.pk for branch in branches]
    enter(report, officer, typed(kinds, "first_topic", organisations=everyone))
    enter(report, officer, typed(kinds, "first_topic", organisations=everyone[:1]))
    assert shown(report) == {
        ("first_topic", "机关第一党支部"): "2",
        ("first_topic", "离退休干部党支部"): "1",
    }


def test_the_form_says_beforehand_what_it_will_count(report, kinds, branches):
    wanted = typed(kinds, "first_topic", "warning_education", organisations=[branches[1].pk])
    labels = [claim.label for claim in foreseen(report, wanted | {"heads": "30"})]
    assert labels == [
        "“第一议题”学习（离退休干部党支部） 1 次", "警示教育 1 场", "警示教育受教育人次 30 人次",
    ]  # fmt: skip
    assert not Activity.objects.exists()


def test_joint_study_is_no_cell_to_type_but_counts(report, officer, kinds, finance):
    activity = enter(report, officer, typed(kinds, "joint_study", partners=[finance.pk]))
    value = IndicatorValue.objects.get(indicator__code="joint_study")
    assert (value.counted, value.value) == (True, 1)
    assert list(Activity.objects.joined_by(finance, report.period)) == [activity]
    assert not Activity.objects.joined_by(report.unit, report.period).exists()


def test_what_was_typed_gives_way_and_the_trail_keeps_it(report, officer, kinds):
    indicator = kinds["centre_group"].feeds.get().indicator
    save_value(report, indicator.pk, None, officer, "5")
    activity = enter(report, officer, typed(kinds, "centre_group"))
    assert shown(report) == {("centre_group", None): "1"}
    assert AuditEntry.objects.get(action="value.counted").changes == {
        "理论学习中心组集中学习": ["5", "1"]
    }
    with pytest.raises(EntryErrors, match="由本月登记的活动自动计数"):
        save_value(report, indicator.pk, None, officer, "5", version=2)
    remove(activity.pk, officer)
    assert shown(report) == {}


def test_zero_for_the_rest_leaves_what_activities_count(report, officer, kinds):
    enter(report, officer, typed(kinds, "centre_group"))
    report_zero_for_rest(report, officer)
    assert shown(report)["centre_group", None] == "1"
    assert shown(report)["theory_talk", None] == "0"


def test_a_change_moves_the_figures(report, officer, kinds):
    activity = enter(report, officer, typed(kinds, "centre_group"))
    change(activity.pk, officer, typed(kinds, "theory_talk"), activity.version)
    assert shown(report) == {("theory_talk", None): "1"}
    with pytest.raises(EntryConflict):
        change(activity.pk, officer, typed(kinds, "centre_group"), 1)


@pytest.mark.parametrize(
    ("fields", "place", "words"),
    [
        ({"held_on": "2026-10-31"}, "held_on", "不在2026年11月之内"),
        ({"held_on": "11月"}, "held_on", "请选择活动日期"),
        ({"topic": " \n"}, "topic", "请填写活动主题"),
        ({"topic": "长" * 201}, "topic", "最多 200 字"),
        ({"kinds": []}, "kinds", "至少选择一个"),
        ({"kinds": ["9999999", "x"]}, "kinds", "至少选择一个"),
        ({"heads": "-1"}, "heads", "1 到 100,000"),
        ({"heads": "10000000"}, "heads", "1 到 100,000"),
        ({"form": "nap"}, "form", "从列表中选择"),
    ],
)
def test_faults_stand_beside_their_fields(report, officer, kinds, fields, place, words):
    with pytest.raises(EntryErrors) as refused:
        enter(report, officer, typed(kinds, "centre_group") | fields)
    assert words in refused.value.errors[place]
    assert list(refused.value.errors) == [place]
    assert not Activity.objects.exists()


def test_branch_activities_name_their_branches_and_heads_where_they_count(report, officer, kinds):
    with pytest.raises(EntryErrors) as refused:
        enter(report, officer, typed(kinds, "first_topic", "warning_education"))
    assert set(refused.value.errors) == {"organisations", "heads"}


def test_another_units_branch_is_not_taken(report, officer, kinds, finance):
    strange = finance.organisations.create(name="财政局第一党支部", kind="branch")
    with pytest.raises(EntryErrors) as refused:
        enter(report, officer, typed(kinds, "first_topic", organisations=[strange.pk]))
    assert "请选择开展活动的党组织" in refused.value.errors["organisations"]


def test_only_the_unit_enters_and_only_while_the_report_is_with_it(
    report, officer, staff, other_officer, kinds, submitted
):
    with pytest.raises(StateChanged):
        enter(report, officer, typed(kinds, "centre_group"))
    with pytest.raises(NotAllowed):
        enter(report, staff, typed(kinds, "centre_group"))
    activity = Activity.objects.create(unit=report.unit, held_on=date(2026, 11, 3), topic="学习")
    with pytest.raises(Activity.DoesNotExist):
        remove(activity.pk, other_officer)


def test_the_month_costs_the_same_for_one_activity_and_for_thirty(report, officer, kinds, branches):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            month_of(report.unit, report.period)
        return len(seen)

    enter(report, officer, typed(kinds, "first_topic", organisations=[branches[0].pk]))
    few = queries()
    for _ in range(30):
        enter(report, officer, typed(kinds, "centre_group", "first_topic", organisations=[b.pk for b in branches]))  # fmt: skip
    assert queries() <= few
