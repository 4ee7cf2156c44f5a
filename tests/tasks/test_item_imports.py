"""Lists of work items: a second list updates, moves no deadline in silence, erases nothing, and never doubles."""

from datetime import date
from uuid import uuid4

import pytest

from tasks.models import (
    DeadlineChange,
    DeadlineChangeState,
    ItemClosing,
    ItemState,
    KeyTask,
    KeyTaskTemplate,
    LedProject,
    ServiceItem,
    ServiceList,
    WorkItem,
)
from tasks.workflows import deadline_change, item
from tests.import_world import ROW, SERVICE_HEADER, bring_in, changed, hand_in
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.period import Period

LED_HEADER = ["责任单位", "项目名称", "工作措施", "完成时限", "领办书记"]
LED_ROW = ["市税务局", "便民服务驿站", "设置自助服务终端", "2025年12月底", "赵某甲"]
TASK_HEADER = ["责任单位", "重点任务", "内容及要求", "完成时限"]
TASK_ROW = ["各单位", "开展主题党日活动", "每月一次", "每月"]
NOVEMBER_30 = date(2025, 11, 30)

pytestmark = pytest.mark.usefixtures("units")


def the_item():
    return WorkItem.objects.get()


# --- What a new row becomes ---------------------------------------------------------------------


def test_a_new_row_becomes_an_item_in_its_list(administrator, tax):
    batch = bring_in(administrator, [ROW])
    stored = ServiceItem.objects.get()
    assert (stored.unit, stored.title, stored.category) == (tax, "税费政策上门办", "public")
    assert (stored.measures, stored.people) == ("每季度上门一次", ["赵某甲"])
    assert stored.deadline == stored.first_deadline == NOVEMBER_30
    assert (stored.state, stored.percent, stored.import_batch) == ("not_started", 0, batch)
    sheet = stored.service_list
    assert (sheet.unit, sheet.category, sheet.year, sheet.label) == (tax, "public", 2025, "")


@pytest.mark.parametrize(
    ("said", "percent", "state"),
    [
        ("60%", 60, ItemState.UNDER_WAY),
        ("已完成", 100, ItemState.REPORTED_DONE),
        ("未启动", 0, ItemState.NOT_STARTED),
    ],
)
def test_progress_sets_the_state_of_a_new_item_and_leaves_an_old_one(
    administrator, said, percent, state
):
    header = [*SERVICE_HEADER, "完成进度"]
    bring_in(administrator, [[*ROW, said]], header=header)
    assert (the_item().percent, the_item().state) == (percent, state)
    batch = hand_in(administrator, [[*ROW, "35%"]], header=header)
    assert batch.counts["unchanged"] == 1
    batches.commit(batch.pk, administrator)
    assert (the_item().percent, the_item().state) == (percent, state)


def test_assisting_units_come_along_and_an_update_exchanges_them(
    administrator, finance, weather, tax
):
    header = [*SERVICE_HEADER, "配合单位"]
    bring_in(administrator, [[*ROW, "市财政局"]], header=header)
    assert list(the_item().co_units.all()) == [finance]
    bring_in(administrator, [[*ROW, "市气象局"]], header=header)
    assert list(the_item().co_units.all()) == [weather]
    bring_in(administrator, [[*ROW, ""]], header=header)
    assert list(the_item().co_units.all()) == [weather]


# --- Identity -------------------------------------------------------------------------------------


def test_the_same_title_in_other_width_and_spacing_is_the_same_item(administrator):
    bring_in(administrator, [changed(c2="“一企一策”税费辅导（2025）")])
    again = hand_in(administrator, [changed(c0="税务局", c2="一企一策 税费辅导\n(２０２５)")])
    assert (again.counts["unchanged"], again.counts["create"]) == (1, 0)


def test_another_title_unit_year_or_label_is_another_item(administrator):
    bring_in(administrator, [ROW])
    bring_in(administrator, [changed(c2="税费政策送上门")])
    bring_in(administrator, [changed(c0="市财政局")])
    bring_in(administrator, [changed(c4="2026年11月底")], title="2026年三服务清单")
    bring_in(administrator, [ROW], title="2025年三服务清单（补充）")
    assert WorkItem.objects.count() == 5
    assert ServiceList.objects.count() == 4
    assert ServiceList.objects.filter(label="补充").count() == 1


def test_the_portals_own_row_key_finds_an_item_under_its_new_title(administrator):
    bring_in(administrator, [ROW])
    key, header = str(the_item().row_key), [*SERVICE_HEADER, "行标识"]
    renamed = [*changed(c2="税费政策送到企业"), key]
    batch = hand_in(administrator, [renamed], header=header)
    assert batch.plan["rows"][0]["changes"] == {"事项": ["税费政策上门办", "税费政策送到企业"]}
    batch = batches.commit(batch.pk, administrator)
    assert the_item().title == "税费政策送到企业"
    again = hand_in(administrator, [renamed], header=header)
    assert again.counts["unchanged"] == 1
    batches.undo(batch.pk, administrator)
    assert (the_item().title, the_item().title_key) == ("税费政策上门办", "税费政策上门办")


