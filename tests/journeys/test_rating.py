"""Scan and rate: a phone of 390 pixels without scripts, then the committee's staff at their desk."""

import pytest
from playwright.sync_api import expect

from reviews.figures import refresh_ratings
from tests.journeys.conftest import PHONE
from tests.people import PASSWORD
from tests.reviews.rating_world import point, reasons  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page):
    """Nothing sticks out sideways."""
    return page.locator("html").evaluate("html => html.scrollWidth <= html.clientWidth")


@pytest.fixture
def phone(open_page):
    return open_page(PHONE, java_script_enabled=False)


def test_scan_rate_thanks_and_the_second_time_is_kindly_refused(phone, point, tax):  # noqa: F811
    phone.goto(f"/r/{point.token}/")
    expect(phone.get_by_text(tax.name)).to_be_visible()
    expect(phone.get_by_text("等候太久")).to_be_hidden()
    for label in phone.locator("label.grade").all():
        assert label.bounding_box()["height"] >= 44
    phone.get_by_text("不满意", exact=True).click()
    phone.get_by_text("等候太久").click()
    phone.get_by_label("想说的话").fill("排队一小时，希望多开一个窗口。")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="谢谢您的评议")).to_be_visible()
    phone.reload()  # sends the same page again
    expect(phone.get_by_role("heading", name="谢谢您的评议")).to_be_visible()
    phone.goto(f"/r/{point.token}/")
    expect(phone.get_by_role("heading", name="今天已经评过了")).to_be_visible()
    stored = point.ratings.get()
    assert (stored.grade, stored.reasons) == (2, ["等候太久"])


def test_a_hasty_press_keeps_what_was_typed(phone, point):  # noqa: F811
    phone.goto(f"/r/{point.token}/?big=1")
    phone.get_by_label("想说的话").fill("很好")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("alert")).to_contain_text("请先选一项。")
    expect(phone.get_by_label("想说的话")).to_have_value("很好")
    phone.get_by_text("非常满意").click()
    expect(phone.get_by_text("哪里做得好？")).to_be_visible()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="谢谢您的评议")).to_be_visible()


def test_the_rate_reaches_the_staffs_desk_with_its_count(
    phone, open_page, page, log_in, point, staff, tax  # noqa: F811
):  # fmt: skip
    for grade in ("非常满意", "不满意"):
        citizen = open_page(PHONE, java_script_enabled=False)
        citizen.goto(f"/r/{point.token}/")
        citizen.get_by_text(grade, exact=True).click()
        citizen.get_by_role("button", name="提交").click()
        expect(citizen.get_by_role("heading", name="谢谢您的评议")).to_be_visible()
    refresh_ratings()  # what beat does each minute
    log_in(page, staff.username, PASSWORD)
    page.get_by_role("navigation", name="主导航", exact=True).get_by_role(
        "link", name="评议"
    ).click()
    row = page.get_by_role("row").filter(has_text="市税务局")
    expect(row).to_contain_text("50.0%")
    expect(row).to_contain_text("9.5%–90.5%")
    expect(row).to_contain_text("样本少")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name="群众评议").first).to_be_visible()
    page.set_viewport_size(PHONE)
    assert fits(page)
    page.goto("/ratings/")
    assert fits(page)


def test_the_poster_of_a_window_is_one_a4_page(page, log_in, staff, point):  # noqa: F811
    log_in(page, staff.username, PASSWORD)
    page.goto("/ratings/posters/")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 594.95996 841.91998]" in pdf or b"/MediaBox [0 0 595" in pdf


def test_with_scripts_the_sum_is_done_and_a_page_without_signal_goes_out_once(
    open_page, point, settings  # noqa: F811
):  # fmt: skip
    settings.RATING_PLAIN_FROM = 0  # whoever did no sum is asked to wait
    phone = open_page(PHONE)
    phone.goto(f"/r/{point.token}/")
    phone.get_by_text("不满意", exact=True).click()
    phone.get_by_text("传照片、留联系方式").click()
    phone.get_by_label("联系方式").fill("王示例 0870-0000000")
    expect(phone.locator("input[name=work]")).to_be_attached()
    phone.context.set_offline(True)
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("信号不好，已替您记下")).to_be_visible()
    assert not point.ratings.exists()
    phone.context.set_offline(False)
    expect(phone.get_by_role("heading", name="谢谢您的评议")).to_be_visible()
    assert point.ratings.get().case.contact.sealed
    code = phone.locator(".code").inner_text()
    phone.get_by_role("link", name="去查处理结果").click()
    expect(phone.get_by_label("查询码")).to_have_value(code)
    phone.get_by_role("button", name="查询").click()
    expect(phone.get_by_text("已收到，等待受理。")).to_be_visible()
    assert fits(phone)
