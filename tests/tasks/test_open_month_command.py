"""`open_month 2025-11`: safe to repeat, clear when it cannot."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tasks.models import Month, MonthlyReport
from tests.tasks.month_world import NOVEMBER, service_item


def run(period):
    out = StringIO()
    call_command("open_month", period, stdout=out)
    return out.getvalue()


def test_it_opens_and_says_how_much(units, tax, clock):
    service_item(tax, "上门办税")
    assert run("2026-11") == "2026年11月已开放：4 个单位，1 条事项。\n"
    assert run("2026-11") == "2026年11月已开放：4 个单位，1 条事项。\n"
    assert MonthlyReport.objects.of(NOVEMBER).count() == 4


@pytest.mark.parametrize("text", ["2026-13", "十一月", "2026-1", ""])
def test_what_is_no_month_is_said(db, text):
    with pytest.raises(CommandError, match="不是一个月份"):
        run(text)


def test_a_month_to_come_is_not_opened(units, clock):
    with pytest.raises(CommandError, match="还没有到开放的日子"):
        run("2026-12")
    assert not Month.objects.exists()
