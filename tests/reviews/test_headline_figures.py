"""Each headline figure counts what its definition says, once, in the year where it belongs."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reviews.models import SurveyResult
from tasks.figures import refresh_unit_month
from tasks.figures.rebuilding import month_differences
from tasks.models import Indicator, IndicatorMonth, MonthlyReport, ServiceList, WorkItem
from tests.reviews.headline_world import (
    finding,
    honour,
    joint_study,
    load_catalogue,
    project,
    report,
    span,
    value,
)
from units.models import GradeYear, PartyOrganisation, YearlyGrade
from zhaotong_portal.headline.registry import all_figures, figure_of
from zhaotong_portal.period import Period

pytestmark = pytest.mark.usefixtures("units")


@pytest.fixture
def catalogue(db):
    load_catalogue()


@pytest.fixture
def branches(tax):
    return [
        PartyOrganisation.objects.create(unit=tax, kind="branch", name=f"第{n}党支部")
        for n in "一二"
    ]


def test_accepted_values_are_added_up_over_units_organisations_and_months(
    catalogue, tax, finance, branches
):
    report(tax, Period(2023, 3), first_topic={branches[0]: 4, branches[1]: 2}, reading_class=1)
    report(finance, Period(2023, 3), reading_class=2)
    report(finance, Period(2024, 12), reading_class=5)
    report(tax, Period(2025, 1), state="submitted", reading_class=100)
    assert value("first_topic") == (6, {2023: 6, 2024: 0, 2025: 0})
    assert value("reading_class") == (8, {2023: 3, 2024: 5, 2025: 0})
    assert value("reading_class", first="2024-01", last="2024-11")[0] == 0


def test_the_sum_over_all_units_follows_acceptance_and_is_proved(catalogue, tax):
    made = report(tax, Period(2024, 5), state="submitted", reading_class=3)
    assert value("reading_class")[0] == 0
    MonthlyReport.objects.filter(pk=made.pk).update(state="accepted")
    refresh_unit_month(tax.pk, Period(2024, 5))
    assert value("reading_class")[0] == 3
    assert list(month_differences()) == []
    IndicatorMonth.objects.update(accepted=4)
    assert any("全市直合计" in text for text in month_differences())


def test_a_new_row_of_the_catalogue_is_a_figure_without_programming(catalogue, tax):
    Indicator.objects.create(
        code="open_day", name="开放日", level="U", quantity="times", basis="试行", definition="开放日次数。"
    )  # fmt: skip
    report(tax, Period(2025, 2), open_day=7)
    assert value("open_day")[0] == 7
    assert figure_of("open_day").card.counts == "开放日次数。"
    assert figure_of("open_day").text(7) == "7次"


def test_what_several_units_held_together_counts_once_and_by_year(catalogue, tax, finance, weather):
    """C16, §12: 128次 is one year's; years are not added."""
    joint_study(tax, date(2024, 5, 6), finance)
    joint_study(tax, date(2025, 5, 6), finance, weather)
    joint_study(finance, date(2025, 6, 6), tax)
    assert value("joint_study") == (2, {2023: 0, 2024: 1, 2025: 2})
    assert figure_of("joint_study").rows(span("2025-01")).count() == 2


def test_projects_stand_in_both_readings_and_a_carried_over_one_counts_once(tax, finance):
    first = project(tax, 2023, "甲")
    project(tax, 2024, "甲", continued_from=first)
    project(finance, 2024, "乙", lead="branch_led")
    project(finance, 2025, "丙", state="cancelled")
    assert value("led_projects") == (2, {2023: 1, 2024: 1, 2025: 0})
    assert value("led_projects_secretary")[0] == 1
    assert value("led_projects_branch")[0] == 1


def test_a_list_is_carried_out_when_all_of_its_items_are_settled(tax):
    """份 ≠ 项."""
    for label, states in (
        ("上半年", ("accepted", "cancelled")),
        ("下半年", ("accepted", "under_way")),
    ):
        made = ServiceList.objects.create(unit=tax, category="public", year=2024, label=label)
        for number, state in enumerate(states):
            WorkItem.objects.create(
                unit=tax, kind="service_item", category="public", year=2024, label=label, service_list=made,
                title=f"事项{number}", state=state,
            )  # fmt: skip
    assert value("service_lists")[0] == 1
    assert value("service_lists_issued")[0] == 2


