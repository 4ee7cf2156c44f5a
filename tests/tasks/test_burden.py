"""What a month asks, spares and takes (W7): of units, never of persons, and in no order of size."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tasks import activities
from tasks.catalogue import load_activity_kinds
from tasks.effort import seconds_since, worked_on
from tasks.figures.burden import burdens_of, middle, middle_minutes
from tasks.lines import save_line
from tasks.models import ActivityKind, MonthlyReport
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER

NOON = timezone.make_aware(datetime(2026, 11, 20, 12, 0))


@pytest.mark.parametrize(
    ("pause", "counted"),
    [(None, 30), (timedelta(seconds=40), 40), (timedelta(minutes=5), 300), (timedelta(minutes=6), 30)],
)  # fmt: skip
def test_a_long_pause_is_no_work(pause, counted):
    last = None if pause is None else NOON - pause
    assert seconds_since(last, NOON) == counted


def test_each_save_adds_to_the_units_month(report):
    for minute in (0, 2, 30):
        worked_on(report, NOON + timedelta(minutes=minute))
    assert MonthlyReport.objects.get(pk=report.pk).entry_seconds == 30 + 120 + 30


def test_what_is_refused_is_no_work(report, submitted, officer, line):
    before = MonthlyReport.objects.get(pk=report.pk).entry_seconds
    with pytest.raises(Exception, match="不能修改"):
        save_line(line.pk, officer, {"text": "晚了"}, line.version)
    assert MonthlyReport.objects.get(pk=report.pk).entry_seconds == before


def test_asked_carried_and_spared(report, officer, branches, catalogue):
    load_activity_kinds()
    line = report.lines.first()
    save_line(line.pk, officer, {"unchanged": "1"}, line.version)
    both = ActivityKind.objects.filter(code__in=["centre_group", "theory_talk"])
    activities.enter(
        report,
        officer,
        {
            "held_on": "2026-11-05",
            "topic": "学习",
            "kinds": [kind.pk for kind in both],
            "heads": "20",
        },
    )
    [found] = burdens_of(MonthlyReport.objects.filter(pk=report.pk), NOVEMBER)
    # Six figures of the unit, one of each of its two branches.
    assert (found.lines, found.cells) == (report.lines.count(), 6 + len(branches))
    assert (found.counted, found.spared) == (2, 1)


def test_the_middle_of_few_units_is_not_told():
    assert middle([1, 2, None, 3, 4]) is None
    assert middle([1, 2, 3, 4, 50]) == 3


def test_the_middle_of_each_month(november):
    MonthlyReport.objects.filter(period=NOVEMBER).update(entry_seconds=600)
    assert middle_minutes([NOVEMBER, NOVEMBER.previous()])[NOVEMBER.previous()] is None


def test_a_unit_sees_its_own_and_nobody_elses(november, officer, staff, client):
    client.force_login(officer)
    page = client.get(reverse("burden"))
    assert {row.report.unit_id for row in page.context["rows"]} == set(officer.scope.unit_ids)
    client.force_login(staff)
    assert len(client.get(reverse("burden")).context["rows"]) > 1


def test_the_page_costs_the_same_for_few_and_many(
    november, staff, client, django_assert_max_num_queries
):
    client.force_login(staff)
    with django_assert_max_num_queries(20):
        client.get(reverse("burden"))
