"""历史汇总 from lists: long and wide, rounded numbers, twice the same, other years; and back again."""

import pytest

from tasks.catalogue import load_indicators
from tasks.models import HistoryTotal, Indicator
from tests.import_world import bring_in, hand_in
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import CannotUndo

pytestmark = pytest.mark.usefixtures("units")
LONG = {"title": "历史汇总", "header": ["指标", "范围", "年度", "数值", "出处"]}
WIDE = {
    "title": "三年行动主要数据统计表",
    "header": ["序号", "指标", "单位", "2023年", "2024年", "2025年", "合计", "备注"],
}


@pytest.fixture(autouse=True)
def catalogue(units):
    load_indicators()


def totals():
    """{(figure, scope, years): what is shown}"""
    return {
        (row.name, row.scope_name, row.years): row.value_text
        for row in HistoryTotal.objects.for_list()
    }


def codes(batch):
    return [(m["row"], m["code"]) for m in batch.plan["messages"] if m["level"] == "error"]


def test_a_long_list_names_figure_scope_and_year_in_each_row(administrator):
    batch = bring_in(
        administrator,
        [
            ["读书班", "全市", "2023年", "112期", "工委年度总结"],
            ["“第一议题”学习次数", "市税务局", 2024, 318, "报送件"],
            ["示范党支部", "第一片区", "2023–2025", "12家", ""],
        ],
        **LONG,
    )
    assert batch.kind == "history"
    assert totals() == {
        ("读书班", "市直机关", "2023年"): "112期",
        ("“第一议题”学习", "市税务局", "2024年"): "318次",
        ("示范党支部", "第一片区", "2023–2025年"): "12家",
    }
    own = HistoryTotal.objects.get(label="示范党支部")
    assert (own.indicator, own.measure, own.value) == (None, "家", 12)
    reading = HistoryTotal.objects.get(indicator__code="reading_class")
    assert (reading.source, reading.import_batch) == ("工委年度总结", batch)


def test_years_across_each_make_a_total_and_the_sum_is_one_of_its_own(administrator):
    batch = bring_in(
        administrator,
        [
            [1, "读书班", "期", 110, 112, 114, 336, "年报"],
            [2, "警示教育受教育人次", "人次", "约9000", None, "1.1万", "3万", ""],
        ],
        **WIDE,
    )
    assert batch.counts["create"] == 7
    assert totals() == {
        ("读书班", "市直机关", "2023年"): "110期",
        ("读书班", "市直机关", "2024年"): "112期",
        ("读书班", "市直机关", "2025年"): "114期",
        ("读书班", "市直机关", "2023–2025年"): "336期",
        ("警示教育受教育人次", "市直机关", "2023年"): "约9000人次",
        ("警示教育受教育人次", "市直机关", "2025年"): "1.1万人次",
        ("警示教育受教育人次", "市直机关", "2023–2025年"): "3万人次",
    }
    rounded = HistoryTotal.objects.get(as_written="约9000")
    assert (rounded.value, rounded.is_approximate) == (9000, True)
    assert HistoryTotal.objects.filter(note="年报").count() == 4


def test_units_down_and_indicators_across_take_the_year_of_the_title(administrator):
    batch = bring_in(
        administrator,
        [["市税务局", 30, 4], ["市财政局", "600余", None]],
        title="2024年度历史数据汇总",
        header=["单位", "第一议题", "读书班（期）"],
    )
    assert batch.kind == "history"
    assert totals() == {
        ("“第一议题”学习", "市税务局", "2024年"): "30次",
        ("“第一议题”学习", "市财政局", "2024年"): "600余次",
        ("读书班", "市税务局", "2024年"): "4期",
    }
    least = HistoryTotal.objects.get(unit__short_name="市财政局")
    assert (least.value, least.is_approximate, least.as_written) == (600, True, "600余")


