"""The computed figures of the assessment, counted once more from the raw rows by plain loops."""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews import figures as rating_rollups
from reviews.assessment import of_items
from reviews.assessment.figures import FIGURES
from reviews.models import (
    Assessment,
    FeedbackProblem,
    Finding,
    FindingOccurrence,
    Rating,
    RatingPoint,
)
from tasks.figures import refresh_month
from tasks.models import (
    ItemProgress,
    Month,
    MonthException,
    MonthlyReport,
    SpotCheck,
    SpotCheckDraw,
    WorkItem,
)
from tests.people import make_districts, make_person, make_unit
from units.models import Role, Unit
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.period import Period

YEAR = 2025
LEAST = 30


def at(day, hour=10):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def of_year(value):
    return value is not None and value.year == YEAR


def share(counted, n):
    if not n:
        return None
    return (Decimal(counted) * 100 / n).quantize(Decimal("0.01"), ROUND_HALF_UP)


# --- The world: an old unit, one founded in May, one of which nothing is known ---------------------------


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    """The world stands in a transaction around the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        first, second = make_districts()
        tax = make_unit("国家税务总局昭通市税务局", "市税务局", first, 1)
        finance = make_unit("昭通市财政局", "市财政局", first, 2, active_from=date(YEAR, 5, 12))
        weather = make_unit("昭通市气象局", "市气象局", second, 3)
        for unit in (tax, weather):
            unit.refresh_from_db()
        staff = make_person("staff", "陈示例", Role.STAFF)
        write_months([tax, finance])
        write_items(tax, finance)
        write_findings(tax, finance)
        write_ratings(tax, finance)
        write_checks(tax, staff)
        yield tax, finance, weather, staff
        transaction.set_rollback(True)


@pytest.fixture
def rich(standing, db, settings):
    settings.RATING_MIN_COMPARABLE = LEAST
    return list(standing[:3])


@pytest.fixture
def tax(rich):
    return rich[0]


@pytest.fixture
def finance(rich):
    return rich[1]


@pytest.fixture
def staff(standing, db):
    return standing[3]


def write_months(units):
    """Both sign each month in time but: tax late in March, never in April, exempt in June."""
    for number in range(1, 13):
        period = Period(YEAR, number)
        due = at(period.next().first_day + timedelta(days=4), 18)
        month = Month.objects.create(
            period=period, opens_on=period.first_day, due_at=due, grace_until=due + timedelta(days=2),
            lock_at=due + timedelta(days=9),
        )  # fmt: skip
        for unit in units:
            if unit.active_from > period.last_day:
                continue
            signed = due + timedelta(days=1 if number == 3 else -1)
            silent = number == 4 or number == 6 and unit == units[0]
            MonthlyReport.objects.create(
                unit=unit, period=period, first_due_at=None if silent else due,
                first_signed_at=None if silent else signed,
            )  # fmt: skip
        if number == 6:
            MonthException.objects.create(
                month=month, unit=units[0], kind="exempt", reason="机构改革"
            )
        refresh_month(period)


def write_items(tax, finance):
    plain = {
        "service_item": {"category": "public"},
        "led_project": {"lead": "secretary_led"},
        "key_task": {},
    }
    number = 0

    def item(unit, kind, deadline, state="under_way", claimed=None, **fields):
        nonlocal number
        number += 1
        when = (
            {"deadline": deadline, "deadline_kind": "date"}
            if deadline
            else {"deadline_kind": "monthly"}
        )
        row = WorkItem.objects.create(
            unit=unit, kind=kind, title=f"事项{number}", state=state,
            **{"year": YEAR, **plain[kind], **when, **fields},
        )  # fmt: skip
        for month in claimed or ():
            report = MonthlyReport.objects.get_or_create(
                unit=unit,
                period=month,
                defaults={"first_signed_at": timezone.now(), "first_due_at": timezone.now()},
            )[0]
            ItemProgress.objects.create(report=report, item=row, period=month, claims_done=True)

    june, next_year = date(YEAR, 6, 30), Period(YEAR + 1, 1)
    for kind in plain:
        item(tax, kind, june, "accepted", [Period(YEAR, 5)])
        item(tax, kind, june, "accepted", [Period(YEAR, 11)])  # late, but done within the year
        item(tax, kind, june, "accepted", [next_year])  # not done within the year
        item(tax, kind, june, "accepted")  # done before anything was reported
        item(tax, kind, june, "reported_done", [Period(YEAR, 5)])  # in time, waits for staff
        item(tax, kind, june, "reported_done", [Period(YEAR, 7)])  # late, and nobody has looked yet
        item(tax, kind, june)
        item(tax, kind, june, "cancelled")
        item(tax, kind, date(YEAR, 12, 31), year=YEAR - 1)  # carried over, due this year
        item(tax, kind, june, year=YEAR - 1, last_year=YEAR - 1)  # ended with the roll-over
        item(tax, kind, date(YEAR + 1, 3, 31), "accepted")  # due next year
        item(tax, kind, None)
        item(finance, kind, date(YEAR, 9, 30), "accepted", [Period(YEAR, 9)])


def write_findings(tax, finance):
    batch = ImportBatch.objects.create(file="x.xlsx", file_name="x.xlsx", sha256="0" * 64)
    due = date(YEAR, 6, 10)
    number = 0

    def finding(unit, state, due_on=due, reported=None, closed=None, **fields):
        nonlocal number
        number += 1
        return Finding.objects.create(
            unit=unit, title=f"问题{number}", state=state, due_on=due_on,
            reported_at=reported, closed_at=closed,
            **{"year": YEAR, "source": "inspection", "found_on": date(YEAR, 5, 20), **fields},
        )  # fmt: skip

    in_time, late = at(due, 23), at(due + timedelta(days=1), 1)
    finding(tax, "closed", reported=in_time, closed=at(date(YEAR, 7, 1)))
    finding(tax, "verified", reported=in_time)
    finding(tax, "closed", reported=late, closed=late)
    finding(tax, "reported", reported=in_time)  # waits for verification
    finding(tax, "reported", reported=late)
    finding(tax, "in_hand")
    for state in ("found", "confirmed", "deferred", "no_basis"):
        finding(tax, state)
    finding(
        tax, "closed", closed=at(date(YEAR, 8, 1)), import_batch=batch
    )  # a list does not say when
    finding(tax, "closed", due_on=None, closed=at(due), verified_at=at(due))  # put right on site
    finding(tax, "in_hand", due_on=date(YEAR + 1, 1, 5))
    finding(tax, "found", is_hidden=True)
    older = finding(tax, "in_hand", due_on=date(YEAR, 11, 3), reported=in_time, year=YEAR - 1)
    FindingOccurrence.objects.create(
        finding=older, source="inspection", found_on=date(YEAR, 10, 20), detail="又出现"
    )
    finding(tax, "in_hand", due_on=date(YEAR, 11, 3), joined_to=older)
    finding(finance, "closed", reported=late, closed=late)
    # What the assessment of the year before fed back, by sheet and by list.
    assessment = Assessment.objects.create(unit=tax, year=YEAR - 1)
    told = {"source": "assessment", "found_on": date(YEAR, 1, 20)}
    for order, (state, moment) in enumerate(
        [("closed", at(date(YEAR, 3, 1))), ("in_hand", None), ("closed", at(date(YEAR + 1, 1, 9)))],
        1,
    ):
        row = finding(tax, state, due_on=date(YEAR, 3, 10), reported=moment, closed=moment, **told)
        FeedbackProblem.objects.create(assessment=assessment, order=order, text="问题", finding=row)
    finding(
        tax,
        "closed",
        closed=at(date(YEAR, 8, 1)),
        import_batch=batch,
        source="assessment",
        year=YEAR - 1,
    )
    finding(tax, "in_hand", source="assessment", year=YEAR - 1, joined_to=older)
    finding(tax, "closed", reported=in_time, source="assessment")  # of this year's


def write_ratings(tax, finance):
    """Enough of the one, too few of the other; excluded and flagged ones, and one of last year."""

    def rate(unit, grade, count, day=date(YEAR, 4, 2), **fields):
        point = RatingPoint.objects.create(unit=unit, name=f"{day}{grade}{fields}")
        Rating.objects.bulk_create(
            Rating(
                point=point,
                unit=unit,
                grade=grade,
                given_on=day,
                form_key=f"{point.pk}-{n}",
                **fields,
            )
            for n in range(count)
        )

    rate(tax, 5, 20)
    rate(tax, 3, 10)
    rate(tax, 1, 4)
    rate(tax, 1, 7, is_excluded=True)
    rate(tax, 5, 9, day=date(YEAR - 1, 12, 31))
    rate(finance, 5, LEAST - 1)
    rating_rollups.rebuild()


def write_checks(tax, staff):
    for period, verdicts in (
        (Period(YEAR, 2), ["true", "true", "partly", "untrue", ""]),
        (Period(YEAR - 1, 12), ["untrue"]),
    ):
        draw = SpotCheckDraw.objects.create(period=period, seed="1", population=9, size=5)
        for verdict in verdicts:
            judged = {"checked_by": staff, "checked_at": timezone.now()} if verdict else {}
            SpotCheck.objects.create(
                draw=draw, unit=tax, said="读书班 2 期", verdict=verdict, note="看了台账", **judged
            )


# --- The same once more, row by row --------------------------------------------------------------------


def timeliness(unit):
    counted = n = 0
    for month in Month.objects.all():
        if month.period.year != YEAR or unit.active_from > month.period.last_day:
            continue
        if MonthException.objects.filter(month=month, unit=unit, kind="exempt").exists():
            continue
        n += 1
        report = MonthlyReport.objects.filter(unit=unit, period=month.period).first()
        signed = report and report.first_signed_at
        counted += bool(signed and signed <= report.first_due_at)
    return counted, n


def items_done(kind):
    def count(unit):
        counted = n = 0
        for item in WorkItem.objects.filter(unit=unit, kind=kind):
            ended = item.last_year is not None and item.last_year < YEAR
            if not of_year(item.deadline) or ended or item.state == "cancelled":
                continue
            n += 1
            months = [line.period for line in item.lines.all() if line.claims_done]
            if item.state == "accepted":
                counted += not months or min(months).year <= YEAR
            elif item.state == "reported_done":
                counted += bool(months) and min(months) <= Period.of(item.deadline)
        return counted, n

    return count


NOT_ASKED = {"found", "confirmed", "deferred", "not_ours", "no_basis", "already_fixed"}


def moment_of(finding):
    moment = finding.reported_at or finding.verified_at or finding.closed_at
    return moment and timezone.localtime(moment).date()


def asked_of(unit):
    return [row for row in Finding.objects.filter(unit=unit) if row.state not in NOT_ASKED]


def by_list(row):
    return row.import_batch_id and row.state == "closed" and row.reported_at is None


def findings_closed(unit):
    counted = n = 0
    for row in asked_of(unit):
        if not of_year(row.due_on) or row.joined_to_id or by_list(row):
            continue
        in_time = moment_of(row) is not None and moment_of(row) <= row.due_on
        if row.state == "reported" and in_time:
            continue
        n += 1
        counted += row.state in ("verified", "closed") and in_time
    return counted, n


def findings_not_recurring(unit):
    counted = n = 0
    for row in asked_of(unit):
        again = any(of_year(each.found_on) for each in row.occurrences.all())
        closed = row.state == "closed" and of_year(
            row.closed_at and timezone.localtime(row.closed_at)
        )
        if row.joined_to_id or not (again or closed):
            continue
        n += 1
        counted += not again
    return counted, n


def last_year_findings_closed(unit):
    counted = n = 0
    for row in asked_of(unit):
        problem = FeedbackProblem.objects.filter(finding=row).first()
        year = problem.assessment.year if problem else row.year
        if row.source != "assessment" or year != YEAR - 1:
            continue
        if row.state == "reported" and moment_of(row).year <= YEAR:
            continue
        n += 1
        done = row.state in ("verified", "closed")
        counted += done and bool(by_list(row) or moment_of(row).year <= YEAR)
    return counted, n


def satisfaction(unit):
    rows = [
        row
        for row in Rating.objects.filter(unit=unit)
        if of_year(row.given_on) and not row.is_excluded
    ]
    return sum(row.grade >= 3 for row in rows), len(rows)


def spot_checks_true(unit):
    rows = [
        row
        for row in SpotCheck.objects.filter(unit=unit)
        if row.draw.period.year == YEAR and row.verdict
    ]
    return sum(row.verdict == "true" for row in rows), len(rows)


PLAIN = {
    "report_timeliness": timeliness,
    "service_items_done": items_done("service_item"),
    "led_projects_done": items_done("led_project"),
    "key_tasks_done": items_done("key_task"),
    "findings_closed": findings_closed,
    "findings_not_recurring": findings_not_recurring,
    "last_year_findings_closed": last_year_findings_closed,
    "satisfaction": satisfaction,
    "spot_checks_true": spot_checks_true,
}


def test_every_figure_equals_a_plain_count_of_the_raw_rows(rich, tax, finance):
    assert set(PLAIN) == set(FIGURES), "a new figure is counted once more here"
    wrong = {}
    for key, plain in PLAIN.items():
        found = FIGURES[key].compute(YEAR, [unit.pk for unit in rich])
        for unit in rich:
            counted, n = plain(unit)
            value = None if key == "satisfaction" and n < LEAST else share(counted, n)
            said = found.get(unit.pk)
            got = (said.counted, said.n, said.value) if said else (0, 0, None)
            if got != (counted, n, value):
                wrong[key, unit.short_name] = (got, (counted, n, value))
    assert not wrong


def test_the_plain_count_says_what_the_world_was_made_for(rich, tax, finance):
    """So that the two counts are not wrong alike."""
    assert timeliness(tax) == (9, 11)  # exempt in June, late in March, silent in April
    assert timeliness(finance) == (8, 8)  # owes from May
    assert items_done("service_item")(tax) == (4, 8)
    assert findings_closed(tax) == (4, 10)
    assert findings_not_recurring(tax)[1] - findings_not_recurring(tax)[0] == 1
    assert last_year_findings_closed(tax) == (2, 5)
    assert satisfaction(tax) == (30, 34)
    assert spot_checks_true(tax) == (2, 4)


def test_too_few_ratings_say_nothing(rich, finance):
    value = FIGURES["satisfaction"].compute(YEAR)[finance.pk]
    assert (value.value, value.n) == (None, LEAST - 1)


def test_the_list_behind_a_figure_has_as_many_rows_as_it_says(rich, tax, staff):
    for key, figure in FIGURES.items():
        if figure.shares is None:
            continue
        rows = [figure.shares.row(row) for row in figure.shares.listed(YEAR, tax.pk, staff)]
        said = figure.compute(YEAR, [tax.pk])[tax.pk]
        assert (sum(row.is_counted for row in rows), len(rows)) == (said.counted, said.n), key


def test_an_item_is_asked_about_once_its_deadline_is_past(rich, tax):
    rows = of_items.ALL[0].shares.rows
    assert rows(YEAR, date(YEAR, 6, 30)).filter(unit=tax).count() == 0
    assert rows(YEAR, date(YEAR, 7, 1)).filter(unit=tax).count() == 7


# No log-in, no file or photograph, no paper, no activity: nothing that could be made more for the sake of the score.
MAY_BE_ASKED = {
    "tasks_unitmonth", "tasks_month", "tasks_monthexception", "tasks_workitem", "tasks_itemprogress",
    "tasks_monthlyreport", "reviews_finding", "reviews_findingoccurrence", "reviews_feedbackproblem",
    "reviews_assessment", "reviews_unitmonthreviews", "tasks_spotcheck", "tasks_spotcheckdraw",
}  # fmt: skip


def test_no_figure_asks_a_table_that_could_be_filled_for_the_score(rich):
    tables = connection.introspection.table_names()
    for key, figure in FIGURES.items():
        with CaptureQueriesContext(connection) as asked:
            figure.compute(YEAR)
        named = {table for query in asked for table in tables if f'"{table}"' in query["sql"]}
        assert named and named <= MAY_BE_ASKED, (key, named - MAY_BE_ASKED)


def test_a_figure_costs_as_many_queries_for_many_units(rich, tax):
    def cost(units):
        with CaptureQueriesContext(connection) as queries:
            for figure in FIGURES.values():
                figure.compute(YEAR, units)
        return len(queries)

    few = cost([rich[0].pk])
    make_unit("单位甲", "单位甲", tax.district, 30)
    assert cost(list(Unit.objects.values_list("pk", flat=True))) == few == cost(None)
