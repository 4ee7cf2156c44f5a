"""The demonstration's base ledger holds the article's figures, each counted from rows (rules.md §6)."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest

from reviews.demo.organisations import create_organisations
from reviews.demo.people import People
from reviews.demo.seeding import Wish, write_ledger
from units.figures import grades, ledger
from units.loading import load_units
from units.models import GradeYear, PartyOrganisation, SetupAct, Term, Unit
from units.workflows.grade_year import graded_in

pytestmark = pytest.mark.any_database

FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)
THE_ARTICLES = {
    "members_developed": 331, "setup_adjusted": 72, "branches_founded": 32, "reelection_done": 24,
    "officers_appointed": 348, "contact_points": 631, "pairings": 289, "youth_groups": 84,
}  # fmt: skip


@pytest.fixture
def demo(db):
    load_units(84)
    units = list(Unit.objects.select_related("district").order_by("protocol_order"))
    rng = Random(1)
    people = People(rng, units)
    create_organisations(rng, units)
    write_ledger(Wish(84, 3, 7541, 1, date(2026, 11, 30)), units, people)


def test_the_articles_figures_come_out_of_the_rows(demo):
    assert {code: ledger.total(code, FIRST, LAST) for code in THE_ARTICLES} == THE_ARTICLES
    assert ledger.youth_coverage(LAST) == (84, 84)
    _grades_rise_by_the_articles_points()
    _the_tree_and_its_acts_agree()
    _today_has_something_to_settle()


def _grades_rise_by_the_articles_points():
    first, *_, last = [share for share in grades.shares() if share.is_published]
    assert (first.year, last.year) == (2023, 2025)
    assert grades.rise(first, last) == last.percent - first.percent == Decimal("11.22")
    for year in GradeYear.objects.published():
        assert 601 <= year.grades.count() <= 699
        assert year.grades.count() == graded_in(year.year).count()


def _the_tree_and_its_acts_agree():
    gone = PartyOrganisation.objects.exclude(dissolved_on=None)
    ended = SetupAct.objects.approved().filter(kind__in=("merge", "dissolve"))
    assert set(gone.values_list("pk", flat=True)) == set(
        ended.values_list("organisation", flat=True)
    )
    assert not Term.objects.filter(organisation__in=gone, completed_on__gt=date(2026, 11, 30)).exists()  # fmt: skip


def _today_has_something_to_settle():
    first = Unit.objects.order_by("protocol_order").first()
    day = date(2026, 11, 30)
    assert Term.objects.overdue(day).filter(organisation__unit=first).exists()
    assert SetupAct.objects.waiting().exists()
