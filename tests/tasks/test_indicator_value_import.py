"""指标数据 from lists: grids and long lists write what the month's page would take, where the report is with the unit."""

from datetime import date
from decimal import Decimal

import pytest

from tasks.models import Indicator, IndicatorValue, MonthlyReport
from tasks.opening import lock_month, open_month
from tasks.values import save_value
from tasks.workflows.report import return_for_correction, send_to_sign, sign_and_submit
from tests.import_world import bring_in, hand_in
from tests.tasks.month_world import NOVEMBER, OCTOBER, at, fill
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.models import ImportState
from zhaotong_portal.workflow import StateChanged

GRID = {
    "title": "2026年11月学习活动统计表",
    "header": [
        "序号",
        "单位",
        "党组织",
        "“第一议题”学习",
        "中心组集中学习",
        "读书班（期）",
        "备注",
    ],
}
LONG = {"title": "2026年11月指标数据", "header": ["单位", "党组织", "指标", "数值", "说明"]}


@pytest.fixture(autouse=True)
def month(report):
    """November is open to all units, with two branches at 市税务局."""


def stored():
    """{(unit, organisation, code): what its cell shows}"""
    rows = IndicatorValue.objects.select_related("unit", "organisation", "indicator")
    return {
        (row.unit.short_name, str(row.organisation or ""), row.indicator.code): (
            row.state,
            row.value,
        )
        for row in rows
    }


def codes(batch):
    return [(m["row"], m["code"]) for m in batch.plan["messages"]]


def long_list(*rows):
    return [list(row) for row in rows]


def test_a_grid_of_units_and_organisations_fills_the_months_cells(administrator, tax):
    batch = bring_in(
        administrator,
        [
            [1, "市税务局", "机关第一党支部", 3, None, None, ""],
            [2, "市税务局", "离退休干部党支部", 0, None, None, ""],
            [3, "市税务局", "", None, "1", "2期", "已核"],
            [4, "市财政局", "", 5, None, None, ""],
        ],
        **GRID,
    )
    assert (batch.kind, batch.period) == ("indicator_value", NOVEMBER)
    assert stored() == {
        ("市税务局", "机关第一党支部", "first_topic"): ("reported", 3),
        ("市税务局", "离退休干部党支部", "first_topic"): ("zero", 0),
        ("市税务局", "", "centre_group"): ("reported", 1),
        ("市税务局", "", "reading_class"): ("reported", 2),
        ("市财政局", "", "first_topic"): ("reported", 5),
    }
    assert set(IndicatorValue.objects.values_list("edited_by", "reason", "version")) == {
        (administrator.pk, "", 1)
    }


def test_the_four_states_and_what_says_nothing(administrator):
    batch = bring_in(
        administrator,
        long_list(
            ["市税务局", "", "读书班", "不适用", "本月未举办"],
            ["市税务局", "", "专题辅导", "免报（新设单位）", ""],
            ["市税务局", "", "警示教育", "零报告", ""],
            ["市税务局", "", "warning_education_people", "1,200人次", "全员"],
            ["市财政局", "", "读书班", "", ""],
        ),
        **LONG,
    )
    assert batch.counts["unchanged"] == 1
    assert {key[2]: value for key, value in stored().items()} == {
        "reading_class": ("not_applicable", None),
        "special_lecture": ("exempt", None),
        "warning_education": ("zero", 0),
        "warning_education_people": ("reported", 1200),
    }
    reasons = dict(IndicatorValue.objects.values_list("indicator__code", "reason"))
    assert reasons["reading_class"] == "本月未举办"
    assert reasons["special_lecture"] == "新设单位"
    assert reasons["warning_education_people"] == ""


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["市税务局", "", "第一议题", "3", ""], "wrong_level"),
        (["市税务局", "机关第一党支部", "读书班", "3", ""], "wrong_level"),
        (["市税务局", "机关第九党支部", "第一议题", "3", ""], "unknown_organisation"),
        (["市税务局", "", "读书班会", "3", ""], "unknown_indicator"),
        (["市税务局", "", "发展党员", "3", ""], "not_asked"),
        (["市税务局", "", "乌蒙先锋讲坛", "3", ""], "not_asked"),
        (["市税务局", "", "读书班", "-3", ""], "bad_value"),
        (["市税务局", "", "读书班", "2.5", ""], "bad_value"),
        (["市税务局", "", "读书班", "600余", ""], "bad_value"),
        (["市税务局", "", "读书班", "10000000", ""], "bad_value"),
        (["市税务局", "", "读书班", "不适用", ""], "bad_value"),
        (["市不存在局", "", "读书班", "3", ""], "unknown_unit"),
        (["各单位", "", "读书班", "3", ""], "missing_unit"),
    ],
)
def test_what_the_page_would_not_take_is_refused_with_its_row(administrator, row, code):
    good = ["市财政局", "", "读书班", "1", ""]
    batch = hand_in(administrator, [good, row], **LONG)
    assert codes(batch) == [(4, code)]
    assert (batch.counts["create"], batch.counts["error"]) == (1, 1)


