"""Two staff issue the same month at the same moment, and the clock passes the year's end while they do."""

import pytest
import time_machine

from tasks.models import Delivery, ReminderSheet
from tasks.workflows.reminder import compose_month, issue, issue_month
from tests.people import make_person
from tests.tasks.figures_world import at, make_month
from tests.tasks.test_report_race import at_once
from units.models import Role
from zhaotong_portal.period import Period

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_sheet_goes_out_once_and_no_number_is_lost(units, staff, colleague, tax, settings):
    make_person("s", "何某丁", Role.SECRETARY, unit=tax, email="s@example.invalid")
    period = Period.current()
    compose_month(period)
    done = at_once(lambda: issue_month(period, staff), lambda: issue_month(period, colleague))
    assert [one for one in done if isinstance(one, Exception)] == []
    assert sum(len(one.sheets) for one in done) == 4
    year = period.year if period == Period.current() else Period.current().year
    numbers = sorted(ReminderSheet.objects.values_list("document_number", flat=True))
    assert numbers == [f"昭直党提〔{year}〕{n}号" for n in (1, 2, 3, 4)]
    assert Delivery.objects.filter(recipient__username="s").count() == 2


def test_each_year_has_its_own_numbers_when_the_clock_passes_its_end(units, staff):
    december = Period(2026, 12)
    with time_machine.travel(at("2026-12-31 23:59"), tick=False) as clock:
        make_month(december.previous())
        make_month(december)
        compose_month(december)
        first, second, *rest = ReminderSheet.objects.order_by("unit__protocol_order")
        issue(first.pk, staff)
        clock.move_to(at("2027-01-01 00:01"))
        for sheet in (second, *rest):
            issue(sheet.pk, staff)
    numbers = ReminderSheet.objects.order_by("issued_at", "pk").values_list(
        "document_number", flat=True
    )
    assert list(numbers) == ["昭直党提〔2026〕1号", *(f"昭直党提〔2027〕{n}号" for n in (1, 2, 3))]
