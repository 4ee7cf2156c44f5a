"""Dashboards: rollups against the same figures aggregated live, and pages at 84 and at 840 units.

Both sides answer for one screen: a year's districts × months, each shown unit's latest month, and the heat-map of the
shown units. The answers must be equal before they are timed. Run alone: `python -m bench.dashboards [units …]`.
"""

import os
import sys
import time

YEARS, ITEMS_A_YEAR, MONTHS = (2023, 2024, 2025), 40, 12
UNITS_SHOWN = 84
SIZES = (84, 840)


# --- Rows: three complete years, written by the database itself ------------------------------------------


def fill(unit_count):
    """`unit_count` units × 36 locked months × 40 items, and the rollups of all of it."""
    from django.db import connection

    from tasks.figures.rebuilding import rebuild_months
    from tasks.models import Month
    from units.models import District, Unit
    from zhaotong_portal.period import Period
    from zhaotong_portal.table_statistics import refresh_statistics

    districts = [District.objects.create(name=f"第{n}片区", order=n) for n in range(1, 10)]
    Unit.objects.bulk_create(
        Unit(
            code=f"B{n:04}",
            name=f"示例单位{n}",
            short_name=f"示例{n}",
            kind="party_government",
            district=districts[n * 9 // unit_count],
            protocol_order=n,
        )
        for n in range(unit_count)
    )
    periods = [Period(year, month) for year in YEARS for month in range(1, MONTHS + 1)]
    Month.objects.bulk_create(_month(period) for period in periods)
    _items()
    _reports(periods)
    _lines_and_closings()
    _running_month()
    rebuild_months()
    refresh_statistics()  # the portal's nightly job
    if connection.vendor == "postgresql":  # what autovacuum does in time
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _month(period):
    from tasks.clock import clock_of
    from tasks.models import Month

    clock = clock_of(period)
    return Month(
        period=period,
        opens_on=clock.opens_on,
        due_at=clock.due_at,
        grace_until=clock.grace_until,
        lock_at=clock.lock_at,
        locked_at=clock.lock_at,
    )


def _items():
    from tasks.models import WorkItem
    from units.models import Unit

    units = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    WorkItem.objects.bulk_create(
        (
            WorkItem(
                unit_id=unit,
                kind="key_task",
                year=year,
                title=f"事项{n}",
                title_key=f"事项{n}",
                order=n,
                deadline_kind="ongoing",
                state="under_way",
            )
            for unit in units
            for year in YEARS
            for n in range(ITEMS_A_YEAR)
        ),
        batch_size=2000,
    )


def _reports(periods):
    from datetime import timedelta

    from tasks.models import Month, MonthlyReport
    from units.models import Person, Unit

    signer = Person.objects.create(username="bench", name="陈示例", must_change_password=False)
    months = {month.period: month for month in Month.objects.all()}
    units = list(Unit.objects.order_by("pk").values_list("pk", flat=True))

    def report(unit, period):
        due = months[period].due_at
        # Every eleventh unit is late; every thirty-seventh never signs.
        turn = unit * 7 + period.month
        signed = None if turn % 37 == 0 else due + timedelta(hours=12 if turn % 11 == 0 else -12)
        return MonthlyReport(
            unit_id=unit,
            period=period,
            state="accepted" if signed else "draft",
            signed_at=signed,
            first_signed_at=signed,
            first_due_at=signed and due,
            signed_by=signer if signed else None,
        )

    rows = (report(unit, period) for period in periods for unit in units)
    MonthlyReport.objects.bulk_create(rows, batch_size=2000)


def _lines_and_closings():
    """1,209,600 lines at 840 units: made by INSERT … SELECT, which both databases know."""
    from django.db import connection

    year = "CAST(substr(CAST(r.period AS text), 1, 4) AS integer)"
    month = "CAST(substr(CAST(r.period AS text), 6, 2) AS integer)"
    percent = f"(i.id * 7 + {month} * 8) % 101"
    light = (
        f"CASE (i.id + {month}) % 10 WHEN 0 THEN 'behind' WHEN 1 THEN 'at_risk' ELSE 'on_track' END"
    )
    joined = f"FROM tasks_monthlyreport r JOIN tasks_workitem i ON i.unit_id = r.unit_id AND i.year = {year}"
    false, true = ("0", "1") if connection.vendor == "sqlite" else ("false", "true")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tasks_itemprogress (report_id, item_id, period, percent, light, text, reason, claims_done,"
            f" unchanged, edited_at, version) SELECT r.id, i.id, r.period, {percent}, {light}, '推进中', '', {false},"
            f" {false}, r.signed_at, 1 {joined}"
        )
        cursor.execute(
            "INSERT INTO tasks_itemclosing (item_id, period, state, percent, light, is_overdue)"
            f" SELECT i.id, r.period, 'under_way', {percent}, {light}, {false} {joined}"
        )


def _running_month():
    """The month that runs now: 40 items a unit, one overdue.

    All but every eighth unit have signed, as on the evening of the deadline: the queue fills its page at either size,
    so that pages with as many rows are compared.
    """
    from datetime import timedelta

    from django.utils import timezone

    from tasks.clock import clock_of
    from tasks.models import Month, MonthlyReport, WorkItem
    from units.models import Person
    from zhaotong_portal.period import Period

    WorkItem.objects.update(state="accepted", percent=100)
    today, period = timezone.localdate(), Period.current()
    clock = clock_of(period)
    Month.objects.create(
        period=period, opens_on=clock.opens_on, due_at=clock.due_at, grace_until=clock.grace_until,
        lock_at=clock.lock_at,
    )  # fmt: skip
    items = [
        WorkItem(
            unit_id=item.unit_id, kind="key_task", year=period.year, title=item.title, title_key=item.title_key,
            order=item.order, deadline_kind="date", state="under_way", percent=item.order * 2,
            deadline=today + timedelta(days=-5 if item.order == 0 else 30),
            light="behind" if item.order % 20 == 0 else "on_track",
        )
        for item in WorkItem.objects.filter(year=YEARS[-1])
    ]  # fmt: skip
    WorkItem.objects.bulk_create(items, batch_size=2000)
    signer = Person.objects.get(username="bench")
    now = timezone.now()
    reports = [
        MonthlyReport(
            unit_id=unit, period=period, state="submitted", signed_at=now, signed_by=signer, first_signed_at=now,
            first_due_at=clock.due_at,
        )
        if unit % 8
        else MonthlyReport(unit_id=unit, period=period)
        for unit in set(WorkItem.objects.order_by().values_list("unit", flat=True))
    ]  # fmt: skip
    MonthlyReport.objects.bulk_create(reports, batch_size=2000)


# --- The two sides -----------------------------------------------------------------------------------------

YEAR = YEARS[-1]


def live(units):
    """The screen's figures from reports and lines."""
    from django.db.models import Count, F, Q, Sum

    from tasks.models import ItemProgress, MonthlyReport
    from zhaotong_portal.period import Period

    year = {"period__range": (Period(YEAR, 1), Period(YEAR, 12))}
    signed = Q(first_signed_at__isnull=False)
    late = Q(first_signed_at__gt=F("first_due_at"))
    by = ("period", "unit__district")
    reports = MonthlyReport.objects.filter(**year).order_by().values_list(*by)
    reports = reports.annotate(
        reported=Count("pk", filter=signed),
        on_time=Count("pk", filter=signed & ~late),
        late=Count("pk", filter=late),
    )
    sums = {
        "total": Count("pk"),
        "at_risk": Count("pk", filter=Q(light="at_risk")),
        "behind": Count("pk", filter=Q(light="behind")),
        "percent_sum": Sum("percent"),
    }
    lines = ItemProgress.objects.filter(**year).order_by()
    months = {row[:2]: row[2:] for row in reports}
    for period, district, *figures in lines.values_list(
        "period", "report__unit__district"
    ).annotate(**sums):
        months[period, district] += tuple(figures)
    latest = lines.filter(period=Period(YEAR, 12), report__unit__in=units)
    latest = {row[0]: row[1:] for row in latest.values_list("report__unit").annotate(**sums)}
    heat = MonthlyReport.objects.filter(unit__in=units, **year).order_by("unit_id", "period")
    heat = list(heat.values_list("unit_id", "period", "state", "first_signed_at"))
    return months, latest, heat


def from_rollups(units):
    """The same from what was kept with the events: sums of districts, and the rows of the units shown."""
    from tasks.models import DistrictMonth, UnitMonth
    from zhaotong_portal.period import Period

    year = {"period__range": (Period(YEAR, 1), Period(YEAR, 12))}
    kept = DistrictMonth.objects.filter(**year).values_list(
        "period", "district_id", "reported", "on_time", "late", "items_total", "items_at_risk", "items_behind",
        "percent_sum",
    )  # fmt: skip
    months = {row[:2]: row[2:] for row in kept}
    rows = UnitMonth.objects.filter(unit__in=units, **year).order_by("unit_id", "period")
    rows = list(
        rows.values_list(
            "unit_id", "period", "report_state", "first_signed_at", "items_total", "items_at_risk", "items_behind",
            "percent_sum",
        )
    )  # fmt: skip
    latest = {row[0]: row[4:] for row in rows if row[1].month == MONTHS}
    return months, latest, [row[:4] for row in rows]


def best_ms(call, times):
    """The best of several runs: what others do on the machine meanwhile is not the portal's."""
    call()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken)


