"""The month in a browser: the officer by the keyboard, the secretary on a phone, the staff, and back again."""

import pytest
from playwright.sync_api import expect

from tasks.catalogue import load_indicators
from tasks.models import ItemProgress, MonthlyReport, ReportState
from tasks.opening import open_month
from tasks.workflows.report import sign_and_submit
from tests.journeys.conftest import PHONE
from tests.journeys.test_look import barriers, sideways
from tests.people import PASSWORD
from tests.processes import wait_for
from tests.tasks.month_world import branches, fill, key_task, service_item  # noqa: F401
from zhaotong_portal.period import Period

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = "✓ 已保存"


@pytest.fixture
def report(units, tax, officer, secretary, staff, branches):  # noqa: F811
    """The running month of 市税务局 with three items and two branches, on the real day: browser and portal share the clock."""
    load_indicators()
    period = Period.current()
    service_item(tax, "税费政策“上门办”", percent=75, year=period.year)
    service_item(tax, "为重点企业开展税费辅导", percent=60, year=period.year, category="enterprise")
    key_task(tax, "完成机关党委换届并报备", percent=90, year=period.year)
    open_month(period)
    return MonthlyReport.objects.get(unit=tax, period=period)


def line_of(title):
    return ItemProgress.objects.get(item__title=title)


def row_of(page, title):
    return page.locator(".month-row").filter(has_text=title)


def state_of(page):
    return page.locator("#save-state")


def test_a_month_from_the_keyboard_to_the_acceptance(page, open_page, log_in, report):
    fill_in_by_keyboard(log_in(page, "officer", PASSWORD))
    phone = log_in(open_page(PHONE), "secretary", PASSWORD)
    sign_on_the_phone(phone)
    desk = log_in(open_page(), "staff", PASSWORD)
    return_with_a_remark(desk)
    answer_and_send_again(page)
    phone.goto("/month/")
    phone.get_by_role("button", name="签名并报送").click()
    expect(phone.get_by_text("已签名报送")).to_be_visible()
    accept(desk)
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    assert [round_.outcome for round_ in report.rounds.all()] == ["returned", "accepted"]


def fill_in_by_keyboard(page):
    """Not one click."""
    page.goto("/month/")
    expect(page.locator("#month-gaps")).to_contain_text("送签前还差 11 处")
    first, second = page.locator(".month-row").nth(0), page.locator(".month-row").nth(1)
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(first.get_by_label("无变化")).to_be_checked()
    expect(state_of(page)).to_contain_text(SAVED)
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("2")
    expect(second.get_by_text("滞后原因和下一步")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("80")
    page.keyboard.press("Enter")
    page.keyboard.type("新增镇雄、彝良服务点。")
    page.keyboard.press("Tab")
    page.keyboard.type("人手不足，下月补齐。")
    page.keyboard.press("Escape")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("#items-count")).to_have_text("3 项，已填 3 项，其中 2 项无变化")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.keyboard.type("2")
    expect(page.locator("#month-gaps")).to_contain_text("还差 6 处")
    zero = page.get_by_role("button", name="其余零报告")
    zero.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#month-gaps")).to_contain_text("已填齐")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已送书记签发")).to_be_visible()
    line = ItemProgress.objects.get(light="at_risk")
    assert (line.percent, line.text, line.reason) == (
        80,
        "新增镇雄、彝良服务点。",
        "人手不足，下月补齐。",
    )


def sign_on_the_phone(phone):
    phone.goto("/month/")
    expect(phone.get_by_role("heading", name="与上月相比，先看这 1 处")).to_be_visible()
    expect(phone.get_by_text("人手不足，下月补齐。")).to_be_visible()
    expect(phone.locator(".rest-fold article").first).to_be_hidden()
    assert sideways(phone) <= 0
    assert barriers(phone) == []
    sign = phone.get_by_role("button", name="签名并报送")
    assert sign.bounding_box()["height"] >= 44
    sign.click()
    expect(phone.get_by_text("已签名报送")).to_be_visible()


def return_with_a_remark(desk):
    desk.goto("/queue/")
    desk.get_by_role("link", name="市税务局").click()
    row = desk.locator("article").filter(has_text="人手不足")
    row.get_by_text("写意见").click()
    row.get_by_role("textbox").fill("请写明缺几人、何时到位。")
    desk.get_by_role("button", name="退回").click()
    expect(desk.get_by_text("已退回")).to_be_visible()