def test_a_copied_row_key_another_units_or_an_invented_one_makes_a_new_item(administrator):
    bring_in(administrator, [ROW])
    key, header = str(the_item().row_key), [*SERVICE_HEADER, "行标识"]
    copied = [[*ROW, key], [*changed(c2="办税厅延时服务"), key]]
    assert hand_in(administrator, copied, header=header).counts["create"] == 1
    others = [*changed(c0="市财政局", c2="财政政策解读"), key]
    assert hand_in(administrator, [others], header=header).counts["create"] == 1
    for invented in (str(uuid4()), "不是标识"):
        row = [*changed(c2="办税厅延时服务"), invented]
        assert hand_in(administrator, [row], header=header).counts["create"] == 1


def test_secretary_led_and_branch_led_of_one_title_stay_two_projects(administrator):
    bring_in(administrator, [LED_ROW], title="2025年书记领办项目清单", header=LED_HEADER)
    branch_header = [*LED_HEADER[:-1], "支部书记"]
    bring_in(administrator, [LED_ROW], title="2025年支部引办项目清单", header=branch_header)
    assert sorted(LedProject.objects.values_list("lead", flat=True)) == [
        "branch_led",
        "secretary_led",
    ]
    again = hand_in(administrator, [LED_ROW], title="2025年书记领办项目清单", header=LED_HEADER)
    assert again.counts["unchanged"] == 1


# --- Updates ---------------------------------------------------------------------------------------


def test_what_a_second_list_changes_is_shown_written_and_kept_in_the_history(administrator):
    bring_in(administrator, [ROW])
    batch = hand_in(administrator, [changed(c3="每月上门一次", c5="赵某甲、钱某乙")])
    assert batch.plan["rows"][0]["changes"] == {
        "措施": ["每季度上门一次", "每月上门一次"],
        "责任人": ["赵某甲", "赵某甲、钱某乙"],
    }
    batches.commit(batch.pk, administrator)
    assert (the_item().measures, the_item().people) == ("每月上门一次", ["赵某甲", "钱某乙"])
    entry = AuditEntry.objects.get(object_type="tasks.workitem", action="item.imported")
    assert (entry.actor, entry.object_id) == (administrator, the_item().pk)
    assert entry.changes["措施"] == ["每季度上门一次", "每月上门一次"]


def test_an_empty_cell_erases_nothing(administrator):
    bring_in(administrator, [ROW])
    batch = bring_in(administrator, [changed(c3="", c4="", c5="")])
    assert batch.counts["unchanged"] == 1
    stored = the_item()
    assert (stored.measures, stored.people) == ("每季度上门一次", ["赵某甲"])
    assert stored.deadline == NOVEMBER_30
    assert not DeadlineChange.objects.exists()


def test_items_that_the_file_does_not_name_are_left_and_listed(administrator):
    bring_in(administrator, [ROW, changed(c2="办税厅延时服务")])
    batch = bring_in(administrator, [changed(c3="每月上门一次")])
    assert batch.plan["untouched"] == ["市税务局：办税厅延时服务"]
    assert WorkItem.objects.count() == 2


def test_another_category_moves_the_item_into_that_list(administrator):
    bring_in(administrator, [ROW])
    bring_in(administrator, [changed(c1="服务企业")])
    stored = ServiceItem.objects.get()
    assert (stored.category, stored.service_list.category) == ("enterprise", "enterprise")


def test_a_text_too_long_for_its_place_is_refused_by_name(administrator):
    batch = hand_in(administrator, [changed(c2="办" * 501)])
    assert batch.counts["error"] == 1
    (message,) = batch.plan["messages"]
    assert (message["code"], message["column"]) == ("too_long", "服务事项")
    assert "501" in message["text"]


# --- Deadlines -------------------------------------------------------------------------------------


def test_another_deadline_becomes_a_request_and_the_first_stays(administrator, staff):
    bring_in(administrator, [ROW])
    batch = hand_in(administrator, [changed(c4="2025年12月底")])
    assert batch.counts["update"] == 1
    assert "申请调整时限" in batch.plan["rows"][0]["changes"]
    batch = batches.commit(batch.pk, administrator)
    change = DeadlineChange.objects.get()
    assert (change.state, change.new_deadline) == ("asked", date(2025, 12, 31))
    assert (change.asked_by, change.import_batch) == (administrator, batch)
    assert the_item().deadline == the_item().first_deadline == NOVEMBER_30
    deadline_change.grant(change.pk, staff)
    assert the_item().deadline == date(2025, 12, 31)
    assert the_item().first_deadline == NOVEMBER_30


