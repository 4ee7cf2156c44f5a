"""A month of 市税务局 to work with: two items, two branches, the catalogue; November 2026, seen on the 24th."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tasks.catalogue import load_indicators
from tasks.contents import Contents
from tasks.lines import report_zero_for_rest, save_line
from tasks.models import Category, ItemKind, KeyTask, MonthlyReport, ServiceItem
from tasks.opening import open_month
from tasks.workflows.report import send_to_sign, sign_and_submit
from units.models import OrganisationKind, PartyOrganisation
from zhaotong_portal.period import Period

OCTOBER, NOVEMBER = Period(2026, 10), Period(2026, 11)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(month, day, hour=10, minute=0, year=2026):
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def clock():
    """24 November 2026, 10:00; `clock.move_to(at(12, 3, 19))` goes elsewhere."""
    with time_machine.travel(at(11, 24), tick=True) as travelling:
        yield travelling


def service_item(unit, title, **fields):
    return ServiceItem.objects.create(
        **{"kind": ItemKind.SERVICE_ITEM, "category": Category.PUBLIC, "unit": unit, "year": 2026, "title": title}
        | fields
    )  # fmt: skip


def key_task(unit, title, **fields):
    return KeyTask.objects.create(
        **{"kind": ItemKind.KEY_TASK, "unit": unit, "year": 2026, "title": title} | fields
    )


@pytest.fixture
def catalogue(db):
    load_indicators()


def make_branches(tax):
    names = ["机关第一党支部", "离退休干部党支部"]
    return [
        PartyOrganisation.objects.create(
            unit=tax, name=name, kind=OrganisationKind.BRANCH, order=order
        )
        for order, name in enumerate(names, 1)
    ]


@pytest.fixture
def branches(tax):
    return make_branches(tax)


def make_items(tax):
    service_item(tax, "税费政策“上门办”", percent=75)
    key_task(tax, "完成机关党委换届并报备", percent=90)


@pytest.fixture
def november(clock, units, catalogue, branches):
    """November, open, with two items of 市税务局."""
    make_items(units[0])
    return open_month(NOVEMBER)


@pytest.fixture
def report(november, tax):
    return MonthlyReport.objects.get(unit=tax, period=NOVEMBER)


def fill(report, actor, percent=80):
    """Everything that a month asks for, typed by somebody."""
    for row in Contents.of(report).lines:
        save_line(
            row.line.pk, actor, {"percent": percent, "text": "按计划推进。"}, row.line.version
        )
    report_zero_for_rest(report, actor)
    return report


@pytest.fixture
def filled(report, officer):
    return fill(report, officer)


@pytest.fixture
def sent(filled, officer):
    return send_to_sign(filled.pk, officer)


@pytest.fixture
def submitted(sent, secretary):
    return sign_and_submit(sent.pk, secretary)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def line(report):
    return report.lines.get(item__title="税费政策“上门办”")


def url(report, word):
    return f"/month/report/{report.pk}/{word}/"


def form_of(report, **changes):
    """What the browser posts of the whole page, as it was shown."""

    contents, post = Contents.of(fresh(report)), {}
    for row in contents.lines:
        pk, shown = row.line.pk, row.shown
        post |= {
            f"version-{pk}": row.line.version,
            f"percent-{pk}": "" if shown.percent is None else shown.percent,
            f"light-{pk}": shown.light,
            f"text-{pk}": shown.text,
            f"reason-{pk}": shown.reason,
        }
        if shown.claims_done:
            post[f"done-{pk}"] = "1"
        if row.line.unchanged:
            post[f"unchanged-{pk}"] = "1"
    for cell in contents.cells:
        post |= {f"value-{cell.key}": cell.text, f"value-version-{cell.key}": cell.value.version if cell.value else 0}  # fmt: skip
    return post | changes
