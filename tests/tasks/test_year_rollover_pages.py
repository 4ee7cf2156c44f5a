"""The roll-over's pages: left and come back to, many items at once, faults beside their cause, one press at the end."""

import re

import pytest

from tasks.models import KeyTaskTemplate, WorkItem, YearPhase, YearRollover
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import key_task, service_item

BASE = "/year/2026/rollover/"
pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("november")]


def seen_on(page):
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def test_every_step_opens_for_those_who_read_all_and_for_nobody_else(log_in, staff, leader, auditor, officer):  # fmt: skip
    for person in (staff, leader, auditor):
        client = log_in(person)
        for step in ("", *(f"{code}/" for code in ("check", "items", "tasks", "catalogue", "people", "calendar", "summary"))):  # fmt: skip
            assert client.get(BASE + step).status_code == 200, step
    for path in (BASE, BASE + "items/"):
        assert log_in(officer).get(path).status_code == 404
    assert log_in(staff).get("/year/2019/rollover/").status_code == 404
    assert log_in(staff).get(BASE + "nonsense/").status_code == 404


def test_what_was_looked_through_and_chosen_is_there_tomorrow(log_in, staff, colleague):
    item = WorkItem.objects.get(title="税费政策“上门办”")
    client = log_in(staff)
    client.post(BASE + "check/", {"action": "reviewed"})
    kept = {"action": "save", "item": item.pk, f"do-{item.pk}": "finish", f"reason-{item.pk}": "目标已达到"}  # fmt: skip
    assert client.post(BASE + "items/", kept).status_code == 302
    page = log_in(colleague).get(BASE + "items/").text
    assert "目标已达到" in page and "陈示例" in page
    assert "陈示例 已核对" in log_in(colleague).get(BASE).text


def test_a_fate_without_its_reason_is_said_beside_the_item_and_loses_nothing(log_in, staff):
    item, other = WorkItem.objects.order_by("pk")
    typed = {"action": "save", "item": [item.pk, other.pk], f"do-{item.pk}": "cancel", f"reason-{item.pk}": "",
             f"do-{other.pk}": "finish", f"reason-{other.pk}": "目标已达到"}  # fmt: skip
    answer = log_in(staff).post(BASE + "items/", typed)
    assert answer.status_code == 422
    assert "请写明取消的理由" in answer.text
    assert 'value="目标已达到"' in answer.text
    assert not YearRollover.objects.exists()


def test_many_items_at_once_as_they_are_filtered(log_in, staff, tax, weather):
    for n in range(3):
        service_item(weather, f"气象服务{n}")
    client = log_in(staff)
    bulk = {"action": "bulk", "bulk-do": "finish", "bulk-reason": "随年度结束", "bulk-all": "1"}
    client.post(f"{BASE}items/?kind=service_item&q=气象", bulk)
    assert len(YearRollover.objects.get().choices["items"]) == 3
    assert "请先勾选事项" in client.post(BASE + "items/", bulk | {"bulk-all": ""}).text
    refused = client.post(BASE + "items/", bulk | {"bulk-do": "cancel", "bulk-reason": ""})
    assert "请写明取消的理由" in refused.text and refused.status_code == 422


def test_a_date_outside_the_new_year_is_said_beside_it(log_in, staff):
    template = KeyTaskTemplate.objects.create(
        year=2026, title="换届", deadline="2026-06-30", deadline_kind="date"
    )
    typed = {"action": "save", f"renew-{template.pk}": "on", f"deadline-{template.pk}": "2026-06-30"}  # fmt: skip
    answer = log_in(staff).post(BASE + "tasks/", typed)
    assert answer.status_code == 422 and "完成时限应在2027年内" in answer.text
    typed[f"deadline-{template.pk}"] = "2027-06-30"
    assert log_in(staff).post(BASE + "tasks/", typed).status_code == 302
    assert "2027年6月30日前" in log_in(staff).get(BASE + "summary/").text
    dates = {f"{code}-{end}": "" for code in ("plan", "quarterly", "midyear", "yearend") for end in ("first", "last")}  # fmt: skip
    answer = log_in(staff).post(BASE + "calendar/", {"action": "save"} | dates)
    assert answer.status_code == 422 and "请填写开始和结束日期" in answer.text


def test_a_year_whose_holidays_nobody_knows_yet_is_marked(log_in, staff, monkeypatch):
    monkeypatch.setattr("tasks.rollover.calendar.knows", lambda year: False)
    page = log_in(staff).get(BASE + "calendar/").text
    assert "还没有2027年、2028年的放假调休安排" in page


def test_the_press_does_what_the_summary_said(log_in, staff, liaison):
    page = log_in(liaison).get(BASE + "summary/").text
    assert "由管理员或负责全市的工委科室干部执行" in page and 'name="seen"' not in page
    client = log_in(staff)
    seen = seen_on(client.get(BASE + "summary/").text)
    assert client.post(BASE + "run/", {"seen": "0" * 32}).status_code == 409
    assert not YearPhase.objects.filter(year=2027).exists()
    answer = client.post(BASE + "run/", {"seen": seen}, follow=True)
    assert "2026年度结转已执行：结转 2 项" in answer.text
    assert WorkItem.objects.filter(year=2027).count() == 2
    again = client.post(BASE + "run/", {"seen": seen})
    assert "没有需要再结转的内容" in again.text and again.status_code == 409
    assert "已撤销" in client.post(BASE + "undo/", follow=True).text
    assert not WorkItem.objects.filter(year=2027).exists()


def test_the_pages_cost_the_same_for_few_items_and_many(log_in, staff, tax, weather, django_assert_max_num_queries):  # fmt: skip
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = log_in(staff)

    def queries(step):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{BASE}{step}/").status_code == 200
        return len(seen)

    queries("items")
    few = {step: queries(step) for step in ("items", "summary", "check", "people")}
    for unit in (tax, weather):
        for n in range(20):
            key_task(unit, f"任务{n}")
    assert {step: queries(step) for step in few} == few
    # 检查 asks every app for the year's exit checks and open matters: a query or two each.
    assert few.pop("check") <= 36
    assert max(few.values()) <= 16
