"""数据互核: what two places of the portal say differently is listed once, waived with a reason and an end, and counts nowhere."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from reviews.models import CaseState, Finding, FindingState, RatingCase, RatingPoint
from tasks import activities, spot_checks, waivers
from tasks.catalogue import load_activity_kinds
from tasks.contradictions import registry
from tasks.models import (
    ActivityKind,
    CheckWaiver,
    IndicatorValue,
    ItemProgress,
    Month,
    MonthlyReport,
    SupervisionOrder,
    ValueState,
    WorkItem,
)
from tasks.opening import open_month
from tasks.workflows.report import sign_and_submit
from tests.reviews.rating_world import store
from tests.tasks.guidance_world import make_order
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, OCTOBER, at, fill, fresh, service_item
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged

pytestmark = pytest.mark.usefixtures("november")
PAST = date(2026, 6, 30)


def said(user, check):
    """{what it is about: (one place, the other place)}."""
    return {
        each.row.about: (each.row.said, each.row.against) for each in registry.found_by(user, check)
    }


@pytest.fixture
def late(tax):
    return service_item(tax, "汛期预警进村", deadline=PAST, deadline_kind="date", percent=40)


@pytest.fixture
def found(late, staff):
    return registry.one(staff, "overdue_on_track", f"item-{late.pk}")


# --- The checks -----------------------------------------------------------------------------------


def test_overdue_and_still_on_track(tax, late, staff):
    service_item(tax, "已标滞后", deadline=PAST, deadline_kind="date", light="behind")
    service_item(tax, "没有到期", deadline=date(2026, 12, 31), deadline_kind="date")
    assert said(staff, "overdue_on_track") == {
        "汛期预警进村": ("进度灯：正常", "时限2026年6月30日，已逾期 147 天")
    }


def test_a_percentage_that_fell_since_the_last_signature(report, tax, secretary, staff):
    line = report.lines.get(item__title__contains="上门办")
    open_month(OCTOBER)
    Month.objects.filter(period=OCTOBER).update(locked_at=at(11, 18))
    earlier = tax.reports.get(period=OCTOBER)
    MonthlyReport.objects.filter(pk=earlier.pk).update(
        state="accepted", first_signed_at=at(11, 2), signed_at=at(11, 2), signed_by=secretary
    )
    ItemProgress.objects.update_or_create(
        report=earlier, item=line.item, period=OCTOBER,
        defaults={"percent": 90, "light": "on_track", "text": "推进。", "edited_at": at(11, 1)},
    )  # fmt: skip
    fill(report, secretary, percent=80)
    assert said(staff, "percent_fell") == {}  # a draft is the unit's own
    sign_and_submit(report.pk, secretary)
    assert said(staff, "percent_fell") == {
        line.item.title: ("2026年11月填报 80%", "2026年10月签发 90%")
    }


def test_activities_and_the_figures_that_count_them(report, branches, officer, secretary, staff):
    load_activity_kinds()
    kinds = ActivityKind.objects.filter(code="warning_education")
    activities.enter(report, officer, {
        "held_on": "2026-11-05", "topic": "警示教育大会", "heads": "120",
        "kinds": [kind.pk for kind in kinds], "organisations": [branches[0].pk],
    })  # fmt: skip
    fill(report, secretary)
    sign_and_submit(report.pk, secretary)
    assert said(staff, "activities_differ") == {}
    cell = IndicatorValue.objects.filter(counted=True, value=120)
    cell.update(state=ValueState.ZERO, value=0)
    assert [*said(staff, "activities_differ").values()] == [("填报 0", "登记的活动合计 120")]


def test_orders_and_their_items(late, staff, officer):
    order = make_order(late.unit, staff, "closed", unit_person=officer, item=late)
    number = order.document_number
    assert said(staff, "order_item_overdue") == {
        late.title: (f"{number}：已办结", "事项：已逾期 147 天")
    }
    SupervisionOrder.objects.filter(pk=order.pk).update(state="answered")
    WorkItem.objects.filter(pk=late.pk).update(state="reported_done")
    assert said(staff, "order_item_done") == {late.title: (f"{number}：已答复", "事项：已报结")}


def test_an_untrue_entry_until_its_month_is_signed_anew(
    submitted, staff, secretary, clock, settings
):
    IndicatorValue.objects.filter(indicator__code="reading_class").update(state="reported", value=2)
    clock.move_to(at(12, 8))
    check = spot_checks.draw(NOVEMBER).checks.get()
    spot_checks.verify(check.pk, staff, "untrue", "未见记录。")
    assert [*said(staff, "untrue_accepted")] == ["读书班 2 期"]
    MonthlyReport.objects.filter(pk=submitted.pk).update(signed_at=at(12, 9))
    assert said(staff, "untrue_accepted") == {}


def test_findings_and_cases_are_told_by_the_reviews(tax, late, staff):
    WorkItem.objects.filter(pk=late.pk).update(state="reported_done")
    finding = Finding.objects.create(
        unit=tax, year=2026, title=late.title, source="inspection", found_on=PAST,
        state=FindingState.IN_HAND, due_on=PAST,
    )  # fmt: skip
    assert said(staff, "done_finding_open") == {late.title: ("事项：已报结", "问题：整改中")}
    point = RatingPoint.objects.create(unit=tax)
    rating = store(point, grade=1, day=PAST)
    case, _ = RatingCase.objects.get_or_create(
        rating=rating, defaults={"unit": tax, "opened_on": PAST, "started_on": PAST}
    )
    RatingCase.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED, closed_on=PAST, finding=finding
    )
    assert said(staff, "case_finding_open") == {late.title: ("差评件：已办结", "问题：整改中")}
    Finding.objects.update(state=FindingState.CLOSED)
    assert said(staff, "done_finding_open") == said(staff, "case_finding_open") == {}


# --- Waivers --------------------------------------------------------------------------------------


def test_a_waiver_has_a_name_a_reason_and_an_end(found, staff, clock):
    waiver = waivers.grant(found, staff, until=date(2026, 12, 31), reason="已申请变更时限。")
    again = registry.one(staff, found.check, found.row.subject)
    assert again.waiver == waiver
    entry = AuditEntry.objects.about(waiver).get()
    assert (entry.action_label, entry.reason) == ("豁免核对到2026年12月31日", "已申请变更时限。")
    clock.move_to(at(1, 1, year=2027))
    assert not CheckWaiver.objects.in_force().exists()
    # It ran out: the next one takes its place.
    assert waivers.grant(found, staff, until=date(2027, 1, 31), reason="仍在审批。").pk != waiver.pk


@pytest.mark.parametrize(
    "until, said", [(date(2026, 11, 23), "已过"), (date(2030, 1, 1), "最长到")]
)
def test_an_end_that_is_over_or_years_away_is_refused(found, staff, until, said):
    with pytest.raises(ValidationError, match=said):
        waivers.grant(found, staff, until=until, reason="理由。")


def test_who_does_not_decide_waives_nothing(found, staff, officer, leader, administrator):
    for actor in (officer, leader, administrator):
        with pytest.raises(NotAllowed):
            waivers.grant(found, actor, until=date(2026, 12, 31), reason="理由。")
    with pytest.raises(ReasonRequired):
        waivers.grant(found, staff, until=date(2026, 12, 31), reason=" ")


def test_waived_once_and_taken_back(found, staff, colleague):
    waiver = waivers.grant(found, staff, until=date(2026, 12, 31), reason="理由。")
    with pytest.raises(StateChanged, match="已由 陈示例 豁免到"):
        waivers.grant(found, colleague, until=date(2026, 12, 31), reason="理由。")
    waivers.end(waiver.pk, colleague, "时限变更没有同意。")
    assert registry.one(staff, found.check, found.row.subject).waiver is None
    with pytest.raises(StateChanged, match="已经结束"):
        waivers.end(waiver.pk, staff, "再次结束。")


def test_the_database_keeps_an_end_after_the_beginning(found, staff):
    waiver = waivers.grant(found, staff, until=date(2026, 12, 31), reason="理由。")
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckWaiver.objects.filter(pk=waiver.pk).update(until=date(2020, 1, 1))


# --- Pages ----------------------------------------------------------------------------------------


def test_staff_look_and_waive(found, late, staff, log_in):
    client = log_in(staff)
    assert late.title in client.get("/contradictions/").content.decode()
    address = f"/contradictions/waive/?check={found.check}&subject={found.row.subject}"
    refused = client.post(address, {"reason": "已申请变更。", "until": "2026-11-01"})
    assert refused.status_code == 422
    assert "已申请变更。" in refused.content.decode()
    client.post(address, {"reason": "已申请变更。", "until": "2026-12-31"}, follow=True)
    assert late.title not in client.get("/contradictions/").content.decode()
    waived = client.get("/contradictions/?show=waived").content.decode()
    assert "到2026年12月31日，陈示例：已申请变更。" in waived
    waiver = CheckWaiver.objects.get()
    client.post(f"/contradictions/waivers/{waiver.pk}/end/", {"reason": "没有同意。"})
    assert late.title in client.get("/contradictions/").content.decode()


def test_a_contradiction_that_is_gone_needs_no_waiver(found, late, staff, log_in):
    WorkItem.objects.filter(pk=late.pk).update(light="behind")
    address = f"/contradictions/waive/?check={found.check}&subject={found.row.subject}"
    page = log_in(staff).post(address, {"reason": "理由。", "until": "2026-12-31"}, follow=True)
    assert "两处已经一致" in page.content.decode()
    assert not CheckWaiver.objects.exists()


def test_a_unit_sees_its_own(late, officer, other_officer, log_in):
    assert late.title in log_in(officer).get("/contradictions/").content.decode()
    assert late.title not in log_in(other_officer).get("/contradictions/").content.decode()


def test_the_page_costs_the_same_for_one_and_for_forty(late, staff, tax, log_in):
    client = log_in(staff)
    client.get("/contradictions/")

    def queries():
        with CaptureQueriesContext(connection) as told:
            assert client.get("/contradictions/").status_code == 200
        return len(told)

    few = queries()
    for n in range(40):
        service_item(tax, f"逾期事项{n}", deadline=PAST, deadline_kind="date")
    assert queries() == few <= 24


def test_a_waiver_outlives_nothing_it_was_not_given_for(found, staff, tax):
    waivers.grant(found, staff, until=date(2026, 12, 31), reason="理由。")
    other = service_item(tax, "另一件", deadline=PAST, deadline_kind="date")
    assert registry.one(staff, "overdue_on_track", f"item-{other.pk}").waiver is None
    assert fresh(other).light == "on_track"
