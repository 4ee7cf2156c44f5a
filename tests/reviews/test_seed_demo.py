"""The demonstration: deterministic, plausible, living by the portal's own rules, and refused beside real data."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.test import override_settings

from reviews.demo.chance import spread
from reviews.demo.seeding import Wish, seed
from reviews.models import Finding, Rating
from tasks.models import (
    IndicatorValue,
    ItemProgress,
    Month,
    MonthlyReport,
    ReminderSheet,
    ReportSnapshot,
    ReportState,
    WorkItem,
)
from tests.people import make_person
from units.models import Appointment, Person, Role, Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.demo import is_demo
from zhaotong_portal.period import Period

TODAY = date(2026, 11, 23)
WISH = Wish(units=6, years=1, ratings=600, seed=1, today=TODAY)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Seeded once for this file, in a transaction that the end takes back."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        transaction.atomic(),
    ):
        seed(WISH)
        yield
        transaction.set_rollback(True)


def facts():
    """What two runs must agree on: everything but the moments and keys that a run makes."""
    return {
        "items": list(WorkItem.objects.values_list("unit__code", "title", "state", "percent", "light", "deadline").order_by("pk")),
        "lines": list(ItemProgress.objects.values_list("item__title", "period", "percent", "text").order_by("pk")),
        "values": list(IndicatorValue.objects.values_list("indicator__code", "period", "value").order_by("pk")),
        "ratings": list(Rating.objects.values_list("grade", "given_on", "comment").order_by("pk")),
        "people": list(Person.objects.values_list("username", "name").order_by("username")),
    }  # fmt: skip


@pytest.mark.any_database
def test_the_same_wish_gives_the_same_portal(demo):
    """Of two units: whatever chance decides is decided for them too."""
    wish = Wish(units=2, years=1, ratings=60, seed=1, today=TODAY)
    runs = []
    with transaction.atomic():
        for _ in range(2):
            clear()
            seed(wish)
            runs.append(facts())
        transaction.set_rollback(True)
    first, second = runs
    for name, rows in first.items():
        assert rows, name
        assert second[name] == rows, name


def clear():
    """Empty the portal's own tables; foreign keys are checked at the end of the transaction, when all is back."""
    for model in apps.get_models():
        if (
            model._meta.app_label in ("units", "tasks", "reviews", "portal")
            and not model._meta.proxy
        ):
            model.objects.all()._raw_delete(using="default")


def test_every_year_before_the_running_one_came_to_its_end(demo):
    past = WorkItem.objects.filter(year__lt=TODAY.year)
    assert past.exists()
    assert not past.exclude(state="accepted").exists()
    assert not Finding.objects.filter(year__lt=TODAY.year).exclude(state="closed").exists()


def test_the_running_month_is_open_and_half_filled(demo):
    running = MonthlyReport.objects.of(Period(2026, 11))
    assert running.count() == 6
    assert running.filter(state=ReportState.DRAFT).exists()
    assert running.exclude(state=ReportState.DRAFT).exists()
    assert Month.objects.get(period=Period(2026, 11)).locked_at is None
    assert Month.objects.get(period=Period(2026, 10)).locked_at is not None


@pytest.mark.any_database
def test_early_on_the_first_of_a_month_nothing_has_happened_yet_that_lies_ahead(db):
    """That morning the demonstration has not been signed by anybody at half past ten."""
    early = datetime(2026, 12, 1, 6, 38, tzinfo=ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(early, tick=False):
        seed(Wish(units=2, years=1, ratings=10, seed=1, today=early.date()))
    assert MonthlyReport.objects.of(Period(2026, 12)).count() == 2
    assert not MonthlyReport.objects.filter(first_signed_at__gt=early).exists()
    assert not ItemProgress.objects.filter(edited_at__gt=early).exists()
    assert not AuditEntry.objects.filter(at__gt=early).exists()


def test_accepted_reports_have_their_snapshot_and_signed_ones_their_values(demo):
    accepted = MonthlyReport.objects.filter(state=ReportState.ACCEPTED)
    assert set(accepted.values_list("pk", flat=True)) == set(
        ReportSnapshot.objects.values_list("report_id", flat=True)
    )


def test_some_reports_were_late_and_some_returned(demo):
    reports = MonthlyReport.objects.exclude(first_signed_at=None)
    late = [report for report in reports if report.was_late]
    assert 0 < len(late) < reports.count() / 4
    assert reports.filter(round_number__gt=1).exists()


def test_rollups_equal_what_their_rebuilding_gives(demo):
    call_command("rebuild_rollups", check=True, verbosity=0)


def test_the_satisfaction_rate_of_the_article_comes_out_of_the_rows(demo):
    three_years = Rating.objects.filter(given_on__year__lte=2025)
    counted = three_years.aggregate(n=Count("pk"), good=Count("pk", filter=Q(grade__gte=3)))
    assert counted["n"] == 600
    assert round(100 * counted["good"] / counted["n"], 1) == 96.8


def test_indicator_totals_are_the_articles_share(demo):
    """336 读书班 in 36 months of 84 units are 8 in a year of six."""
    total = IndicatorValue.objects.filter(
        indicator__code="reading_class", period__lt=Period(2026, 1)
    )
    assert total.aggregate(sum=Sum("value"))["sum"] == 8


def test_the_accounts_of_the_contract_are_there(demo):
    for username, role in {
        "admin": Role.ADMINISTRATOR, "staff": Role.STAFF, "liaison1": Role.STAFF, "leader1": Role.LEADER,
        "auditor": Role.AUDITOR, "officer01": Role.OFFICER, "secretary06": Role.SECRETARY, "inspector1": Role.INSPECTOR,
    }.items():  # fmt: skip
        appointment = Appointment.objects.filter(person__username=username).first()
        assert appointment.role == role, username
        assert not appointment.person.must_change_password
    assert Appointment.objects.get(person__username="liaison1").district.order == 1
    officer = Appointment.objects.get(person__username="officer05")
    assert officer.unit == Unit.objects.get(protocol_order=5)


def test_the_months_sheets_are_issued_once_each(demo):
    sheets = ReminderSheet.objects.of(Period(2026, 11))
    assert sheets.count() == 6
    assert not sheets.exclude(state="issued").exists()


def test_a_portal_with_real_people_is_refused(db):
    make_person("real", "真某人")
    with pytest.raises(CommandError, match="真实数据"):
        call_command("seed_demo", verbosity=0)
    assert not is_demo()


def test_a_second_demonstration_is_refused(demo):
    with pytest.raises(CommandError, match="已有演示数据"):
        call_command("seed_demo", verbosity=0)


@pytest.mark.parametrize("total, cells", [(336, 3024), (7, 3), (0, 5), (5, 1)])
def test_spreading_keeps_the_total(total, cells):
    from random import Random

    parts = spread(Random(1), total, cells)
    assert sum(parts) == total
    assert len(parts) == cells
    assert min(parts) >= 0
