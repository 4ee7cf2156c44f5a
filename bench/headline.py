"""Headline figures: what the page reads against the same figures aggregated live, at three years of 84 units.

Live: accepted values of 650 organisations and 84 units month by month, ratings one by one. The answers must be equal to the
digit before they are timed. Run alone: `python -m bench.headline`.
"""

import os

UNITS, ORGANISATIONS_A_UNIT, RATINGS = 84, 8, 7_541
LEAST_RATIO, MOST_QUERIES = 6, 12


def fill():
    """The rows that the largest figures count, and their rollups."""
    from reviews.figures import refresh_ratings
    from tasks.catalogue import load_activity_kinds, load_indicators
    from tasks.figures.rebuilding import rebuild_months
    from units.models import District, PartyOrganisation, Unit
    from zhaotong_portal.table_statistics import refresh_statistics

    load_indicators()
    load_activity_kinds()
    districts = [District.objects.create(name=f"第{n}片区", order=n) for n in range(1, 10)]
    units = Unit.objects.bulk_create(
        Unit(code=f"B{n:04}", name=f"示例单位{n}", short_name=f"示例{n}", kind="party_government",
             district=districts[n % 9], protocol_order=n)
        for n in range(UNITS)
    )  # fmt: skip
    PartyOrganisation.objects.bulk_create(
        PartyOrganisation(unit=unit, kind="branch", name=f"第{n}党支部", order=n)
        for unit in units
        for n in range(ORGANISATIONS_A_UNIT)
    )
    _months(_span())
    _ratings(units)
    rebuild_months()
    refresh_ratings()
    refresh_statistics()


def _span():
    from datetime import date

    from zhaotong_portal.headline.span import Span
    from zhaotong_portal.period import Period

    return Span(Period(2023, 1), Period(2025, 12), date(2026, 1, 31))


def _months(span):
    from bench.dashboards import _month
    from tasks.models import Indicator, IndicatorValue, MonthlyReport
    from units.models import PartyOrganisation, Person, Unit
    from zhaotong_portal.period import Period

    signer = Person.objects.create(username="bench", name="陈示例", must_change_password=False)
    organisations = list(PartyOrganisation.objects.values_list("unit", "pk"))
    units = list(Unit.objects.values_list("pk", flat=True))
    asked = list(Indicator.objects.asked_of_units(span.first))
    for period in Period.range(span.first, span.last):
        month = _month(period)
        month.save()
        MonthlyReport.objects.bulk_create(
            MonthlyReport(
                unit_id=unit, period=period, state="accepted", signed_by=signer, signed_at=month.due_at,
                first_signed_at=month.due_at, first_due_at=month.due_at,
            )
            for unit in units
        )  # fmt: skip
        IndicatorValue.objects.bulk_create(
            (
                IndicatorValue(indicator=indicator, unit_id=unit, organisation_id=holder, period=period,
                               state="reported", value=(holder or unit) % 5 + 1)
                for indicator in asked
                for unit, holder in (organisations if indicator.by_organisation else ((pk, None) for pk in units))
            ),
            batch_size=2000,
        )  # fmt: skip


def _ratings(units):
    from datetime import date, timedelta

    from reviews.models import Rating, RatingPoint

    points = RatingPoint.objects.bulk_create(
        RatingPoint(unit=unit, token=f"bench{unit.pk}") for unit in units
    )
    Rating.objects.bulk_create(
        (
            Rating(point=points[n % UNITS], unit=units[n % UNITS], grade=1 + n * 7 % 5,
                   given_on=date(2023, 1, 1) + timedelta(days=n * 13 % 1096), form_key=f"bench{n}")
            for n in range(RATINGS)
        ),
        batch_size=2000,
    )  # fmt: skip


# --- The two sides -----------------------------------------------------------------------------------------


def live(span):
    """{figure: {year: number}} from values of accepted reports and from ratings, in two queries and plain SQL sums."""
    from django.db.models import Count, Exists, F, OuterRef, Q, Sum

    from reviews.models import Rating
    from tasks.models import IndicatorValue, MonthlyReport
    from zhaotong_portal.headline.when import year_of

    accepted = MonthlyReport.objects.filter(
        unit=OuterRef("unit"), period=OuterRef("period"), state="accepted"
    )
    values = IndicatorValue.objects.filter(
        Exists(accepted), period__gte=span.first, period__lte=span.last, state="reported"
    )
    values = values.order_by().annotate(year=year_of("period"))
    found = {}
    for code, year, number in values.values_list("indicator__code", "year").annotate(
        n=Sum(F("value"))
    ):
        found.setdefault(code, {})[year] = number
    ratings = Rating.objects.filter(
        given_on__range=(span.first_day, span.last_day), is_excluded=False
    )
    ratings = ratings.order_by().annotate(year=year_of("given_on"))
    good = Count("pk", filter=Q(grade__gte=3))
    for year, number, satisfied in ratings.values_list("year").annotate(n=Count("pk"), good=good):
        found.setdefault("valid_ratings", {})[year] = number
        found.setdefault("satisfied_ratings", {})[year] = satisfied
    return found


def from_rollups(span, keys):
    """The same figures as the page reads them."""
    from zhaotong_portal.headline.counting import values_of
    from zhaotong_portal.headline.registry import all_figures

    figures = [figure for figure in all_figures() if figure.key in keys]
    return {key: values.years for key, values in values_of(figures, span).items()}


def compare():
    """(live ms, the same from rollups ms, every figure of the page ms): the first two must say the same."""
    from bench.dashboards import best_ms

    span = _span()
    counted = live(span)
    kept = from_rollups(span, counted)
    assert kept == counted, "rollups and live aggregation differ"
    keys = set(counted)
    from zhaotong_portal.headline.counting import values_of
    from zhaotong_portal.headline.registry import all_figures

    whole = best_ms(lambda: values_of(all_figures(), span), 40)
    return best_ms(lambda: live(span), 10), best_ms(lambda: from_rollups(span, keys), 40), whole


def page():
    """(queries, server ms) of /headline/ with all figures, as committee staff see it."""
    from datetime import date

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bench.dashboards import best_ms
    from units.models import Appointment, Person

    person = Person.objects.get(username="bench")
    Appointment.objects.get_or_create(
        person=person, role="staff", defaults={"starts_on": date(2020, 1, 1)}
    )
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/headline/").status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get("/headline/")
    return len(queries), best_ms(lambda: client.get("/headline/"), 20)


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotong_portal.settings")
    os.environ.setdefault("PORTAL_TEST_DB_SUFFIX", "bench_headline")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS = ["*"]
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        fill()
        slow, fast, whole = compare()
        queries, taken = page()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    print(f"主要数据 · {connection.vendor} · {UNITS} 个单位 × 36 个月")
    print(
        f"  实时汇总 {slow:.1f} ms　汇总表 {fast:.1f} ms　快 {slow / fast:.1f} 倍（要求 {LEAST_RATIO} 倍以上），各数相等"
    )
    print(f"  页面上的全部数据 {whole:.1f} ms，是只算其中几项的实时汇总的 {whole / slow:.2f}")
    print(f"  页面 /headline/：查询 {queries} 次（要求 {MOST_QUERIES} 次以内），{taken:.0f} ms")


if __name__ == "__main__":
    main()
