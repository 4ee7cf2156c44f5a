"""Months that nobody has opened yet, or that no calendar has: said in Chinese on every address, never a fault."""

import pytest
from django.core.management import CommandError, call_command

from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER


@pytest.mark.parametrize("month", ["2099-11", "9999-12", "2999-12", "2000-01", "2025-13"])
def test_a_month_address_says_that_there_is_no_such_month(log_in, november, staff, officer, tax, month):  # fmt: skip
    for person in (staff, officer):
        client = log_in(person)
        assert "没有这个月份" in client.get(f"/month/{month}/").text
        for path in ("exceptions/", "workbook/"):
            assert client.get(f"/month/{month}/{path}").status_code == 404
        for path in ("", "preview/", "issue/"):
            answer = client.get(f"/reminders/{month}/{path}")
            # A year long before the portal is an empty list, not a fault.
            assert answer.status_code == 404, path
        assert client.get(f"/units/{tax.pk}/?month={month}").status_code == 200


def test_the_list_of_items_says_that_the_month_has_not_come(log_in, november, staff):
    page = log_in(staff).get("/items/?month=2099-01").text
    assert "2099年1月还没有开放填报" in page and "税费政策" not in page
    assert "2099年1月还没有开放填报" in log_in(staff).get("/dashboard/?month=2099-01").text
    assert "税费政策" in log_in(staff).get(f"/items/?month={NOVEMBER}").text


def test_a_month_that_has_not_come_is_not_opened(november):
    with pytest.raises(CommandError, match="2099年1月还没有到开放的日子"):
        call_command("open_month", "2099-01")