def test_the_same_request_is_not_asked_twice_and_a_newer_one_replaces_it(administrator):
    bring_in(administrator, [ROW])
    bring_in(administrator, [changed(c4="2025年12月底")])
    again = bring_in(administrator, [changed(c4="2025年12月31日")])
    assert again.counts["unchanged"] == 1
    assert DeadlineChange.objects.count() == 1
    bring_in(administrator, [changed(c4="长期")])
    assert list(
        DeadlineChange.objects.order_by("pk").values_list("state", "new_deadline_kind")
    ) == [("withdrawn", "date"), ("asked", "ongoing")]


def test_a_finished_item_keeps_its_deadline_and_the_preview_says_so(administrator, staff):
    bring_in(administrator, [ROW])
    item.cancel(the_item().pk, staff, "任务调整")
    batch = bring_in(administrator, [changed(c4="2025年12月底")])
    assert batch.counts["unchanged"] == 1
    assert [m["code"] for m in batch.plan["messages"]] == ["deadline_kept"]
    assert not DeadlineChange.objects.exists()


# --- Key tasks for all -------------------------------------------------------------------------------


def test_a_task_for_all_fans_out_once_and_reaches_units_that_came_later(
    administrator, units, districts
):
    from tests.people import make_unit

    bring_in(administrator, [TASK_ROW], title="2025年重点任务清单", header=TASK_HEADER)
    assert KeyTask.objects.count() == len(units)
    assert KeyTaskTemplate.objects.get().title == "开展主题党日活动"
    again = bring_in(administrator, [TASK_ROW], title="2025年重点任务清单", header=TASK_HEADER)
    assert again.counts["unchanged"] == 1
    late = make_unit("昭通市统计局", "市统计局", districts[0], 9)
    row = [*TASK_ROW[:2], "每月一次，书记参加", TASK_ROW[3]]
    bring_in(administrator, [row], title="2025年重点任务清单", header=TASK_HEADER)
    assert KeyTaskTemplate.objects.get().requirements == "每月一次，书记参加"
    assert KeyTask.objects.count() == len(units) + 1
    assert KeyTask.objects.filter(unit=late).exists()


# --- Undo --------------------------------------------------------------------------------------------


def test_undo_deletes_what_was_new_and_restores_what_was_changed(administrator, finance):
    header = [*SERVICE_HEADER, "配合单位"]
    bring_in(administrator, [[*ROW, "市财政局"]], header=header)
    batch = bring_in(
        administrator,
        [
            [*changed(c1="服务企业", c3="每月上门一次", c4="长期"), "市气象局"],
            [*changed(c2="办税厅延时服务", c1="服务基层"), ""],
        ],
        header=header,
    )
    assert WorkItem.objects.count() == 2
    batch = batches.undo(batch.pk, administrator)
    assert (batch.state, batch.undone_by) == ("undone", administrator)
    stored = ServiceItem.objects.get()
    assert (stored.title, stored.measures) == ("税费政策上门办", "每季度上门一次")
    assert (stored.category, stored.service_list.category) == ("public", "public")
    assert list(stored.co_units.all()) == [finance]
    assert not DeadlineChange.objects.exists()
    assert ServiceList.objects.count() == 1


def test_undo_opens_the_request_again_that_the_batch_had_replaced(administrator):
    bring_in(administrator, [ROW])
    bring_in(administrator, [changed(c4="2025年12月底")])
    batch = bring_in(administrator, [changed(c4="长期")])
    batches.undo(batch.pk, administrator)
    change = DeadlineChange.objects.get()
    assert (change.state, change.new_deadline) == (DeadlineChangeState.ASKED, date(2025, 12, 31))


def test_undo_takes_tasks_for_all_back_with_their_template(administrator):
    batch = bring_in(administrator, [TASK_ROW], title="2025年重点任务清单", header=TASK_HEADER)
    batches.undo(batch.pk, administrator)
    assert not KeyTask.objects.exists()
    assert not KeyTaskTemplate.objects.exists()


def test_undo_leaves_the_figures_of_a_locked_month(administrator):
    batch = bring_in(administrator, [ROW])
    item = WorkItem.objects.get()
    ItemClosing.objects.create(
        item=item, period=Period(2025, 11), state=item.state, percent=0, light="on_track"
    )
    with pytest.raises(CannotUndo, match="1个事项已计入锁定月份"):
        batches.undo(batch.pk, administrator)
    assert WorkItem.objects.exists()


def test_undo_is_refused_with_what_was_built_on_the_batch(administrator, staff, officer):
    from tasks.editing import edit_item

    batch = bring_in(administrator, [ROW, changed(c2="办税厅延时服务")])
    first, second = WorkItem.objects.order_by("pk")
    edit_item(first.pk, staff, {"measures": "每月上门一次"})
    deadline_change.ask(second, officer, date(2027, 6, 30), "场地未落实")
    with pytest.raises(CannotUndo) as refused:
        batches.undo(batch.pk, administrator)
    assert "次修改" in refused.value.text
    assert "1项时限变更" in refused.value.text
    assert WorkItem.objects.count() == 2
    batch.refresh_from_db()
    assert batch.state == "committed"