def answer_and_send_again(page):
    page.goto("/month/")
    remark = page.locator(".remark").filter(has_text="请写明缺几人")
    expect(page.locator("#month-gaps")).to_contain_text("审核意见未答复")
    remark.get_by_role("textbox").fill("缺 2 人，下月 10 日到位。")
    expect(page.locator("#month-gaps")).to_contain_text("已填齐")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已送书记签发")).to_be_visible()


def accept(desk):
    desk.goto("/queue/")
    expect(desk.get_by_text("第 2 轮")).to_be_visible()
    desk.get_by_role("link", name="市税务局").click()
    expect(desk.get_by_text("缺 2 人，下月 10 日到位。").first).to_be_visible()
    desk.get_by_role("button", name="审核通过").click()
    expect(desk.get_by_text("已审核通过")).to_be_visible()


def test_a_lost_connection_keeps_the_text_and_stores_it_when_it_is_back(page, log_in, report):
    log_in(page, "officer", PASSWORD).goto("/month/")
    text = row_of(page, "上门办").get_by_placeholder("本月做了什么")
    page.context.set_offline(True)
    text.fill("断网时写的一段话。")
    expect(state_of(page)).to_contain_text("连接中断，文字已保存在本机")
    assert line_of("税费政策“上门办”").text == ""
    page.context.set_offline(False)
    expect(state_of(page)).to_contain_text(SAVED)
    assert line_of("税费政策“上门办”").text == "断网时写的一段话。"
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_closed_browser_gives_the_text_back(page, log_in, report):
    log_in(page, "officer", PASSWORD).goto("/month/")
    page.context.set_offline(True)
    row_of(page, "上门办").get_by_placeholder("本月做了什么").fill("关掉浏览器前写的。")
    expect(state_of(page)).to_contain_text("连接中断")
    again = page.context.new_page()
    page.close()
    again.context.set_offline(False)
    again.goto("/month/")
    row = row_of(again, "上门办")
    expect(row).to_contain_text("关掉浏览器前写的。")
    row.get_by_role("button", name="找回本机的").click()
    expect(state_of(again)).to_contain_text(SAVED)
    assert line_of("税费政策“上门办”").text == "关掉浏览器前写的。"


def test_a_session_that_ends_in_the_midst_of_a_text_costs_no_character(page, log_in, report):
    """Logged in again in another window, the first one goes on by itself and stores what was typed meanwhile, too."""
    log_in(page, "officer", PASSWORD).goto("/month/")
    text = row_of(page, "上门办").get_by_placeholder("本月做了什么")
    text.press_sequentially("登录过期前写的。")
    expect(state_of(page)).to_contain_text(SAVED)
    page.context.clear_cookies(name="sessionid")
    text.press_sequentially("过期后写的。")
    expect(state_of(page)).to_contain_text("登录已过期，文字保存在本机")
    with page.expect_popup() as opened:
        state_of(page).get_by_role("link", name="重新登录").click()
    text.press_sequentially("登录窗口开着时写的。")
    window = opened.value
    window.fill("input[name=username]", "officer")
    window.fill("input[name=password]", PASSWORD)
    with window.expect_event("close"):
        window.press("input[name=password]", "Enter")
    expect(state_of(page)).to_contain_text(SAVED)
    whole = "登录过期前写的。过期后写的。登录窗口开着时写的。"
    expect(text).to_have_value(whole)
    assert line_of("税费政策“上门办”").text == whole
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_nobody_sees_or_stores_the_text_that_another_left_on_the_computer(page, log_in, report):
    """Officer and secretary share a computer: the one's unsent words are neither shown to nor saved for the other."""
    log_in(page, "officer", PASSWORD).goto("/month/")
    page.context.clear_cookies(name="sessionid")
    text = row_of(page, "上门办").get_by_placeholder("本月做了什么")
    text.fill("干部没有存上的。")
    expect(state_of(page)).to_contain_text("登录已过期")
    other = log_in(page.context.new_page(), "secretary", PASSWORD)
    other.goto("/month/")
    expect(other.locator(".month-row").first).to_be_visible()
    expect(other.get_by_text("干部没有存上的")).to_have_count(0)
    text.press_sequentially("接着写")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state_of(page)).to_contain_text("现在登录的是其他人")
    assert line_of("税费政策“上门办”").edited_at is None
    page.close()
    page.context.clear_cookies()
    log_in(other, "officer", PASSWORD).goto("/month/")
    row_of(other, "上门办").get_by_role("button", name="找回本机的").click()
    expect(state_of(other)).to_contain_text(SAVED)
    line = line_of("税费政策“上门办”")
    assert (line.text, line.edited_by.username) == ("干部没有存上的。接着写", "officer")


