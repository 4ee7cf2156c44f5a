"""An activity entered in the dialog over the month: by the keyboard, and not lost by a habit of the fingers."""

import pytest
from playwright.sync_api import expect

from tasks.catalogue import load_activity_kinds
from tests.journeys.test_look import barriers
from tests.journeys.test_month import report  # noqa: F401
from tests.people import PASSWORD
from tests.tasks.month_world import branches  # noqa: F401
from zhaotong_portal.period import Period

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def dialog(page, log_in, report):  # noqa: F811
    load_activity_kinds()
    log_in(page, "officer", PASSWORD)
    page.goto("/month/")
    page.get_by_role("link", name="登记活动").click()
    expect(page.locator("#activity-dialog")).to_be_visible()
    return page.locator("#activity-dialog")


def test_an_activity_is_entered_without_a_click(page, dialog):
    expect(dialog.get_by_label("日期")).to_be_focused()
    assert barriers(page) == []
    dialog.get_by_label("日期").fill(Period.current().first_day.isoformat())
    dialog.get_by_label("主题").fill("专题读书")
    page.keyboard.press("Tab")
    for _ in range(10):
        if dialog.get_by_label("读书班").evaluate("box => box === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(dialog.locator("#activity-claims")).to_contain_text("读书班")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("#activities")).to_contain_text("专题读书")
    expect(page.locator("#activities")).not_to_contain_text("有未保存的内容")


@pytest.mark.parametrize("missing", ["activity_dialog.js", "htmx.min.js"])
def test_where_a_script_did_not_arrive_the_form_is_a_page(page, log_in, report, missing):  # noqa: F811
    page.route(f"**/{missing}", lambda route: route.abort())
    log_in(page, "officer", PASSWORD)
    page.goto("/month/")
    page.get_by_role("link", name="登记活动").click()
    expect(page.get_by_role("heading", name="登记活动")).to_be_visible()
    expect(page.get_by_label("主题")).to_be_visible()


def test_what_was_typed_in_the_dialog_stands_there_again(page, dialog):
    """Esc is pressed by habit on this page: it closes, every time, and nothing is lost by it."""
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    link = page.get_by_role("link", name="登记活动")
    for text in ("第一稿", "第二稿"):
        link.click()
        dialog.get_by_label("主题").fill(text)
        dialog.get_by_label("警示教育").check()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(link).to_be_focused()
        expect(page.locator("#activities")).to_contain_text("有未保存的内容")
    page.reload()
    page.get_by_role("link", name="登记活动").click()
    expect(dialog).to_contain_text("已恢复上次没有保存的内容")
    expect(dialog.get_by_label("主题")).to_have_value("第二稿")
    expect(dialog.get_by_label("警示教育")).to_be_checked()
    dialog.get_by_role("button", name="清空重填").click()
    expect(dialog.get_by_label("主题")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator("#activities")).not_to_contain_text("有未保存的内容")


def test_an_activity_outlives_the_session_in_which_it_was_typed(page, dialog):
    dialog.get_by_label("日期").fill(Period.current().first_day.isoformat())
    dialog.get_by_label("主题").fill("登录过期时写的活动")
    dialog.get_by_label("读书班").check()
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_contain_text("登录已过期，填写的内容保存在本机")
    with page.expect_popup() as opened:
        dialog.get_by_role("link", name="重新登录").click()
    opened.value.fill("input[name=username]", "officer")
    opened.value.fill("input[name=password]", PASSWORD)
    with opened.value.expect_event("close"):
        opened.value.press("input[name=password]", "Enter")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(dialog).to_contain_text("登录已恢复")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#activities")).to_contain_text("登录过期时写的活动")
    expect(dialog).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).length") == 0
