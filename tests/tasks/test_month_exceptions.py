"""免报 and 延期 given from the month: by whom, until when, ended before its time, all of it in the month's history."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tasks import exceptions
from tasks.clock import due_at_for
from tasks.models import MonthException, UnitMonth
from tasks.opening import lock_month
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, at, fresh
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, StateChanged

PAGE = "/month/2026-11/exceptions/"


def give(month, unit, actor, kind="extended", until=date(2026, 12, 8), reason="机构改革"):
    return exceptions.grant(month, unit, kind, actor, until=until, reason=reason)


def test_a_later_day_holds_until_it_is_ended(november, tax, staff):
    given = give(november, tax, staff)
    assert due_at_for(tax.pk, november) == at(12, 8, 18)
    assert exceptions.extra_workdays(given) == 3
    exceptions.end(given.pk, staff, "提前完成")
    assert due_at_for(tax.pk, november) == november.due_at
    said = list(AuditEntry.objects.about(november).filter(unit_id=tax.pk).values_list("action_label", "reason"))  # fmt: skip
    assert said == [("提前结束延期", "提前完成"), ("批准延期", "机构改革")]
    with pytest.raises(MonthException.DoesNotExist):
        exceptions.end(given.pk, staff, "再次")


def test_an_exemption_takes_the_unit_out_of_what_is_expected(november, tax, staff):
    given = give(november, tax, staff, "exempt", None)
    assert not UnitMonth.objects.get(unit=tax, period=NOVEMBER).expected
    exceptions.end(given.pk, staff, "已恢复")
    assert UnitMonth.objects.get(unit=tax, period=NOVEMBER).expected


@pytest.mark.parametrize(
    "until, problem",
    [
        (None, "须填写新的截止日期"),
        (date(2026, 12, 5), "12月5日（周六）是休息日，下一个工作日是12月7日（周一）"),
        (date(2026, 11, 23), "已过"),
        (date(2026, 12, 2), "须晚于该月的截止时间"),
        (date(2026, 12, 18), "不能晚于该月的锁定时间"),
        (date(2099, 12, 1), "不能晚于该月的锁定时间"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(november, tax, staff, until, problem):
    with pytest.raises(ValidationError, match=problem):
        give(november, tax, staff, until=until)
    assert not MonthException.objects.exists()


def test_only_who_decides_for_the_unit_gives_it(november, tax, weather, committee, liaison, staff, leader, officer, administrator):  # fmt: skip
    give(november, tax, liaison)
    for unit, person in ((weather, liaison), (committee, staff), (weather, leader), (weather, officer)):  # fmt: skip
        with pytest.raises(NotAllowed):
            give(november, unit, person)
    give(november, committee, leader)
    give(november, weather, administrator)


def test_once_a_unit_and_month_and_not_after_it_reported(submitted, november, tax, weather, staff):
    with pytest.raises(StateChanged, match="已报送"):
        give(november, tax, staff)
    give(november, weather, staff)
    with pytest.raises(StateChanged, match="已有免报或延期"):
        give(november, weather, staff, "exempt", None)


def test_a_locked_month_keeps_what_it_had(november, weather, staff, tax):
    given = give(november, weather, staff)
    lock_month(NOVEMBER)
    with pytest.raises(StateChanged, match="已锁定"):
        exceptions.end(given.pk, staff, "已完成")
    with pytest.raises(ValidationError, match="已锁定"):
        give(november, tax, staff)


def test_the_page_from_the_month_of_a_unit(log_in, november, tax, weather, staff, leader, officer):
    client = log_in(staff)
    assert 'value="市税务局"' in client.get(f"{PAGE}?unit={tax.pk}").text
    typed = {"unit": "市税务局", "kind": "extended", "until": "2026-12-05", "reason": "机构改革"}
    refused = client.post(PAGE, typed)
    assert refused.status_code == 422
    assert "是休息日" in refused.text and "机构改革" in refused.text
    answer = client.post(PAGE, typed | {"until": "2026-12-08"}, follow=True)
    assert "已办理：市税务局2026年11月延期至12月8日（周二）18:00" in answer.text
    assert "3 个工作日" in answer.text
    given = MonthException.objects.get()
    assert given.granted_by == staff
    end = f"/month/exceptions/{given.pk}/end/"
    assert client.post(end, {"reason": ""}).status_code == 422
    assert log_in(leader).post(end, {"reason": "x"}).status_code == 404
    assert "提前结束" not in log_in(leader).get(PAGE).text
    assert log_in(officer).get(PAGE).status_code == 404
    assert "已提前结束" in log_in(staff).post(end, {"reason": "提前完成"}, follow=True).text
    assert not MonthException.objects.exists()
    assert fresh(november).due_at == november.due_at


def test_two_presses_lead_from_the_month_to_the_form(log_in, november, tax, staff):
    client = log_in(staff)
    assert f'href="{PAGE}' in client.get("/dashboard/reports/?month=2026-11").text
    assert f'href="{PAGE}?unit={tax.pk}"' in client.get(f"/month/2026-11/?unit={tax.pk}").text
