"""/honours/: the ledger, its filters and its form; the same honour twice; the panel on the page of a unit."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from reviews.models import Honour
from units.models import PartyOrganisation
from units.registers import entering
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports import batches
from zhaotong_portal.workflow import NotAllowed

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("units")]
FORM = {
    "unit": "市税务局", "organisation": "", "title": "云岭先锋模范机关", "level": "provincial", "year": "2024",
    "awarded_by": "省委组织部", "document": "", "valid_until": "", "note": "",
}  # fmt: skip


@pytest.fixture
def branch(tax):
    return PartyOrganisation.objects.create(unit=tax, kind="branch", name="机关第一党支部")


def honour(unit, title="文明单位", **fields):
    return Honour.objects.create(
        unit=unit, title=title, **{"level": "municipal", "year": 2024} | fields
    )


@pytest.fixture
def held(tax, weather, committee, branch):
    return {
        "unit": honour(tax, "云岭先锋模范机关", level="provincial", valid_until=date(2099, 12, 31)),
        "branch": honour(tax, "红旗党支部", organisation=branch, year=2023),
        "other": honour(weather, valid_until=date(2024, 12, 31)),
        "committee": honour(committee, "擂台比拼“好”等次", year=2023),
    }


def shown(client, query=""):
    return {row.pk for row in client.get(f"/honours/{query}").context["page"]}


def test_a_unit_reads_its_own_honours_and_no_others(log_in, officer, held):
    client = log_in(officer)
    assert shown(client) == {held["unit"].pk, held["branch"].pk}
    assert client.get(held["branch"].get_absolute_url()).status_code == 200
    assert client.get(held["other"].get_absolute_url()).status_code == 404
    assert client.get(f"/honours/{held['other'].pk}/edit/").status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?level=provincial", {"unit"}),
        ("?year=2023", {"branch", "committee"}),
        ("?holder=organisation", {"branch"}),
        ("?holder=committee", {"committee"}),
        ("?holder=unit", {"unit", "other"}),
        ("?validity=expired", {"other"}),
        ("?validity=valid", {"unit", "branch", "committee"}),
        ("?q=红旗", {"branch"}),
        ("?q=第一党支部", {"branch"}),
        ("?q=市税务局", {"unit", "branch"}),
    ],
)
def test_the_ledger_is_narrowed(log_in, staff, held, query, names):
    assert shown(log_in(staff), query) == {held[name].pk for name in names}


def test_staff_enter_and_correct_an_honour_and_its_history_says_so(log_in, staff, tax, branch):
    client = log_in(staff)
    answer = client.post("/honours/new/", FORM | {"organisation": "机关第一党支部"})
    entered = Honour.objects.get()
    assert answer.url == entered.get_absolute_url()
    assert (entered.unit, entered.organisation, entered.holder_kind) == (
        tax,
        branch,
        "organisation",
    )
    client.post(
        f"/honours/{entered.pk}/edit/", FORM | {"organisation": "", "valid_until": "2027-12-31"}
    )
    entered.refresh_from_db()
    assert (entered.organisation, entered.valid_until) == (None, date(2027, 12, 31))
    assert list(AuditEntry.objects.about(entered).values_list("action", flat=True)) == [
        "entry.corrected",
        "entry.entered",
    ]
    assert "2027年12月31日" in client.get(entered.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", "市不存在局"),
        ("organisation", "机关第九党支部"),
        ("title", "  "),
        ("title", "模" * 201),
        ("level", "galactic"),
        ("year", "2099"),
        ("year", "二〇二四"),
        ("valid_until", "2020-01-01"),
        ("valid_until", "年底"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(log_in, staff, branch, field, value):
    answer = log_in(staff).post("/honours/new/", FORM | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Honour.objects.exists()


def test_the_same_honour_twice_is_refused(log_in, staff, tax, branch):
    client = log_in(staff)
    client.post("/honours/new/", FORM)
    answer = client.post("/honours/new/", FORM | {"title": "“云岭先锋”模范机关"})
    assert answer.status_code == 422
    assert "已经登记" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        honour(tax, "云岭先锋 模范机关")
    honour(tax, "云岭先锋模范机关", organisation=branch)
    honour(tax, "云岭先锋模范机关", year=2023)
    with pytest.raises(IntegrityError), transaction.atomic():
        honour(tax, "云岭先锋模范机关", organisation=branch)


def test_an_organisation_of_another_unit_holds_no_honour_of_this_one(staff, weather, branch):
    with pytest.raises(ValidationError):
        entering.enter(
            Honour,
            staff,
            unit=weather,
            organisation=branch,
            title="文明单位",
            level="municipal",
            year=2024,
        )


def test_who_only_reads_enters_nothing(leader, auditor, tax):
    for person in (leader, auditor):
        with pytest.raises(NotAllowed):
            entering.enter(Honour, person, unit=tax, title="文明单位", level="municipal", year=2024)


def test_what_goes_out_comes_in_again_and_changes_nothing(log_in, administrator, held):
    content = log_in(administrator).get("/honours/?export=xlsx").content
    batch = batches.take_upload(SimpleUploadedFile("荣誉台账.xlsx", content), administrator)
    assert (batch.kind, batch.counts["rows"], batch.counts["unchanged"]) == ("honour", 4, 4)
    assert batch.plan["messages"] == []


def test_the_page_of_a_unit_shows_its_honours(log_in, officer, tax, held):
    html = log_in(officer).get(f"/units/{tax.pk}/").content.decode()
    assert f'href="{held["branch"].get_absolute_url()}"' in html
    assert f"/honours/?unit={tax.pk}" in html


def test_the_ledger_costs_the_same_for_one_honour_and_for_many(
    log_in, staff, units, held, django_assert_max_num_queries
):
    client = log_in(staff)
    with django_assert_max_num_queries(12) as few:
        client.get("/honours/")
    for year in range(2000, 2020):
        for unit in units:
            honour(unit, year=year)
    with django_assert_max_num_queries(len(few)):
        client.get("/honours/")


def test_data_management_refuses_what_the_table_would(log_in, administrator, tax, weather, branch):
    client = log_in(administrator)
    address = "/admin/reviews/honour/add/"
    form = {"title": "文明单位", "level": "municipal", "year": 2024, "unit": tax.pk}
    assert client.post(address, form).status_code == 302
    for wrong in (
        {},
        {"unit": weather.pk, "organisation": branch.pk},
        {"year": 2025, "valid_until": "2020-01-01"},
    ):
        answer = client.post(address, form | wrong)
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors
    assert Honour.objects.get().unit == tax
