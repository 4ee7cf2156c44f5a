"""/headline/: the figures, their rows, the report; publishing freezes them, a correction stands beside what was published."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from reviews.headline import publishing
from reviews.models import BackgroundNote, FigureCorrection, HeadlinePublication
from tasks.models import HistoryTotal
from tests.reviews.headline_world import finding, load_catalogue, project, report, span
from zhaotong_portal.headline.counting import values_of
from zhaotong_portal.headline.registry import all_figures
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("units")]


@pytest.fixture
def rows(tax, finance):
    load_catalogue()
    for year, number in ((2023, 3), (2024, 7), (2025, 15)):
        report(tax, Period(year, 3), reading_class=number, first_topic=number)
        project(finance, year, f"项目{year}")
        finding(tax, date(year, 3, 1), f"问题{year}", closed=f"{year}-05-01T02:00Z")


def line(client, key, query=""):
    chapters = client.get(f"/headline/{query}").context["chapters"]
    lines = [line for _, lines in chapters for line in lines]
    return next(line for line in lines if line.figure.key == key)


def test_a_figure_stands_by_year_and_whole_with_the_change(log_in, leader, rows):
    shown = line(log_in(leader), "reading_class")
    assert [text for _, text, _ in shown.cells] == ["3期", "7期", "15期"]
    assert (shown.whole, shown.change) == ("25期", "翻了一番")
    html = log_in(leader).get("/headline/").content.decode()
    assert "举办读书班的期数" in html


def test_the_page_can_be_seen_as_of_any_day(log_in, staff, rows):
    shown = line(log_in(staff), "findings_visits", "?as_of=2024-04-30")
    assert [text for _, text, _ in shown.cells] == ["1个", "0个", "—"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?from=2025-01&to=2023-01", "截止月份不能早于起始月份"),
        ("?from=2010-01&to=2025-12", "一次最多看"),
        ("?from=昨天", "月份应写成"),
        ("?as_of=2999-01-01", "这一天还没有到"),
    ],
)
def test_a_span_that_cannot_be_is_said_and_the_usual_one_shown(log_in, staff, query, words):
    answer = log_in(staff).get(f"/headline/{query}")
    assert words in answer.content.decode()
    assert answer.context["span"].first == Period(2023, 1)


def test_every_figure_opens_exactly_the_rows_that_it_counts(log_in, staff, rows):
    """Each figure's page answers, and what its rows amount to is the figure."""
    client = log_in(staff)
    figures = all_figures()
    values = values_of(figures, span())
    counted = 0
    for figure in figures:
        shown = client.get(f"/headline/{figure.key}/?from=2023-01&to=2025-12")
        assert shown.status_code == 200, figure.key
        if figure.adding.name in ("SUM", "STANDING") and not figure.is_share:
            amount = sum(row.amount for row in shown.context["rows"])
            if figure.key != "youth_coverage":
                assert amount == values[figure.key].whole, figure.key
                counted += bool(amount)
    assert counted > 6


def test_an_unknown_figure_is_not_there(log_in, staff):
    assert log_in(staff).get("/headline/no_such_figure/").status_code == 404


def test_the_page_costs_the_same_for_few_rows_and_for_many(
    log_in, staff, rows, units, django_assert_max_num_queries
):
    client = log_in(staff)
    client.get("/headline/")
    with django_assert_max_num_queries(12) as few:
        client.get("/headline/")
    for unit in units[1:]:
        for month in range(4, 9):
            report(unit, Period(2024, month), reading_class=2)
            project(unit, 2024, f"又一项{month}")
    with django_assert_max_num_queries(len(few)):
        client.get("/headline/")


def test_totals_of_earlier_years_and_other_papers_stand_apart(log_in, staff, rows):
    HistoryTotal.objects.create(
        label="读书班", measure="期", from_year=2022, to_year=2022, value=900, source="总结"
    )
    BackgroundNote.objects.create(title="经济", text="经济总量迈上2000亿元台阶", source="统计公报")
    client = log_in(staff)
    html = client.get("/headline/").content.decode()
    assert "引自材料，不由平台统计" in html and "历史汇总" in html
    assert line(client, "reading_class").whole == "25期"


def test_the_word_report_has_a_footnote_for_each_figure(log_in, leader, rows):
    answer = log_in(leader).get("/headline/report.docx?from=2023-01&to=2025-12")
    document = Document(BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "读书班25期" in text
    notes = next(
        rel.target_part for rel in document.part.rels.values() if "footnotes" in rel.reltype
    )
    said = notes.blob.decode()
    assert "/headline/reading_class/?from=2023-01" in said and "口径第1版" in said
    assert said.count("<w:footnoteRef/>") == document.element.xml.count("<w:footnoteReference ")


def test_the_workbook_has_a_row_a_figure_and_its_definition(log_in, staff, rows):
    assert log_in(staff).get("/headline/?export=headline").status_code == 200
    assert log_in(staff).get("/headline/findings_visits/?export=rows").status_code == 200


# --- Published, and corrected ------------------------------------------------------------------------


def test_what_was_published_stays_and_later_changes_are_listed(log_in, staff, rows, tax):
    client = log_in(staff)
    answer = client.post(
        "/headline/publish/",
        {"from": "2023-01", "to": "2025-12", "as_of": "2026-01-31", "title": "三年行动数据"},
    )
    publication = HeadlinePublication.objects.get()
    assert answer.url == publication.get_absolute_url()
    assert publishing.differences_of(publication) == {}
    report(tax, Period(2025, 4), reading_class=2)
    frozen = publication.figures.get(key="reading_class")
    assert (frozen.value, frozen.text) == (25, "25期")
    html = client.get(publication.get_absolute_url()).content.decode()
    assert "25期 → 27期" in html and "15期 → 17期" in html

    client.post(f"{publication.get_absolute_url()}reading_class/", {"reason": "补报一个月"})
    correction = FigureCorrection.objects.get()
    assert (correction.value, correction.reason) == (27, "补报一个月")
    frozen.refresh_from_db()
    assert frozen.value == 25
    html = client.get(publication.get_absolute_url()).content.decode()
    assert "补报一个月" in html and "25期 → 27期" not in html
    with pytest.raises(StateChanged):
        publishing.correct(staff, publication.pk, "reading_class", "再来一次")


def test_rows_after_the_day_of_the_publication_change_nothing(staff, rows, tax):
    publication = publishing.publish(staff, span(as_of="2025-12-31"), "年末")
    finding(tax, date(2026, 2, 1), "以后的问题")
    assert publishing.differences_of(publication) == {}


def test_a_correction_needs_its_reason_and_both_need_staff_of_all_districts(
    log_in, staff, liaison, leader, rows, tax
):
    publication = publishing.publish(staff, span(), "发布")
    report(tax, Period(2025, 4), reading_class=2)
    with pytest.raises(ReasonRequired):
        publishing.correct(staff, publication.pk, "reading_class", " ")
    for person in (liaison, leader):
        with pytest.raises(NotAllowed):
            publishing.publish(person, span(), "发布")
        with pytest.raises(NotAllowed):
            publishing.correct(person, publication.pk, "reading_class", "理由")
    answer = log_in(staff).post(f"{publication.get_absolute_url()}reading_class/", {"reason": ""})
    assert answer.status_code == 409
    assert "请写明更正的理由" in answer.content.decode()
