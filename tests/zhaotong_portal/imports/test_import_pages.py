"""The pages of imports, as an administrator uses them: hand in, look through, write, take back."""

import pytest
from django.urls import reverse

from tasks.models import ServiceItem
from tests.import_world import (  # noqa: F401
    ROW,
    all_units,
    bring_in,
    changed,
    hand_in,
    sample,
    upload_of,
    workbook,
)
from zhaotong_portal.imports.models import ImportBatch, ImportState

pytestmark = pytest.mark.usefixtures("units")
LIST = reverse("imports")


@pytest.fixture
def admin_client(log_in, administrator):
    return log_in(administrator)


def text_of(answer):
    return answer.content.decode()


def press(client, name, batch, **data):
    return client.post(reverse(name, args=[batch.pk]), data, follow=True)


def test_an_upload_leads_to_its_preview(admin_client):
    answer = admin_client.post(LIST, {"file": workbook([ROW])}, follow=True)
    batch = ImportBatch.objects.get()
    assert answer.redirect_chain[-1][0] == batch.get_absolute_url()
    page = text_of(answer)
    assert "还没有写入任何数据" in page
    assert "将新增 1 项，一次写入" in page
    assert "导入全部 1 行" in page
    assert not ServiceItem.objects.exists()


def test_the_form_says_what_is_missing_and_keeps_the_rest(admin_client):
    answer = admin_client.post(LIST, {"kind": "finding", "year": "2025", "month": "2025-13"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "请选择要导入的文件。" in page
    assert "月份应写成 2025-11 这样的形式。" in page
    assert 'value="finding" selected' in page
    assert 'value="2025"' in page
    assert not ImportBatch.objects.exists()


def test_the_size_limit_is_said_before_and_after(admin_client, settings):
    settings.IMPORT_MAX_BYTES = 1024
    assert "不超过 1.0 KB" in text_of(admin_client.get(LIST))
    answer = admin_client.post(LIST, {"file": workbook([ROW] * 40)})
    assert answer.status_code == 422
    assert "超过 1.0 KB 的上限" in text_of(answer)
    assert not ImportBatch.objects.exists()


def test_the_preview_shows_how_the_header_was_understood(admin_client, administrator):
    header = ["牵头单位", "服务内容", "办结时间", "服务类别", "惠及面"]
    batch = hand_in(
        administrator, [["市税务局", "上门办", "11月底前", "服务群众", "广"]], header=header
    )
    page = " ".join(text_of(admin_client.get(batch.get_absolute_url())).split())
    assert "牵头单位 → <strong>责任单位</strong>" in page
    assert "服务内容 → <strong>服务事项</strong>" in page
    assert "“惠及面”</span> 未识别，不导入" in page
    assert "第 2 行" in page


def test_old_and_new_stand_in_the_row(admin_client, administrator):
    bring_in(administrator, [ROW])
    batch = hand_in(administrator, [changed(c3="每月上门一次", c4="2025年12月底")])
    page = text_of(admin_client.get(batch.get_absolute_url()))
    assert "<del>每季度上门一次</del> → <ins>每月上门一次</ins>" in page
    assert "<del>2025-11-30</del> → <ins>2025-12-31</ins>" in page
    assert "1 项时限不同，转为待审批的时限变更" in page


def test_a_faulty_cell_shows_what_stood_there_and_why(admin_client, administrator):
    batch = hand_in(
        administrator, [ROW, changed(c0="税务居", c2="二"), changed(c2="三", c4="适时")]
    )
    page = text_of(admin_client.get(batch.get_absolute_url()))
    assert "“适时”不是时限" in page
    assert "</svg>税务居</span>" in page
    assert "</svg>适时</span>" in page
    assert "只导入 1 行" in page
    assert "导入全部（先处理 2 行）" in page


def test_the_filter_stays_in_the_address_and_pages_keep_it(admin_client, administrator):
    good = [changed(c2=f"事项{n}") for n in range(130)]
    bad = [changed(c2=f"错{n}", c4="适时") for n in range(110)]
    batch = hand_in(administrator, [*good, *bad])
    url = batch.get_absolute_url()
    answer = admin_client.get(url, {"show": "error", "page": "2"})
    assert [row["title"] for row in answer.context["rows"]] == [f"错{n}" for n in range(100, 110)]
    assert "?show=error&amp;page=1" in text_of(answer)
    assert len(admin_client.get(url, {"show": "create"}).context["rows"]) == 100
    assert admin_client.get(url, {"show": "unchanged"}).context["rows"] == []
    assert len(admin_client.get(url, {"show": "nonsense"}).context["rows"]) == 100


def test_a_fault_of_many_rows_is_said_once_on_top_with_its_rows(admin_client, administrator):
    rows = [changed(c0="税务居", c2=f"事项{n}") for n in range(3)]
    answer = admin_client.get(hand_in(administrator, rows).get_absolute_url())
    (group,) = answer.context["preview"].repeated
    assert (group["count"], group["where"]) == (3, "第 3、4、5 行")
    assert "共 3 行：第 3、4、5 行" in text_of(answer)


def test_commit_says_what_was_done_and_offers_undo(admin_client, administrator):
    batch = hand_in(administrator, [ROW])
    answer = press(admin_client, "import_commit", batch, seen=batch.plan["digest"])
    page = text_of(answer)
    assert "已导入：新增 1 项，修改 0 项。" in page
    assert "整批撤销" in page
    page = text_of(press(admin_client, "import_undo", batch))
    assert "已整批撤销" in page
    assert not ServiceItem.objects.exists()


def test_only_the_good_rows_when_asked(admin_client, administrator):
    batch = hand_in(administrator, [ROW, changed(c0="税务居", c2="二")])
    page = text_of(press(admin_client, "import_commit", batch))
    assert "有 1 行不能导入，尚未写入任何数据" in page
    assert not ServiceItem.objects.exists()
    press(admin_client, "import_commit", batch, skip_errors="1")
    assert ServiceItem.objects.count() == 1


def test_a_stale_preview_comes_back_with_what_is_true_now(admin_client, administrator):
    batch = hand_in(administrator, [ROW])
    seen = batch.plan["digest"]
    bring_in(administrator, [ROW])
    page = text_of(press(admin_client, "import_commit", batch, seen=seen))
    assert "预览之后平台上的数据有变化" in page
    assert "没有需要写入的内容，全部与平台一致" in page
    assert "导入全部" not in page


def test_cancel_writes_nothing_and_says_so(admin_client, administrator):
    batch = hand_in(administrator, [ROW])
    assert "已取消，没有写入任何数据。" in text_of(press(admin_client, "import_cancel", batch))
    assert not ServiceItem.objects.exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("零字节", "文件打不开"),
        ("截断", "文件打不开"),
        ("加密", "设有打开密码"),
        ("其实是网页", "这不是 Excel 工作簿"),
        ("压缩炸弹", "文件太大"),
        ("空表", "没有找到表头"),
        ("只有表头", "表头下面没有记录"),
    ],
)
def test_a_hostile_file_gets_a_clear_page(admin_client, name, said):
    answer = admin_client.post(LIST, {"file": upload_of(sample(name))}, follow=True)
    assert answer.status_code == 200
    page = text_of(answer)
    assert said in page
    assert "没有写入任何数据" in page
    assert "重新读取" in page


