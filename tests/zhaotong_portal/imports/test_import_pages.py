"""The pages of imports: what the administrator reads after a good, a faulty and a hostile file."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tasks.models import DeadlineChange, WorkItem
from tests.import_world import (  # noqa: F401
    ROW,
    SAMPLES,
    all_units,
    bring_in,
    changed,
    expected_of,
    hand_in,
    sample,
    upload_of,
    workbook,
)
from zhaotong_portal.imports.models import ImportBatch

pytestmark = pytest.mark.any_database

HOSTILE = sorted(path for path in (SAMPLES / "hostile").iterdir() if path.suffix != ".json")
FAULTY = changed(c0="市不存在的办公室", c2="办税厅延时服务")
TAGS = re.compile(r"<[^>]+>|\s+")


@pytest.fixture
def admin_client(log_in, administrator):
    return log_in(administrator)


def text_of(answer):
    return TAGS.sub("", answer.content.decode())


def upload(client, file, **hints):
    """Send the form of the page; what stands on the page afterwards."""
    return client.post("/imports/", {"file": file, **hints}, follow=True)


def press(client, batch, button, **data):
    return client.post(f"{batch.get_absolute_url()}{button}/", data, follow=True)


def the_batch():
    return ImportBatch.objects.get()


def items_in(answer):
    return re.findall(r'<tr class="(row-\w+|)">', answer.content.decode())


# --- Preview and commit -----------------------------------------------------------------------------------


def test_the_preview_of_the_large_sample_shows_its_counts_and_how_it_was_understood(
    admin_client, all_units  # noqa: F811
):  # fmt: skip
    path = sample("02")
    answer = upload(admin_client, upload_of(path))
    said = text_of(answer)
    counts = expected_of(path)["counts"]
    assert answer.status_code == 200
    assert "还没有写入任何数据" in said
    assert "识别为三服务清单2025年" in said
    for label, key in [("全部", "rows"), ("新增", "create"), ("拒绝", "error")]:
        assert f"{label}{counts[key]}" in said
    assert "表头怎样理解" in said
    assert "责任单位" in said
    assert f"只导入{counts['rows'] - counts['error']}行" in said
    assert "导入全部（先处理10行）" in said
    assert not WorkItem.objects.exists()


def test_refused_rows_show_the_written_text_and_what_to_do(admin_client, units):
    upload(admin_client, workbook([ROW, FAULTY, changed(c2="咨询辅导", c4="适时")]))
    answer = admin_client.get(f"{the_batch().get_absolute_url()}?show=error")
    said = text_of(answer)
    assert items_in(answer) == ["row-bad", "row-bad"]
    assert "“市不存在的办公室”不是已知单位。" in said
    assert "“适时”不是时限" in said
    assert "可填日期、月份、季度，或“长期”" in said


def test_rows_are_shown_by_what_becomes_of_them(admin_client, administrator, units):
    bring_in(administrator, [ROW, changed(c2="办税厅延时服务")])
    batch = hand_in(
        administrator,
        [ROW, changed(c2="办税厅延时服务", c3="每周三延时"), changed(c2="新事项"), FAULTY[:2] + ["错", *FAULTY[3:]]],
    )  # fmt: skip
    for show, tones in {
        "create": ["row-good"], "update": ["row-info"], "unchanged": [""], "error": ["row-bad"], "nonsense": ["", "row-info", "row-good", "row-bad"],
    }.items():  # fmt: skip
        answer = admin_client.get(f"{batch.get_absolute_url()}?show={show}")
        assert items_in(answer) == tones, show
    changed_row = admin_client.get(f"{batch.get_absolute_url()}?show=update").content.decode()
    assert "<del>每季度上门一次</del> → <ins>每周三延时</ins>" in changed_row


def test_the_good_rows_are_imported_and_the_same_file_then_changes_nothing(admin_client, units):
    rows = [ROW, FAULTY]
    upload(admin_client, workbook(rows))
    batch = the_batch()
    refused = press(admin_client, batch, "commit", seen=batch.plan["digest"])
    assert "有1行不能导入，尚未写入任何数据" in text_of(refused)
    assert not WorkItem.objects.exists()
    done = press(admin_client, batch, "commit", skip_errors="1", seen=batch.plan["digest"])
    assert "已导入：新增1项，修改0项。" in text_of(done)
    assert "1行有误没有写入" in text_of(done)
    again = upload(admin_client, workbook(rows[:1]))
    assert "没有需要写入的内容，全部与平台一致" in text_of(again)
    assert "导入全部" not in text_of(again)
    assert WorkItem.objects.count() == 1


def test_the_same_file_handed_in_again_is_recognised(admin_client, administrator, units):
    file = workbook([ROW]).read()
    for _ in range(2):
        answer = upload(admin_client, SimpleUploadedFile("清单.xlsx", file))
        press(admin_client, ImportBatch.objects.first(), "commit")
    assert "同一份文件已由赵示例于" in text_of(answer)


def test_another_deadline_is_announced_as_a_request(admin_client, administrator, units):
    bring_in(administrator, [ROW])
    answer = upload(admin_client, workbook([changed(c4="2025年12月底")]))
    assert "时限不直接改动，转为待审批的时限变更" in text_of(answer)
    assert "<del>2025年11月30日</del> → <ins>2025年12月31日</ins>" in answer.content.decode()
    press(admin_client, ImportBatch.objects.first(), "commit")
    assert DeadlineChange.objects.get().state == "asked"


def test_a_stale_preview_is_shown_anew_instead_of_written(admin_client, administrator, units):
    upload(admin_client, workbook([ROW, changed(c2="办税厅延时服务")]))
    batch = the_batch()
    bring_in(administrator, [ROW])
    answer = press(admin_client, batch, "commit", seen=batch.plan["digest"])
    assert "预览之后平台上的数据有变化，没有写入" in text_of(answer)
    assert "将新增1项" in text_of(answer)
    assert WorkItem.objects.count() == 1


def test_undo_from_the_page_and_its_refusal(admin_client, administrator, units, staff):
    from tasks.editing import edit_item

    batch = bring_in(administrator, [ROW])
    edit_item(WorkItem.objects.get().pk, staff, {"measures": "每月上门一次"})
    refused = press(admin_client, batch, "undo")
    assert "这批数据导入后已有1次修改，不能整批撤销。" in text_of(refused)
    second = bring_in(administrator, [changed(c2="办税厅延时服务")])
    done = press(admin_client, second, "undo")
    assert "已整批撤销，数据恢复到导入之前。" in text_of(done)
    assert WorkItem.objects.count() == 1


def test_cancelling_and_reading_again_with_hints(admin_client, units):
    upload(admin_client, workbook([changed(c4="11月底")], title="三服务清单"), year="2024")
    batch = the_batch()
    assert batch.plan["rows"][0]["deadline"] == "2024-11-30"
    again = press(admin_client, batch, "reread", year="2025")
    assert "已重新读取" in text_of(again)
    assert the_batch().plan["rows"][0]["deadline"] == "2025-11-30"
    assert "月份应写成" in text_of(press(admin_client, batch, "reread", month="十一月"))
    assert "已取消，没有写入任何数据。" in text_of(press(admin_client, batch, "cancel"))


def test_the_marked_copy_comes_down_under_the_senders_name(admin_client, units):
    upload(admin_client, workbook([FAULTY], name="市税务局清单.xlsx"))
    answer = admin_client.get(f"{the_batch().get_absolute_url()}marked/")
    assert "attachment" in answer["Content-Disposition"]
    assert "%E6%89%B9%E6%B3%A8" in answer["Content-Disposition"]  # 批注
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert "不是已知单位" in sheet["A3"].comment.text


def test_the_history_tells_who_brought_what(admin_client, administrator, units):
    bring_in(administrator, [ROW], name="第一份.xlsx")
    hand_in(administrator, [FAULTY], name="第二份.xlsx")
    said = text_of(admin_client.get("/imports/"))
    assert said.index("第二份.xlsx") < said.index("第一份.xlsx")
    assert "三服务清单2025年1行：新增1" in said
    assert "三服务清单2025年1行：拒绝1" in said
    assert "已导入" in said
    assert "待确认" in said


def test_an_auditor_reads_and_finds_no_button(log_in, administrator, auditor, units):
    batch = hand_in(administrator, [ROW])
    client = log_in(auditor)
    assert "上传并预览" not in text_of(client.get("/imports/"))
    page = client.get(batch.get_absolute_url())
    assert page.status_code == 200
    commit = f"{batch.get_absolute_url()}commit/"
    assert commit not in page.content.decode()
    assert client.post(commit).status_code == 404
    assert not WorkItem.objects.exists()


# --- What is no list ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_a_hostile_file_gets_a_clear_answer_on_the_page(admin_client, units, path):
    expected = expected_of(path)
    answer = upload(admin_client, upload_of(path))
    said = text_of(answer)
    if "refused" not in expected:
        assert answer.status_code == 200
        assert "导入预览" in said
        return
    if the_upload_was_turned_away(answer):
        return
    batch = the_batch()
    assert (batch.state, batch.refusal["code"]) == ("refused", expected["refused"]["code"])
    assert TAGS.sub("", batch.refusal["text"]) in said
    assert "没有写入任何数据。改好后请重新上传" in said
    # Hints are asked for only where they can help.
    assert ("写明是什么清单" in said) == (batch.refusal["code"] in ("no_header", "empty_sheet"))


def the_upload_was_turned_away(answer):
    """Above the size limit the form itself says so, and nothing is kept."""
    return answer.status_code == 422 and "上限" in text_of(answer)


def test_no_file_an_empty_file_and_one_too_large_are_said_at_the_field(
    admin_client, units, settings
):
    answer = upload(admin_client, "")
    assert answer.status_code == 422
    assert "请选择要导入的文件。" in text_of(answer)
    settings.IMPORT_MAX_BYTES = 1000
    answer = upload(admin_client, workbook([ROW]))
    assert (answer.status_code, ImportBatch.objects.count()) == (422, 0)
    assert "的上限。请删去多余的工作表、空白行和图片，或分成几份上传。" in text_of(answer)
    answer = upload(admin_client, SimpleUploadedFile("空.xlsx", b""))
    assert the_batch().state == "refused"
    assert TAGS.sub("", the_batch().refusal["text"]) in text_of(answer)


def test_text_of_a_workbook_is_shown_as_text(admin_client, units):
    answer = upload(
        admin_client, workbook([changed(c2="<script>alert(1)</script>", c0="<b>税务</b>")])
    )
    body = answer.content.decode()
    assert "<script>alert(1)" not in body
    assert "<b>税务</b>" not in body
    assert "&lt;b&gt;税务&lt;/b&gt;" in body


# --- Size -----------------------------------------------------------------------------------------------------


def test_pages_ask_the_same_few_queries_however_long_the_list_is(
    admin_client, administrator, units, django_assert_max_num_queries
):
    small = hand_in(administrator, [ROW])
    large = hand_in(administrator, [changed(c2=f"服务事项{n}") for n in range(300)])
    counts = []
    for batch in (small, large):
        admin_client.get(batch.get_absolute_url())
        with django_assert_max_num_queries(12) as asked:
            answer = admin_client.get(batch.get_absolute_url())
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert len(items_in(answer)) == 100
    assert len(items_in(admin_client.get(f"{large.get_absolute_url()}?page=3"))) == 100
