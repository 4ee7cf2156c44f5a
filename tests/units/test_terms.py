"""任期换届: due by kind, delays of a year at most, a re-election that begins the next term, the countdown, the page."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from units.ledger import keeping
from units.ledger.terms import complete, delay
from units.models import PartyOrganisation, Term
from units.models.term import due_after, months_after
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, StateChanged

pytestmark = pytest.mark.usefixtures("units")


@pytest.fixture
def branch(tax):
    return PartyOrganisation.objects.create(unit=tax, kind="branch", name="机关第一党支部")


def ending(branch, months, **fields):
    """A term of three years whose last day is so many months from today (past ones negative)."""
    due_on = months_after(timezone.localdate(), months)
    return Term.objects.create(organisation=branch, begins_on=months_after(due_on, -36), due_on=due_on, **fields)  # fmt: skip


def test_a_term_ends_by_the_kind_of_its_organisation(settings):
    begins = date(2024, 2, 29)
    assert due_after("committee", begins) == date(2029, 2, 28)
    assert due_after("branch", begins) == due_after("general_branch", begins) == date(2027, 2, 28)
    settings.TERM_YEARS = {"branch": 2}
    assert due_after("branch", begins) == date(2026, 2, 28)


def test_the_countdown_counts_the_approved_delay(branch, tax):
    today = timezone.localdate()
    ending(branch, -1)
    second = PartyOrganisation.objects.create(unit=tax, kind="branch", name="机关第二党支部")
    ending(second, -2, delayed_until=months_after(today, 2), delay_document="批复")
    assert [term.organisation for term in Term.objects.overdue()] == [branch]
    assert not Term.objects.due_within(1).exists()
    assert [term.organisation for term in Term.objects.due_within(3)] == [second]
    assert Term.objects.needing_attention().count() == 2
    second.dissolved_on = today
    second.save()
    assert Term.objects.needing_attention().count() == 1


def test_a_re_election_ends_one_term_and_begins_the_next(branch, officer):
    term, today = ending(branch, -1), timezone.localdate()
    following = complete(term.pk, officer, today, "批复")
    term.refresh_from_db()
    assert (term.completed_on, term.document) == (today, "批复")
    assert (following.begins_on, following.due_on) == (today, months_after(today, 36))
    assert list(Term.objects.completed_late_within(today, today)) == [term]
    assert AuditEntry.objects.about(term).first().action == "term.completed"
    with pytest.raises(StateChanged, match="已登记于"):
        complete(term.pk, officer, today)


def test_a_re_election_in_time_needed_no_urging(branch, officer):
    term, today = ending(branch, 1), timezone.localdate()
    complete(term.pk, officer, today)
    assert Term.objects.completed_within(today, today).count() == 1
    assert not Term.objects.completed_late_within(today, today).exists()


def test_a_delay_is_the_committees_to_approve_and_at_most_a_year(branch, officer, staff, liaison, weather):  # fmt: skip
    term = ending(branch, -1)
    with pytest.raises(NotAllowed):
        delay(term.pk, officer, months_after(term.due_on, 6), "批复")
    for wrong, field in (
        ((months_after(term.due_on, 13), "批复"), "delayed_until"),
        ((term.due_on, "批复"), "delayed_until"),
        ((months_after(term.due_on, 6), " "), "delay_document"),
    ):
        with pytest.raises(ValidationError) as refused:
            delay(term.pk, staff, *wrong)
        assert field in refused.value.message_dict
    delay(term.pk, liaison, months_after(term.due_on, 12), "关于同意延期换届的批复")
    assert not Term.objects.overdue().exists()
    far = PartyOrganisation.objects.create(unit=weather, kind="branch", name="第一党支部")
    with pytest.raises(NotAllowed):
        delay(ending(far, -1).pk, liaison, timezone.localdate(), "批复")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"due_on": date(2022, 1, 1)}, "due_on"),
        ({"due_on": date(2021, 12, 31)}, "due_on"),
        ({"begins_on": date(2099, 1, 1)}, "begins_on"),
        ({"begins_on": date(1021, 1, 1)}, "begins_on"),
        ({"completed_on": date(2021, 1, 1)}, "completed_on"),
        ({"completed_on": date(2099, 1, 1)}, "completed_on"),
    ],
)
def test_a_term_that_cannot_be_is_said_beside_its_field(branch, staff, fields, wrong):
    facts = {"organisation": branch, "begins_on": date(2022, 1, 1), "due_on": date(2025, 1, 1)} | fields  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        keeping.enter(Term, staff, **facts)
    assert wrong in refused.value.message_dict
    assert not Term.objects.exists()


def test_the_database_too_knows_no_term_that_ends_before_it_begins_and_no_second_open_one(branch):
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(organisation=branch, begins_on=date(2024, 1, 1), due_on=date(2024, 1, 1))  # fmt: skip
    ending(branch, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ending(branch, 2)


def test_an_officer_finds_the_overdue_term_and_settles_it(log_in, officer, branch):
    term = ending(branch, -1)
    client = log_in(officer)
    home = client.get("/").content.decode()
    assert "/ledger/terms/?standing=overdue" in home
    listed = client.get("/ledger/terms/?standing=overdue&sort=due")
    assert [row["url"] for row in listed.context["rows"]] == [term.get_absolute_url()]
    assert f"{term.get_absolute_url()}#complete" in listed.content.decode()
    wrong = client.post(f"{term.get_absolute_url()}complete/", {"completed_on": "昨天"})
    assert wrong.status_code == 422 and "2026-03-31 这样的形式" in wrong.content.decode()
    done = client.post(f"{term.get_absolute_url()}complete/", {"completed_on": timezone.localdate()})  # fmt: skip
    assert done.url == Term.objects.get(completed_on=None).get_absolute_url()
    assert not Term.objects.overdue().exists()


def test_the_due_day_may_be_left_out(log_in, staff, tax, branch):
    form = {"organisation": branch.pk, "begins_on": "2024-05-06", "due_on": "", "note": ""}
    log_in(staff).post(f"/ledger/terms/new/?unit={tax.pk}", form)
    assert Term.objects.get().due_on == date(2027, 5, 6)


@pytest.mark.parametrize(
    "address", ["/ledger/", "/ledger/terms/?standing=within-6", "/organisations/"]
)
def test_the_pages_cost_the_same_for_one_organisation_and_for_many(
    address, log_in, staff, units, branch, django_assert_max_num_queries
):
    client = log_in(staff)
    ending(branch, 2)
    with django_assert_max_num_queries(12) as few:
        client.get(address)
    for unit in units:
        for number in range(8):
            ending(PartyOrganisation.objects.create(unit=unit, kind="branch", name=f"支部{number}"), 2)  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        client.get(address)
    assert len(few) <= 12
