"""季度通报 of a unit: figures with n, interval, exclusions and source, trend, reasons, what was put right, surveys apart (H14, H17)."""

import io
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from docx import Document

from reviews.figures import refresh_ratings
from reviews.models import RatingCase, SurveyResult
from reviews.quarters import cases_of, figures_of
from reviews.statements import statement
from reviews.workflows.rating_case import open_case
from tests.reviews.rating_world import store


@pytest.fixture
def quarter(point, staff):
    """Third quarter of 2026: eight ratings that count, one that does not, two cases of which one is over."""
    for number in range(6):
        store(point, 5, date(2026, 8, number + 1), reasons=["办得快"])
    poor = [store(point, 2, date(2026, 9, day), reasons=["等候太久"]) for day in (1, 2)]
    store(point, 1, date(2026, 9, 3), is_excluded=True)
    for rating in poor:
        open_case(rating, None)
    RatingCase.objects.filter(rating=poor[0]).update(state="closed", closed_on=date(2026, 9, 9))
    refresh_ratings()
    SurveyResult.objects.create(
        unit=point.unit, year=2026, title="入户测评", surveyor="某公司", asked=50, satisfied=10
    )


def text_of(content):
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def test_the_paper_says_what_was_counted_and_what_not(quarter, point, staff, log_in):
    response = log_in(staff).get(f"/ratings/units/{point.unit_id}/2026-3.docx")
    said = text_of(response.content)
    for part in ("有效评议8条", "满意率75.0%", "95%置信区间", "不计入1条", "扫码8条", "有效评议较少，不作比较",
                 "差评件2件", "整改率50.0%", "等候太久", "入户测评", "20.0%", "不与评议合计"):  # fmt: skip
        assert part in said, part


def test_a_survey_moves_no_figure(quarter, point):
    assert figures_of(2026, 3, unit=point.unit).n == 8
    assert (cases_of(date(2026, 7, 1), date(2026, 9, 30)).share) == 0.5
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyResult.objects.update(satisfied=51)


def test_a_handful_is_not_told_apart_to_the_unit(point, tax, officer, log_in, settings, quarter):
    settings.RATING_COMMENT_GROUP = 9
    said = text_of(log_in(officer).get(f"/ratings/units/{tax.pk}/2026-3.docx").content)
    assert "非常满意" not in said and "等候太久" not in said and "有效评议8条" in said


def test_nothing_rated_is_said_and_what_lies_ahead_has_no_paper(tax, staff, log_in):
    paper = statement(staff, tax, 2026, 1)
    assert "没有收到评议" in str(paper.parts[0].sentences)
    for quarter in ("2199-1", "2026-5", "2026-0", "1999-1"):
        assert log_in(staff).get(f"/ratings/units/{tax.pk}/{quarter}.docx").status_code == 404
