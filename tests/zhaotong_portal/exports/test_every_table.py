"""Every table of every page goes out to Excel, with all its rows and nothing that its page does not show."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tasks.opening import open_month
from tests.addresses import objects_of
from tests.people import make_person, make_unit
from tests.reviews.rating_world import store
from tests.zhaotong_portal.exports.sheets import book_of, every_text, export_links, rows_of
from units.models import Role
from zhaotong_portal.imports.models import ImportBatch, ImportState

# Templates with a table whose page has nothing to export, and why.
NO_EXPORT = {
    "components/table.html": "the component itself",
    "components/heatmap.html": "the component: its section has the link",
    "components/ledger.html": "the component: a paper that goes out as Word",
    "components/chart.html": "the component: links where its chart names an export",
    "styleguide.html": "shows components, no data",
    "exports/exports.html": "the exports themselves",
    "admin/units/person/password.html": "a form",
    "tasks/parts/districts_compared.html": "a part: its panel on the dashboard has the link",
    "reviews/parts/spread.html": "a part: the unit's page of ratings has the link",
    "tasks/parts/history_panel.html": "a part of /history/, to which it leads",
    "imports/templates.html": "workbooks to download",
    "gate/stopped.html": "why an export does not go out",
    "gate/export_preview.html": "what an export hides, on its way out",
    "tasks/month_upload.html": "a preview of one's own workbook, gone once it is written; faults come back as a workbook",
    "reviews/interview/list.html": "restricted: nothing of it goes out (rules.md §3)",
    "reviews/interview/uses.html": "restricted: nothing of it goes out (rules.md §3)",
    "reviews/interview/looks.html": "who looked at restricted records: the whole trail is in the admin",
    "units/ledger/overview.html": "the first lines of the list of terms, which has the link",
    "tasks/guidance/calendar_entry.html": "what would move with a date: a sum that nothing keeps",
    "tasks/month.html": "a form: its head (parts/month_head.html) has the links",
    "tasks/month_read.html": "its head (parts/month_head.html) has the links",
}
TABLE = re.compile(r"{% data_table|<table")
OFFERED = re.compile(r"{% export_link|\bexport=\"|export=\w+_export")


def test_every_template_with_a_table_offers_its_export():
    folder = Path(settings.BASE_DIR, "templates")
    silent = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if TABLE.search(text := path.read_text("utf-8")) and not OFFERED.search(text)
    }
    assert silent - NO_EXPORT.keys() == set()
    assert {name for name in NO_EXPORT if not (folder / name).exists()} == set()


@pytest.fixture
def filled(world):
    """More of each list than a page holds, in the reader's own unit and in another."""
    from tasks.models import ItemKind, WorkItem

    finance, weather = world.own["unit"], world.other["unit"]
    for unit in (finance, weather):
        WorkItem.objects.bulk_create(
            WorkItem(
                unit=unit, kind=ItemKind.KEY_TASK, year=world.period.year, title=f"{unit.short_name}任务{n}",
                title_key=f"{unit.pk}-{n}", deadline_kind="ongoing",
            )
            for n in range(60)
        )  # fmt: skip
        point = world.own["point"] if unit == finance else world.other["point"]
        for n in range(6):
            said = f"{unit.short_name}意见{n}，电话13812345678"
            store(point, grade=2, day=date(world.period.year, 1, 5), comment=said)
    ImportBatch.objects.filter(pk=world.own["batch"].pk).update(
        state=ImportState.PREVIEWED, kind="service_item", plan={"rows": [], "messages": []},
        counts={"rows": 0, "create": 0, "update": 0, "unchanged": 0, "error": 0},
    )  # fmt: skip
    world.people["liaison"] = make_person(
        "liaison", "郑某甲", Role.STAFF, district=finance.district
    )
    return world


def pages(world):
    own = world.own
    month = {"unit": own["unit"].pk}
    return {
        "items": reverse("items"),
        "sorted": reverse("items") + "?sort=title&face=key_task",
        "item": own["item"].get_absolute_url(),
        "deadlines": reverse("deadlines"),
        "findings": reverse("findings"),
        "finding": own["finding"].get_absolute_url(),
        "queue": reverse("queue"),
        "reports": reverse("reports"),
        "dashboard": reverse("dashboard"),
        "district": own["district"].get_absolute_url(),
        "unit": own["unit"].get_absolute_url(),
        "reminders": reverse("reminders"),
        "month of reminders": reverse("reminders_month", args=[world.period]),
        "sheet": own["sheet"].get_absolute_url(),
        "month": f"{reverse('month', args=[world.period])}?unit={month['unit']}",
        "ratings": reverse("ratings") + f"?since={world.period.year}-01",
        "ratings of a unit": reverse("unit_ratings", args=[own["unit"].pk]),
        "history": reverse("history"),
        "handovers": reverse("handovers"),
        "honours": reverse("honours"),
        "a register": reverse("register", args=["exchanges"]),
        "an entry": own["exchange"].get_absolute_url(),
        "duties": reverse("duties"),
        "duty": own["duty"].get_absolute_url(),
        "duty lists": reverse("duty_templates", args=[world.period.year]),
        "points": reverse("rating_points"),
        "imports": reverse("imports"),
        "import": own["batch"].get_absolute_url(),
    }


