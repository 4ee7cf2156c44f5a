"""How far a worker is: told by the loops, shown on the page, with what to do when it hangs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.import_world import workbook
from zhaotong_portal import progress
from zhaotong_portal.imports.models import ImportBatch

from .background_world import ROWS, files_of, fresh, killed, long_silent, run

pytestmark = pytest.mark.usefixtures("units", "every_file_is_large")


# --- Listening ---------------------------------------------------------------------------------------


def test_loops_that_nobody_listens_to_are_handed_their_rows_untouched():
    rows = [1, 2]
    assert progress.over(rows) is rows


def test_a_listener_hears_of_every_few_hundred_rows():
    heard = []

    class Ear:
        def step(self, done, total):
            heard.append((done, total))

    rows = list(range(2 * progress.EVERY + 1))
    with progress.heard_by(Ear()):
        assert list(progress.over(rows)) == rows
    assert heard == [(0, 501), (250, 501), (500, 501)]
    with progress.heard_by(Ear()):
        assert [len(some) for some in progress.in_portions(rows, 300)] == [300, 201]


# --- The page ----------------------------------------------------------------------------------------


def test_the_page_shows_how_far_it_is_to_those_who_may_read_it(
    uploaded, administrator, auditor, staff, log_in
):
    killed(uploaded)
    files_of(uploaded).write(stage="checking", done=1000, total=2000)
    address = uploaded.get_absolute_url()
    for person, buttons in ((administrator, 1), (auditor, 0)):
        client = log_in(person)
        page = client.get(address).content.decode()
        assert "正在核对" in page
        assert "已处理 1,000 行，共 2,000 行" in page
        assert '<progress value="75" max="100"' in page
        assert '<meta http-equiv="refresh"' in page
        assert page.count("取消读取") == buttons
        part = client.get(f"{address}progress/").content.decode()
        assert '<progress value="75" max="100"' in part
        assert "<html" not in part
    assert log_in(staff).get(f"{address}progress/").status_code == 404
    assert "后台读取中" in log_in(auditor).get("/imports/").content.decode()


def test_the_bar_stops_asking_when_the_job_is_over_and_leads_to_the_result(
    previewed, administrator, log_in
):
    client = log_in(administrator)
    address = f"{previewed.get_absolute_url()}progress/"
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert f'<a href="{previewed.get_absolute_url()}">' in part
    assert "hx-get" not in part
    assert client.get(address)["Location"] == previewed.get_absolute_url()


def test_the_page_says_when_nobody_begins_and_when_the_worker_is_silent(
    uploaded, administrator, log_in
):
    client, address = log_in(administrator), uploaded.get_absolute_url()
    assert "正在排队" in client.get(address).content.decode()
    ImportBatch.objects.update(job_at=timezone.now() - timedelta(hours=1))
    assert "后台任务还没有开始处理" in client.get(address).content.decode()
    killed(uploaded)
    long_silent(uploaded)
    page = client.get(address).content.decode()
    assert "后台处理可能已中断" in page
    client.post(f"{address}reread/")
    assert (fresh(uploaded).job_claim, fresh(uploaded).job) == ("", "read")


def test_the_buttons_of_the_pages_ask_and_stop(administrator, log_in):
    client = log_in(administrator)
    page = client.post("/imports/", {"file": workbook(ROWS)}, follow=True)
    batch = ImportBatch.objects.get()
    assert "正在排队" in page.content.decode()
    run(batch)
    address = batch.get_absolute_url()
    page = client.post(f"{address}commit/", {"seen": fresh(batch).plan["digest"]}, follow=True)
    assert "停止导入" in page.content.decode()
    assert "已导入" not in page.content.decode()
    page = client.post(f"{address}cancel/", follow=True)
    assert "已停止导入，没有写入任何数据。" in page.content.decode()
    client.post(f"{address}cancel/")
    assert fresh(batch).state == "cancelled"
