"""述职证据包: what it says is what the score takes, each figure leads to its rows, two secretaries are both shown."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.assessment.evidence_pack import pack_of
from reviews.assessment.evidence_paper import paper_of
from reviews.assessment.figures import FIGURES
from reviews.assessment.secretaries import secretaries_of
from reviews.models import Assessment, Finding
from tasks.models import WorkItem
from tests.people import make_person
from tests.reviews.test_assessment_figures import (  # noqa: F401
    YEAR,
    finance,
    rich,
    staff,
    standing,
    tax,
)
from tests.zhaotong_portal.exports.sheets import book_of
from units.models import Appointment, Person, Role


@pytest.fixture
def pack(tax):  # noqa: F811
    return pack_of(Assessment.objects.create(unit=tax, year=YEAR))


def section(pack, key):
    return next(one for one in pack.sections if one.key == key)


def whole(pack, key, label="", table=0):
    """{measure: text} of the line of the whole year."""
    there = section(pack, key).tables[table]
    line, measured = next(
        (line, cells) for line, cells in there.rows if line.label == label and line.is_whole
    )
    return {measure: cell.text for measure, cell in measured}


def two_secretaries(unit):
    for name, since, until in (("李示例", date(2020, 1, 1), date(YEAR, 6, 30)), ("何某甲", date(YEAR, 7, 1), None)):  # fmt: skip
        person = make_person(f"secretary-{since.year}", name)
        Appointment.objects.create(
            person=person, role=Role.SECRETARY, unit=unit, starts_on=since, ends_on=until
        )


@pytest.mark.parametrize(
    "key, section_key, label, table, measure",
    [
        ("report_timeliness", "reports", "", 0, "按时率"),
        ("service_items_done", "items", "三服务清单", 0, "完成率"),
        ("led_projects_done", "items", "领办引办项目", 0, "完成率"),
        ("key_tasks_done", "items", "重点任务", 0, "完成率"),
        ("findings_closed", "findings", "问题按期整改率", 1, "比率"),
        ("findings_not_recurring", "findings", "问题不反弹率", 1, "比率"),
        ("last_year_findings_closed", "last_year", "", 0, "整改率"),
        ("spot_checks_true", "spot_checks", "", 0, "属实率"),
    ],
)
def test_pack_and_score_never_differ(pack, tax, key, section_key, label, table, measure):  # noqa: F811
    value = FIGURES[key].compute(YEAR, [tax.pk])[tax.pk]
    said = whole(pack, section_key, label, table)
    assert said[measure] == f"{value.value}%"
    assert str(value.n) in said.values()


def test_the_rate_stands_with_its_number_and_its_interval(pack, tax):  # noqa: F811
    value = FIGURES["satisfaction"].compute(YEAR, [tax.pk])[tax.pk]
    said = whole(pack, "ratings")
    rate = next(text for measure, text in said.items() if measure.startswith("满意率"))
    assert (said["有效评议"], rate) == (str(value.n), f"{value.value}%")
    assert "–" in said["95% 区间"]


def test_both_halves_of_a_year_are_shown_beside_the_whole(tax):  # noqa: F811
    two_secretaries(tax)
    pack = pack_of(Assessment.objects.create(unit=tax, year=YEAR))
    assert [one.label for one in pack.tenures] == [
        f"李示例（{YEAR}年1月1日至{YEAR}年6月30日，181 天）", f"何某甲（{YEAR}年7月1日至{YEAR}年12月31日，184 天）",
    ]  # fmt: skip
    months = [cells[0][1].text for _, cells in section(pack, "reports").tables[0].rows]
    assert months == ["5", "6", "11"]  # June was exempt
    for one in ("items", "findings", "spot_checks", "ratings"):
        for table in section(pack, one).tables[:1]:
            for label in {line.label for line in table.lines}:
                holders = [line.holder for line in table.lines if line.label == label]
                assert holders == ["李示例", "何某甲", "全年"]


def test_a_unit_founded_in_may_answers_for_the_months_since(finance):  # noqa: F811
    pack = pack_of(Assessment.objects.create(unit=finance, year=YEAR))
    assert (pack.since, pack.until) == (date(YEAR, 5, 12), date(YEAR, 12, 31))
    assert whole(pack, "reports")["到期月份"] == "8"
    assert "设立，以前的月份不计" in str(paper_of(pack).facts)


def test_any_number_of_rows_costs_the_same(tax):  # noqa: F811
    assessment = Assessment.objects.create(unit=tax, year=YEAR)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            pack_of(assessment)
        return len(queries)

    few = asked()
    for n in range(9):
        WorkItem.objects.create(
            unit=tax, kind="service_item", category="public", year=YEAR, title=f"多的{n}", deadline_kind="date",
            deadline=date(YEAR, 3, 1 + n),
        )  # fmt: skip
        Finding.objects.create(
            unit=tax, year=YEAR, title=f"多的{n}", source="inspection", found_on=date(YEAR, 3, 1 + n), state="in_hand"
        )  # fmt: skip
    assert asked() == few <= 24


def test_unit_and_judges_see_the_same_page_and_every_figure_opens(tax, staff, log_in):  # noqa: F811
    two_secretaries(tax)
    assessment = Assessment.objects.create(unit=tax, year=YEAR)
    secretary = secretaries_of(YEAR, [tax])[tax.pk][-1].person_id
    url = f"/assessments/{assessment.pk}/evidence/"
    addresses = {
        cell.url
        for one in pack_of(assessment).sections
        for table in one.tables
        for line in table.lines
        for cell in line.cells
        if cell.url
    }
    pages = []
    for person in (staff, Person.objects.get(pk=secretary)):
        client = log_in(person)
        pages.append(client.get(url).content.decode().split("<main")[1].split("</main")[0])
        assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)  # fmt: skip
    assert pages[0] == pages[1]
    assert client.get(f"/assessments/{assessment.pk}/evidence.docx").content[:2] == b"PK"
    assert "报送及时" in book_of(client.get(f"{url}?export=evidence")).sheetnames


def test_the_first_appointment_of_the_year_before_is_one_time_in_office(tax):  # noqa: F811
    person = make_person("again", "李示例")
    for since, until in ((date(2020, 1, 1), date(YEAR, 3, 31)), (date(YEAR, 4, 1), None)):
        Appointment.objects.create(
            person=person, role=Role.SECRETARY, unit=tax, starts_on=since, ends_on=until
        )
    assert len(secretaries_of(YEAR, [tax])[tax.pk]) == 1
