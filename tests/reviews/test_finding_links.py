"""A problem and what else speaks of it lead to one another; what is out of scope is named on neither side."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from reviews import finding_links
from reviews.models import RatingCase
from tasks.models import ItemKind, ReminderSheet, SheetLine, SupervisionOrder, WorkItem
from tests.reviews.rating_world import rate
from tests.reviews.rectification_world import make_finding, today
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import NotAllowed, WorkflowError

pytestmark = pytest.mark.any_database


@pytest.fixture
def finding(tax):
    return make_finding(tax, "in_hand", "党费公示不及时")


@pytest.fixture
def item(tax):
    return WorkItem.objects.create(
        unit=tax, kind=ItemKind.SERVICE_ITEM, category="public", year=2026, title="党费规范管理", deadline_kind="date", deadline=date(2026, 12, 1)
    )  # fmt: skip


def test_an_item_by_the_address_of_its_page(finding, item, staff, officer, log_in):
    client = log_in(staff)
    client.post(
        reverse("finding_item", args=[finding.pk]),
        {"item": f"https://portal.example.invalid/items/{item.pk}/"},
    )
    assert list(finding.items.all()) == [item]
    assert "党费规范管理" in log_in(officer).get(finding.get_absolute_url()).text
    assert "党费公示不及时" in log_in(officer).get(item.get_absolute_url()).text
    assert "党费公示不及时" in client.get(f"/findings/?item={item.pk}").text


def test_only_of_the_same_unit_and_by_staff(finding, weather, staff, officer):
    other = WorkItem.objects.create(
        unit=weather,
        kind=ItemKind.SERVICE_ITEM,
        category="public",
        year=2026,
        title="他单位事项",
        deadline_kind="none",
    )
    for address in (f"/items/{other.pk}/", "/items/99999/", "随便写的"):
        with pytest.raises(WorkflowError):
            finding_links.link(finding.pk, staff, address)
    with pytest.raises(NotAllowed):
        finding_links.link(finding.pk, officer, f"/items/{other.pk}/")


def test_an_item_that_is_not_told_of_hidden_findings(tax, item, officer, log_in):
    secret = make_finding(tax, "found", "还没有交办的问题")
    secret.items.add(item)
    assert "还没有交办的问题" not in log_in(officer).get(item.get_absolute_url()).text


def test_sheets_and_orders(finding, tax, staff, officer, log_in):
    sheet = ReminderSheet.objects.create(
        unit=tax,
        period=Period.current(),
        state="issued",
        document_number="昭直党提〔2026〕9号",
        issued_by=staff,
        issued_at=timezone.now(),
    )
    SheetLine.objects.create(
        sheet=sheet, order=1, condition="finding_due", subject_key=f"finding:{finding.pk}", heading="问题整改", text="请整改。"
    )  # fmt: skip
    order = SupervisionOrder.objects.create(
        unit=tax, title="党费督办", facts="逾期", demand="整改", due_on=today(), first_due_on=today(), state="issued",
        document_number="昭直党督〔2026〕1号", issued_by=staff, issued_at=timezone.now(),
        subject_key=f"finding:{finding.pk}",
    )  # fmt: skip
    shown = log_in(officer).get(finding.get_absolute_url()).text
    assert "昭直党提〔2026〕9号" in shown
    assert "党费督办" in shown
    for row in (sheet, order):
        assert finding.get_absolute_url() in log_in(officer).get(row.get_absolute_url()).text
    finding.state = "found"  # no longer the unit's to know
    finding.save()
    for row in (sheet, order):
        assert finding.get_absolute_url() not in log_in(officer).get(row.get_absolute_url()).text


def test_an_order_about_something_else_names_no_problem(finding, tax, staff, log_in):
    order = SupervisionOrder.objects.create(
        unit=tax, title="事项督办", facts="逾期", demand="办理", due_on=today(), first_due_on=today(), subject_key=f"item:{finding.pk}",
    )  # fmt: skip
    assert finding.get_absolute_url() not in log_in(staff).get(order.get_absolute_url()).text


def test_a_rating_case(finding, point, staff, officer, log_in):
    rate(point, 2)
    case = RatingCase.objects.get()
    case.finding = finding
    case.save()
    assert str(case) in log_in(officer).get(finding.get_absolute_url()).text
    shown = log_in(officer).get(case.get_absolute_url()).text
    assert finding.get_absolute_url() in shown
    finding.state = "found"
    finding.save()
    assert finding.title not in log_in(officer).get(case.get_absolute_url()).text
    assert finding.title in log_in(staff).get(case.get_absolute_url()).text