def compare():
    """(live ms, rollups ms) of one screen; both sides must say the same."""
    from units.models import Unit

    units = list(Unit.objects.order_by("protocol_order").values_list("pk", flat=True)[:UNITS_SHOWN])
    assert live(units) == from_rollups(units), "rollups and live aggregation differ"
    return best_ms(lambda: live(units), 5), best_ms(lambda: from_rollups(units), 25)


# --- Pages -------------------------------------------------------------------------------------------------


def pages():
    """{page: (queries, server ms)} as committee staff see them, in the running month."""
    from datetime import date

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from units.models import Appointment, District, Person, Unit

    person = Person.objects.get(username="bench")
    Appointment.objects.get_or_create(
        person=person, role="staff", defaults={"starts_on": date(2020, 1, 1)}
    )
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    addresses = {
        "看板 /dashboard/": "/dashboard/",
        "看板（锁定的月份）": "/dashboard/?month=2025-12",
        "片区 /districts/ID/": f"/districts/{District.objects.first().pk}/",
        "单位 /units/ID/": f"/units/{Unit.objects.first().pk}/",
        "报送情况 /dashboard/reports/": "/dashboard/reports/",
        "事项 /items/": "/items/",
        "事项（一个月）": "/items/?month=2025-12&light=behind",
        "审核 /queue/": "/queue/",
    }
    found = {}
    for label, address in addresses.items():
        if client.get(address).status_code != 200:
            continue
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[label] = (len(queries), best_ms(lambda a=address: client.get(a), 40))
    return found


