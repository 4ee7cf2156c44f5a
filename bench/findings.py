"""The ledger of problems at 800 and at 50,000 rows: queries and server time of the ledger, its filters, the statistics.

Run alone: `python -m bench.findings [rows …]`.
"""

import os
import sys
import time

SIZES = (800, 50_000)
UNITS = 84
MOST_QUERIES, MOST_RATIO = 12, 1.5
ROUNDS, A_PAGE = 25, 60
ADDRESSES = {
    "台账 /findings/": "/findings/",
    "逾期": "/findings/?overdue=1",
    "按来源和年度": "/findings/?source=inspection&year=2025",
    "按单位": "/findings/?unit={unit}",
    "按类别、未销号": "/findings/?category={category}&state=open",
    "最新在前": "/findings/?sort=-found",
    "统计（来源）": "/findings/statistics/?by=source",
    "统计（单位）": "/findings/statistics/?by=unit",
    "统计（片区）": "/findings/statistics/?by=district",
    "统计（类别）": "/findings/statistics/?by=category&year=2025",
}


def fill(rows):
    """`rows` problems of 84 units over three years.

    As many are open and overdue at either size, and as many of the first unit, as one page shows: what is compared is the
    ledger behind a page, not the length of the page.
    """
    from datetime import date, timedelta

    from django.utils import timezone

    from reviews import figures
    from reviews.models import Finding, FindingCategory, FindingSource
    from units.models import District, Unit
    from zhaotong_portal.workdays import moment

    districts = [District.objects.create(name=f"第{n}片区", order=n) for n in range(1, 10)]
    units = Unit.objects.bulk_create(
        Unit(
            code=f"B{n:04}", name=f"示例单位{n}", short_name=f"示例{n}", kind="party_government",
            district=districts[n * 9 // UNITS], protocol_order=n,
        )
        for n in range(UNITS)
    )  # fmt: skip
    categories = [FindingCategory.objects.create(name=f"类别{n}", order=n) for n in range(9)]
    today, sources = timezone.localdate(), FindingSource.values

    def finding(n):
        found_on = date(2023 + n % 3, 1 + n // 3 % 12, 1 + n // 36 % 28)
        is_open = n % (rows // 400) == 0
        return Finding(
            unit=units[0 if n < A_PAGE else n * 31 % UNITS], year=found_on.year, title=f"党费收缴公示不及时{n}", title_key=f"党费收缴公示不及时{n}",
            source=sources[n // 7 % 7], found_on=found_on, category=categories[n // 5 % 9], people=["王示例"],
            state="in_hand" if is_open else "closed", due_on=today - timedelta(days=3) if n // (rows // 400) % 2 else today + timedelta(days=20),
            closed_at=None if is_open else moment(found_on + timedelta(days=12)),
        )  # fmt: skip

    Finding.objects.bulk_create((finding(n) for n in range(rows)), batch_size=2000)
    figures.findings_changed([unit.pk for unit in units])
    settle()


def settle():
    """As the databases leave a table that rests: statistics known, PostgreSQL's rows marked as seen by all."""
    from django.db import connection

    from zhaotong_portal.table_statistics import refresh_statistics

    refresh_statistics()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def world():
    """(a client of committee staff, {page: its address}) on the database that is asked now."""
    from datetime import date

    from django.test import Client

    from reviews.models import FindingCategory
    from units.models import Appointment, Person, Unit

    person = Person.objects.create(username="bench", name="陈示例", must_change_password=False)
    Appointment.objects.create(person=person, role="staff", starts_on=date(2020, 1, 1))
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    names = {"unit": Unit.objects.first().pk, "category": FindingCategory.objects.first().pk}
    return client, {label: address.format(**names) for label, address in ADDRESSES.items()}


class Ledger:
    """One database of a size, asked whenever its turn comes."""

    def __init__(self, size):
        from django.db import connection

        self.size = size
        self.before = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = f"{self.before}_{size}"
        self.name = connection.creation.create_test_db(
            verbosity=0, autoclobber=True, serialize=False
        )
        fill(size)
        self.client, self.addresses = world()

    def turn_to(self):
        from django.db import connection

        if connection.settings_dict["NAME"] != self.name:
            connection.close()
            connection.settings_dict["NAME"] = self.name

    def queries(self, label):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.turn_to()
        assert self.client.get(self.addresses[label]).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            self.client.get(self.addresses[label])
        return len(queries)

    def seconds(self, label):
        """Of one page, after one that warms the connection."""
        self.turn_to()
        self.client.get(self.addresses[label])
        begun = time.perf_counter()
        self.client.get(self.addresses[label])
        return time.perf_counter() - begun

    def remove(self):
        from django.db import connection

        self.turn_to()
        connection.creation.destroy_test_db(self.before, verbosity=0)


def measure(sizes=SIZES):
    """{size: {page: (queries, ms)}}; the sizes by turns, so that a busy moment falls on all of them, and the best of each."""
    ledgers = [Ledger(size) for size in sizes]
    try:
        found = {ledger.size: {} for ledger in ledgers}
        for label in ADDRESSES:
            queries = {ledger.size: ledger.queries(label) for ledger in ledgers}
            times = [[ledger.seconds(label) for ledger in ledgers] for _ in range(ROUNDS)]
            for ledger, taken in zip(ledgers, zip(*times, strict=True), strict=True):
                found[ledger.size][label] = (queries[ledger.size], min(taken) * 1000)
        return found
    finally:
        for ledger in ledgers:
            ledger.remove()


def main(sizes=SIZES):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaotong_portal.settings")
    import django

    django.setup()
    found = measure(sizes)
    small, large = found[sizes[0]], found[sizes[-1]]
    failed = False
    print(f"| 页面 | {sizes[0]:,} 个问题 | {sizes[-1]:,} 个问题 | 比 |\n| --- | --- | --- | --- |")
    for label in ADDRESSES:
        (queries, before), (more, after) = small[label], large[label]
        ratio = after / before
        bad = more != queries or more > MOST_QUERIES or ratio > MOST_RATIO
        failed |= bad
        mark = " ✗" if bad else ""
        print(
            f"| {label} | {queries} 次查询 {before:.1f} ms | {more} 次查询 {after:.1f} ms | {ratio:.2f}{mark} |"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or SIZES))
