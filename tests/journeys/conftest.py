"""The browser: the system's Chromium, driven by Playwright against a real server on the test database.

A journey takes `page` and `live_server`, or `open_page(width)` for a second window or a phone. All of them carry the
mark `browser` by lying here.
"""

import os
import tempfile

import pytest
from playwright.sync_api import expect

from tests.chromium import chromium

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}

# Playwright runs an event loop in this thread; the ORM then fears to be called from asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if not chromium():
                item.add_marker(pytest.mark.skip(reason="没有找到 Chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {
        "executable_path": chromium(),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
        "env": os.environ | {"HOME": tempfile.mkdtemp(prefix="portal-browser-")},
    }


@pytest.fixture
def browser_context_args(browser_context_args, live_server):
    return browser_context_args | {
        "base_url": live_server.url,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": DESK,
    }


@pytest.fixture
def page(page):
    """The page of a desk; an error in the page's own scripts fails the test."""
    yield watched(page)


def watched(page):
    page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
    return page


@pytest.fixture
def open_page(browser, browser_context_args):
    """`open_page()` a second person's window; `open_page(PHONE)`; `open_page(java_script_enabled=False)`."""
    contexts = []

    def open_one(viewport=DESK, **options):
        phone = {"is_mobile": True, "has_touch": True} if viewport == PHONE else {}
        context = browser.new_context(
            **browser_context_args | {"viewport": viewport} | phone | options
        )
        contexts.append(context)
        return watched(context.new_page())

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def log_in():
    """`log_in(page, person, password)` through the form that everybody uses."""

    def through_the_form(page, username, password):
        page.goto("/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    return through_the_form
