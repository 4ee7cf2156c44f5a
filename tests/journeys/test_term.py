"""A tired officer finds the term that has run out and settles it: home, list, one date."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.test_look import barriers
from tests.people import PASSWORD
from units.models import PartyOrganisation, Term
from units.models.term import months_after

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_home_page_to_the_next_term(page, log_in, tax, officer):
    today = timezone.localdate()
    branch = PartyOrganisation.objects.create(unit=tax, kind="branch", name="机关第一党支部")
    due_on = months_after(today, -2)
    Term.objects.create(organisation=branch, begins_on=months_after(due_on, -36), due_on=due_on)
    log_in(page, "officer", PASSWORD)
    page.get_by_role("link", name="党组织任期已满，请换届并登记").click()
    assert barriers(page) == []
    page.get_by_role("link", name="登记换届").click()
    assert barriers(page) == []
    expect(page.get_by_label("换届日期")).to_have_value(today.isoformat())
    page.get_by_role("button", name="登记换届").click()
    expect(page.get_by_text("新一届任期已开始计算")).to_be_visible()
    assert Term.objects.get(completed_on=None).begins_on == today
