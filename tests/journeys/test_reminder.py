"""A month's reminder sheets in a browser: staff compose, preview and issue; the secretary signs on a phone."""

from io import BytesIO
from pathlib import Path

from docx import Document
from playwright.sync_api import expect

from tasks import outbox
from tasks.models import ReminderSheet
from tests.journeys.conftest import PHONE
from tests.people import PASSWORD
from tests.tasks.figures_world import make_item
from zhaotong_portal.period import Period


def test_issue_and_sign_a_reminder_sheet(
    transactional_db, units, tax, officer, secretary, staff, page, open_page, log_in
):
    period = Period.current()
    make_item(tax, "青年税务宣讲进校园", deadline=f"{period.previous().last_day}", percent=60)

    # Staff write the common part, compose and look at all sheets.
    log_in(page, "staff", PASSWORD)
    page.goto(f"/reminders/{period}/")
    page.get_by_role("button", name="拟制", exact=True).click()
    expect(page.get_by_text("新拟4份")).to_be_visible()
    page.get_by_label("共同事项", exact=True).fill("持续落实“第一议题”制度")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="核对全部").click()
    expect(page.locator(".sheet-card")).to_have_count(4)
    page.get_by_role("button", name="核对完毕 4 份").click()
    page.get_by_role("link", name="打印预览").click()
    expect(page.locator(".paper")).to_have_count(4)
    first = page.locator(".paper").first
    expect(first).to_contain_text("“青年税务宣讲进校园”。")
    expect(first).to_contain_text("持续落实“第一议题”制度。")
    expect(first).to_contain_text("预览稿")

    # They issue in their own name.
    page.get_by_role("link", name="返回").click()
    page.get_by_role("link", name="印发 4 份").click()
    page.get_by_role("button", name="以陈示例的名义印发 4 份").click()
    expect(page.get_by_text("已印发4份")).to_be_visible()
    outbox.send_due()

    # The secretary reads and signs on a phone: nothing wider than the screen.
    phone = open_page(PHONE)
    log_in(phone, "secretary", PASSWORD)
    phone.goto("/reminders/")
    phone.get_by_role("link", name=f"{period.label}工作提示单").click()
    expect(phone.locator(".paper-number")).to_contain_text("昭直党提")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_role("button", name="签收").click()
    expect(phone.get_by_text("已签收。办理情况随月度填报一并反映。")).to_be_visible()
    expect(phone.get_by_role("button", name="签收")).to_have_count(0)

    # The same paper as Word.
    with phone.expect_download() as download:
        phone.get_by_role("link", name="下载 Word").click()
    assert download.value.suggested_filename == f"{period.label}工作提示单（市税务局）.docx"
    content = Path(download.value.path()).read_bytes()
    text = "\n".join(line.text for line in Document(BytesIO(content)).paragraphs)
    assert "“青年税务宣讲进校园”。" in text

    # Staff see who signed and when.
    sheet = ReminderSheet.objects.get(unit=tax)
    assert sheet.signed_for_by == secretary
    page.goto(f"/reminders/{period}/")
    expect(page.get_by_role("row", name="市税务局")).to_contain_text("已签收")
    expect(page.get_by_role("row", name="市税务局")).to_contain_text("李示例")


def test_signing_works_without_javascript(
    transactional_db, units, tax, officer, secretary, staff, open_page, log_in
):
    from tasks.workflows.reminder import compose_month, issue_month

    period = Period.current()
    compose_month(period)
    issue_month(period, staff)
    phone = open_page(PHONE, java_script_enabled=False)
    log_in(phone, "secretary", PASSWORD)
    phone.goto(f"/reminders/{period}/")
    phone.get_by_role("button", name="签收").click()
    expect(phone.get_by_text("已签收。办理情况随月度填报一并反映。")).to_be_visible()
