"""What goes out comes in again as it was: export → import changes nothing, whatever kind of list."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reviews.models import Finding
from tasks.models import WorkItem
from tests.import_world import SAMPLES, all_units, bring_in, upload_of  # noqa: F401
from tests.tasks.conftest import *  # noqa: F403
from tests.zhaotong_portal.exports.sheets import book_of, header_of
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.models import ImportState

ITEM_LISTS = ("service_item", "led_project", "key_task")
SAMPLE_LISTS = sorted(
    path.with_suffix("").with_suffix("")
    for path in SAMPLES.glob("*.expected.json")
    if json.loads(path.read_text(encoding="utf-8"))["kind"] in (*ITEM_LISTS, "finding")
)


def lists_of(model, kind=None):
    """(kind, year, label) of every list that the database holds."""
    names = ("kind", "year", "label") if model is WorkItem else ("year", "label")
    rows = model.objects.order_by().values_list(*names).distinct()
    return sorted(row if model is WorkItem else (kind, *row) for row in rows)


def export(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    assert answer["Content-Disposition"].startswith("attachment"), url
    return SimpleUploadedFile("导出.xlsx", answer.content)


def assert_unchanged(batch):
    assert batch.state == ImportState.PREVIEWED, batch.refusal
    errors = [m for m in batch.plan["messages"] if m["level"] == "error"]
    assert errors == []
    changed = [row for row in batch.plan["rows"] if row["action"] != "unchanged"]
    assert changed == []
    assert batch.counts["unchanged"] == batch.counts["rows"] > 0


@pytest.mark.parametrize("path", SAMPLE_LISTS, ids=lambda path: path.stem[:24])
def test_a_sample_that_came_in_goes_out_and_comes_in_unchanged(
    path, all_units, administrator, staff, client  # noqa: F811
):  # fmt: skip
    batch = batches.take_upload(upload_of(path), administrator)
    batches.commit(batch.pk, administrator, skip_errors=True)
    client.force_login(staff)
    for kind, year, _label in lists_of(WorkItem):
        url = f"/items/?kind={kind}&year={year}&export=items"
        assert_unchanged(batches.take_upload(export(client, url), administrator))
    for _kind, year, _label in lists_of(Finding, "finding"):
        url = f"/findings/?year={year}&export=findings"
        assert_unchanged(batches.take_upload(export(client, url), administrator))


def bring(administrator, rows, **options):
    batch = bring_in(administrator, rows, **options)
    assert batch.state == ImportState.COMMITTED, batch.refusal
    return batch


SERVICE = [["市税务局", "服务群众", "税费政策上门办", "每季度上门一次", "2025年11月底", "赵某甲"]]
LED = {"header": ["责任单位", "领办方式", "项目名称", "完成时限", "领办人"]}
LED_ROWS = [
    ["市税务局", "书记领办", "营商环境提升", "2025年10月底", "王示例"],
    ["市税务局", "支部引办", "营商环境提升", "长期", "李示例"],
]


@pytest.fixture
def three_lists(units, administrator):
    """The same title in two lists of one year, in two ways of leading, and in two years."""
    bring(administrator, SERVICE, title="2025年三服务清单")
    bring(administrator, SERVICE, title="2025年下半年三服务清单")
    bring(administrator, SERVICE, title="2024年三服务清单")
    bring(administrator, LED_ROWS, title="2025年领办引办项目清单", **LED)


def test_rows_of_the_same_words_are_told_apart_by_their_keys(
    three_lists, administrator, staff, client
):
    """上半年 and 下半年 may name the same item; in one sheet neither is a repetition of the other."""
    client.force_login(staff)
    batch = batches.take_upload(
        export(client, "/items/?kind=service_item&year=2025&export=items"), administrator
    )
    assert_unchanged(batch)
    assert batch.counts["rows"] == 2


def test_of_several_lists_in_one_workbook_one_is_read_and_the_others_are_named(
    three_lists, administrator, staff, client
):
    client.force_login(staff)
    file = export(client, "/items/?export=items")
    assert book_of(file.read()).sheetnames == [
        "三服务清单2025",
        "三服务清单2024",
        "领办引办项目2025",
    ]
    file.seek(0)
    batch = batches.take_upload(file, administrator)
    assert_unchanged(batch)
    assert (batch.kind, batch.year, batch.counts["rows"]) == ("service_item", 2025, 2)
    said = [m["sheet"] for m in batch.plan["messages"] if m["code"] == "other_list"]
    assert said == ["三服务清单2024", "领办引办项目2025"]
    file.seek(0)
    batch = batches.take_upload(file, administrator, kind="led_project", year=2025)
    assert_unchanged(batch)
    assert batch.counts["rows"] == 2


def test_an_edited_export_changes_the_row_that_it_names_and_no_other(
    three_lists, administrator, staff, client
):
    client.force_login(staff)
    book = book_of(client.get("/items/?kind=service_item&year=2025&export=items").content)
    sheet = book.active
    header = header_of(sheet)
    title, label = header.index("服务事项") + 1, header.index("清单标签") + 1
    row = next(
        row for row in range(5, sheet.max_row + 1) if sheet.cell(row, label).value == "下半年"
    )
    sheet.cell(row, title).value = "税费政策上门宣讲"
    batch = batches.take_upload(as_upload(book), administrator)
    assert (batch.counts["update"], batch.counts["unchanged"]) == (1, 1)
    batches.commit(batch.pk, administrator)
    found = WorkItem.objects.filter(kind="service_item", year=2025).values_list("label", "title")
    assert sorted(found) == [("", "税费政策上门办"), ("下半年", "税费政策上门宣讲")]


def test_a_row_copied_without_its_key_is_told_as_a_repetition(
    three_lists, administrator, staff, client
):
    client.force_login(staff)
    book = book_of(client.get("/items/?kind=led_project&year=2025&export=items").content)
    sheet = book.active
    key = header_of(sheet).index("行标识") + 1
    last = sheet.max_row
    for column in range(1, sheet.max_column + 1):
        sheet.cell(last + 1, column).value = sheet.cell(last, column).value
    sheet.cell(last + 1, key).value = None
    batch = batches.take_upload(as_upload(book), administrator)
    assert (batch.counts["unchanged"], batch.counts["error"]) == (2, 1)
    assert [m["code"] for m in batch.plan["messages"]] == ["duplicate_row"]


def test_last_years_list_handed_in_for_this_year_makes_new_items(
    three_lists, administrator, staff, client
):
    """The keys of last year's rows do not tie a new list to last year's items."""
    client.force_login(staff)
    book = book_of(client.get("/items/?kind=service_item&year=2024&export=items").content)
    for row in book.active.iter_rows(max_row=4):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace("2024年", "2026年")
    batch = batches.take_upload(as_upload(book), administrator)
    assert (batch.year, batch.counts["create"], batch.counts["rows"]) == (2026, 1, 1)


def as_upload(book):
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("改过的清单.xlsx", out.getvalue())


def test_a_month_that_was_filled_in_comes_in_unchanged(administrator, staff, report, client):
    filled = [["市税务局", "税费政策上门办", "1%", "已走访企业30户", "人手不足"],
              ["市税务局", "完成机关党委换届并报备", "100%", "已完成换届", ""]]  # fmt: skip
    bring(administrator, filled, title="2026年11月工作进展情况表",
          header=["责任单位", "事项", "完成进度", "进展情况", "存在困难"])  # fmt: skip
    client.force_login(staff)
    url = f"{reverse('month', args=[report.period])}?unit={report.unit_id}&export=lines"
    book = book_of(client.get(url).content)
    sheet = book.active
    state = header_of(sheet).index("填写状态") + 1
    # What the unit has not filled in is shown as last month's; handed in, it would be this month's.
    for row in range(sheet.max_row, 4, -1):
        if sheet.cell(row, state).value == "未填，沿用上次":
            sheet.delete_rows(row)
    batch = batches.take_upload(as_upload(book), administrator)
    assert_unchanged(batch)
    assert batch.counts["rows"] == 2


HONOURS = {
    "title": "市直机关荣誉台账",
    "header": [
        "获得单位",
        "党组织",
        "荣誉名称",
        "级别",
        "年度",
        "授予单位",
        "依据文件",
        "有效期至",
        "备注",
    ],
}
HONOUR_ROWS = [
    [
        "市税务局",
        "",
        "云岭先锋模范机关",
        "省级",
        2024,
        "省委组织部",
        "云组发〔2024〕5号",
        "2027年12月31日",
        "",
    ],
    ["市财政局", "", "擂台比拼“好”等次", "", "2023年", "昭通市委", "", "", "补报"],
]
TOTALS = {"title": "历史汇总", "header": ["指标", "范围", "年度", "数值", "出处"]}
TOTAL_ROWS = [
    ["读书班", "全市", "2023年", "112期", "工委年度总结"],
    ["“第一议题”学习次数", "市税务局", 2024, 318, "报送件"],
    ["示范党支部", "第一片区", "2023–2025", "600余", ""],
]


def test_honours_and_the_totals_of_earlier_years_come_in_unchanged(
    units, catalogue, administrator, staff, client
):
    bring(administrator, HONOUR_ROWS, **HONOURS)
    bring(administrator, TOTAL_ROWS, **TOTALS)
    client.force_login(staff)
    for url, rows in (("/honours/?export=honours", 2), ("/history/?export=history", 3)):
        batch = batches.take_upload(export(client, url), administrator)
        assert_unchanged(batch)
        assert batch.counts["rows"] == rows