def test_findings_count_by_channel_and_only_what_was_put_right_by_that_day(tax, finance):
    finding(tax, date(2024, 3, 1), "甲", closed="2024-04-01T02:00Z")
    finding(tax, date(2024, 3, 2), "乙", closed=None)
    finding(finance, date(2024, 3, 3), "丙", source="public_clue", closed="2024-04-01T02:00Z")
    finding(finance, date(2024, 3, 4), "丁", source="assessment", closed=None)
    assert value("findings_visits")[0] == 1
    assert value("findings_visits", as_of="2024-03-31")[0] == 0
    assert value("findings_public")[0] == 1
    assert value("findings_assessment")[0] == 1
    assert value("findings_all_channels")[0] == 2


def test_a_survey_is_another_reading_and_mixed_with_no_rating(tax, finance):
    for unit, satisfied in ((tax, 90), (finance, 80)):
        SurveyResult.objects.create(
            unit=unit, year=2024, title="抽样测评", asked=100, satisfied=satisfied
        )
    assert value("survey_rate") == (85, {2023: None, 2024: 85, 2025: None})
    assert value("satisfaction_rate")[0] is None


def test_titles_are_a_stock_that_runs_out(tax, finance):
    honour(tax, "省级模范机关创建示范单位", 2023)
    honour(finance, "市级模范机关创建示范单位", 2024, valid_until=date(2025, 6, 30))
    assert value("demonstration_units") == (1, {2023: 1, 2024: 2, 2025: 1})


def test_the_rise_of_advanced_organisations_is_between_two_shares_rounded_once(tax, branches):
    """1 of 3 is 33.33 %, 2 of 3 is 66.67 %: 33.33 points, not 33.34."""
    more = PartyOrganisation.objects.create(unit=tax, kind="branch", name="第三党支部")
    for year, advanced in ((2023, 1), (2025, 2)):
        published = GradeYear.objects.create(
            year=year, state="published", published_at=f"{year}-12-20T02:00Z"
        )
        for number, organisation in enumerate([*branches, more]):
            grade = "advanced" if number < advanced else "ordinary"
            YearlyGrade.objects.create(grade_year=published, organisation=organisation, grade=grade)
    rise = figure_of("advanced_rise")
    assert rise.text(value("advanced_rise")[0]) == "33.33个百分点"
    assert value("advanced_share")[1][2024] is None
    assert value("graded") == (3, {2023: 3, 2024: 0, 2025: 3})
    assert value("advanced_rise", as_of="2025-06-01")[0] is None


def test_every_figure_says_what_it_counts_and_its_key_is_its_own(catalogue):
    figures = all_figures()
    assert len({figure.key for figure in figures}) == len(figures)
    for figure in figures:
        card = figure.card
        assert all((card.counts, card.level, card.dedupe, card.source, card.owner)), figure.key
        assert figure.reading_of == "" or figure_of(figure.reading_of)


def test_the_command_prints_what_the_contract_says(catalogue, tax):
    report(tax, Period(2023, 3), reading_class=336)
    out = StringIO()
    call_command("headline", "--from", "2023-01", "--to", "2025-12", "--json", stdout=out)
    figures = {row["key"]: row for row in json.loads(out.getvalue())["figures"]}
    assert figures["reading_class"]["value"] == 336
    assert figures["reading_class"]["unit"] == "期"
    assert {"key", "label", "value", "unit", "source"} <= figures["units"].keys()
    assert figures["satisfaction_rate"]["value"] is None


@pytest.mark.parametrize("options", [("2023-13", "2025-12"), ("2025-12", "2023-01")])
def test_the_command_refuses_a_span_that_cannot_be(db, options):
    with pytest.raises(CommandError, match="月份"):
        call_command("headline", "--from", options[0], "--to", options[1])
