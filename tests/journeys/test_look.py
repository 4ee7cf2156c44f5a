"""The style guide and the log-in: legible for everybody, on the desk and on the phone, with and without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import path
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE
from tests.people import PASSWORD
from zhaotong_portal.styleguide import styleguide
from zhaotong_portal.urls import *  # noqa: F403 - the portal's addresses, plus the style guide's
from zhaotong_portal.urls import urlpatterns as portal_addresses

urlpatterns = [*portal_addresses, path("styleguide/", styleguide)]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]


def barriers(page):
    """What axe finds, as far as it keeps somebody from using the page."""
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], one["nodes"][0]["html"])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_everybody_can_log_in(open_page, viewport):
    page = open_page(viewport)
    page.goto("/login/")
    assert barriers(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_no_component_shuts_anybody_out_or_scrolls_the_page_sideways(
    open_page, log_in, staff, viewport
):
    page = log_in(open_page(viewport), "staff", PASSWORD)
    page.goto("/styleguide/")
    expect(page.locator(".chart-canvas svg").first).to_be_visible()
    assert barriers(page) == []
    assert sideways(page) <= 0


def test_a_chart_gives_way_to_its_table_and_back(page, log_in, staff):
    log_in(page, "staff", PASSWORD).goto("/styleguide/")
    chart = page.locator("figure[data-chart=chart-districts]")
    expect(chart.get_by_role("table")).to_be_hidden()
    chart.get_by_role("button", name="看表格").click()
    expect(chart.get_by_role("cell", name="84", exact=True)).to_be_visible()
    chart.get_by_role("button", name="看图").click()
    expect(chart.locator("svg").first).to_be_visible()


def test_without_javascript_charts_are_tables_and_menus_open(open_page, log_in, staff):
    page = log_in(open_page(PHONE, java_script_enabled=False), "staff", PASSWORD)
    page.goto("/styleguide/")
    expect(page.locator("figure[data-chart=chart-districts] table")).to_be_visible()
    page.locator(".phone-menu > summary").click()
    expect(page.locator(".phone-menu").get_by_role("link", name="审核")).to_be_visible()
    expect(page.locator(".phone-menu").get_by_role("button", name="退出登录")).to_be_visible()


def test_large_text_is_remembered(page, log_in, staff):
    log_in(page, "staff", PASSWORD).goto("/styleguide/")
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.locator(".person-menu > summary").click()
    page.locator(".person-menu").get_by_role("button", name="大字版").click()
    page.reload()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before
