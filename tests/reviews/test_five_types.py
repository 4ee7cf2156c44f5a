"""五型机关: a side is the mean of shares of rows that can be opened; what is not there is no zero; others stay anonymous."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews.compared.medians import group_of, middle_of
from reviews.five_types.axes import AXES, OWN_FIGURES
from reviews.five_types.profile import profiles_of
from reviews.models import Finding, FindingCategory
from tasks.catalogue import load_indicators
from tasks.figures import refresh_month
from tasks.models import (
    FiveType,
    Indicator,
    IndicatorValue,
    Month,
    MonthlyReport,
    UnitMonthIndicator,
    WorkItem,
)
from tests.people import make_districts, make_person, make_unit
from tests.zhaotong_portal.exports.sheets import book_of, rows_of
from units.models import PartyOrganisation, Role, Term, Unit
from zhaotong_portal.period import Period

YEAR = 2025


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        first, _ = make_districts()
        unit = make_unit("昭通市财政局", "市财政局", first, 1)
        others = [make_unit(f"示例单位{n}", f"示例{n}", first, n) for n in range(2, 6)]
        hospital = make_unit("昭通市示例医院", "示例医院", first, 6, kind="public_hospital")
        people = {
            "staff": make_person("staff", "陈示例", Role.STAFF),
            "officer": make_person("officer", "李示例", Role.OFFICER, unit=unit),
            "inspector": make_person("inspector", "赵示例", Role.INSPECTOR),
        }
        load_indicators()
        write_months(unit)
        write_ledgers(unit)
        yield unit, others, hospital, people
        transaction.set_rollback(True)


@pytest.fixture
def unit(standing, db):
    return Unit.objects.get(pk=standing[0].pk)


@pytest.fixture
def people(standing, db):
    return standing[3]


def write_months(unit):
    """Twelve months that are due; 第一议题 held in all but March, six times in April, 不适用 in May."""
    for number in range(1, 13):
        period = Period(YEAR, number)
        due = timezone.make_aware(datetime.combine(period.last_day + timedelta(days=5), time(18)))
        Month.objects.create(
            period=period, opens_on=period.first_day, due_at=due, grace_until=due, lock_at=due
        )
        MonthlyReport.objects.create(
            unit=unit, period=period, first_signed_at=due, first_due_at=due
        )
        refresh_month(period)
        for code, value in (
            ("first_topic", {3: 0, 4: 6, 5: None}.get(number, 1)),
            ("warning_education", 2 if number in (2, 11) else 0),
        ):
            write_value(unit, period, Indicator.objects.get(code=code), value)


def write_value(unit, period, indicator, value):
    state = "not_applicable" if value is None else "reported" if value else "zero"
    IndicatorValue.objects.create(
        unit=unit, period=period, indicator=indicator, state=state, value=value
    )
    UnitMonthIndicator.objects.create(
        unit=unit, district=unit.district, period=period, indicator=indicator, signed=value or 0
    )


def write_ledgers(unit):
    kept = PartyOrganisation.objects.create(unit=unit, name="第一支部", kind="branch")
    late = PartyOrganisation.objects.create(unit=unit, name="第二支部", kind="branch")
    for organisation, day in ((kept, date(YEAR, 5, 30)), (late, date(YEAR, 7, 1))):
        Term.objects.create(
            organisation=organisation, begins_on=date(YEAR - 3, 6, 1), due_on=date(YEAR, 6, 1),
            completed_on=day, document="批复",
        )  # fmt: skip
    for title, tag, state in (
        ("甲", "", "accepted"),
        ("乙", "clean", "under_way"),
        ("丙", "political", "accepted"),
    ):
        WorkItem.objects.create(
            unit=unit, kind="key_task", year=YEAR, title=title, title_key=title, five_type=tag, state=state,
            deadline_kind="date", deadline=date(YEAR, 6, 30),
        )  # fmt: skip
    conduct = FindingCategory.objects.create(name="作风纪律")
    due, moment = date(YEAR, 6, 10), timezone.make_aware(datetime(YEAR, 6, 9))
    for title, category, reported in (("迟到", conduct, moment), ("台账", None, None)):
        Finding.objects.create(
            unit=unit, year=YEAR, title=title, source="inspection", found_on=date(YEAR, 5, 1), due_on=due,
            category=category, state="closed" if reported else "in_hand", reported_at=reported, closed_at=reported,
        )  # fmt: skip


def said_of(unit):
    """{key: (counted, n)} of the shares that have data."""
    axes = profiles_of(YEAR, [unit.pk])[unit.pk].axes
    shares = [share for axis in axes for share in axis.shares]
    return {
        share.figure.key: (share.value.counted, share.value.n) for share in shares if share.value.n
    }


def test_each_share_counts_what_became_of_rows_never_how_many_there_were(unit):
    assert said_of(unit) == {
        "held_first_topic": (10, 11),  # six times in April are one month; May did not ask
        "held_centre_group": (0, 4),
        "held_warning_education": (2, 4),
        "terms_in_time": (1, 2),
        "items_political": (1, 1),
        "items_professional": (1, 1),  # the one without a tag
        "items_clean": (0, 1),
        "problems_inspected": (0, 1),  # the one of conduct is integrity's
        "problems_clean": (1, 1),
        "problems_clean_not_back": (1, 1),
    }


def test_a_side_is_the_mean_of_what_has_data_and_no_data_is_no_zero(unit):
    values = {axis.side: axis.value for axis in profiles_of(YEAR, [unit.pk])[unit.pk].axes}
    assert values[FiveType.SERVICE] is None
    assert values[FiveType.LAWFUL] == 0
    assert values[FiveType.CLEAN] == Decimal("62.50")  # of 50, 100, 100 and 0


def test_each_share_opens_as_many_rows_as_it_says(unit, people, client):
    client.force_login(people["officer"])
    for key, (_, n) in said_of(unit).items():
        assert key in OWN_FIGURES
        answer = client.get(reverse("assessed_figure_rows", args=[key, YEAR, unit.pk]))
        assert answer.context["page"].paginator.count == n, key


def test_the_page_says_the_definition_of_each_share_and_where_there_is_no_data(
    unit, people, client
):
    client.force_login(people["officer"])
    page = client.get(reverse("unit_five_types", args=[unit.pk]) + f"?year={YEAR}")
    text = page.content.decode()
    for figure in (figure for shares in AXES.values() for figure in shares):
        assert figure.definition["counts"] in text, figure.key
    assert "无数据" in text


def test_a_unit_is_compared_with_its_kind_where_a_middle_names_nobody(standing, unit):
    _, others, hospital, _ = standing
    assert set(group_of(unit, YEAR).units) == {unit.pk, *(other.pk for other in others)}
    assert hospital.pk in group_of(hospital, YEAR).units
    assert len(group_of(hospital, YEAR).units) == 6
    assert middle_of([1, 2, 3, 4, None]) is None
    assert middle_of([1, 2, 3, 4, 50]) == 3


def test_a_unit_sees_itself_and_the_committee_all(standing, unit, people, client):
    client.force_login(people["officer"])
    assert client.get(reverse("unit_five_types", args=[standing[2].pk])).status_code == 404
    assert client.get(reverse("five_types")).status_code == 404
    own = client.get(reverse("unit_five_types", args=[unit.pk])).content.decode()
    assert not [other for other in standing[1] if other.short_name in own]
    client.force_login(people["inspector"])
    assert client.get(reverse("unit_five_types", args=[unit.pk])).status_code == 404
    client.force_login(people["staff"])
    rows = rows_of(book_of(client.get(reverse("five_types") + f"?year={YEAR}&export=units")))
    assert len(rows) == 7  # six units and the middle


def test_the_table_of_all_units_costs_the_same_for_more_of_them(standing, people, client):
    client.force_login(people["staff"])
    url = reverse("five_types") + f"?year={YEAR}"
    client.get(url)  # what a process asks once
    few = cost(client, url)
    for number in range(10, 18):
        make_unit(f"新单位{number}", f"新{number}", standing[0].district, number)
    assert cost(client, url) == few


def cost(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
