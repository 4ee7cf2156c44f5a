"""第三方测评 from lists: known by its columns, refused where it cannot be, beside the ratings and never in them (H17)."""

import pytest

from reviews.models import SurveyResult, UnitMonthReviews
from tests.import_world import bring_in

HEADER = ["单位", "测评名称", "有效样本", "满意样本", "测评机构", "年度"]
SHEET = {"title": "2025年市直机关第三方满意度测评结果", "header": HEADER}
ROW = ["市税务局", "上半年入户测评", 100, 96, "某调查公司", 2025]

pytestmark = pytest.mark.usefixtures("units")


def row(**cells):
    return [cells.get(f"c{n}", value) for n, value in enumerate(ROW)]


def codes(batch):
    return [(m["row"], m["code"]) for m in batch.plan["messages"] if m["level"] == "error"]


def test_it_is_known_by_its_columns_and_moves_no_rate(administrator, tax):
    batch = bring_in(administrator, [ROW, row(c0="市气象局", c3=50)], **SHEET)
    assert batch.kind == "survey" and batch.counts["create"] == 2
    result = SurveyResult.objects.get(unit=tax)
    assert (result.asked, result.satisfied, result.rate) == (100, 96, 0.96)
    assert not UnitMonthReviews.objects.exists()


def test_again_it_brings_up_to_date_and_doubles_nothing(administrator):
    bring_in(administrator, [ROW], **SHEET)
    batch = bring_in(administrator, [row(c3=90)], **SHEET)
    assert batch.counts["update"] == 1 and SurveyResult.objects.get().satisfied == 90


def test_a_rate_without_its_sample_is_refused(administrator):
    rows = [row(c2=""), row(c0="市气象局", c3=101), row(c0="市财政局", c3="")]
    batch = bring_in(administrator, rows, skip_errors=True, **SHEET)
    assert [code for _, code in codes(batch)] == ["bad_count"] * 3
    assert not SurveyResult.objects.exists()