def test_an_unknown_column_of_a_grid_is_said_and_the_rest_is_read(administrator):
    header = [*GRID["header"][:-1], "趣味活动"]
    batch = hand_in(
        administrator, [[1, "市财政局", "", 5, None, 1, 9]], title=GRID["title"], header=header
    )
    assert codes(batch) == [(2, "unknown_column")]
    assert batch.counts["create"] == 2


def test_the_same_cell_twice_is_refused(administrator):
    rows = [["市税务局", "", "读书班", "3", ""], ["市税务局", "", "reading_class", "4", ""]]
    assert codes(hand_in(administrator, rows, **LONG)) == [(4, "duplicate_row")]


def test_an_organisation_that_is_gone_takes_no_value(administrator, branches):
    branches[0].dissolved_on = date(2026, 11, 1)
    branches[0].save()
    rows = [["市税务局", "机关第一党支部", "第一议题", "3", ""]]
    assert codes(hand_in(administrator, rows, **LONG)) == [(3, "dissolved_organisation")]


def test_a_report_that_is_not_with_the_unit_takes_nothing(
    administrator, report, officer, secretary
):
    fill(report, officer)
    send_to_sign(report.pk, officer)
    rows = [["市税务局", "", "读书班", "3", ""], ["市财政局", "", "读书班", "3", ""]]
    assert codes(hand_in(administrator, rows, **LONG)) == [(3, "report_not_open")]
    october = {**LONG, "title": "2026年10月指标数据"}
    assert codes(hand_in(administrator, rows, **october)) == [
        (3, "report_not_open"),
        (4, "report_not_open"),
    ]


def test_a_locked_month_takes_nothing(administrator, clock):
    clock.move_to(at(12, 25))
    lock_month(NOVEMBER)
    rows = [["市财政局", "", "读书班", "3", ""]]
    batch = hand_in(administrator, rows, **LONG)
    assert codes(batch) == [(3, "report_not_open")]
    assert "已锁定" in batch.plan["messages"][0]["text"]


def test_without_a_month_the_list_is_refused(administrator):
    batch = hand_in(
        administrator, [["市财政局", "", "读书班", "3", ""]], **{**LONG, "title": "指标数据"}
    )
    assert (batch.state, batch.refusal["code"]) == (ImportState.REFUSED, "no_month")


def test_months_across_are_each_their_own_months(administrator, tax, clock):
    clock.move_to(at(11, 3))
    open_month(OCTOBER)
    bring_in(
        administrator,
        [["读书班", 1, 2], ["专题辅导", None, 4]],
        title="填报单位：市税务局",
        name="2026年指标数据.xlsx",
        header=["指标", "10月", "11月"],
    )
    rows = IndicatorValue.objects.order_by("period", "indicator__order")
    assert [(row.period, row.indicator.code, row.value) for row in rows] == [
        (OCTOBER, "reading_class", 1),
        (NOVEMBER, "reading_class", 2),
        (NOVEMBER, "special_lecture", 4),
    ]


def test_the_same_list_again_changes_nothing_and_another_number_is_shown_old_and_new(administrator):
    rows = [["市税务局", "", "读书班", "不适用", "未举办"], ["市税务局", "", "专题辅导", "4", ""]]
    bring_in(administrator, rows, **LONG)
    rows[0][4] = ""
    again = hand_in(administrator, rows, **LONG)
    assert (again.counts["unchanged"], again.counts["error"]) == (2, 0)
    rows[1][3] = "7"
    batch = bring_in(administrator, rows, **LONG)
    assert batch.counts["update"] == 1
    assert batch.plan["rows"][1]["changes"] == {"数值": ["4", "7"]}
    assert stored()["市税务局", "", "special_lecture"] == ("reported", 7)


