"""The catalogue changes without programming and without moving what was reported (K1, C15)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from tasks.catalogue import load_activity_kinds
from tasks.contents import asked_cells
from tasks.feeding import claims_of, with_rules
from tasks.figures.indicators import facts_of
from tasks.models import ActivityKind, Indicator, IndicatorValue
from tasks.opening import open_month
from tasks.revising import check_budget, introduce, revise
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER

DECEMBER = NOVEMBER.next()


@pytest.fixture
def topic(catalogue):
    return Indicator.objects.get(code="first_topic")


def give(indicator, unit, value, organisation=None, period=NOVEMBER):
    return IndicatorValue.objects.create(
        indicator=indicator, unit=unit, organisation=organisation, period=period, state="reported",
        value=value,
    )  # fmt: skip


def holders(unit, period, indicator):
    cells = asked_cells(unit, period)
    return [cell.organisation for cell in cells if cell.indicator == indicator]


@pytest.mark.parametrize(("field", "other"), [("quantity", "sessions"), ("is_stock", True)])
def test_once_there_are_data_their_meaning_stays(topic, tax, field, other):
    give(topic, tax, 3)
    setattr(topic, field, other)
    with pytest.raises(ValidationError, match="请新建一项指标"):
        topic.save()
    assert getattr(Indicator.objects.get(pk=topic.pk), field) != other


def test_without_data_it_may_still_be_mended(topic):
    topic.quantity = "sessions"
    topic.save()
    assert Indicator.objects.get(pk=topic.pk).quantity == "sessions"


def test_the_admin_says_so_beside_the_field(topic, tax, administrator, client):
    give(topic, tax, 3)
    client.force_login(administrator)
    address = reverse("admin:tasks_indicator_change", args=[topic.pk])
    form = client.get(address).context["adminform"].form
    data = {name: "" if value is None else value for name, value in form.initial.items()}
    data |= {"quantity": "sessions", "versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0}
    page = client.post(address, {k: v for k, v in data.items() if v is not False})
    assert "本指标已有数据，不能再改“数量单位”" in page.content.decode()
    assert Indicator.objects.get(pk=topic.pk).quantity == "times"


def test_another_level_holds_from_the_first_month_that_is_not_open(
    november, topic, tax, branches, staff, secretary
):
    topic.level = "U"
    revise(topic, staff)
    assert holders(tax, NOVEMBER, topic) == list(branches)
    assert holders(tax, DECEMBER, topic) == [None]
    assert Indicator.objects.get(pk=topic.pk).version == 2
    load_activity_kinds()
    kinds = ActivityKind.objects.filter(code="first_topic")
    assert [claim.organisation for claim in claims_of(with_rules(kinds, NOVEMBER), branches, 5)] == list(branches)  # fmt: skip
    assert [claim.organisation for claim in claims_of(with_rules(kinds, DECEMBER), branches, 5)] == [None]  # fmt: skip


def test_sums_of_running_months_do_not_move(submitted, topic, tax, branches, staff):
    IndicatorValue.objects.filter(indicator=topic, unit=tax).delete()
    for branch in branches:
        give(topic, tax, 2, branch)
    before = facts_of(NOVEMBER, [tax.pk])[tax.pk, topic.pk]
    topic.level = "U"
    revise(topic, staff)
    assert facts_of(NOVEMBER, [tax.pk])[tax.pk, topic.pk] == before


def test_two_changes_before_the_month_opens_are_one_version(november, topic, staff):
    for level in ("U", "O"):
        topic.level = level
        revise(topic, staff)
    topic.definition = "另一口径"
    revise(topic, staff)
    assert list(topic.versions.values_list("number", "valid_from")) == [
        (2, DECEMBER),
        (1, topic.versions.last().valid_from),
    ]
    assert Indicator.objects.get(pk=topic.pk).version == 2
    open_month(DECEMBER)
    topic.definition = "再一口径"
    revise(topic, staff)
    assert Indicator.objects.get(pk=topic.pk).version == 3


def test_a_unit_without_organisations_counts_its_own(submitted, topic, tax):
    IndicatorValue.objects.filter(indicator=topic, unit=tax).delete()
    give(topic, tax, 4)
    assert facts_of(NOVEMBER, [tax.pk])[tax.pk, topic.pk][0] == 4


def test_a_new_request_begins_with_a_month_that_is_not_open(november, tax):
    new = introduce(a_request(minutes=1, asked_until=DECEMBER))
    assert holders(tax, NOVEMBER, new) == []
    assert holders(tax, DECEMBER, new) == [None]
    assert holders(tax, DECEMBER.next(), new) == []


def test_a_request_without_an_end_or_a_basis_does_not_exist(catalogue):
    with pytest.raises(IntegrityError, match="basis"), transaction.atomic():
        a_request(minutes=1).save()
    with pytest.raises(IntegrityError, match="minutes"), transaction.atomic():
        a_request(minutes=0, basis="某号文件").save()


def test_what_makes_the_month_too_long_is_refused(catalogue, settings):
    asked = sum(row.minutes for row in Indicator.objects.asked_of_units(NOVEMBER))
    settings.MONTH_BUDGET_MINUTES = asked + 1
    check_budget(a_request(minutes=1, basis="某号文件"))
    with pytest.raises(ValidationError, match=f"每月约需 {asked + 2} 分钟"):
        introduce(a_request(minutes=2, basis="某号文件"))


def a_request(**fields):
    return Indicator(
        code="new", name="新的填报项", level="U", quantity="times", source="typed", **fields
    )