# Every export runs on every database, for one who sees all and for one unit; who else finds which is asked once.
ON_EACH_DATABASE = ("officer", "staff")
OTHERS = ("secretary", "liaison", "leader", "inspector", "administrator", "auditor")


@pytest.mark.parametrize(
    "who",
    [*ON_EACH_DATABASE, *(pytest.param(who, marks=pytest.mark.any_database) for who in OTHERS)],
)
def test_each_link_gives_all_rows_that_its_page_counts(who, filled, client):
    client.force_login(filled.people[who])
    opened = 0
    for name, url in pages(filled).items():
        page = client.get(url, follow=True)
        if page.status_code == 404:
            continue
        opened += 1
        here = page.redirect_chain[-1][0] if page.redirect_chain else url
        path = here.partition("?")[0]
        for link in export_links(page.content.decode()):
            answer = client.get(f"{path}{link}&masked=1")  # what the gate hides was looked at
            assert answer.status_code == 200, (name, link)
            assert answer["Content-Disposition"].startswith("attachment"), (name, link)
            rows = rows_of(book_of(answer))
            if counted(page, link):
                assert len(rows) == page.context["page"].paginator.count, (name, link)
    assert opened >= 8


def counted(page, link):
    """The table that the page's own counter counts: the first one of a list page."""
    code = parse_qs(link[1:])["export"][0]
    lists = {"items", "deadlines", "findings", "queue", "reports", "sheets", "months", "units", "points", "comments", "imports", "history", "honours", "exchanges", "rows", "handovers"}  # fmt: skip
    return code in lists and "page" in page.context and hasattr(page.context["page"], "paginator")


@pytest.mark.any_database
@pytest.mark.parametrize("who", ["officer", "secretary", "inspector"])
def test_nothing_of_another_unit_goes_out(who, filled, client):
    client.force_login(filled.people[who])
    seen = 0
    for name, url in pages(filled).items():
        page = client.get(url, follow=True)
        if page.status_code == 404:
            continue
        path = (page.redirect_chain[-1][0] if page.redirect_chain else url).partition("?")[0]
        for link in export_links(page.content.decode()):
            texts = every_text(book_of(client.get(f"{path}{link}&masked=1")))
            assert not [text for text in texts if "气象" in text], (name, link)
            seen += 1
    assert seen >= 8


@pytest.mark.any_database
def test_what_the_page_hides_from_a_unit_its_export_hides_too(filled, client):
    """A unit reads comments in groups without grade and telephone number; staff read each with its day."""
    url = reverse("unit_ratings", args=[filled.own["unit"].pk])
    client.force_login(filled.people["officer"])
    assert client.get(f"{url}?export=comments").status_code == 404
    texts = every_text(book_of(client.get(f"{url}?export=groups")))
    assert [text for text in texts if "意见3" in text]
    assert not [text for text in texts if "13812345678" in text]
    client.force_login(filled.people["auditor"])
    assert client.get(f"{url}?export=comments").status_code == 404
    assert client.get(f"{url}?export=groups").status_code == 404
    client.force_login(filled.people["staff"])
    rows = rows_of(
        book_of(client.get(f"{url}?since={filled.period.year}-01&export=comments&masked=1"))
    )
    assert len(rows) == 6


@pytest.mark.any_database
def test_the_same_order_as_on_the_page(filled, client):
    client.force_login(filled.people["staff"])
    page = client.get("/items/?face=key_task&sort=title")
    shown = [row["item"].title for row in page.context["rows"]]
    rows = rows_of(book_of(client.get("/items/?face=key_task&sort=title&page=2&export=items")))
    assert [row[2] for row in rows][: len(shown)] == shown


@pytest.mark.any_database
def test_a_table_that_the_page_does_not_have_is_not_found(filled, client):
    client.force_login(filled.people["staff"])
    assert client.get("/items/?export=nonsense").status_code == 404


@pytest.mark.any_database
def test_the_sheet_says_who_exported_what_and_when(filled, client):
    client.force_login(filled.people["staff"])
    answer = client.get(f"/items/?face=key_task&district={filled.own['district'].pk}&export=items")
    texts = every_text(book_of(answer))
    assert f"{filled.period.year}年市直机关重点任务台账" in texts
    assert "筛选条件：片区：第一片区，类型：重点任务" in texts
    assert [
        text
        for text in texts
        if re.match(r"导出时间：\d{4}-\d\d-\d\d \d\d:\d\d　导出人：陈示例", text)
    ]


@pytest.mark.any_database
@pytest.mark.parametrize(
    "url",
    ["/items/?face=key_task&export=items", "/findings/?export=findings", "/dashboard/reports/?export=reports",
     "/dashboard/?export=heat", "/dashboard/?export=districts", "/reminders/{period}/?export=sheets",
     "/reminders/{period}/?export=receipts", "/rating-points/?export=points", "/queue/?export=queue"],
)  # fmt: skip
def test_many_rows_cost_as_many_queries_as_few(url, filled, client):
    client.force_login(filled.people["staff"])
    url = url.format(period=filled.period)
    if client.get(url).status_code == 404:
        url = reverse("rating_points") + "?export=points"
    few = _cost(client, url)
    for number in range(5):
        unit = make_unit(f"示例单位{number}", f"示例{number}", filled.own["district"], 50 + number)
        objects_of(unit, filled.period, filled.people["staff"])
    open_month(filled.period)
    assert _cost(client, url) == few


def _cost(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
