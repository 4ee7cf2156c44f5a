"""What signing, accepting and returning a month does to the items."""

from datetime import date

import pytest
from django.utils import timezone

from tasks.item_state import apply_accepted, apply_signed, put_back
from tasks.models import (
    DeadlineKind,
    ItemKind,
    ItemProgress,
    ItemState,
    KeyTask,
    Light,
    MonthlyReport,
    ReportState,
    WorkItem,
)
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.period import Period

OCTOBER, NOVEMBER = Period(2025, 10), Period(2025, 11)


def make_item(unit, title="开展税费政策宣讲", **fields):
    return KeyTask.objects.create(
        **{"kind": ItemKind.KEY_TASK, "unit": unit, "year": 2025, "title": title} | fields
    )


def signed_report(unit, period, secretary, state=ReportState.SUBMITTED):
    now = timezone.now()
    return MonthlyReport.objects.create(
        unit=unit, period=period, state=state, signed_by=secretary, signed_at=now,
        first_signed_at=now, first_due_at=now,
    )  # fmt: skip


def say(report, item, percent, *, claims_done=False, light=Light.ON_TRACK, unchanged=False):
    return ItemProgress.objects.create(
        report=report, item=item, period=report.period, percent=percent, light=light,
        claims_done=claims_done, unchanged=unchanged, edited_at=timezone.now(), text="进展正常。",
    )  # fmt: skip


@pytest.fixture
def item(tax):
    return make_item(tax)


@pytest.fixture
def october(tax, secretary):
    return signed_report(tax, OCTOBER, secretary)


def standing(item):
    item = WorkItem.objects.get(pk=item.pk)
    return item.state, item.percent, item.light


def test_a_signature_brings_percent_and_light_to_the_item(item, october):
    say(october, item, 40, light=Light.AT_RISK)
    apply_signed(october)
    assert standing(item) == (ItemState.UNDER_WAY, 40, Light.AT_RISK)


def test_an_item_without_progress_has_not_started(item, october):
    say(october, item, 0)
    apply_signed(october)
    assert standing(item)[0] == ItemState.NOT_STARTED


def test_what_was_under_way_stays_under_way_at_zero_percent(tax, october):
    item = make_item(tax, state=ItemState.UNDER_WAY)
    say(october, item, 0)
    apply_signed(october)
    assert standing(item)[0] == ItemState.UNDER_WAY


def test_a_signed_claim_ends_being_overdue_before_staff_decide(tax, october):
    item = make_item(tax, deadline=date(2025, 1, 31), deadline_kind=DeadlineKind.DATE)
    assert WorkItem.objects.overdue().filter(pk=item.pk).exists()
    say(october, item, 100, claims_done=True)
    apply_signed(october)
    assert standing(item)[0] == ItemState.REPORTED_DONE
    assert not WorkItem.objects.overdue().filter(pk=item.pk).exists()


def test_acceptance_turns_the_claim_into_accepted_and_nothing_else(tax, item, october, staff):
    running = make_item(tax, "推进支部规范化建设")
    say(october, item, 100, claims_done=True)
    say(october, running, 60)
    apply_signed(october)
    october.decided_by = staff
    apply_accepted(october)
    assert standing(item)[0] == ItemState.ACCEPTED
    assert standing(running)[0] == ItemState.UNDER_WAY


def test_a_return_puts_the_item_back_to_the_month_before(tax, item, october, secretary, staff):
    say(october, item, 40, light=Light.AT_RISK)
    apply_signed(october)
    october.state = ReportState.ACCEPTED
    october.save()
    november = signed_report(tax, NOVEMBER, secretary)
    say(november, item, 100, claims_done=True)
    apply_signed(november)
    november.state, november.decided_by = ReportState.RETURNED, staff
    november.save()
    put_back(november)
    assert standing(item) == (ItemState.UNDER_WAY, 40, Light.AT_RISK)


def test_the_first_report_returned_leaves_the_item_as_the_list_had_it(tax, october):
    item = make_item(tax, state=ItemState.UNDER_WAY, percent=30)
    say(october, item, 100, claims_done=True)
    apply_signed(october)
    put_back(october)
    assert standing(item) == (ItemState.UNDER_WAY, 30, Light.ON_TRACK)


def test_an_older_month_signed_again_does_not_undo_a_newer_one(tax, item, october, secretary):
    say(october, item, 40)
    november = signed_report(tax, NOVEMBER, secretary)
    say(november, item, 70)
    apply_signed(november)
    apply_signed(october)
    assert standing(item)[1] == 70
    put_back(october)
    assert standing(item)[1] == 70


def test_a_refused_claim_does_not_come_back_by_itself(tax, item, october, secretary):
    say(october, item, 100, claims_done=True)
    apply_signed(october)
    WorkItem.objects.filter(pk=item.pk).update(state=ItemState.UNDER_WAY)  # 不予验收
    november = signed_report(tax, NOVEMBER, secretary)
    say(november, item, 100, claims_done=True, unchanged=True)
    apply_signed(november)
    assert standing(item)[0] == ItemState.UNDER_WAY


def test_a_line_that_nobody_touched_carries_on_what_was_known(item, october, secretary):
    say(october, item, 40, light=Light.AT_RISK)
    november = signed_report(october.unit, NOVEMBER, secretary)
    ItemProgress.objects.create(report=november, item=item, period=NOVEMBER)
    apply_signed(november)
    assert standing(item) == (ItemState.UNDER_WAY, 40, Light.AT_RISK)


def test_an_accepted_or_cancelled_item_is_not_moved_by_a_late_line(tax, october):
    accepted = make_item(tax, state=ItemState.ACCEPTED, percent=100)
    cancelled = make_item(tax, "已取消的事项", state=ItemState.CANCELLED, percent=10)
    say(october, accepted, 50)
    say(october, cancelled, 50)
    apply_signed(october)
    put_back(october)
    assert standing(accepted)[:2] == (ItemState.ACCEPTED, 100)
    assert standing(cancelled)[:2] == (ItemState.CANCELLED, 10)


def test_each_change_of_state_is_in_the_items_history(item, october, secretary):
    say(october, item, 100, claims_done=True)
    apply_signed(october)
    entry = AuditEntry.objects.about(WorkItem.objects.get(pk=item.pk)).get()
    assert entry.actor == secretary
    assert entry.changes == {"状态": ["未启动", "已报结"]}


def test_forty_items_cost_as_many_queries_as_four(tax, finance, secretary):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for unit, number in ((tax, 4), (finance, 40)):
        report = signed_report(unit, OCTOBER, secretary)
        for n in range(number):
            say(report, make_item(unit, f"第{n}项"), 50)
        secretary.scope  # noqa: B018 the actor's appointments are read once
        with CaptureQueriesContext(connection) as queries:
            apply_signed(report)
        counts.append(len(queries))
    assert counts[0] == counts[1]
