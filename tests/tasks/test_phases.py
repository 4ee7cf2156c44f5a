"""The four phases of a year: what the portal counts, what staff tick off, and that everybody sees the one that runs."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tasks import phases
from tasks.lines import save_line
from tasks.models import Phase, PhaseTask, YearPhase
from tasks.workflows import report as moves
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, at, fresh, service_item
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, StateChanged


def shown(user, phase, day=None):
    return next(each for each in phases.of_year(2026, user, day) if each.phase.phase == phase)


def check(user, phase, code):
    return next(t.check for t in shown(user, phase).tasks if t.task.check_code == code)


def by_hand(phase="yearend"):
    return PhaseTask.objects.get(phase__year=2026, phase__phase=phase, title="述职评议考核完成")


def test_the_first_month_of_a_year_brings_its_phases_once(november):
    assert [p.phase for p in YearPhase.objects.all()] == list(Phase.values)
    count = PhaseTask.objects.count()
    assert phases.open_year(2026) == 0
    assert PhaseTask.objects.count() == count


def test_what_the_committee_changed_stays(november):
    YearPhase.objects.filter(phase="midyear").update(ends_on=date(2026, 10, 31))
    phases.open_year(2026)
    assert YearPhase.objects.get(phase="midyear").ends_on == date(2026, 10, 31)


def test_units_with_a_list_are_counted_over_those_that_somebody_sees(
    november, staff, officer, finance
):
    everything = check(staff, "plan", "service_items")
    assert (everything.done, everything.total) == (1, 4)
    service_item(finance, "减税政策上门")
    assert check(staff, "plan", "service_items").done == 2
    own = check(officer, "plan", "service_items")
    assert (own.done, own.total, own.is_met) == (1, 1, True)


def test_a_signed_month_is_counted(submitted, staff, officer):
    assert check(staff, "yearend", "reports_year").done == 1
    own = check(officer, "yearend", "reports_year")
    assert (own.done, own.total) == (1, 1)


def test_an_item_off_track_keeps_the_midyear_phase_open(filled, officer, secretary, staff, line):
    save_line(line.pk, officer, {"light": "behind", "reason": "汛期影响"}, fresh(line).version)
    moves.send_to_sign(filled.pk, officer)
    moves.sign_and_submit(filled.pk, secretary)
    assert check(staff, "midyear", "off_track").left == 1
    assert not shown(staff, "midyear").may_close


def test_staff_tick_off_what_nobody_can_count(november, staff, officer, leader):
    task = by_hand()
    phases.tick(task.pk, staff)
    assert fresh(task).done_by == staff
    assert AuditEntry.objects.filter(action="phase.ticked").exists()
    with pytest.raises(StateChanged, match="已办结"):
        phases.tick(task.pk, staff)
    phases.tick(task.pk, staff, done=False)
    assert fresh(task).done_at is None
    for other in (officer, leader):
        with pytest.raises(NotAllowed):
            phases.tick(task.pk, other)


def test_a_counted_task_cannot_be_ticked(november, staff):
    counted = PhaseTask.objects.exclude(check_code="").first()
    with pytest.raises(StateChanged, match="自动核对"):
        phases.tick(counted.pk, staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        PhaseTask.objects.filter(pk=counted.pk).update(done_at=at(11, 24))


def test_a_unit_is_not_bothered_with_the_committees_own_tasks(november, officer, staff):
    assert "述职评议考核完成" not in {t.task.title for t in shown(officer, "yearend").tasks}
    assert "述职评议考核完成" in {t.task.title for t in shown(staff, "yearend").tasks}


@pytest.mark.parametrize("who", ["officer", "secretary", "staff", "leader", "inspector", "administrator", "auditor"])  # fmt: skip
def test_every_home_page_shows_the_running_phase(log_in, november, who, request):
    page = log_in(request.getfixturevalue(who)).get("/").text
    assert "年底述职评议" in page
    assert "还有 37 天" in page


def test_the_years_page_and_its_buttons(log_in, november, staff, officer):
    page = log_in(staff).get("/year/", follow=True).text
    for label in Phase.labels:
        assert label in page
    answer = log_in(staff).post(f"/year/task/{by_hand().pk}/", {"done": "1"}, follow=True)
    assert "办结" in answer.text
    assert by_hand().done_at is not None
    again = log_in(staff).post(f"/year/task/{by_hand().pk}/", {"done": "1"}, follow=True)
    assert "请刷新页面" in again.text
    assert 'aria-label="办结' not in log_in(officer).get("/year/2026/").text
    assert log_in(officer).get("/year/2019/").status_code == 404


def test_a_phase_does_not_end_before_it_starts(november):
    with pytest.raises(IntegrityError), transaction.atomic():
        YearPhase.objects.filter(phase="plan").update(ends_on=date(2025, 1, 1))


def test_the_page_costs_the_same_for_few_items_and_many(november, staff, tax, django_assert_max_num_queries):  # fmt: skip
    with django_assert_max_num_queries(24):
        phases.of_year(NOVEMBER.year, staff)
