"""The plain ledgers: entered, corrected, seen and exported in one way; their figures; what cannot be, beside its field."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from openpyxl import load_workbook

from units.figures import ledger
from units.ledger import keeping, members
from units.models import (
    ContactPoint,
    MemberDevelopment,
    Pairing,
    PartyOfficer,
    PartyOrganisation,
    YouthStudyGroup,
)
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import NotAllowed

pytestmark = pytest.mark.usefixtures("units")
DAY, LAST = date(2024, 3, 1), date(2025, 12, 31)


@pytest.fixture
def branches(tax):
    top = PartyOrganisation.objects.create(unit=tax, kind="general_branch", name="机关党总支")
    return [
        PartyOrganisation.objects.create(unit=tax, kind="branch", name=f"机关第{word}党支部", parent=top, order=order)
        for order, word in enumerate("一二", 1)
    ]  # fmt: skip


@pytest.fixture
def far(weather):
    return PartyOrganisation.objects.create(unit=weather, kind="branch", name="第一党支部")


def refused(deed):
    with pytest.raises(ValidationError) as error:
        deed()
    return set(error.value.message_dict)


# --- Rules of each --------------------------------------------------------------------------------


def test_a_leader_of_two_branches_counts_once_in_the_unit(officer, tax, branches, far, other_officer):  # fmt: skip
    for branch in branches:
        keeping.enter(ContactPoint, officer, organisation=branch, leader="何示例", starts_on=DAY)
    keeping.enter(ContactPoint, other_officer, organisation=far, leader="何示例", starts_on=DAY)
    over = {"leader": "吕示例", "starts_on": DAY, "ends_on": date(2025, 1, 1)}
    keeping.enter(ContactPoint, officer, organisation=branches[0], **over)
    assert ledger.by_unit("contact_points", DAY, LAST) == {tax.pk: 1, far.unit_id: 1}
    assert ledger.total("contact_points", DAY, date(2024, 6, 30), units=[tax.pk]) == 2
    assert refused(
        lambda: keeping.enter(ContactPoint, officer, organisation=branches[0], leader=" 何示例 ", starts_on=DAY)
    ) == {"leader"}  # fmt: skip


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"starts_on": date(2025, 3, 1), "ends_on": date(2025, 2, 28)}, "ends_on"),
        ({"starts_on": date(2999, 1, 1)}, "starts_on"),
        ({"starts_on": date(202, 1, 1)}, "starts_on"),
    ],
)
def test_days_that_cannot_be(officer, branches, days, field):
    assert field in refused(
        lambda: keeping.enter(ContactPoint, officer, organisation=branches[0], leader="何示例", **days)
    )  # fmt: skip


def test_nothing_begins_with_an_organisation_that_is_no_more(officer, branches):
    branches[0].dissolved_on = date(2024, 1, 1)
    branches[0].save()
    facts = {"organisation": branches[0], "starts_on": DAY}
    assert refused(lambda: keeping.enter(ContactPoint, officer, leader="何示例", **facts)) == {"organisation"}  # fmt: skip
    assert refused(lambda: keeping.enter(Pairing, officer, partner_name="示例社区", **facts)) == {"organisation"}  # fmt: skip


def test_no_branch_pairs_with_itself_and_a_pair_is_one(officer, branches, far, other_officer):
    one, two = branches
    assert refused(
        lambda: keeping.enter(Pairing, officer, organisation=one, partner=one, starts_on=DAY)
    ) == {"partner"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Pairing.objects.create(organisation=one, partner=one, starts_on=DAY)
    for partners in ({}, {"partner": two, "partner_name": "示例社区"}):
        assert refused(
            lambda fields=partners: keeping.enter(Pairing, officer, organisation=one, starts_on=DAY, **fields)
        ) == {"partner"}  # fmt: skip
    keeping.enter(Pairing, officer, organisation=one, partner=far, starts_on=DAY)
    assert refused(
        lambda: keeping.enter(Pairing, other_officer, organisation=far, partner=one, starts_on=DAY)
    ) == {"partner"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Pairing.objects.create(organisation=far, partner=one, starts_on=DAY)


def test_paired_branches_count_each_once(officer, tax, branches, far):
    one, two = branches
    keeping.enter(Pairing, officer, organisation=one, partner=far, starts_on=DAY)
    keeping.enter(Pairing, officer, organisation=one, partner_name="示例社区", starts_on=DAY)
    keeping.enter(Pairing, officer, organisation=two, partner_name="示例社区", starts_on=DAY, ends_on=date(2025, 1, 1))  # fmt: skip
    assert ledger.by_unit("pairings", DAY, LAST) == {tax.pk: 1, far.unit_id: 1}
    assert set(ledger.rows_of("pairings", DAY, LAST)) == {one, far}


def test_officers_are_a_flow_by_the_day_of_their_appointment(officer, tax, far):
    facts = {"unit": tax, "kind": "full_time"}
    left = {"name": "何某甲", "appointed_on": DAY, "left_on": date(2024, 9, 1)}
    keeping.enter(PartyOfficer, officer, **facts, **left)
    keeping.enter(PartyOfficer, officer, **facts, name="何某乙", appointed_on=date(2022, 1, 1))
    assert ledger.by_unit("officers_appointed", DAY, LAST) == {tax.pk: 1}
    assert PartyOfficer.objects.serving().count() == 1
    assert refused(lambda: keeping.enter(PartyOfficer, officer, **facts, name="何某丙", organisation=far, appointed_on=DAY)) == {"organisation"}  # fmt: skip
    assert refused(lambda: keeping.enter(PartyOfficer, officer, **facts, name="何某甲", appointed_on=DAY)) == {"name"}  # fmt: skip


def test_a_unit_has_one_youth_group_and_coverage_is_of_the_units_there_are(officer, tax):
    keeping.enter(YouthStudyGroup, officer, unit=tax, starts_on=DAY)
    assert refused(lambda: keeping.enter(YouthStudyGroup, officer, unit=tax, starts_on=DAY)) == {"starts_on"}  # fmt: skip
    assert ledger.youth_coverage(LAST) == (1, 4)
    assert ledger.youth_coverage(date(2024, 2, 1)) == (0, 4)


def test_members_are_numbers_by_month_and_stage(officer, other_officer, tax):
    may, june = Period(2025, 5), Period(2025, 6)
    members.set_counts(officer, tax, may, {"probationary": 3, "activist": 5, "full": None})
    members.set_counts(officer, tax, june, {"probationary": 2})
    members.set_counts(officer, tax, june, {"probationary": 1, "activist": 0})
    assert ledger.total("members_developed", date(2025, 5, 1), date(2025, 6, 30)) == 4
    assert ledger.by_unit_and_month("members_developed", [may, june]) == {(tax.pk, may): 3, (tax.pk, june): 1}  # fmt: skip
    assert AuditEntry.objects.about(tax).first().changes == {"2025年6月接收为预备党员": ["2", "1"]}
    members.set_counts(officer, tax, june, {"probationary": None})
    assert not MemberDevelopment.objects.filter(period=june).exists()
    with pytest.raises(NotAllowed):
        members.set_counts(other_officer, tax, june, {"probationary": 1})


@pytest.mark.parametrize("typed", ["-1", "10000000", "三", "1.5"])
def test_heads_that_cannot_be(log_in, officer, tax, typed):
    answer = log_in(officer).post("/ledger/members/month/?period=2025-06", {"probationary": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert not MemberDevelopment.objects.exists()


def test_months_that_have_not_begun_have_no_form(log_in, officer):
    following = Period.current().next()
    assert log_in(officer).get(f"/ledger/members/month/?period={following}").status_code == 404
    assert log_in(officer).get("/ledger/members/month/?period=2025-13").status_code == 404


def test_a_stock_is_asked_at_the_end_of_each_month_and_a_flow_by_its_day(officer, tax, branches):
    keeping.enter(Pairing, officer, organisation=branches[0], partner_name="示例社区", starts_on=date(2025, 2, 10))  # fmt: skip
    months = Period.range(Period(2025, 1), Period(2025, 3))
    assert ledger.by_unit_and_month("pairings", months) == {(tax.pk, month): 1 for month in months[1:]}  # fmt: skip
    keeping.enter(PartyOfficer, officer, unit=tax, kind="part_time", name="何某甲", appointed_on=date(2025, 2, 28))  # fmt: skip
    assert ledger.by_unit_and_month("officers_appointed", months) == {(tax.pk, months[1]): 1}


# --- Pages ----------------------------------------------------------------------------------------

CONTACT = {"leader": "何示例", "post": "副局长", "starts_on": "2024-03-01", "ends_on": "", "note": ""}  # fmt: skip


def test_a_unit_keeps_its_own_ledger_and_every_change_is_kept(log_in, officer, other_officer, staff, tax, branches):  # fmt: skip
    client, form = log_in(officer), CONTACT | {"organisation": branches[0].pk}
    answer = client.post("/ledger/contact-points/new/", form)
    made = ContactPoint.objects.get()
    assert answer.url == made.get_absolute_url()
    client.post(f"{made.get_absolute_url()}edit/", form | {"ends_on": "2025-01-31"})
    assert ContactPoint.objects.get().ends_on == date(2025, 1, 31)
    assert [entry.action for entry in AuditEntry.objects.about(made)] == ["contactpoint.corrected", "contactpoint.entered"]  # fmt: skip
    assert "2025年1月31日" in client.get(made.get_absolute_url()).content.decode()
    assert log_in(other_officer).get(made.get_absolute_url()).status_code == 404
    assert log_in(other_officer).post(f"{made.get_absolute_url()}edit/", form).status_code == 404
    chooser = log_in(staff).post("/ledger/contact-points/new/", form)
    assert "先选择单位" in chooser.content.decode()
    assert ContactPoint.objects.count() == 1


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(log_in, officer, branches, far):  # fmt: skip
    form = CONTACT | {"organisation": far.pk, "starts_on": "三月", "leader": "何" * 51}
    answer = log_in(officer).post("/ledger/contact-points/new/", form)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"organisation", "starts_on", "leader"}
    assert "何" * 51 in answer.content.decode()


def test_a_pairing_names_the_partner_as_people_write_it(log_in, officer, other_officer, branches, far, weather):  # fmt: skip
    form = {"organisation": branches[0].pk, "partner_unit": weather.pk, "partner_name": "市气象局第1支部", "theme": "", "starts_on": "2024-03-01", "ends_on": "", "note": ""}  # fmt: skip
    answer = log_in(officer).post("/ledger/pairings/new/", form | {"partner_name": "第九党支部"})
    assert "没有登记党组织“第九党支部”" in answer.content.decode()
    log_in(officer).post("/ledger/pairings/new/", form)
    made = Pairing.objects.get()
    assert made.partner == far
    assert log_in(other_officer).get(made.get_absolute_url()).status_code == 200
    assert log_in(other_officer).get(f"{made.get_absolute_url()}edit/").status_code == 404


@pytest.fixture
def filled(tax, weather, branches, far):
    for branch in (*branches, far):
        ContactPoint.objects.create(organisation=branch, leader="何示例", starts_on=DAY)
        Pairing.objects.create(organisation=branch, partner_name="示例社区", starts_on=DAY)
    for unit in (tax, weather):
        PartyOfficer.objects.create(unit=unit, name="何某甲", kind="full_time", appointed_on=DAY)
        YouthStudyGroup.objects.create(unit=unit, starts_on=DAY)
        MemberDevelopment.objects.create(unit=unit, period=Period(2025, 5), stage="probationary", count=2)  # fmt: skip


LISTS = ("/ledger/contact-points/", "/ledger/pairings/", "/ledger/officers/", "/ledger/youth-groups/", "/ledger/members/")  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_a_list_shows_and_exports_what_one_may_see(address, log_in, staff, officer, filled, weather):  # fmt: skip
    def exported(person):
        sheet = load_workbook(BytesIO(log_in(person).get(f"{address}?export=xlsx").content)).active
        return [row for row in sheet.iter_rows(values_only=True) if row[0] and "昭通市" in str(row[0])]  # fmt: skip

    assert len(exported(staff)) > len(exported(officer)) >= 1
    assert all("气象局" not in str(row) for row in exported(officer))
    assert log_in(officer).get(f"{address}?unit={weather.pk}").status_code == 404


@pytest.mark.parametrize("code", ["contact_points", "pairings", "officers_appointed", "youth_groups", "members_developed"])  # fmt: skip
def test_a_figure_opens_exactly_its_rows(code, log_in, staff, filled):
    first, last = date(2024, 1, 1), date(2025, 12, 31)
    answer = log_in(staff).get(ledger.address(code, first, last))
    assert answer.status_code == 200
    assert answer.context["counted"]["total"] == ledger.total(code, first, last) > 0
    if code != "members_developed":
        assert answer.context["page"].paginator.count == ledger.rows_of(code, first, last).count()
    before = log_in(staff).get(ledger.address(code, first, first + timedelta(days=1)))
    assert before.context["counted"]["total"] == 0


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_for_few_and_for_many(address, log_in, staff, filled, units, django_assert_max_num_queries):  # fmt: skip
    client = log_in(staff)
    with django_assert_max_num_queries(12) as few:
        client.get(address)
    for unit in units:
        branch = PartyOrganisation.objects.create(unit=unit, kind="branch", name="新党支部")
        for number in range(8):
            ContactPoint.objects.create(organisation=branch, leader=f"何{number}", starts_on=DAY)
            Pairing.objects.create(organisation=branch, partner_name=f"社区{number}", starts_on=DAY)
            PartyOfficer.objects.create(unit=unit, name=f"何{number}", kind="part_time", appointed_on=DAY)  # fmt: skip
            MemberDevelopment.objects.create(unit=unit, period=Period(2024, number + 1), stage="full", count=1)  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_the_exported_register_comes_in_again_and_changes_nothing(log_in, administrator, branches, far):  # fmt: skip
    branches[0].is_service_window, branches[0].founded_on = True, date(2012, 7, 1)
    branches[0].save()
    far.founded_on, far.dissolved_on = date(2012, 7, 1), timezone.localdate()
    far.save()
    content = log_in(administrator).get("/organisations/?export=xlsx").content
    batch = batches.take_upload(SimpleUploadedFile("基层党组织台账.xlsx", content), administrator)
    assert (batch.kind, batch.counts["rows"], batch.counts["unchanged"]) == ("organisation", 4, 4)
    assert batch.plan["messages"] == []
