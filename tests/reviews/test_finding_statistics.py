"""整改统计 and the papers: what units report and what was verified, side by side; constant cost; the two readings."""

import io
from datetime import date, timedelta

import docx
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews import figures, finding_figures
from reviews.models import Finding, FindingCategory, FindingFamily, FindingRecheck, FindingSource
from tasks import common_hints, texts
from tasks.models import CommonText
from tests.people import make_unit
from tests.reviews.rectification_world import make_finding, today
from zhaotong_portal.period import Period
from zhaotong_portal.workdays import moment

PAGES = [f"/findings/statistics/?by={by}" for by in ("unit", "district", "category", "source")]


@pytest.fixture
def ledger(tax, weather):
    category = FindingCategory.objects.create(name="党费管理")
    day = date(2026, 3, 2)
    make_finding(tax, "closed", "甲", category=category, closed_at=moment(day) + timedelta(days=10))
    make_finding(tax, "reported", "乙", category=category)
    make_finding(tax, "in_hand", "丙", due_on=date(2026, 4, 1), returned_times=2)
    make_finding(
        weather,
        "closed",
        "丁",
        closed_at=moment(day) + timedelta(days=21),
        source="unannounced",
        recurred_times=1,
    )
    make_finding(weather, "found", "戊")
    make_finding(weather, "no_basis", "己")
    done = Finding.objects.get(title="甲")
    FindingRecheck.objects.create(finding=done, closed_at=done.closed_at, drawn_on=today(), due_on=today(), verdict="held", checked_at=timezone.now())  # fmt: skip
    figures.findings_changed([tax.pk, weather.pk])


def test_reported_and_verified_stand_apart(ledger, tax, weather):
    found = finding_figures.standings("unit")
    mine = found[tax.pk]
    assert (mine.found, mine.handed, mine.reported, mine.verified, mine.open, mine.overdue) == (
        3,
        3,
        2,
        1,
        2,
        1,
    )
    assert (round(mine.reported_share, 3), round(mine.verified_share, 3)) == (0.667, 0.333)
    assert (mine.average_days, mine.returned, mine.held_share) == (10.0, 2, 1.0)
    other = found[weather.pk]
    assert (other.found, other.handed, other.recurred, other.average_days) == (2, 1, 1, 21.0)


@pytest.mark.parametrize("split", ["source", "category"])
def test_every_split_sums_to_the_same(split, ledger):
    total = finding_figures.total_of(finding_figures.standings(split).values())
    assert total == finding_figures.total_of(finding_figures.standings("unit").values())
    assert finding_figures.total_of(finding_figures.standings(split, [2025]).values()).found == 0


def test_every_event_keeps_the_rollup_true(ledger, tax, staff):
    from reviews.workflows import finding as workflow

    row = workflow.record_finding(staff, tax, title="庚", source="self_check", found_on=today())
    workflow.fix_on_site(row.pk, staff, "现场改好")
    assert list(figures.differences()) == []
    Finding.objects.filter(pk=row.pk).update(state="in_hand")
    assert any("问题汇总" in text for text in figures.differences())


@pytest.mark.parametrize("page", PAGES)
def test_pages_and_exports(page, ledger, log_in, staff):
    client = log_in(staff)
    assert "自报整改率" in client.get(page).text
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{page}&export=xlsx").content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert any(row[0] == "合计" and row[1] == 5 for row in rows)


def grown(units, number, first):
    category = FindingCategory.objects.get_or_create(name="党费管理")[0]
    Finding.objects.bulk_create(
        Finding(
            unit=units[n % len(units)], year=2024 + n % 3, title=f"问题{n}", title_key=f"问题{n}", source=FindingSource.values[n % 7],
            found_on=date(2024 + n % 3, 3, 1), state=("closed", "in_hand", "reported")[n % 3], due_on=date(2026, 3, 1),
            category=category if n % 2 else None, closed_at=moment(date(2026, 4, 1)) if n % 3 == 0 else None,
        )
        for n in range(first, first + number)
    )  # fmt: skip
    figures.findings_changed([unit.pk for unit in units])


def test_ledger_filters_and_statistics_cost_the_same_for_few_and_many(
    districts, tax, log_in, staff
):
    """50 against 1,500 problems over 2 and 12 units; the bench compares times at 800 and 50,000."""
    client, counts = log_in(staff), []
    addresses = [
        "/findings/",
        "/findings/?source=inspection&overdue=1&year=2026",
        "/findings/?sort=-found&page=2",
        *PAGES,
    ]
    for units, number, first in ((2, 50, 0), (12, 1500, 100)):
        there = [
            make_unit(f"单位{first}{n}", f"单位{first}{n}", districts[n % 2], first + 10 + n)
            for n in range(units)
        ]
        grown(there, number, first)
        found = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12


def test_the_two_readings(tax):
    """By channel every row counts; by family a joined problem counts once a channel."""
    family = FindingFamily.objects.create(unit=tax, name="党费公示")
    make_finding(tax, "closed", "甲", source="district_visit", family=family)
    make_finding(tax, "closed", "乙", source="district_visit", family=family)
    make_finding(tax, "closed", "丙", source="assessment", family=family)
    make_finding(tax, "closed", "丁", source="assessment")
    make_finding(tax, "no_basis", "戊", source="assessment")
    whole = date(2026, 1, 1), date(2026, 12, 31)
    assert finding_figures.by_channel(*whole) == {"district_visit": 2, "assessment": 2}
    assert finding_figures.by_family(*whole) == {"district_visit": 1, "assessment": 2}
    assert finding_figures.by_channel(date(2025, 1, 1), date(2025, 12, 31)) == {}


def words(answer):
    document = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def test_notice_bulletin_and_ledger_on_paper(ledger, tax, log_in, staff, officer):
    client = log_in(staff)
    notice = words(client.get(f"/findings/notice/{tax.pk}.docx"))
    for text in ("整改通知", "昭通市税务局党组", "丙", "2026年4月1日"):
        assert text in notice
    bulletin = words(client.get(f"/findings/bulletin/{Period.current()}.docx"))
    assert "问题整改情况通报" in bulletin
    assert "市税务局（1个）" in bulletin
    printed = client.get("/findings/print/?year=2026")
    assert "问题整改台账" in printed.text
    assert "丙" in words(client.get("/findings/ledger.docx?year=2026"))
    own = log_in(officer).get("/findings/print/").text
    assert "丙" in own
    assert "丁" not in own.replace("丁示例", "")
    assert log_in(officer).get(f"/findings/notice/{tax.pk}.docx").status_code == 404


def test_the_words_of_the_papers_are_the_staffs(ledger, tax, staff, log_in):
    texts.write("notice_closing", staff, "请于月底前一并书面说明。")
    assert "请于月底前一并书面说明。" in words(log_in(staff).get(f"/findings/notice/{tax.pk}.docx"))


def test_what_many_units_have_is_offered_for_the_common_part_of_the_sheets(
    units, staff, officer, log_in
):
    for unit in units:
        make_finding(unit, "in_hand", "党费收缴公示不及时")
    period = Period.current()
    client, address = log_in(staff), f"/reminders/{period}/"
    assert "“党费收缴公示不及时”等问题在多个单位同时存在" in client.get(address).text
    (hint,) = common_hints.hints_for(staff, period)
    client.post(reverse("reminders_common", args=[period]), {"text": hint.text})
    assert CommonText.objects.get().text == hint.text
    assert "可以写入的共性问题" not in client.get(address).text
