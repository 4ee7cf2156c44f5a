"""The list of items and the page of one: what is found, by whom, at what cost, and what refusals leave."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tasks.figures import freeze_month
from tasks.models import DeadlineKind, ItemKind, ItemState, Month, ServiceItem, UnitMonth, WorkItem
from tasks.workflows import deadline_change
from tests.people import make_unit
from tests.tasks.test_item_state import OCTOBER, make_item
from tests.tasks.test_item_workflow import make_project
from zhaotong_portal.workdays import moment

LIST = "/items/"


def make_service(unit, title, category="public", **fields):
    return ServiceItem.objects.create(
        **{"kind": ItemKind.SERVICE_ITEM, "unit": unit, "year": 2025, "title": title,
           "category": category} | fields
    )  # fmt: skip


def titles(response):
    return [row["item"].title for row in response.context["rows"]]


@pytest.fixture
def listed(tax, weather):
    """One item of each face in two units of two districts."""
    make_service(tax, "上门办税", livelihood_ten=True)
    make_project(tax, title="书记领办营商环境", light="behind")
    make_project(tax, title="支部引办党建共建", lead="branch_led", light="at_risk")
    make_item(weather, "重点任务气象服务", state=ItemState.REPORTED_DONE)
    make_item(weather, "逾期的任务", deadline=date(2025, 1, 31), deadline_kind=DeadlineKind.DATE)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("category=public", ["上门办税"]),
        ("kind=led_project", ["书记领办营商环境", "支部引办党建共建"]),
        ("lead=branch_led", ["支部引办党建共建"]),
        ("face=led_project.secretary_led", ["书记领办营商环境"]),
        ("kind=key_task&state=reported_done", ["重点任务气象服务"]),
        ("done=1", ["重点任务气象服务"]),
        ("light=behind", ["书记领办营商环境"]),
        ("light=behind&light=at_risk", ["书记领办营商环境", "支部引办党建共建"]),
        ("overdue=1", ["逾期的任务"]),
        ("ten=livelihood", ["上门办税"]),
        ("q=共建", ["支部引办党建共建"]),
        ("q=sqxj", ["重点任务气象服务", "逾期的任务"]),
        ("year=2024", []),
    ],
)
def test_filters_lie_in_the_address(query, found, listed, log_in, staff):
    assert titles(log_in(staff).get(f"{LIST}?{query}")) == found


def test_by_unit_and_by_district(listed, tax, districts, log_in, staff):
    client = log_in(staff)
    assert len(titles(client.get(f"{LIST}?unit={tax.pk}"))) == 3
    assert len(titles(client.get(f"{LIST}?district={districts[1].pk}"))) == 2


def test_a_filter_that_makes_no_sense_is_said_and_finds_nothing(listed, log_in, staff):
    response = log_in(staff).get(f"{LIST}?month=2025-13")
    assert response.status_code == 200
    assert titles(response) == []
    assert "月份应写成 2025-10" in response.text


def test_a_unit_sees_its_own_items_and_no_others_id(listed, tax, weather, log_in, officer):
    client = log_in(officer)
    assert len(titles(client.get(LIST))) == 3
    assert client.get(f"{LIST}?unit={weather.pk}").status_code == 404
    theirs = WorkItem.objects.filter(unit=weather).first()
    assert client.get(theirs.get_absolute_url()).status_code == 404


def test_the_chip_of_a_filter_drops_it_and_keeps_the_others(listed, log_in, staff):
    response = log_in(staff).get(f"{LIST}?lead=branch_led&year=2025&page=3")
    urls = {chip["label"]: chip["url"] for chip in response.context["chips"]}
    assert urls["类型：支部引办"] == "?year=2025"
    assert urls["年度：2025年"] == "?lead=branch_led"


def test_sorted_by_deadline_undated_last(listed, log_in, staff):
    response = log_in(staff).get(f"{LIST}?sort=deadline&kind=key_task")
    assert titles(response) == ["逾期的任务", "重点任务气象服务"]
    assert titles(log_in(staff).get(f"{LIST}?sort=nonsense")) != []


def lock_october():
    Month.objects.create(
        period=OCTOBER, opens_on=date(2025, 10, 1), due_at=moment(date(2025, 11, 5)),
        grace_until=moment(date(2025, 11, 8)), lock_at=moment(date(2025, 11, 20)),
    )  # fmt: skip
    freeze_month(OCTOBER, at=moment(date(2025, 11, 20)))
    Month.objects.filter(period=OCTOBER).update(locked_at=moment(date(2025, 11, 20)))


def test_a_locked_month_lists_exactly_the_rows_of_its_figures(listed, units, log_in, staff):
    """What was behind in October stays listed for October, whatever became of it since."""
    lock_october()
    WorkItem.objects.update(light="on_track", state=ItemState.ACCEPTED)
    client = log_in(staff)
    figures = UnitMonth.objects.of(OCTOBER)
    for query, name in (("light=behind", "items_behind"), ("light=at_risk", "items_at_risk"),
                        ("done=1", "items_done"), ("overdue=1", "overdue"), ("", "items_total")):  # fmt: skip
        page = client.get(f"{LIST}?month=2025-10&{query}").context["page"]
        assert page.paginator.count == sum(getattr(row, name) for row in figures), name
    assert client.get(f"{LIST}?month=2025-10&light=behind").context["page"].paginator.count == 1
    assert client.get(f"{LIST}?light=behind").context["page"].paginator.count == 0


def test_a_past_months_district_is_the_one_of_that_month(
    listed, units, tax, districts, log_in, staff
):
    lock_october()
    tax.district = districts[1]
    tax.save()
    client = log_in(staff)
    address = f"{LIST}?district={districts[0].pk}"
    assert client.get(f"{address}&month=2025-10").context["page"].paginator.count == 3
    assert client.get(address).context["page"].paginator.count == 0


def test_the_list_costs_the_same_for_four_and_for_forty_units(units, districts, log_in, staff):
    client = log_in(staff)
    counts = []
    for first in (10, 50):
        for n in range(first, first + 20):
            unit = make_unit(f"示例单位{n}", f"示例{n}", districts[0], n)
            make_item(unit, "示例任务", deadline=date(2025, 1, 31), deadline_kind=DeadlineKind.DATE)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{LIST}?overdue=1&district={districts[0].pk}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_export_has_the_rows_of_the_filter(listed, log_in, staff):
    response = log_in(staff).get(f"{LIST}?kind=led_project&export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    text = [[cell.value for cell in row] for row in sheet.iter_rows()]
    flat = str(text)
    assert "书记领办营商环境" in flat
    assert "上门办税" not in flat
    assert "类型：领办引办项目（全部）" in flat


def test_the_page_of_an_item_shows_its_months_and_its_history(tax, secretary, staff, log_in):
    from tests.tasks.test_item_state import NOVEMBER, say, signed_report

    item = make_project(tax)
    say(signed_report(tax, OCTOBER, secretary, "accepted"), item, 45)
    say(signed_report(tax, NOVEMBER, secretary), item, 60, light="behind")
    from tasks.workflows import item as verdicts

    verdicts.cancel(item.pk, staff, "任务调整")
    response = log_in(staff).get(reverse("item", args=[item.pk]))
    assert "2025年10月" in response.text
    assert response.context["chart"]["series"][0]["values"] == [45, 60]
    assert "任务调整" in response.text


@pytest.mark.parametrize(
    ("who", "moves"),
    [
        ("staff", ["cancel", "carry"]),
        ("officer", []),
        ("secretary", []),
        ("leader", []),
        ("administrator", []),
        ("auditor", []),
    ],
)
def test_the_buttons_are_those_that_the_person_may_press(who, moves, tax, log_in, request):
    item = make_project(tax)
    response = log_in(request.getfixturevalue(who)).get(reverse("item", args=[item.pk]))
    assert [move["name"] for move in response.context["moves"]] == moves


def test_a_move_without_its_reason_is_asked_for_it(tax, log_in, staff):
    item = make_project(tax)
    response = log_in(staff).post(reverse("item_move", args=[item.pk, "cancel"]), {"reason": " "})
    assert response.status_code == 422
    assert "请写明取消事项的理由。" in response.text
    assert WorkItem.objects.get(pk=item.pk).state == ItemState.UNDER_WAY


def test_what_the_slower_of_two_had_typed_is_still_there(tax, log_in, staff, colleague):
    item = make_project(tax, ItemState.REPORTED_DONE)
    from tasks.workflows import item as verdicts

    verdicts.accept(item.pk, staff)
    response = log_in(colleague).post(
        reverse("item_move", args=[item.pk, "not_yet"]), {"reason": "佐证材料缺少签字"}
    )
    assert response.status_code == 409
    assert "已由 陈示例 验收通过" in response.text
    assert "佐证材料缺少签字" in response.text


@pytest.mark.parametrize("who", ["officer", "secretary", "administrator", "auditor", "liaison"])
def test_a_move_that_is_not_granted_is_not_found(who, weather, tax, log_in, request):
    unit = weather if who == "liaison" else tax
    item = make_project(unit)
    response = log_in(request.getfixturevalue(who)).post(
        reverse("item_move", args=[item.pk, "cancel"]), {"reason": "任务调整"}
    )
    assert response.status_code == 404
    assert WorkItem.objects.get(pk=item.pk).state == ItemState.UNDER_WAY


def milestone_data(**rows):
    return {
        "milestones-TOTAL_FORMS": "2", "milestones-INITIAL_FORMS": "0",
        "milestones-0-title": "完成调研", "milestones-0-planned_on": "2025-03-31",
    } | rows  # fmt: skip


def test_an_officer_edits_the_plan_in_the_browser(tax, log_in, officer):
    item = make_project(tax)
    client = log_in(officer)
    url = reverse("item_edit", args=[item.pk])
    form = client.get(url).context["form"]
    assert "title" not in form.fields
    assert "deadline" not in form.fields
    response = client.post(
        url,
        {"seen": form["seen"].value(), "measures": "按月调度", "people": "王示例、李示例"}
        | milestone_data(),
    )
    assert response.status_code == 302
    item = WorkItem.objects.get(pk=item.pk)
    assert (item.measures, item.people) == ("按月调度", ["王示例", "李示例"])
    assert item.milestones.get().planned_on == date(2025, 3, 31)


def test_an_error_stands_beside_its_field_and_the_typed_text_stays(tax, log_in, staff):
    item = make_project(tax)
    response = log_in(staff).post(
        reverse("item_edit", args=[item.pk]),
        {"title": "", "lead": "secretary_led", "measures": "写了很久的措施", "co_units": "没有的单位"}
        | milestone_data(**{"milestones-0-planned_on": "三月底"}),
    )  # fmt: skip
    assert response.status_code == 422
    for text in ("请填写事项名称。", "没有找到单位：没有的单位", "日期应写成", "写了很久的措施"):
        assert text in response.text


@pytest.mark.parametrize("field", ["measures", "people"])
def test_a_text_of_a_hundred_thousand_characters_is_refused_kindly(field, tax, log_in, officer):
    item = make_project(tax)
    response = log_in(officer).post(
        reverse("item_edit", args=[item.pk]), {field: "长" * 100_000} | milestone_data()
    )
    assert response.status_code == 422
    assert "现有 100000 字" in response.text


def test_somebody_elses_edit_is_noticed_before_it_is_overwritten(tax, log_in, officer, staff):
    from tasks import editing

    item = make_project(tax)
    url = reverse("item_edit", args=[item.pk])
    seen = log_in(officer).get(url).context["form"]["seen"].value()
    editing.edit_item(item.pk, staff, {"measures": "工委的修改"})
    response = log_in(officer).post(
        url, {"seen": seen, "measures": "单位的修改"} | milestone_data()
    )
    assert response.status_code == 409
    assert "单位的修改" in response.text
    assert WorkItem.objects.get(pk=item.pk).measures == "工委的修改"


@pytest.mark.parametrize("who", ["leader", "auditor", "other_officer"])
def test_nobody_else_finds_the_form(who, tax, log_in, request):
    item = make_project(tax)
    client = log_in(request.getfixturevalue(who))
    for name in ("item_edit",):
        assert client.get(reverse(name, args=[item.pk])).status_code == 404
        assert client.post(reverse(name, args=[item.pk]), milestone_data()).status_code == 404


def test_a_unit_adds_an_item_of_its_own(tax, log_in, officer):
    client = log_in(officer)
    assert client.get("/items/new/?kind=key_task").status_code == 404
    response = client.post(
        "/items/new/?kind=service_item",
        {"title": "上门办税", "year": timezone.localdate().year, "category": "public",
         "deadline_kind": "date", "deadline": ""} | milestone_data(),
    )  # fmt: skip
    assert response.status_code == 422
    assert "请填写完成时限，或选择其他时限类型。" in response.text
    response = client.post(
        "/items/new/?kind=service_item",
        {"title": "上门办税", "year": timezone.localdate().year, "category": "public",
         "deadline_kind": "ongoing"} | milestone_data(),
    )  # fmt: skip
    assert response.status_code == 302
    assert WorkItem.objects.get(title="上门办税").unit == tax


def test_staff_add_an_item_for_a_unit_by_its_alias(tax, log_in, staff):
    response = log_in(staff).post(
        "/items/new/?kind=key_task",
        {"unit": "税务局", "title": "新的重点任务", "year": timezone.localdate().year,
         "deadline_kind": "none", "co_units": ""} | milestone_data(),
    )  # fmt: skip
    assert response.status_code == 302
    assert WorkItem.objects.get(title="新的重点任务").unit == tax


def test_asking_for_a_deadline_and_granting_it_in_the_browser(tax, log_in, officer, staff):
    item = make_project(tax, deadline=date(2025, 6, 30), deadline_kind=DeadlineKind.DATE)
    url = reverse("deadline_ask", args=[item.pk])
    response = log_in(officer).post(url, {"new_deadline": "2025-06-30", "reason": "雨季施工受阻"})
    assert "新时限与现有时限相同。" in response.text
    assert "雨季施工受阻" in response.text
    day = timezone.localdate() + timedelta(days=60)
    log_in(officer).post(url, {"new_deadline": day.isoformat(), "reason": "雨季施工受阻"})
    queue = log_in(staff).get("/items/deadlines/")
    assert "雨季施工受阻" in queue.text
    change = item.deadline_changes.get()
    log_in(staff).post(reverse("deadline_move", args=[change.pk, "grant"]))
    assert WorkItem.objects.get(pk=item.pk).deadline == day


def test_a_refusal_of_a_deadline_needs_words(tax, log_in, officer, staff):
    item = make_project(tax, deadline=date(2025, 6, 30), deadline_kind=DeadlineKind.DATE)
    change = deadline_change.ask(item, officer, timezone.localdate(), "雨季")
    response = log_in(staff).post(
        reverse("deadline_move", args=[change.pk, "decline"]), {"reason": ""}
    )
    assert response.status_code == 422
    assert "请写明不同意变更时限的理由。" in response.text


@pytest.mark.parametrize("who", ["other_officer", "officer", "auditor", "administrator"])
def test_who_may_not_decide_a_deadline_finds_no_address(who, tax, log_in, officer, request):
    item = make_project(tax, deadline=date(2025, 6, 30), deadline_kind=DeadlineKind.DATE)
    change = deadline_change.ask(item, officer, timezone.localdate(), "雨季")
    response = log_in(request.getfixturevalue(who)).post(
        reverse("deadline_move", args=[change.pk, "grant"])
    )
    assert response.status_code == 404


def test_staff_are_told_what_waits_for_them(tax, log_in, officer, staff):
    from zhaotong_portal.todo import todos_for

    item = make_project(tax, deadline=date(2025, 6, 30), deadline_kind=DeadlineKind.DATE)
    deadline_change.ask(item, officer, timezone.localdate(), "雨季")
    assert ("时限变更待审批", 1) in [(todo.label, todo.count) for todo in todos_for(staff)]
    assert ("逾期事项", 1) in [(todo.label, todo.count) for todo in todos_for(officer)]


@pytest.mark.parametrize("state", ["mine", "decided"])
def test_the_queue_of_deadlines_costs_the_same_for_four_and_for_twenty(
    state, tax, officer, log_in, staff
):
    client = log_in(staff)
    client.get("/items/deadlines/")
    counts = []
    for first, last in ((0, 4), (4, 20)):
        for n in range(first, last):
            item = make_project(tax, title=f"第{n}个项目", deadline=date(2025, 6, 30),
                                deadline_kind=DeadlineKind.DATE)  # fmt: skip
            change = deadline_change.ask(item, officer, timezone.localdate(), "雨季")
            if state == "decided":
                deadline_change.grant(change.pk, staff)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/items/deadlines/?state={state}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_address_of_a_move_leads_back_to_the_page(tax, log_in, staff, other_officer):
    item = make_project(tax)
    url = reverse("item_move", args=[item.pk, "cancel"])
    assert log_in(staff).get(url).url == item.get_absolute_url()
    assert log_in(other_officer).get(url).status_code == 404