def test_a_failed_batch_shows_its_support_number(admin_client, administrator):
    batch = hand_in(administrator, [ROW])
    ImportBatch.objects.update(state=ImportState.FAILED, support_number="1124-abc123")
    page = text_of(admin_client.get(batch.get_absolute_url()))
    assert "1124-abc123" in page
    assert "文件已保留" in page
    assert "已重新读取" in text_of(press(admin_client, "import_reread", batch))


def test_another_kind_can_be_said_without_a_second_upload(admin_client, administrator):
    batch = hand_in(administrator, [ROW])
    press(admin_client, "import_reread", batch, kind="key_task", year="2024")
    batch.refresh_from_db()
    assert (batch.kind, batch.year) == ("key_task", 2024)


def test_the_history_tells_who_what_and_how_many(admin_client, administrator):
    bring_in(administrator, [ROW])
    page = text_of(admin_client.get(LIST))
    assert "三服务清单 2025年" in page
    assert "1 行：新增 1，修改 0，不变 0，拒绝 0" in page
    assert "赵示例" in page
    assert "已导入" in page


def test_the_same_file_again_is_pointed_out(admin_client, administrator):
    upload = workbook([ROW])
    content = upload.read()
    upload.seek(0)
    admin_client.post(LIST, {"file": upload})
    press(admin_client, "import_commit", ImportBatch.objects.get())
    upload.file.seek(0)
    from django.core.files.uploadedfile import SimpleUploadedFile

    again = SimpleUploadedFile("副本.xlsx", content)
    page = text_of(admin_client.post(LIST, {"file": again}, follow=True))
    assert "同一份文件已由 赵示例于" in page


def test_an_auditor_reads_and_finds_no_buttons(log_in, auditor, administrator):
    batch = hand_in(administrator, [ROW, changed(c0="税务居", c2="二")])
    client = log_in(auditor)
    page = text_of(client.get(batch.get_absolute_url()))
    assert "税务居" in page
    assert "只导入" not in page
    assert "重新读取" not in page
    assert "上传并预览" not in text_of(client.get(LIST))
    for name in ("import_commit", "import_cancel", "import_undo", "import_reread"):
        assert client.post(reverse(name, args=[batch.pk])).status_code == 404
    assert client.post(LIST, {"file": workbook([ROW])}).status_code == 404
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEWED


def test_the_marked_copy_is_a_download(admin_client, administrator):
    batch = hand_in(administrator, [changed(c4="适时")])
    answer = admin_client.get(reverse("import_marked", args=[batch.pk]))
    assert answer.content.startswith(b"PK")
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]


def test_a_file_that_is_gone_is_said(admin_client, administrator):
    batch = hand_in(administrator, [changed(c4="适时")])
    batch.file.storage.delete(batch.file.name)
    answer = admin_client.get(reverse("import_marked", args=[batch.pk]), follow=True)
    assert "原文件已不在平台上" in text_of(answer)


def test_lists_cost_the_same_number_of_queries_at_any_length(
    admin_client, administrator, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as few:
        admin_client.get(LIST)
    for n in range(5):
        hand_in(administrator, [changed(c2=f"事项{n}")])
    with django_assert_max_num_queries(12) as many:
        admin_client.get(LIST)
    assert len(many) <= len(few) + 1
    batch = ImportBatch.objects.first()
    with django_assert_max_num_queries(12):
        admin_client.get(batch.get_absolute_url())
