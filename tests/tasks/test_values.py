"""The grid: four states, so that silence and nothing-to-report are never the same."""

from decimal import Decimal

import pytest

from tasks.lines import EntryConflict, EntryErrors, report_zero_for_rest, save_value
from tasks.models import Indicator, IndicatorValue, ValueState
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER
from units.models import OrganisationKind, PartyOrganisation
from zhaotong_portal.workflow import NotAllowed, StateChanged


@pytest.fixture
def talks(report):
    return Indicator.objects.get(code="theory_talk")


@pytest.fixture
def topic(report):
    return Indicator.objects.get(code="first_topic")


@pytest.mark.parametrize(
    ("typed", "state", "number"),
    [
        ("3", "reported", 3), ("１２", "reported", 12), ("1,200", "reported", 1200), ("0", "zero", 0),
        ("零报告", "zero", 0), ("无", "zero", 0),
    ],
)  # fmt: skip
def test_what_people_type(report, talks, officer, typed, state, number):
    value = save_value(report, talks.pk, None, officer, typed)
    assert (value.state, value.value, value.edited_by) == (state, Decimal(number), officer)


@pytest.mark.parametrize(("word", "state"), [("不适用", "not_applicable"), ("免报", "exempt")])
def test_not_applicable_and_exempt_need_a_reason(report, talks, officer, word, state):
    with pytest.raises(EntryErrors) as refused:
        save_value(report, talks.pk, None, officer, word)
    assert "原因" in refused.value.errors["reason"]
    value = save_value(report, talks.pk, None, officer, word, "本单位无宣讲任务")
    assert (value.state, value.value, value.reason) == (state, None, "本单位无宣讲任务")


@pytest.mark.parametrize("typed", ["-1", "三次", "1.5", "12345678", "1e3", "=1+1"])
def test_what_is_no_count_is_refused(report, talks, officer, typed):
    with pytest.raises(EntryErrors):
        save_value(report, talks.pk, None, officer, typed)
    assert not IndicatorValue.objects.exists()


def test_emptied_it_is_silent_again(report, talks, officer):
    value = save_value(report, talks.pk, None, officer, "3")
    assert save_value(report, talks.pk, None, officer, "", version=value.version) is None
    assert not IndicatorValue.objects.exists()


def test_zero_for_the_rest_leaves_what_was_typed(report, topic, officer, branches):
    save_value(report, topic.pk, branches[0].pk, officer, "3")
    assert report_zero_for_rest(report, officer) == 7
    assert report_zero_for_rest(report, officer) == 0
    assert IndicatorValue.objects.filter(state=ValueState.ZERO).count() == 7
    assert IndicatorValue.objects.get(organisation=branches[0]).value == 3


def test_two_windows_on_one_cell(report, talks, officer, secretary):
    save_value(report, talks.pk, None, officer, "3")
    with pytest.raises(EntryConflict) as conflict:
        save_value(report, talks.pk, None, secretary, "4")
    assert (conflict.value.theirs["value"], conflict.value.by) == ("3", "王示例")
    assert save_value(report, talks.pk, None, secretary, "3", version=0).value == 3, "the same is no conflict"  # fmt: skip


def test_another_units_branch_is_not_found(report, topic, officer, weather):
    foreign = PartyOrganisation.objects.create(unit=weather, name="机关支部", kind=OrganisationKind.BRANCH)  # fmt: skip
    with pytest.raises(IndicatorValue.DoesNotExist):
        save_value(report, topic.pk, foreign.pk, officer, "3")


def test_each_value_has_one_holder(report, topic, talks, officer, branches):
    """The unit's own number for what its branches count would be added to theirs."""
    for indicator, holder in ((topic, None), (talks, branches[0].pk)):
        with pytest.raises(IndicatorValue.DoesNotExist):
            save_value(report, indicator.pk, holder, officer, "3")


def test_what_a_ledger_knows_is_asked_of_nobody(report, officer):
    ledger = Indicator.objects.get(code="members_developed")
    with pytest.raises(IndicatorValue.DoesNotExist):
        save_value(report, ledger.pk, None, officer, "3")


def test_only_the_unit_types_and_only_while_it_has_the_report(sent, talks, officer, staff):
    with pytest.raises(NotAllowed):
        save_value(sent, talks.pk, None, staff, "3")
    with pytest.raises(StateChanged):
        save_value(sent, talks.pk, None, officer, "3")
    assert IndicatorValue.objects.filter(period=NOVEMBER, state=ValueState.REPORTED).count() == 0
