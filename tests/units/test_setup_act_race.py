"""Two people decide at the same moment. Real threads, each with its own connection."""

from datetime import date

import pytest

from tests.tasks.test_report_race import at_once, one_of_each
from units.models import PartyOrganisation, SetupAct
from units.workflows import setup_act as moves
from zhaotong_portal.workflow import StateChanged

pytestmark = pytest.mark.django_db(transaction=True)


def founding(officer, unit, name):
    return moves.propose(
        officer, unit, kind="found", name=name, organisation_kind="branch", effective_on=date(2025, 6, 1),
        reason="业务需要。",
    )  # fmt: skip


def test_one_founds_and_the_other_is_told(officer, tax, staff, colleague):
    act = founding(officer, tax, "办税服务厅党支部")
    results = at_once(
        lambda: moves.approve(act.pk, staff, "批复一号"),
        lambda: moves.decline(act.pk, colleague, "再研究。"),
    )
    one_of_each(results, StateChanged)
    approved = SetupAct.objects.get().state == "approved"
    assert PartyOrganisation.objects.count() == approved


def test_two_foundings_of_one_name_do_not_both_come_true(officer, tax, staff, colleague):
    first, second = (founding(officer, tax, "办税服务厅党支部") for _ in range(2))
    results = at_once(
        lambda: moves.approve(first.pk, staff, "批复一号"),
        lambda: moves.approve(second.pk, colleague, "批复二号"),
    )
    assert "已有名为" in one_of_each(results, StateChanged).text
    assert PartyOrganisation.objects.count() == 1
