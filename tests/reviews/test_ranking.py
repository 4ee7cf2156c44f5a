"""横向、纵向: equal values share a place, too few rows have none, a unit sees itself and the middle, never another."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from reviews.assessment.figure import AssessedFigure, FigureValue
from reviews.assessment.figures import FIGURES
from reviews.compared import places
from reviews.compared.places import OUTCOMES, compared
from reviews.models import Exchange, Ranking
from reviews.views.ranking import changes_text
from tasks.models import Month
from tests.people import make_districts, make_person, make_unit
from tests.zhaotong_portal.exports.sheets import book_of, rows_of
from units.models import Role
from zhaotong_portal.period import Period

YEAR = 2025
KEY = "findings_closed"


def value(percent, n=10):
    return FigureValue(Decimal(percent), n, n * percent // 100, "/rows/")


def figure(by_year):
    def compute(year, units=None):
        return {
            pk: one for pk, one in by_year.get(year, {}).items() if units is None or pk in units
        }

    return AssessedFigure(KEY, "问题按期整改率", FIGURES[KEY].definition, True, compute)


NOW = {1: value(90), 2: value(100), 3: value(90), 4: value(80), 5: value(70), 6: value(100, n=2)}
BEFORE = {1: value(85), 2: value(100)}


def test_equal_values_share_a_place_and_too_few_rows_have_none():
    found = compared(figure({YEAR: NOW, YEAR - 1: BEFORE}), YEAR, range(1, 8)).standings
    assert {unit: one.place for unit, one in found.items()} == {1: 2, 2: 1, 3: 2, 4: 4, 5: 5, 6: None, 7: None}  # fmt: skip
    assert found[1].place_of == 5
    assert [found[unit].change_label for unit in (1, 2, 3)] == ["上升 5", "持平", ""]


def test_among_few_units_there_is_neither_place_nor_middle():
    found = compared(figure({YEAR: NOW}), YEAR, [1, 2, 3, 4])
    assert {one.place for one in found.standings.values()} == {None}
    assert found.middle is None


def test_places_are_for_outcomes_only():
    assert "report_timeliness" not in OUTCOMES
    assert set(OUTCOMES) == {key for key, one in FIGURES.items() if one.is_outcome}


def test_years_without_a_value_are_not_compared():
    values = [Decimal(90), None, Decimal(80), Decimal("85.5"), Decimal("85.5")]
    assert (
        changes_text([2021, 2022, 2023, 2024, 2025], values)
        == "2024年上升 5.5 个百分点，2025年持平"
    )


@pytest.fixture
def world(db, monkeypatch):
    first, _ = make_districts()
    units = [
        make_unit(f"昭通市示例{n}局", f"示例{n}局", first, n, kind="vertical") for n in range(1, 7)
    ]
    known = dict(zip((unit.pk for unit in units), NOW.values(), strict=True))
    monkeypatch.setitem(places.OUTCOMES, KEY, figure({YEAR: known}))
    opened = timezone.make_aware(datetime(YEAR, 2, 5))
    Month.objects.create(
        period=Period(YEAR, 1),
        opens_on=date(YEAR, 1, 1),
        due_at=opened,
        grace_until=opened,
        lock_at=opened,
    )
    common = {"unit": units[0], "document": "通报"}
    Ranking.objects.create(
        year=YEAR, indicator="营商环境", ranking_list="全省16个州市", level="provincial", last_place=5,
        this_place=3, **common,
    )  # fmt: skip
    Exchange.objects.create(
        unit=units[0], title="做法", meeting="推进会", level="national", form="speech",
        held_on=date(YEAR, 5, 1), proof="议程",
    )  # fmt: skip
    return units


def test_the_committee_sees_all_units_of_a_kind_best_first(world, client):
    client.force_login(make_person("staff", "陈示例", Role.STAFF))
    url = reverse("ranking") + f"?figure={KEY}&year={YEAR}&kind=vertical"
    page = client.get(url)
    rows = page.context["page"].object_list
    assert [row["standing"].place for row in rows] == [1, 2, 2, 4, 5, None]
    assert page.context["middle"] == 90
    record = next(row["record"] for row in rows if row["unit"] == world[0])
    assert (record.moves, record.exchanges) == (1, 1)
    links = next(row["links"] for row in rows if row["unit"] == world[0])
    for link in links.values():
        assert client.get(link).context["page"].paginator.count == 1
    assert len(rows_of(book_of(client.get(f"{url}&export=ranking")))) == 7


def test_a_unit_is_led_to_itself_and_sees_no_other(world, client):
    client.force_login(make_person("officer", "李示例", Role.OFFICER, unit=world[0]))
    answer = client.get(reverse("ranking"))
    assert answer.url == reverse("unit_ranking", args=[world[0].pk])
    page = client.get(answer.url + f"?year={YEAR}&figure={KEY}")
    text = page.content.decode()
    assert "2 / 5" in text and "进 2 位" in text
    assert not [unit for unit in world[1:] if unit.short_name in text]
    assert client.get(reverse("unit_ranking", args=[world[1].pk])).status_code == 404
