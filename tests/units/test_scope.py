"""Who sees and decides what: rules.md §3 on plain objects."""

import pytest

from tasks.models import MonthlyReport
from units.models import Appointment, Role, Unit
from zhaotong_portal.period import Period


def test_an_officer_sees_the_own_unit_only(units, officer, tax):
    assert list(Unit.objects.visible_to(officer)) == [tax]


@pytest.mark.parametrize("who", ["staff", "liaison", "leader", "administrator", "auditor"])
def test_the_committee_side_reads_every_unit(who, units, request):
    assert Unit.objects.visible_to(request.getfixturevalue(who)).count() == len(units)


def test_an_inspector_reads_the_units_of_the_appointment(units, inspector, finance):
    assert list(Unit.objects.visible_to(inspector)) == [finance]


def test_a_liaison_decides_for_the_own_district_only(liaison, tax, weather):
    assert liaison.scope.decides_for(tax)
    assert not liaison.scope.decides_for(weather)


def test_the_committees_own_report_is_a_leaders_to_decide(staff, leader, committee, tax):
    assert leader.scope.decides_for(committee)
    assert not staff.scope.decides_for(committee)
    assert not leader.scope.decides_for(tax)


@pytest.mark.parametrize("who", ["staff", "liaison", "leader", "officer", "auditor"])
def test_the_queue_holds_exactly_what_its_reader_decides_about(who, units, request):
    scope = request.getfixturevalue(who).scope
    reports = [MonthlyReport.objects.create(unit=unit, period=Period(2026, 11)) for unit in units]
    assert set(scope.deciding(MonthlyReport.objects.all())) == {
        report for report in reports if scope.decides_for(report.unit)
    }


def test_somebody_with_two_roles_works_in_one_at_a_time(staff, tax):
    Appointment.objects.create(person=staff, role=Role.OFFICER, unit=tax, starts_on="2024-01-01")
    staff.forget_scope()
    staff.acting_role = Role.OFFICER
    assert staff.scope.unit_ids == {tax.pk}
    staff.acting_role = Role.STAFF
    assert staff.scope.reads_all


def test_a_role_that_one_does_not_hold_gives_nothing(officer):
    officer.acting_role = Role.ADMINISTRATOR
    assert officer.scope.role == Role.OFFICER


def test_an_appointment_that_ended_gives_no_scope(officer, tax):
    officer.appointments.update(ends_on="2021-01-01")
    officer.forget_scope()
    assert officer.scope.role is None
    assert not Unit.objects.visible_to(officer).exists()
