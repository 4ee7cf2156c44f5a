"""The demonstration's registers hold the article's numbers (features.md §11), each counted from rows."""

from datetime import date
from random import Random
from types import SimpleNamespace

import pytest

from reviews.demo.committee import create_committee_work
from reviews.demo.compared import create_compared
from reviews.demo.front import create_front
from reviews.demo.honours import create_honours
from reviews.demo.interviews import create_interviews
from reviews.demo.measures import measures_of
from reviews.models import Exchange, Interview, Ranking
from tasks.catalogue import load_mechanism_kinds
from tests.people import make_person
from units.loading import load_units
from units.models import PartyOrganisation, Role, Unit
from units.registers.figures import figure_called

pytestmark = pytest.mark.any_database

THREE_YEARS = (date(2023, 1, 1), date(2025, 12, 31))
TODAY = date(2026, 11, 30)


@pytest.fixture
def units(db):
    load_units()
    load_mechanism_kinds()
    return list(Unit.objects.select_related("district").order_by("protocol_order"))


def test_the_articles_numbers_come_out_of_the_rows(units):
    branches = PartyOrganisation.objects.bulk_create(
        PartyOrganisation(unit=unit, kind="branch", name="机关第一党支部") for unit in units
    )
    staff = make_person("staff-demo", "陈示例", Role.STAFF)
    create_honours(units, {branch.unit_id: [branch] for branch in branches})
    create_committee_work(units, 2023, TODAY)
    create_compared(units, 2023, TODAY)
    create_front(Random(1), units, 2023, TODAY)
    people = SimpleNamespace(
        staff=staff, leaders=[staff], secretaries=dict.fromkeys((unit.pk for unit in units), staff)
    )
    create_interviews(people, units, 2023, TODAY)
    counted = {
        code: figure_called(code).count(*THREE_YEARS)
        for code in (
            "training_class", "small_training", "forum", "advance_meetings", "hosted_meetings", "service_teams",
            "liaisons", "model_offices", "red_flag_branches", "group_building", "chosen_papers", "contests",
        )
    }  # fmt: skip
    assert 31 <= counted.pop("small_training") <= 39
    assert counted == {
        "training_class": 14, "forum": 12, "advance_meetings": 3, "hosted_meetings": 1, "service_teams": 12,
        "liaisons": 4, "model_offices": 2, "red_flag_branches": 2, "group_building": 2, "chosen_papers": 1,
        "contests": 1,
    }  # fmt: skip
    assert figure_called("advance_meetings").by_year() == {2023: 1, 2024: 1, 2025: 1, 2026: 1}
    assert figure_called("demonstration_units").count(until=date(2024, 7, 31)) == 12
    assert figure_called("rank_moves").by_year()[2025] == 115
    assert figure_called("exchanges").by_year()[2025] == 174
    assert Interview.objects.between(*THREE_YEARS).count() == 8
    assert len(measures_of(units)) == 294


def test_the_units_doubled_in_either_reading(units):
    create_compared(units, 2023, TODAY)
    for code in ("rank_move_units", "exchange_units"):
        by_year = figure_called(code).by_year()
        assert by_year[2025] == 2 * by_year[2023]
    moved = {year: set(Ranking.objects.of_year(year).advanced().values_list("unit", flat=True)) for year in (2023, 2025)}  # fmt: skip
    spoke = {year: set(Exchange.objects.of_year(year).values_list("unit", flat=True)) for year in (2023, 2025)}  # fmt: skip
    assert len(moved[2025] | spoke[2025]) == 2 * len(moved[2023] | spoke[2023])


def test_few_units_and_a_day_early_in_the_year_have_nothing_ahead_of_them(units):
    few, day = units[:6], date(2026, 2, 10)
    create_committee_work(few, 2026, day)
    create_compared(few, 2026, day)
    create_front(Random(1), few, 2026, day)
    assert not Exchange.objects.filter(held_on__gt=day).exists()
    assert figure_called("forum").count() == 0