def measure(sizes=SIZES):
    """{units: {"live", "rollups", "pages"}} on the database of the settings, each size in a database of its own."""
    from django.db import connection

    found = {}
    for size in sizes:
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            fill(size)
            found[size] = dict(zip(("live", "rollups"), compare(), strict=True)) | {
                "pages": pages()
            }
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
    return found


def report(found, vendor):
    """The table, as lines of text."""
    lines = [f"看板 · {vendor} · 单位 × 36 个月 × 40 项"]
    for size, row in found.items():
        ratio = row["live"] / row["rollups"]
        goal = 6 if size <= SIZES[0] else 15
        lines.append(
            f"  {size:>4} 个单位：实时汇总 {row['live']:8.1f} ms　汇总表 {row['rollups']:6.1f} ms　"
            f"快 {ratio:5.1f} 倍（要求 {goal} 倍以上）"
        )
    small, large = found[min(found)], found[max(found)]
    for label, (queries, taken) in small["pages"].items():
        if label in large["pages"] and len(found) > 1:
            more_queries, longer = large["pages"][label]
            lines.append(
                f"  {label}：查询 {queries} → {more_queries} 次（要求 12 次以内、不变）　"
                f"{taken:.1f} → {longer:.1f} ms，{longer / taken:.2f} 倍（要求 1.5 倍以内）"
            )
    return lines


def main(sizes):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotong_portal.settings")
    os.environ.setdefault("PORTAL_TEST_DB_SUFFIX", "bench_dashboards")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS = ["*"]
    print("\n".join(report(measure(sizes), connection.vendor)))


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
