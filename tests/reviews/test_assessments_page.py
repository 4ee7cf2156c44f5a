"""The year's assessments: prepared for whoever exists at its end, read by whom rules.md §3 says, grades only when they are public."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.models import Assessment, GradeDecision
from reviews.workflows.assessment_year import lacking, prepare_year
from tests.people import make_person, make_unit
from tests.zhaotong_portal.exports.sheets import book_of, rows_of
from units.models import Appointment, Role
from zhaotong_portal.workflow import NotAllowed

YEAR = timezone.localdate().year


def decide(assessment, staff, grade="好", state="decided"):
    decision = GradeDecision.objects.create(
        assessment=assessment, number=1, score="92.50", place=1, place_of=4, advised=grade, grade=grade,
        decided_by=staff, decided_at=timezone.now(),
    )  # fmt: skip
    assessment.decision, assessment.state = decision, state
    assessment.published_at = timezone.now() if state == "published" else None
    assessment.save()


def queries(client, url):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_year_is_prepared_once_and_units_founded_since_get_theirs(units, staff, liaison, secretary, districts):  # fmt: skip
    make_unit("已撤销单位", "撤销单位", districts[0], 9, active_to=date(YEAR, 1, 2))
    with pytest.raises(NotAllowed):
        prepare_year(liaison, YEAR)
    assert prepare_year(staff, YEAR) == 4 and prepare_year(staff, YEAR) == 0
    assert Assessment.objects.filter(unit__is_committee=True).exists()
    tax = Assessment.objects.get(unit__short_name="市税务局")
    assert [one["name"] for one in tax.secretaries] == ["李示例"]
    founded = make_unit("昭通市新设局", "新设局", districts[0], 8, active_from=timezone.localdate())
    assert list(lacking(YEAR)) == [founded] and prepare_year(staff, YEAR) == 1


def test_two_secretaries_of_a_year_are_both_named(tax, staff, secretary):
    Appointment.objects.filter(person=secretary).update(ends_on=date(YEAR - 1, 6, 30))
    Appointment.objects.create(
        person=make_person("next", "何某甲"), role=Role.SECRETARY, unit=tax, starts_on=date(YEAR - 1, 7, 1)
    )  # fmt: skip
    prepare_year(staff, YEAR - 1)
    kept = Assessment.objects.get().secretaries
    assert [(one["name"], one["since"][5:], one["until"][5:]) for one in kept] == [
        ("李示例", "01-01", "06-30"), ("何某甲", "07-01", "12-31"),
    ]  # fmt: skip


def test_the_list_costs_as_much_for_many_as_for_few(units, staff, districts, log_in):
    prepare_year(staff, YEAR)
    client = log_in(staff)
    client.get("/assessments/")
    few = queries(client, "/assessments/")
    for n in range(20, 28):
        make_unit(f"单位{n}", f"单位{n}", districts[0], n)
    prepare_year(staff, YEAR)
    assert queries(client, "/assessments/") == few <= 16


def test_score_and_grade_are_the_committees_until_they_are_published(units, staff, leader, auditor, officer, log_in):  # fmt: skip
    prepare_year(staff, YEAR)
    own = Assessment.objects.get(unit__short_name="市税务局")
    decide(own, staff)
    for person, seen in ((staff, True), (leader, True), (auditor, True), (officer, False)):
        client = log_in(person)
        assert ("92.50" in client.get("/assessments/").content.decode()) == seen
        assert ("<strong>好</strong>" in client.get(own.get_absolute_url()).content.decode()) == seen  # fmt: skip
        assert ("92.5" in str(rows_of(book_of(client.get("/assessments/?export=xlsx"))))) == seen
    # A grade that one may not read is none that one could filter by.
    assert 'value="好"' not in log_in(officer).get("/assessments/").content.decode()
    own.state, own.published_at = "published", timezone.now()
    own.save()
    page = log_in(officer).get("/assessments/?grade=好").content.decode()
    assert "92.50" in page and "市气象局" not in page


def test_filters_narrow_a_year_and_stay_in_the_address(units, staff, log_in, districts):
    prepare_year(staff, YEAR)
    prepare_year(staff, YEAR - 1)
    client = log_in(staff)
    rows = client.get(f"/assessments/?district={districts[0].pk}&kind=vertical").content.decode()
    assert rows.count("<tr data-href") == 1 and "市税务局" in rows
    assert client.get(f"/assessments/?year={YEAR - 1}").content.decode().count("<tr data-href") == 4
    assert client.get("/assessments/?year=x").status_code == 200
    assert client.get("/assessments/?report=none&mine=1").content.decode().count("<tr data-href") == 3  # fmt: skip
