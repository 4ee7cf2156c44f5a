"""The catalogue of the month (glossary §4), from its fixture."""

import pytest
from django.core.exceptions import ValidationError

from tasks.catalogue import load_indicators
from tasks.models import Indicator
from tests.tasks.month_world import NOVEMBER


def test_an_ordinary_unit_types_seven_kinds(catalogue):
    asked = list(Indicator.objects.asked_of_units(NOVEMBER).values_list("code", flat=True))
    assert asked[0] == "first_topic"
    assert len(asked) == 7
    assert not {"forum", "members_developed", "joint_study"} & set(asked)


def test_loaded_twice_it_keeps_what_an_administrator_edited(catalogue):
    Indicator.objects.filter(code="forum").update(name="乌蒙先锋大讲坛")
    assert load_indicators() == 0
    assert Indicator.objects.get(code="forum").name == "乌蒙先锋大讲坛"


def test_a_row_that_is_missing_comes_back(catalogue):
    Indicator.objects.filter(code="forum").delete()
    assert load_indicators() == 1


def test_what_the_committee_holds_is_asked_of_nobody(db):
    """乌蒙先锋讲坛 comes from the committee's register of events: a typed figure of that level would have no place."""
    load_indicators()
    forum = Indicator.objects.get(code="forum")
    assert (forum.level, forum.source) == ("C", "ledger")
    forum.source, forum.minutes, forum.basis = "typed", 1, "工作方案"
    with pytest.raises(ValidationError, match="台账"):
        forum.full_clean()