def test_what_was_signed_once_is_not_changed_silently(
    administrator, report, officer, secretary, staff
):
    fill(report, officer)
    send_to_sign(report.pk, officer)
    sign_and_submit(report.pk, secretary)
    return_for_correction(report.pk, staff, "请核对读书班。")
    bring_in(administrator, [["市税务局", "", "读书班", "3", ""]], **LONG)
    value = IndicatorValue.objects.get(indicator__code="reading_class", unit=report.unit)
    entry = AuditEntry.objects.about(value).get()
    assert (entry.actor, entry.changes) == (administrator, {"本单位“读书班”": ["0", "3"]})


@pytest.mark.parametrize("had_one", [False, True])
def test_a_unit_that_typed_meanwhile_is_not_written_over(
    administrator, report, officer, monkeypatch, had_one
):
    reading = Indicator.objects.get(code="reading_class").pk
    if had_one:
        save_value(report, reading, None, officer, "1")
    batch = hand_in(administrator, [["市税务局", "", "读书班", "3", ""]], **LONG)
    read = batches.make_plan

    def typed_meanwhile(*args):
        importer, plan = read(*args)
        save_value(report, reading, None, officer, "2", version=int(had_one))
        return importer, plan

    monkeypatch.setattr(batches, "make_plan", typed_meanwhile)
    with pytest.raises(StateChanged):
        batches.commit(batch.pk, administrator)
    assert not IndicatorValue.objects.filter(value=Decimal(3)).exists()


def test_a_batch_is_taken_back_unless_the_unit_wrote_or_signed(administrator, report, officer):
    first = bring_in(administrator, [["市税务局", "", "读书班", "3", ""]], **LONG)
    second = bring_in(
        administrator,
        [["市税务局", "", "读书班", "5", ""], ["市税务局", "", "专题辅导", "1", ""]],
        **LONG,
    )
    with pytest.raises(CannotUndo):
        batches.undo(first.pk, administrator)
    batches.undo(second.pk, administrator)
    assert stored() == {("市税务局", "", "reading_class"): ("reported", 3)}
    value = IndicatorValue.objects.get()
    save_value(report, value.indicator_id, None, officer, "4", version=value.version)
    with pytest.raises(CannotUndo):
        batches.undo(first.pk, administrator)


def test_what_was_signed_since_is_not_taken_back(administrator, report, officer, secretary, staff):
    batch = bring_in(administrator, [["市税务局", "", "读书班", "3", ""]], **LONG)
    fill(report, officer)
    send_to_sign(report.pk, officer)
    sign_and_submit(report.pk, secretary)
    with pytest.raises(CannotUndo):
        batches.undo(batch.pk, administrator)
    return_for_correction(report.pk, staff, "请核对读书班。")
    with pytest.raises(CannotUndo):
        batches.undo(batch.pk, administrator)
    assert MonthlyReport.objects.get(pk=report.pk).state == "returned"


def test_reading_costs_the_same_for_one_unit_and_for_all(
    administrator, units, django_assert_max_num_queries
):
    rows = [[unit.name, "", "读书班", "1", ""] for unit in units]
    with django_assert_max_num_queries(40) as few:
        hand_in(administrator, rows[:1], **LONG)
    with django_assert_max_num_queries(len(few)):
        hand_in(administrator, rows, **LONG)


def test_the_preview_says_of_each_cell_of_a_grid_what_concerns_it(log_in, administrator):
    batch = hand_in(
        administrator,
        [
            [1, "市税务局", "", None, "600余", 2, ""],
            [2, "市财政局", "机关第九党支部", 1, 1, None, ""],
        ],
        **GRID,
    )
    answer = log_in(administrator).get(batch.get_absolute_url())
    preview = answer.context["preview"]
    rows = preview.rows_of(preview.rows)
    assert [(row["number"], len(row["messages"])) for row in rows] == [
        (3, 1),
        (3, 0),
        (4, 1),
        (4, 1),
    ]
    columns = {c["label"]: c["field"] for c in batch.plan["sheets"][0]["tables"][0]["columns"]}
    assert columns["读书班（期）"] == "value"
    assert "没有认出来" not in answer.content.decode()
    assert "第 4 行" in preview.repeated[0]["where"]
