"""The administrator settles a messy list on its preview, and the same list then asks nothing and changes nothing."""

import pytest
from playwright.sync_api import expect

from tasks.models import ServiceItem
from tests.import_world import ROW, SERVICE_HEADER, bring_in, changed, workbook
from tests.journeys.conftest import PHONE
from tests.people import PASSWORD
from units.models import UnitAlias

HEADER = [*SERVICE_HEADER[:3], "打算怎么干", *SERVICE_HEADER[4:]]
RENAMED = changed(c2="税费政策“上门办”服务")
ROWS = [
    changed(c0="税务板块", c2="办税厅延时服务"),
    changed(c0="税务板块", c2="企业开办辅导"),
    changed(c2="社保费缴纳辅导", c4="适时"),
    RENAMED,
]


@pytest.fixture
def messy_list(tmp_path):
    path = tmp_path / "清单.xlsx"
    path.write_bytes(workbook(ROWS, header=HEADER).read())
    return path


def upload(page, path):
    page.goto("/imports/")
    page.get_by_label("工作簿").set_input_files(str(path))
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", name="导入预览")).to_be_visible()


def figure(page, label):
    return page.locator(".figure-card", has_text=label).locator(".figure-number")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_settle_a_messy_list(
    transactional_db, units, tax, administrator, open_page, log_in, messy_list, scripts
):  # fmt: skip
    bring_in(administrator, [ROW])
    item = ServiceItem.objects.get()
    page = open_page(java_script_enabled=scripts)
    log_in(page, "admin", PASSWORD)
    upload(page, messy_list)
    expect(figure(page, "拒绝")).to_have_text("3")

    # A column that nobody knows: its values are shown, its meaning chosen once.
    column = page.get_by_label("打算怎么干")
    expect(page.locator(".ask-list", has=column).first).to_contain_text("如：每季度上门一次")
    column.select_option("具体措施")
    # A unit's name, once for both of its rows.
    expect(page.locator("#names")).to_contain_text("共 2 行：第 3、4 行")
    page.get_by_label("“税务板块”").select_option(tax.name)
    # A cell of one row, first wrongly: what was typed is still there.
    cell = page.get_by_label("第 5 行“完成时限”改为")
    expect(cell).to_have_value("适时")
    cell.fill("尽快")
    page.get_by_role("button", name="重新核对", exact=True).click()
    expect(
        page.get_by_text("已记住 1 个栏目的对应、记住 1 个单位写法、修改 1 格并重新核对")
    ).to_be_visible()
    expect(page.get_by_text("还有 1 行要处理。")).to_be_visible()
    expect(cell).to_have_value("尽快")
    cell.fill("长期")
    cell.press("Enter")
    expect(page.get_by_role("row", name="社保费缴纳辅导")).to_contain_text("新增")
    expect(page.get_by_role("row", name="社保费缴纳辅导")).to_contain_text("适时 → 长期")
    # A new title for an item that the portal has.
    row = page.get_by_role("row", name="税费政策“上门办”服务")
    expect(row).to_contain_text("可能与“税费政策上门办”是同一项")
    row.get_by_role("button", name="认作“税费政策上门办”").click()
    expect(row).to_contain_text("已认作平台上的这一项")
    expect(row).to_contain_text("税费政策上门办 → 税费政策“上门办”服务")
    expect(figure(page, "拒绝")).to_have_text("0")

    page.get_by_role("button", name="导入全部 4 行").click()
    expect(page.get_by_text("已导入：新增 3 项，修改 1 项。")).to_be_visible()
    assert ServiceItem.objects.get(pk=item.pk).title == RENAMED[2]
    assert set(ServiceItem.objects.values_list("measures", flat=True)) == {ROW[3]}
    assert UnitAlias.objects.filter(unit=tax, text="税务板块").exists()

    # The same list again: nothing to ask, nothing changes.
    upload(page, messy_list)
    expect(page.locator("#names")).to_have_count(0)
    expect(page.get_by_text("没有认出来")).to_have_count(0)
    expect(page.locator("#columns")).to_contain_text("“打算怎么干” → 具体措施")
    expect(page.get_by_text("当时在页面上的修改照样采用。")).to_be_visible()
    expect(figure(page, "不变")).to_have_text("4")
    expect(page.get_by_role("button", name="重新核对", exact=True)).to_have_count(0)
    expect(page.get_by_text("没有需要写入的内容，全部与平台一致")).to_be_visible()
    assert ServiceItem.objects.count() == 4


def test_the_questions_fit_a_phone(
    transactional_db, units, administrator, open_page, log_in, messy_list
):
    phone = open_page(PHONE)
    log_in(phone, "admin", PASSWORD)
    upload(phone, messy_list)
    expect(phone.get_by_label("第 5 行“完成时限”改为")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
