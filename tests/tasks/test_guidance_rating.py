"""反向评价 (W21): one tap a unit, anonymous down to the rows, few together or not at all."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from tasks.guidance import rating
from tasks.models import GuidanceKind, GuidanceTally, RatingInvitation
from tests.tasks.guidance_world import make_consultation, make_visit
from units.models import Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, StateChanged


@pytest.fixture
def invited(tax, staff):
    recorded = make_consultation(tax, state="recorded", recorded_by=staff)
    rating.invite(recorded)
    return recorded


def invitation():
    return RatingInvitation.objects.get()


def tallies():
    return list(GuidanceTally.objects.values_list("kind", "grade", "count"))


def test_a_tap_counts_and_leaves_nothing_else(invited, officer):
    before = AuditEntry.objects.count()
    rating.rate(invitation().pk, officer, "helpful")
    assert tallies() == [("consultation", "helpful", 1)]
    assert not RatingInvitation.objects.exists()
    assert AuditEntry.objects.count() == before


def test_no_table_can_hold_both_a_grade_and_who_gave_it():
    """Not today's rows but the schema: the counts have no key to anything, no moment, no text."""
    fields = {field.name: field for field in GuidanceTally._meta.get_fields()}
    assert set(fields) == {"id", "year", "quarter", "kind", "grade", "count"}
    assert not any(field.is_relation for field in fields.values())
    invited = {field.name for field in RatingInvitation._meta.get_fields()}
    assert invited == {"id", "unit", "consultation", "visit", "until"}
    pointing = [
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model in (GuidanceTally, RatingInvitation)
    ]
    assert pointing == []


def test_two_units_with_the_same_grade_are_one_row(invited, weather, officer, other_officer):
    invited.units.add(weather)
    rating.invite(invited)
    for who in (officer, other_officer):
        rating.rate(RatingInvitation.objects.visible_to(who).get().pk, who, "helpful")
    assert tallies() == [("consultation", "helpful", 2)]


def test_a_unit_rates_once_whoever_of_it_does(invited, officer, secretary):
    pk = invitation().pk
    rating.rate(pk, officer, "somewhat")
    with pytest.raises(StateChanged, match="已经评价过"):
        rating.rate(pk, secretary, "helpful")
    rating.invite(invited)  # an edit after the record does not ask again while the first is open
    assert tallies() == [("consultation", "somewhat", 1)]


def test_inviting_twice_is_one_invitation(invited):
    rating.invite(invited)
    assert RatingInvitation.objects.count() == 1


@pytest.mark.parametrize("who", ["staff", "leader", "auditor", "administrator"])
def test_the_committee_does_not_rate_itself(who, invited, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        rating.rate(invitation().pk, actor, "helpful")
    assert not RatingInvitation.objects.visible_to(actor).exists()


def test_another_units_invitation_is_not_there(invited, other_officer):
    with pytest.raises(RatingInvitation.DoesNotExist):
        rating.rate(invitation().pk, other_officer, "helpful")
    assert invitation()


def test_a_grade_that_is_none_uses_nothing_up(invited, officer):
    with pytest.raises(StateChanged, match="请选择"):
        rating.rate(invitation().pk, officer, "5")
    assert invitation()


def test_what_nobody_used_in_time_is_gone_with_its_last_trace(invited, officer):
    RatingInvitation.objects.update(until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(StateChanged, match="已截止"):
        rating.rate(invitation().pk, officer, "helpful")
    assert rating.drop_run_out() == 1
    assert not RatingInvitation.objects.exists()


def put(year, quarter, kind, *counts):
    for grade, count in zip(("helpful", "somewhat", "not_helpful"), counts, strict=True):
        GuidanceTally.objects.create(
            year=year, quarter=quarter, kind=kind, grade=grade, count=count
        )


def test_a_running_quarter_is_not_told_and_few_wait_for_more(staff):
    put(2026, 1, "visit", 2, 1, 0)
    put(2026, 2, "visit", 1, 0, 1)
    put(2026, 3, "visit", 6, 0, 0)
    put(2026, 4, "visit", 9, 0, 0)
    found = rating.told(staff, date(2026, 11, 30))
    assert [(row.quarters, row.counts) for row in found] == [
        ("2026年第3季度", (6, 0, 0)),
        ("2026年第1季度至2026年第2季度", (3, 1, 1)),
    ]
    assert rating.told(staff, date(2026, 6, 30)) == []
    assert found[1].helped == 0.8


def test_what_is_told_never_leaves_a_small_rest_to_be_subtracted(staff, settings):
    """Whatever the counts, each told row has at least the least number, and no count is told twice."""
    settings.GUIDANCE_RATING_MIN = 5
    for quarter, count in enumerate((4, 4, 1, 3), 1):
        put(2025, quarter, "consultation", count, 0, 0)
    found = rating.told(staff, date(2026, 2, 1))
    assert [row.total for row in found] == [8]
    assert found[0].quarters == "2025年第1季度至2025年第2季度"


def test_kinds_are_told_apart(staff, tax, officer):
    visit = make_visit(tax, state="fed_back", fed_back_by=staff)
    rating.invite(visit)
    rating.rate(invitation().pk, officer, "helpful")
    assert GuidanceTally.objects.get().kind == GuidanceKind.VISIT


def test_the_page_and_the_tap(invited, officer, staff, log_in):
    client = log_in(officer)
    page = client.get(invited.get_absolute_url())
    assert "这次指导对工作有帮助吗" in page.text
    assert "会商、调研请评价" in client.get("/").text
    url = f"/consultations/ratings/{invitation().pk}/"
    assert "不记单位和姓名" in client.post(url, {"grade": "helpful"}, follow=True).text
    assert "已经评价过" in client.post(url, {"grade": "helpful"}, follow=True).text
    assert "这次指导对工作有帮助吗" not in client.get(invited.get_absolute_url()).text
    assert "还没有可以公布的评价" in log_in(staff).get("/consultations/ratings/").text
    assert Unit.objects.count()