def test_a_window_closed_on_the_last_key_still_sends_it(page, log_in, report):
    log_in(page, "officer", PASSWORD).goto("/month/")
    row_of(page, "上门办").get_by_placeholder("本月做了什么").press_sequentially("写完就关。")
    page.close()
    wait_for(lambda: line_of("税费政策“上门办”").text == "写完就关。", 5, "the last words")


def test_of_two_windows_the_person_chooses(page, open_page, log_in, report):
    log_in(page, "officer", PASSWORD).goto("/month/")
    other = log_in(open_page(), "secretary", PASSWORD)
    other.goto("/month/")
    row_of(other, "上门办").get_by_placeholder("本月做了什么").fill("书记写的")
    expect(state_of(other)).to_contain_text(SAVED)
    row = row_of(page, "上门办")
    row.get_by_placeholder("本月做了什么").fill("干部写的")
    expect(row).to_contain_text("李示例")
    expect(row).to_contain_text("对方：\n进展：书记写的")
    assert line_of("税费政策“上门办”").text == "书记写的"
    row.get_by_role("button", name="用我的").click()
    expect(state_of(page)).to_contain_text(SAVED)
    assert line_of("税费政策“上门办”").text == "干部写的"


def test_a_slip_of_the_space_bar_costs_nothing(page, log_in, report):
    log_in(page, "officer", PASSWORD).goto("/month/")
    row = row_of(page, "上门办")
    row.get_by_placeholder("本月做了什么").fill("写了很久的一段。")
    expect(state_of(page)).to_contain_text(SAVED)
    row.focus()
    page.keyboard.press("Space")
    expect(page.locator("#items-count")).to_contain_text("其中 1 项无变化")
    page.keyboard.press("Space")
    expect(page.locator("#items-count")).to_contain_text("其中 0 项无变化")
    expect(row.get_by_placeholder("本月做了什么")).to_have_value("写了很久的一段。")
    assert line_of("税费政策“上门办”").text == "写了很久的一段。"


def test_a_fault_is_said_beside_its_field_and_typing_on_mends_it(page, log_in, report):
    log_in(page, "officer", PASSWORD).goto("/month/")
    row = row_of(page, "上门办")
    percent = row.locator("[data-field=percent]")
    percent.fill("120")
    expect(row.get_by_role("alert")).to_contain_text("填的是 120")
    expect(percent).to_have_attribute("aria-invalid", "true")
    percent.fill("80")
    expect(row.get_by_role("alert")).to_have_count(0)
    expect(state_of(page)).to_contain_text(SAVED)


def test_without_javascript_a_plain_form_does_all_of_it(open_page, log_in, report):
    page = log_in(open_page(java_script_enabled=False), "officer", PASSWORD)
    page.goto("/month/")
    row = row_of(page, "上门办")
    row.locator("[data-field=percent]").fill("120")
    row.get_by_placeholder("本月做了什么").fill("新增两个服务点。")
    row_of(page, "换届").get_by_label("无变化").check()
    row_of(page, "辅导").get_by_label("无变化").check()
    page.get_by_role("button", name="送书记签发").click()
    expect(page.get_by_text("有内容没有保存，其余已保存")).to_be_visible()
    row = row_of(page, "上门办")
    expect(row).to_contain_text("填的是 120")
    expect(row.get_by_placeholder("本月做了什么")).to_have_value("新增两个服务点。")
    row.locator("[data-field=percent]").fill("80")
    page.get_by_role("button", name="其余零报告").click()
    expect(page.get_by_text("已填齐")).to_be_visible()
    page.get_by_role("button", name="送书记签发").click()
    expect(page.get_by_text("已送书记签发")).to_be_visible()
    page = log_in(open_page(PHONE, java_script_enabled=False), "secretary", PASSWORD)
    page.goto("/month/")
    page.get_by_role("button", name="签名并报送").click()
    expect(page.get_by_text("已签名报送")).to_be_visible()


@pytest.mark.parametrize("who", ["officer", "secretary"])
def test_nobody_is_shut_out_of_the_form_and_nothing_scrolls_sideways(
    open_page, log_in, report, who
):
    for viewport in (PHONE, None):
        page = log_in(open_page(viewport) if viewport else open_page(), who, PASSWORD)
        page.goto("/month/")
        assert barriers(page) == []
        assert sideways(page) <= 0


def test_nobody_is_shut_out_of_the_queue_and_the_review(page, log_in, report, secretary):

    fill(report, secretary)
    sign_and_submit(report.pk, secretary)
    log_in(page, "staff", PASSWORD)
    for address in ("/queue/", report.get_absolute_url()):
        page.goto(address)
        assert barriers(page) == []
        page.set_viewport_size(PHONE)
        assert sideways(page) <= 0