def test_a_span_in_the_title_is_the_span_of_the_totals(administrator):
    bring_in(
        administrator,
        [["读书班", 336], ["投资", "110亿元"]],
        title="三年行动（2023—2025年）历史汇总",
        header=["指标", "数值"],
    )
    assert totals() == {
        ("读书班", "市直机关", "2023–2025年"): "336期",
        ("投资", "市直机关", "2023–2025年"): "110亿元",
    }
    assert HistoryTotal.objects.get(label="投资").value == 110


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["读书班", "全市", "", "3", ""], "bad_year"),
        (["读书班", "全市", "明年", "3", ""], "bad_year"),
        (["读书班", "全市", "2025-2023", "3", ""], "bad_year"),
        (["读书班", "全市", "2099", "3", ""], "bad_year"),
        (["读书班", "市不存在局", "2023", "3", ""], "unknown_unit"),
        (["读书班", "全市", "2023", "许多", ""], "bad_number"),
        (["读书班", "全市", "2023", "-3", ""], "bad_number"),
        (["读书班", "全市", "2023", "", ""], "missing_value"),
        (["读书班", "全市", "2023", "3场", ""], "wrong_measure"),
        (["", "全市", "2023", "3", ""], "missing_title"),
        (["读" * 61, "全市", "2023", "3", ""], "too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_row(administrator, row, code):
    batch = hand_in(administrator, [["读书班", "全市", "2022", 1, ""], row], **LONG)
    assert codes(batch) == [(4, code)]
    assert batch.counts["create"] == 1


def test_the_same_figure_scope_and_years_twice_is_refused_however_it_is_written(administrator):
    rows = [["读书班", "全市", "2023", 3, ""], ["读书班（期）", "市直机关", "2023年", 4, ""]]
    batch = hand_in(administrator, rows, **LONG)
    assert codes(batch) == [(4, "duplicate_row")]


def test_the_same_list_again_changes_nothing_and_a_corrected_one_says_what(administrator):
    rows = [["读书班", "全市", "2023", 3, "年报"], ["联学活动", "市税务局", "2023", 2, ""]]
    bring_in(administrator, rows, **LONG)
    again = hand_in(administrator, rows, **LONG)
    assert (again.counts["unchanged"], again.counts["create"]) == (2, 0)
    rows[0][3:] = ["300余", ""]
    batch = bring_in(administrator, rows, **LONG)
    assert batch.counts["update"] == 1
    stored = HistoryTotal.objects.get(indicator__code="reading_class")
    assert (stored.value, stored.as_written, stored.source) == (300, "300余", "年报")
    entry = AuditEntry.objects.about(stored).get()
    assert entry.changes["数值"] == ["3", "300"]


def test_a_corrected_exact_number_leaves_no_rounded_words_behind(administrator):
    bring_in(administrator, [["读书班", "全市", "2023", "300余", ""]], **LONG)
    bring_in(administrator, [["读书班", "全市", "2023", "312", ""]], **LONG)
    assert totals() == {("读书班", "市直机关", "2023年"): "312期"}
    assert not HistoryTotal.objects.get().is_approximate


def test_a_batch_is_taken_back_unless_somebody_edited_it(administrator):
    first = bring_in(administrator, [["读书班", "全市", "2023", 3, "年报"]], **LONG)
    second = bring_in(
        administrator,
        [["读书班", "全市", "2023", "5余", ""], ["宣讲稿", "全市", "2023", 9, ""]],
        **LONG,
    )
    with pytest.raises(CannotUndo):
        batches.undo(first.pk, administrator)
    batches.undo(second.pk, administrator)
    assert totals() == {("读书班", "市直机关", "2023年"): "3期"}
    batches.undo(first.pk, administrator)
    assert not HistoryTotal.objects.exists()


def test_years_that_the_portal_has_months_of_are_told_apart(administrator):
    from tasks.opening import open_month
    from zhaotong_portal.period import Period

    open_month(Period(2025, 3))
    batch = hand_in(administrator, [["读书班", "全市", "2023–2025", 3, ""]], **LONG)
    assert [m["code"] for m in batch.plan["messages"]] == ["counted_year"]
    assert batch.counts["create"] == 1


def test_a_name_near_an_indicators_is_asked_about_and_stands_for_itself(administrator):
    batch = hand_in(administrator, [["理论学习中心组学习次数", "全市", "2023", 3, ""]], **LONG)
    (message,) = batch.plan["messages"]
    assert message["code"] == "unknown_indicator"
    assert "理论学习中心组集中学习" in message["text"]


def test_an_indicator_of_the_catalogue_is_never_taken_for_a_narrower_one(administrator):
    bring_in(administrator, [["发展党员入党积极分子数", "全市", "2023", "31名", ""]], **LONG)
    assert HistoryTotal.objects.get().indicator is None
    assert not Indicator.objects.filter(history_totals__isnull=False).exists()
