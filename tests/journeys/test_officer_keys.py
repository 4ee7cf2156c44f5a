"""How many keys a month costs: an officer on the keyboard alone, from opening the page to the secretary's signature."""

import pytest
from playwright.sync_api import expect

from tasks.catalogue import load_indicators
from tasks.models import (
    Indicator,
    IndicatorValue,
    ItemProgress,
    Light,
    Month,
    MonthlyReport,
    ReportState,
)
from tasks.opening import open_month
from tests.journeys.test_look import barriers
from tests.people import PASSWORD
from tests.tasks.month_world import service_item
from units.models import OrganisationKind, PartyOrganisation
from zhaotong_portal.period import Period

pytestmark = pytest.mark.django_db(transaction=True)
ITEMS, CELLS, MOST_KEYS = 20, 25, 120


@pytest.fixture
def report(units, tax, officer, secretary):
    """20 items, all but one reported on last month; 19 branches with one figure each, 6 of the unit's own."""
    load_indicators()
    by_unit = Indicator.objects.filter(level="U", source="typed").count()
    PartyOrganisation.objects.bulk_create(
        PartyOrganisation(unit=tax, name=f"第{n}党支部", kind=OrganisationKind.BRANCH, order=n)
        for n in range(1, CELLS - by_unit + 1)
    )
    period = Period.current()
    for n in range(1, ITEMS + 1):
        service_item(tax, f"服务事项{n:02}", percent=40 + n, year=period.year, order=n)
    open_month(period.previous())
    lines = ItemProgress.objects.filter(period=period.previous())
    for line in lines.select_related("item"):
        line.percent, line.light, line.text = line.item.percent, Light.ON_TRACK, "按计划推进。"
        line.edited_at, line.edited_by, line.version = line.report.month.due_at, officer, 1
        line.save()
    Month.objects.filter(period=period.previous()).update(locked_at="2020-01-01T00:00Z")
    open_month(period)
    return MonthlyReport.objects.get(unit=tax, period=period)


