"""Who may change what of an item's plan, and that every difference is kept."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tasks import editing
from tasks.models import ItemKind, ItemState, ServiceList, WorkItem
from tests.tasks.test_item_workflow import make_project
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, StateChanged


@pytest.fixture
def item(tax):
    return make_project(tax, measures="建立台账")


def fresh(item):
    return WorkItem.objects.get(pk=item.pk)


def test_the_units_officer_edits_the_plan_and_the_trail_says_from_what_to_what(item, officer):
    editing.edit_item(item.pk, officer, {"measures": "建立台账，按月调度", "people": ["王示例"]})
    entry = AuditEntry.objects.about(fresh(item)).get()
    assert entry.actor == officer
    assert entry.changes["措施"] == ["建立台账", "建立台账，按月调度"]
    assert entry.changes["责任人"] == ["", "王示例"]


def test_saving_without_a_change_leaves_no_entry(item, officer):
    editing.edit_item(item.pk, officer, {"measures": "建立台账"})
    assert not AuditEntry.objects.about(fresh(item)).exists()


@pytest.mark.parametrize("field", ["title", "deadline", "first_deadline", "state", "percent", "lead", "unit"])  # fmt: skip
def test_an_officer_may_not_change_what_is_promised(item, officer, field):
    with pytest.raises(NotAllowed):
        editing.edit_item(item.pk, officer, {field: "别的"})


@pytest.mark.parametrize("field", ["deadline", "state", "percent", "light", "year"])
def test_not_even_staff_type_a_deadline_or_a_state(item, staff, field):
    with pytest.raises(NotAllowed):
        editing.edit_item(item.pk, staff, {field: "别的"})


def test_a_secretary_edits_the_plan_as_the_officer_does(item, secretary, officer):
    """rules.md §3: the own unit's items are written by both."""
    assert editing.editable_fields(item, secretary) == editing.editable_fields(item, officer)


@pytest.mark.parametrize("who", ["leader", "auditor"])
def test_others_edit_nothing(item, who, request):
    assert editing.editable_fields(item, request.getfixturevalue(who)) == ()


def test_another_units_officer_does_not_find_the_item(item, other_officer):
    with pytest.raises(WorkItem.DoesNotExist):
        editing.edit_item(item.pk, other_officer, {"measures": "改动"})


def test_a_liaison_edits_in_the_own_district(item, weather, liaison):
    assert "title" in editing.editable_fields(item, liaison)
    assert editing.editable_fields(make_project(weather), liaison) == ()


def test_an_item_that_is_done_is_not_edited(item, officer, staff):
    WorkItem.objects.filter(pk=item.pk).update(state=ItemState.ACCEPTED)
    assert editing.editable_fields(fresh(item), officer) == ()
    assert editing.editable_fields(fresh(item), staff) == ()


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(item, officer, staff):
    seen = editing.fingerprint(item)
    editing.edit_item(item.pk, staff, {"measures": "工委修改"}, seen)
    with pytest.raises(StateChanged, match="刚刚有人修改"):
        editing.edit_item(item.pk, officer, {"measures": "单位修改"}, seen)
    assert fresh(item).measures == "工委修改"


def test_a_title_that_exists_is_refused_beside_the_field(item, tax, staff):
    make_project(tax, title="另一个项目")
    with pytest.raises(ValidationError) as raised:
        editing.edit_item(item.pk, staff, {"title": "另一个 项目"})
    assert "已有同名事项" in raised.value.message_dict["title"][0]


def test_milestones_are_added_changed_and_dropped_with_a_trace(item, officer):
    first = {"title": "完成调研", "planned_on": date(2025, 3, 31)}
    editing.edit_item(item.pk, officer, {"milestones": [first]})
    row = item.milestones.get()
    done = {**first, "id": row.pk, "actual_on": date(2025, 4, 2)}
    second = {"title": "形成报告", "planned_on": date(2025, 6, 30)}
    editing.edit_item(item.pk, officer, {"milestones": [done, second]})
    assert [(m.title, m.actual_on) for m in item.milestones.all()] == [
        ("完成调研", date(2025, 4, 2)),
        ("形成报告", None),
    ]
    editing.edit_item(item.pk, officer, {"milestones": []})
    assert not item.milestones.exists()
    assert "里程碑" in json.dumps(
        AuditEntry.objects.about(fresh(item)).first().changes, ensure_ascii=False
    )


def test_another_items_milestone_is_not_taken(item, tax, officer):
    other = make_project(tax, title="另一个项目")
    theirs = other.milestones.create(title="别人的", planned_on=date(2025, 1, 1))
    editing.edit_item(
        item.pk, officer,
        {"milestones": [{"id": theirs.pk, "title": "我的", "planned_on": date(2025, 2, 1)}]},
    )  # fmt: skip
    theirs.refresh_from_db()
    assert (theirs.title, theirs.item_id) == ("别人的", other.pk)


def test_a_unit_adds_to_its_own_lists_only(tax, weather, officer):
    fields = {"title": "上门办税服务", "year": 2025, "category": "public", "label": ""}
    item = editing.add_item(officer, tax, ItemKind.SERVICE_ITEM, fields)
    assert item.service_list == ServiceList.objects.get(unit=tax, category="public", year=2025)
    with pytest.raises(NotAllowed):
        editing.add_item(officer, weather, ItemKind.SERVICE_ITEM, fields)
    with pytest.raises(NotAllowed):
        editing.add_item(officer, tax, ItemKind.KEY_TASK, {"title": "重点任务", "year": 2025})


def test_a_new_items_deadline_is_its_first_promise(tax, staff):
    day = date(2025, 9, 30)
    item = editing.add_item(
        staff, tax, ItemKind.KEY_TASK,
        {"title": "新任务", "year": 2025, "deadline": day, "deadline_kind": "date"},
    )  # fmt: skip
    assert item.first_deadline == day
