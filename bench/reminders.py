"""Facts of all units' reminder sheets: set-wise against a plain loop with queries for each unit (performance.md).

Run alone: `python -m bench.reminders [units …]`. Both sides find the same facts, and that is checked. Of very many units
the loop takes only a sample, spread over all of them and in the same tables, and its time is multiplied. What a run adds to each of its mails: bench/deliveries.py.
"""

import statistics
import sys
import time
from datetime import date, timedelta

SIZES = (84, 840, 8_400)
MOST_LOOPED = 840
ITEMS, ROUNDS, REACH_QUERIES = 20, 9, 15
TODAY = date(2025, 11, 7)


def fill(count):
    """`count` units with twenty items each, one in four late or near, and last month's report."""
    from tasks.models import ItemKind, MonthlyReport, ReportState, WorkItem
    from units.models import District, Unit, UnitKind
    from units.names import name_key
    from zhaotong_portal.period import Period

    district, _ = District.objects.get_or_create(order=1, defaults={"name": "第一片区"})
    units = Unit.objects.bulk_create(
        Unit(
            code=f"B{n:04}", name=f"示例单位{n}", short_name=f"示例{n}", district=district,
            kind=UnitKind.PARTY_GOVERNMENT, protocol_order=n,
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    WorkItem.objects.bulk_create(
        (
            WorkItem(
                unit=unit, kind=ItemKind.KEY_TASK, year=2025, title=f"事项{n}", title_key=name_key(f"事项{n}"),
                state="under_way", percent=n * 4, light=("on_track", "at_risk", "behind")[n % 3],
                deadline_kind="date" if n % 4 == 0 else "ongoing",
                deadline=TODAY + timedelta(days=3 * n - 30) if n % 4 == 0 else None,
            )
            for unit in units
            for n in range(1, ITEMS + 1)
        ),
        batch_size=2000,
    )  # fmt: skip
    MonthlyReport.objects.bulk_create(
        MonthlyReport(unit=unit, period=Period(2025, 10), state=ReportState.DRAFT) for unit in units
    )
    return [unit.pk for unit in units]


def set_wise(unit_ids, occasion):
    from tasks.sheet_facts import gather

    return gather(unit_ids, occasion)


def plain_loop(unit_ids, occasion):
    """What one would write first: for each unit its items, its figures, its report, its open lines."""
    from django.db.models import Count

    from tasks.composing import Figures, ItemFact, ReportFact, UnitFacts
    from tasks.models import MonthlyReport, SheetLine, WorkItem

    last = occasion.period.previous()
    horizon = max(occasion.period.last_day, occasion.coming_up_until)
    due = {period: _due(period) for period in (last, occasion.period)}
    found = {}
    for pk in unit_ids:
        near = WorkItem.objects.open().filter(
            unit=pk, deadline_kind="date", deadline__lte=horizon
        ).order_by("deadline", "kind", "order", "pk")  # fmt: skip
        items = tuple(
            ItemFact(*row)
            for row in near.values_list("pk", "title", "deadline", "percent", "light")
        )
        counts = dict(
            WorkItem.objects.filter(unit=pk, year=last.year).exclude(state="cancelled").order_by()
            .values_list("light").annotate(n=Count("pk"))
        )  # fmt: skip
        late = [item for item in items if item.deadline < occasion.today]
        on_track_late = sum(item.light == "on_track" for item in late)
        total, on_track = sum(counts.values()), counts.get("on_track", 0) - on_track_late
        report = MonthlyReport.objects.filter(unit=pk, period=last).first()
        lines = SheetLine.objects.filter(
            sheet__unit=pk, sheet__state="issued", sheet__period__lt=occasion.period, state="open"
        )
        found[pk] = UnitFacts(
            figures=Figures(total, on_track, 0, total - on_track - len(late), len(late)),
            items=items,
            report=ReportFact(last, False, due[last]) if report.state == "draft" else None,
            prompted={line.subject_key: line.times_carried + 1 for line in lines},
            month_due_at=due[occasion.period],
        )
    return found


def _due(period):
    from tasks.clock import clock_of

    return clock_of(period).due_at


def asked_by(gathering, unit_ids, occasion):
    """(queries, facts)"""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        facts = gathering(unit_ids, occasion)
    return len(asked), facts


def seconds_of(gathering, unit_ids, occasion):
    begun = time.perf_counter()
    gathering(unit_ids, occasion)
    return time.perf_counter() - begun


def run(sizes=SIZES):
    """The table's rows; on whatever database the settings name (a throw-away one: bench.__main__)."""
    from django.db import connection, transaction

    from tasks.sheet_facts import occasion_of
    from zhaotong_portal.period import Period

    reach = 8 if connection.vendor == "sqlite" else 15
    asked = set()
    for count in sizes:
        with transaction.atomic():
            unit_ids = fill(count)
            with connection.cursor() as cursor:
                cursor.execute(
                    "ANALYZE"
                )  # as either database comes to know its tables by itself, for both ways
            looped = unit_ids[:: max(1, count // MOST_LOOPED)]
            occasion = occasion_of(Period(2025, 11), TODAY)
            loop_queries, expected = asked_by(plain_loop, looped, occasion)
            set_queries, found = asked_by(set_wise, unit_ids, occasion)
            # By turns, so that a busy moment falls on both.
            times = [
                (seconds_of(plain_loop, looped, occasion), seconds_of(set_wise, unit_ids, occasion))
                for _ in range(ROUNDS)
            ]
            transaction.set_rollback(True)
        assert len(found) == count
        assert {pk: found[pk] for pk in looped} == expected, "the two ways found different facts"
        asked.add(set_queries)
        assert set_queries <= REACH_QUERIES and len(asked) == 1, "more units, more queries"
        sampled = f"，按其中 {len(looped)} 个单位推算" if len(looped) < count else ""
        scale = count / len(looped)
        yield {
            "case": f"工作提示单：{count} 个单位的事实",
            "peer": f"逐单位查询（{loop_queries} 次{sampled}）",
            "ours": f"成批查询（{set_queries} 次）",
            "peer_seconds": statistics.median(loop for loop, _ in times) * scale,
            "our_seconds": statistics.median(sets for _, sets in times),
            "ratio": statistics.median(loop / sets for loop, sets in times) * scale,
            "reach": reach,
        }


def main():
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotong_portal.settings")
    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from bench import deliveries

    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        for row in run([int(word) for word in sys.argv[1:]] or SIZES):
            print(
                f"{row['case']}：{row['peer']} {row['peer_seconds'] * 1000:.0f} ms，"
                f"{row['ours']} {row['our_seconds'] * 1000:.0f} ms，"
                f"{row['ratio']:.1f} 倍（目标 ≥ {row['reach']}）"
            )
        for line in deliveries.run():
            print(line)
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
