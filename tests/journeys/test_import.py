"""Import a list in a browser: upload, see what is refused and why, import the good rows, upload again."""

import io
from pathlib import Path

import openpyxl
from playwright.sync_api import expect

from tasks.models import ServiceItem
from tests.import_world import all_units, expected_of, sample  # noqa: F401
from tests.journeys.conftest import PHONE
from tests.people import PASSWORD

LARGE = sample("02")
COUNTS = expected_of(LARGE)["counts"]
GOOD, REFUSED = COUNTS["create"], COUNTS["error"]


def upload(page, path):
    page.goto("/imports/")
    page.get_by_label("工作簿").set_input_files(str(path))
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", name="导入预览")).to_be_visible()


def test_import_a_list(
    transactional_db, all_units, administrator, page, open_page, log_in  # noqa: F811
):  # fmt: skip
    log_in(page, "admin", PASSWORD)

    # The preview: nothing written yet, every refused row with its cell and a sentence.
    upload(page, LARGE)
    expect(page.get_by_text("还没有写入任何数据")).to_be_visible()
    assert not ServiceItem.objects.exists()
    page.get_by_role("link", name=f"拒绝 {REFUSED}").last.click()
    expect(page.locator("tr.row-bad")).to_have_count(REFUSED)
    expect(page.get_by_role("row", name="待定后明确")).to_contain_text("不是时限")
    expect(page.get_by_role("button", name=f"导入全部（先处理 {REFUSED} 行）")).to_be_disabled()

    # The sender's own workbook comes back with the faults at their cells.
    with page.expect_download() as download:
        page.get_by_role("link", name="下载批注后的原表").click()
    content = Path(download.value.path()).read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content))["汇总"]
    assert "不是时限" in sheet["G44"].comment.text
    assert "不是已知单位" in sheet["B60"].comment.text

    # The good rows in one go.
    page.get_by_role("button", name=f"只导入 {GOOD} 行").click()
    expect(page.get_by_text(f"已导入：新增 {GOOD} 项，修改 0 项。")).to_be_visible()
    assert ServiceItem.objects.count() == GOOD

    # The same file again: all of it unchanged, nothing to press.
    upload(page, LARGE)
    expect(page.get_by_text("同一份文件已由 赵示例于")).to_be_visible()
    expect(page.get_by_role("link", name=f"不变 {GOOD}").last).to_be_visible()
    expect(page.get_by_text("没有需要写入的内容")).to_be_visible()
    expect(page.get_by_role("button", name="导入")).to_have_count(0)
    page.get_by_role("button", name="取消").click()
    assert ServiceItem.objects.count() == GOOD

    # Both uploads stand in the records; the import is taken back from a phone, without JavaScript.
    phone = open_page(PHONE, java_script_enabled=False)
    log_in(phone, "admin", PASSWORD)
    phone.goto("/imports/")
    expect(phone.get_by_role("link", name=LARGE.name)).to_have_count(2)
    phone.get_by_role("link", name=LARGE.name).last.click()
    phone.locator("summary", has_text="整批撤销").click()
    phone.get_by_role("button", name="整批撤销").click()
    expect(phone.get_by_text("已整批撤销，数据恢复到导入之前。")).to_be_visible()
    assert not ServiceItem.objects.exists()


def test_the_preview_fits_a_phone(
    transactional_db, all_units, administrator, open_page, log_in  # noqa: F811
):  # fmt: skip
    phone = open_page(PHONE)
    log_in(phone, "admin", PASSWORD)
    upload(phone, LARGE)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_role("link", name=f"拒绝 {REFUSED}").last.click()
    expect(phone.locator("tr.row-bad")).to_have_count(REFUSED)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
