"""Drawn by lot after sixty days, looked at by somebody else; a problem that is back is open again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews import rechecks
from reviews.models import Finding, FindingRecheck
from reviews.workflows import finding as workflow
from tests.reviews.rectification_world import make_finding, today
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged


def closed(unit, days, title="学习记录不完整", **fields):
    return make_finding(
        unit, "closed", title, closed_at=timezone.now() - timedelta(days=days), **fields
    )


def drawn(finding):
    return FindingRecheck.objects.create(
        finding=finding, closed_at=finding.closed_at, drawn_on=today(), due_on=today() + timedelta(days=20)
    )  # fmt: skip


def test_the_draw_takes_its_share_of_what_is_old_enough(tax, settings):
    settings.FINDING_RECHECK_SHARE = 0.25
    for number in range(120):
        closed(tax, 61, f"问题{number}")
    young = closed(tax, 59, "新近销号")
    open_one = make_finding(tax, "in_hand", "在整改")
    count = rechecks.draw()
    assert 12 <= count <= 50
    assert rechecks.draw() == 0  # a second run draws nobody anew
    found = set(FindingRecheck.objects.values_list("finding", flat=True))
    assert not found & {young.pk, open_one.pk}


def test_a_missed_day_is_made_up_and_old_times_are_left(tax, settings):
    settings.FINDING_RECHECK_SHARE = 1
    missed, old = closed(tax, 80, "漏了一天"), closed(tax, 400, "早年的")
    assert rechecks.draw() == 1
    assert not old.rechecks.exists()
    assert missed.rechecks.get().due_on > today()


def test_it_held(tax, staff):
    recheck = drawn(closed(tax, 61))
    with pytest.raises(ReasonRequired):
        rechecks.judge(recheck.pk, staff, "held", " ")
    rechecks.judge(recheck.pk, staff, "held", "现场查看，制度在执行。")
    assert Finding.objects.get().state == "closed"
    with pytest.raises(StateChanged, match="陈示例"):
        rechecks.judge(recheck.pk, staff, "held", "再看一次")


def test_it_came_back(tax, staff):
    finding = closed(tax, 61)
    rechecks.judge(drawn(finding).pk, staff, "came_back", "公示又停了两个月。")
    finding.refresh_from_db()
    assert (finding.state, finding.recurred_times) == ("in_hand", 1)
    assert finding.occurrences.get().detail == "公示又停了两个月。"


def test_closing_waits_for_the_open_recheck(tax, staff, colleague, officer):
    finding = closed(tax, 61)
    recheck = drawn(finding)
    workflow.meet_again(finding.pk, staff, "又出现了")
    workflow.report(finding.pk, officer, "已整改。")
    workflow.verify(finding.pk, staff)
    with pytest.raises(NotAllowed, match="复查没有结论"):
        workflow.close(finding.pk, staff)
    rechecks.judge(recheck.pk, colleague, "came_back", "复查时仍不到位，已另行整改。")
    workflow.close(finding.pk, staff)
    assert Finding.objects.get().state == "closed"


def test_neither_rectifier_nor_verifier_rechecks(tax, staff, colleague, officer):
    finding = closed(tax, 61, verified_by=staff, rectified_by=colleague)
    recheck = drawn(finding)
    with pytest.raises(NotAllowed, match="核验过"):
        rechecks.judge(recheck.pk, staff, "held", "看过")
    with pytest.raises(NotAllowed, match="其他人员核验"):
        rechecks.judge(recheck.pk, colleague, "held", "看过")
    with pytest.raises(FindingRecheck.DoesNotExist):  # the unit does not know of the draw
        rechecks.judge(recheck.pk, officer, "held", "看过")


def test_the_list_costs_the_same_for_few_and_many(tax, log_in, staff):
    client, counts = log_in(staff), []
    for number in (3, 30):
        for n in range(number):
            drawn(closed(tax, 61, f"问题{number}-{n}"))
        client.get("/findings/rechecks/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/findings/rechecks/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
