"""Readings and substitutes pressed at the same moment, by real threads; one test, since each empties the database anew."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tasks import reading
from tasks.models import ReportReading
from tasks.workflows import report as moves
from tests.people import make_person
from tests.tasks.test_report_race import at_once, one_of_each
from units.models import Role, Substitution
from units.substituting import set_substitute

FIRST, LATER, LAST = date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 30)


@pytest.mark.django_db(transaction=True)
def test_each_leader_reads_once_and_a_duty_is_handed_on_once(
    submitted, staff, colleague, leader, liaison, districts
):
    moves.accept(submitted.pk, staff)
    other = make_person("beside", "曹某乙", Role.LEADER, district=districts[0])
    rows = at_once(
        lambda: reading.mark_read(submitted.pk, leader, "一"),
        lambda: reading.mark_read(submitted.pk, leader, "一"),
        lambda: reading.mark_read(submitted.pk, other, "二"),
    )
    assert sorted(row.note for row in rows) == ["一", "一", "二"]
    assert ReportReading.objects.count() == 2

    named = at_once(
        lambda: set_substitute(liaison, liaison, Role.STAFF, staff, FIRST, LAST, "出差"),
        lambda: set_substitute(liaison, liaison, Role.STAFF, colleague, LATER, LAST, "出差"),
    )
    assert "日期不能重叠" in str(one_of_each(named, ValidationError))
    assert Substitution.objects.count() == 1
