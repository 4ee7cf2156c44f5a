"""The same problem met again: proposed by words and category, joined by a person, re-opened with its count."""

from datetime import date

import pytest

from reviews import families
from reviews.likeness import likeness
from reviews.models import Finding, FindingCategory, FindingSource
from reviews.workflows import finding as workflow
from tests.reviews.rectification_world import make_finding
from zhaotong_portal.workflow import NotAllowed


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("党费收缴公示不及时", "党费公示不及时", True),
        ("“第一议题”学习记录不完整", "第一议题学习记录不够完整", True),
        ("主题党日形式单一", "窗口排队时间长", False),
        ("整改情况", "存在问题", False),
        ("", "", False),
    ],
)
def test_likeness(one, other, alike):
    assert (likeness(one, other) >= 0.6) == alike


def test_proposed_across_sources_and_years_within_the_unit(tax, weather, staff):
    old = make_finding(
        tax, "closed", "党费收缴公示不及时", year=2024, source=FindingSource.ASSESSMENT
    )
    make_finding(weather, "closed", "党费收缴公示不及时")
    make_finding(tax, "closed", "窗口排队时间长")
    new = make_finding(tax, title="党费公示不及时")
    assert [row.finding for row in families.proposals(new, staff)] == [old]
    families.tell_apart(new.pk, old.pk, staff)
    assert families.proposals(new, staff) == []


def test_a_category_in_common_needs_fewer_words(tax, staff):
    category = FindingCategory.objects.create(name="党费管理")
    old = make_finding(tax, "closed", "党费收缴台账不全", category=category)
    new = make_finding(tax, title="党费收缴没有公示", category=category)
    assert [row.finding for row in families.proposals(new, staff)] == [old]
    Finding.objects.update(category=None)
    assert families.proposals(Finding.objects.get(pk=new.pk), staff) == []


def test_a_closed_one_that_returns_is_open_again_and_handled_once(tax, staff, colleague, officer):
    old = make_finding(tax, "closed", "党费公示不及时", found_on=date(2025, 4, 1), source=FindingSource.DISTRICT_VISIT)  # fmt: skip
    new = make_finding(
        tax, title="党费收缴公示不及时", source=FindingSource.UNANNOUNCED, detail="公示栏停在三月。"
    )
    family = families.join(new.pk, old.pk, staff)
    old.refresh_from_db(), new.refresh_from_db()
    assert (old.state, old.recurred_times, old.family) == ("in_hand", 1, family)
    occurrence = old.occurrences.get()
    assert (occurrence.source, occurrence.reported_as, occurrence.detail) == (
        "unannounced",
        new,
        "公示栏停在三月。",
    )
    # The row of the other channel stands as the one that is handled, has no moves, and counts once as overdue work.
    assert (new.state, new.joined_to) == ("in_hand", old)
    with pytest.raises(NotAllowed, match="已并入"):
        workflow.report(new.pk, officer, "已改。")
    workflow.report(old.pk, officer, "已公示。")
    workflow.verify(old.pk, staff)
    workflow.close(old.pk, colleague)
    new.refresh_from_db()
    assert (new.state, new.closed_at is not None) == ("closed", True)


def test_met_again_while_open_is_put_right_together(tax, staff):
    old = make_finding(tax, "in_hand", "党费公示不及时", due_on=date(2026, 1, 5))
    new = make_finding(
        tax, title="党费收缴公示不及时", source=FindingSource.PUBLIC_CLUE, found_on=date(2026, 4, 1)
    )
    families.join(new.pk, old.pk, staff)
    old.refresh_from_db()
    assert (old.recurred_times, old.occurrences.count()) == (0, 1)
    assert [row.pk for row in Finding.objects.overdue()] == [old.pk]


@pytest.mark.parametrize("who", ["officer", "leader", "inspector", "administrator", "auditor"])
def test_only_staff_join(who, finance, request):
    one, other = make_finding(finance, "closed", "甲"), make_finding(finance, "closed", "乙")
    with pytest.raises((NotAllowed, Finding.DoesNotExist)):
        families.join(one.pk, other.pk, request.getfixturevalue(who))


def test_other_units_problems_are_common_ones_not_a_family(units, staff):
    with pytest.raises(NotAllowed, match="不同单位"):
        families.join(make_finding(units[0]).pk, make_finding(units[1]).pk, staff)


def test_common_problems_of_many_units(units):
    for number, unit in enumerate(units):
        make_finding(unit, "in_hand", ["党费公示不及时", "党费收缴公示不及时"][number % 2])
    make_finding(units[0], "in_hand", "窗口排队时间长")
    make_finding(units[1], "found", "窗口排队时间长")  # not yet told
    (found,) = families.common_problems(Finding.objects.all())
    assert len(found.unit_ids) == 4
    assert "党费" in found.title


def test_in_the_browser(tax, log_in, staff):
    old = make_finding(tax, "closed", "党费公示不及时", found_on=date(2025, 4, 1))
    new = make_finding(tax, title="党费收缴公示不及时")
    client = log_in(staff)
    assert "可能是同一个问题" in client.get(f"/findings/{new.pk}/").text
    client.post(f"/findings/{new.pk}/join/", {"other": old.pk})
    old.refresh_from_db()
    assert "屡查屡犯" in client.get(f"/findings/{old.pk}/").text
    assert "党费收缴公示不及时" in client.get(old.family.get_absolute_url()).text
    assert "屡查屡犯" in client.get("/findings/?again=1").text
