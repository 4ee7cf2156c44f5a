"""A large list in a browser: the bar moves, survives a reload and a log-out, ends in the preview, and can be stopped.

The test itself is the worker, so that the page can be looked at in the middle of the work.
"""

import pytest
from playwright.sync_api import expect

from tasks.models import ServiceItem
from tests.import_world import all_units, sample  # noqa: F401
from tests.journeys.conftest import PHONE
from tests.people import PASSWORD
from zhaotong_portal.imports import background, running
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.imports.progress_file import ProgressFile

LARGE = sample("02")


@pytest.fixture
def every_file_is_large(settings):
    settings.IMPORT_INLINE_BYTES = 0


def begin(batch, stage, done, total):
    """A worker has the job and is so far."""
    now = ImportBatch.objects.get(pk=batch.pk)
    if not now.job_claim:
        now = background.claim(batch.pk, "worker")
    ProgressFile(batch.pk, now.job_claim).write(stage=stage, done=done, total=total)


def finish(batch):
    """The worker does it."""
    running.run(batch.pk, "worker", redelivered=True)


def test_a_large_list(
    transactional_db, all_units, administrator, every_file_is_large, page, open_page, log_in  # noqa: F811
):  # fmt: skip
    log_in(page, "admin", PASSWORD)
    page.goto("/imports/")
    page.get_by_label("工作簿").set_input_files(str(LARGE))
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_text("正在排队")).to_be_visible()
    batch = ImportBatch.objects.get()

    # The bar moves by itself, and is where it was after a reload and a log-out.
    begin(batch, "reading", 0, 0)
    expect(page.get_by_text("正在读取", exact=True)).to_be_visible()
    begin(batch, "checking", 50, 100)
    expect(page.get_by_text("已处理 50 行，共 100 行")).to_be_visible()
    bar = page.get_by_role("progressbar", name="处理进度")
    expect(bar).to_have_attribute("value", "75")
    page.reload()
    expect(bar).to_have_attribute("value", "75")
    page.context.clear_cookies()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    log_in(page, "admin", PASSWORD)
    page.goto("/imports/")
    page.get_by_role("link", name=LARGE.name).click()
    expect(bar).to_have_attribute("value", "75")

    # On a phone without JavaScript a reload shows the same.
    phone = open_page(PHONE, java_script_enabled=False)
    log_in(phone, "admin", PASSWORD)
    phone.goto(batch.get_absolute_url())
    expect(phone.get_by_text("已处理 50 行，共 100 行")).to_be_visible()

    # It ends in the preview by itself.
    finish(batch)
    expect(page.get_by_role("heading", name="导入预览")).to_be_visible()
    page.get_by_role("button", name="只导入").click()
    expect(page.get_by_text("正在排队")).to_be_visible()

    # Stopped in the middle of writing: nothing is written, and the page says so.
    begin(batch, "writing", 10, 100)
    expect(page.get_by_text("已处理 10 行，共 100 行")).to_be_visible()
    page.get_by_role("button", name="停止导入").click()
    expect(page.get_by_text("正在停止", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="停止导入")).to_have_count(0)
    finish(batch)
    expect(page.get_by_text("已停止导入，没有写入任何数据。")).to_be_visible()
    assert not ServiceItem.objects.exists()

    page.get_by_role("button", name="只导入").click()
    expect(page.get_by_text("正在排队")).to_be_visible()
    finish(batch)
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible()
    assert ServiceItem.objects.count() == ImportBatch.objects.get().counts["create"]