class Keys:
    """Presses keys and counts them; the words of a text are typed and count for nothing, the digits of a figure do."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def figure(self, digits):
        self.press(*digits)

    def words(self, text):
        self.page.keyboard.type(text)


def test_a_month_of_20_items_and_25_cells_costs_at_most_120_keys_and_no_reload(
    page, log_in, report
):
    log_in(page, "officer", PASSWORD).goto(report.get_absolute_url())
    assert page.locator(".month-row").count() == ITEMS
    assert page.locator("[data-entry=value]").count() == CELLS
    loads = []
    page.on("load", lambda: loads.append(report_state(report)))
    keys = Keys(page)
    report_on_three_items(page, keys)
    carry_over_the_rest(page, keys)
    fill_the_grid(page, keys)
    assert loads == []
    with page.expect_event("load"):
        keys.press("Control+Enter")
    expect(page.get_by_text("已送书记签发")).to_be_visible()
    assert loads == [ReportState.TO_SIGN], (
        "the only page that was loaded came after the month was sent"
    )
    assert keys.pressed <= MOST_KEYS


def report_state(report):
    return MonthlyReport.objects.values_list("state", flat=True).get(pk=report.pk)


def report_on_three_items(page, keys):
    rows = page.locator(".month-row")
    expect(rows.first).to_be_focused()
    for place in (3, 9, 15):
        while not rows.nth(place).evaluate("row => row === document.activeElement"):
            keys.press("ArrowDown")
        if place == 9:
            keys.press("2")
        keys.press("Enter")
        keys.figure("85")
        keys.press("Enter")
        keys.press("Control+a")
        keys.words("本月新增两个服务点，办结一批事项。")
        if place == 9:
            keys.press("Tab")
            keys.words("人手不足，下月补齐。")
        keys.press("Escape")
    expect(page.locator("#items-count")).to_have_text("20 项，已填 3 项，其中 0 项无变化")


def carry_over_the_rest(page, keys):
    """Nothing is confirmed that was not shown: first the list, then the key."""
    keys.press("Alt+u")
    panel = page.get_by_role("group", name="以下 17 项将按上次的情况报“无变化”")
    expect(panel).to_be_visible()
    expect(panel.get_by_role("listitem")).to_have_count(17)
    assert not ItemProgress.objects.filter(unchanged=True).exists()
    assert barriers(page) == []
    keys.press("Enter")
    expect(page.locator("#items-count")).to_have_text("20 项，已填 20 项，其中 17 项无变化")
    row = page.locator(".month-row").first
    expect(row.get_by_label("无变化")).to_be_checked()
    expect(row.locator(".same-as-before")).to_contain_text("沿用上月：按计划推进。")


def fill_the_grid(page, keys):
    """The focus stands on the first cell that is still empty."""
    cells = page.locator("[data-field=value]")
    expect(cells.first).to_be_focused()
    keys.figure("3")
    keys.press("ArrowDown", "ArrowDown")
    keys.figure("2")
    for _ in range(16):
        keys.press("ArrowDown")
    expect(cells.nth(18)).to_be_focused()
    keys.press("ArrowDown")
    keys.figure("1")
    keys.press("ArrowRight")
    keys.figure("12")
    expect(page.locator("#month-gaps")).to_contain_text("还差 21 处")
    keys.press("Alt+0")
    expect(page.get_by_role("button", name="其余零报告")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#month-gaps")).to_contain_text("已填齐")
    expect(cells.nth(5)).to_have_value("0")


def test_the_keys_are_listed_and_never_in_the_way_of_a_text(page, log_in, report):
    log_in(page, "officer", PASSWORD).goto(report.get_absolute_url())
    page.keyboard.press("Shift+?")
    listed = page.get_by_role("dialog", name="键盘操作")
    expect(listed).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    text = page.locator(".month-row").first.get_by_placeholder("本月做了什么")
    text.fill("")
    text.press_sequentially("有结果吗?1+2-3")
    expect(text).to_have_value("有结果吗?1+2-3")
    expect(listed).to_be_hidden()
    expect(page.locator("#save-state")).to_contain_text("✓ 已保存")


# --- The grid at its usual size: 12 organisations × 4 kinds of activity ------------------------------------

KINDS = ("first_topic", "centre_group", "warning_education", "theory_talk")
ORGANISATIONS = 12
# Card, Moran, Newell 1983: an average typist's keystroke, and the pause in which the next row of the paper is read.
KEYSTROKE, READING_A_ROW = 0.28, 1.35


@pytest.fixture
def wide_grid(units, tax, officer, secretary):
    """Nothing to report on but the grid: each of the four kinds is kept by the organisations, and nothing else is asked."""
    load_indicators()
    Indicator.objects.exclude(code__in=KINDS).update(is_active=False)
    Indicator.objects.filter(code__in=KINDS).update(level="O")
    PartyOrganisation.objects.bulk_create(
        PartyOrganisation(unit=tax, name=f"第{n}党支部", kind=OrganisationKind.BRANCH, order=n)
        for n in range(1, ORGANISATIONS + 1)
    )
    open_month(Period.current())
    return MonthlyReport.objects.get(unit=tax, period=Period.current())


def test_the_grid_of_12_organisations_and_4_kinds_is_typed_in_under_a_minute(
    page, log_in, wide_grid
):
    """One screen, no mouse: digits and Enter. The time is that of a person who types, whatever the machine's is."""
    log_in(page, "officer", PASSWORD).goto(wide_grid.get_absolute_url())
    cells = page.locator("[data-field=value]")
    expect(cells).to_have_count(ORGANISATIONS * len(KINDS))
    keys = Keys(page)
    keys.press("Alt+n")
    expect(cells.first).to_be_focused()
    assert cells.first.is_visible() and cells.last.is_visible()
    paper = [str(n % 5 + 8 * (n % 7 == 0)) for n in range(ORGANISATIONS * len(KINDS))]
    for place, number in enumerate(paper):
        keys.figure(number)
        if place < len(paper) - 1:
            keys.press("Enter")
    expect(page.locator("#month-gaps")).to_contain_text("已填齐")
    typed = IndicatorValue.objects.filter(unit=wide_grid.unit)
    assert typed.count() == len(paper)
    assert [
        int(v.value) for v in typed.order_by("organisation__order", "indicator__order")
    ] == list(map(int, paper))
    assert keys.pressed * KEYSTROKE + ORGANISATIONS * READING_A_ROW < 60
