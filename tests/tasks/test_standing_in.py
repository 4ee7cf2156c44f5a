"""代办 in the month: decided and signed in somebody's stead, said so everywhere, and never on one's own or the absent one's."""

from datetime import date

import pytest

from tasks import review_queue
from tasks.models import DeadlineChange, IndicatorValue, MonthlyReport, ReportState, WorkItem
from tasks.recipients import recipients_of
from tasks.turns import turn_of
from tasks.workflows import deadline_change, item
from tasks.workflows import report as moves
from tests.people import make_person
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import fresh
from units.models import Appointment, Person, Role, Substitution
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed

pytestmark = pytest.mark.any_database

TODAY = date(2026, 11, 24)


def stand_in(absent, substitute, role=Role.STAFF):
    Substitution.objects.create(
        absent=absent, role=role, substitute=substitute, begins_on=TODAY, ends_on=TODAY, reason="出差", set_by=absent,
    )  # fmt: skip
    return Person.objects.get(pk=substitute.pk)


def turn(report):
    report = fresh(report)
    return turn_of(report, report.month).who


@pytest.fixture
def second(districts):
    return make_person("second", "许某甲", Role.STAFF, district=districts[1])


@pytest.fixture
def deputy(db):
    """An account without any appointment."""
    return make_person("deputy", "严某甲")


def test_the_substitute_accepts_and_the_trail_says_for_whom(submitted, liaison, second):
    second = stand_in(liaison, second)
    assert list(review_queue.waiting_for(second)) == [submitted]
    moves.accept(submitted.pk, second)
    entry = AuditEntry.objects.get(action="report.accept")
    assert (entry.actor, entry.actor_name) == (second, "许某甲（代 郑某甲）")
    assert review_queue.own_timeliness(second)["count"] == 1
    assert review_queue.own_timeliness(liaison)["count"] == 0


def test_the_day_after_they_decide_nothing(submitted, liaison, second, clock):
    second = stand_in(liaison, second)
    clock.shift(24 * 3600)
    with pytest.raises(NotAllowed, match="不由您审核"):
        moves.accept(submitted.pk, Person.objects.get(pk=second.pk))


@pytest.mark.parametrize("part", ["sent_by", "signed_by"])
def test_not_on_what_the_absent_one_sent_or_signed(part, submitted, liaison, second):
    MonthlyReport.objects.update(**{part: liaison})
    with pytest.raises(NotAllowed, match="郑某甲送签或签发过"):
        moves.accept(submitted.pk, stand_in(liaison, second))


def test_not_on_what_the_absent_one_typed(submitted, liaison, second):
    IndicatorValue.objects.filter(unit=submitted.unit).update(edited_by=liaison)
    with pytest.raises(NotAllowed, match="您或您所代的同志填写"):
        moves.accept(submitted.pk, stand_in(liaison, second))


def test_not_on_what_was_signed_in_ones_stead(sent, secretary, deputy, staff):
    """The secretary who also works for the committee does not decide on what a substitute signed for them."""
    Appointment.objects.create(person=secretary, role=Role.STAFF, starts_on=TODAY)
    moves.sign_and_submit(sent.pk, stand_in(secretary, deputy, Role.SECRETARY))
    person = Person.objects.get(pk=secretary.pk)
    person.acting_role = Role.STAFF
    with pytest.raises(NotAllowed, match="代您签发"):
        moves.accept(sent.pk, person)
    moves.accept(sent.pk, staff)


def test_not_on_the_absent_ones_claim_or_wish_for_another_deadline(submitted, liaison, second):
    line = submitted.lines.first()
    submitted.lines.update(claims_done=True)
    WorkItem.objects.filter(pk=line.item_id).update(state="reported_done")
    MonthlyReport.objects.update(sent_by=liaison)
    change = DeadlineChange.objects.create(
        item=line.item, old_deadline_kind="none", new_deadline=date(2026, 12, 31), reason="汛期", asked_by=liaison
    )  # fmt: skip
    second = stand_in(liaison, second)
    with pytest.raises(NotAllowed, match="送签或签发的报结"):
        item.accept(line.item_id, second)
    with pytest.raises(NotAllowed, match="提出的申请"):
        deadline_change.grant(change.pk, second)


def test_the_substitute_signs_and_may_not_then_accept(sent, secretary, staff):
    staff = stand_in(secretary, staff, Role.SECRETARY)
    staff.acting_role = Role.SECRETARY
    moves.sign_and_submit(sent.pk, staff)
    assert (
        AuditEntry.objects.get(action="report.sign_and_submit").actor_name == "陈示例（代 李示例）"
    )
    staff.acting_role = Role.STAFF
    with pytest.raises(NotAllowed, match="您送签或签发过"):
        moves.accept(sent.pk, staff)


def test_an_officer_named_by_mistake_signs_nothing(sent, secretary, officer):
    officer = stand_in(secretary, officer, Role.SECRETARY)
    officer.acting_role = Role.SECRETARY
    with pytest.raises(NotAllowed):
        moves.sign_and_submit(sent.pk, officer)
    assert fresh(sent).state == ReportState.TO_SIGN


def test_who_has_it_names_the_substitute(sent, secretary, deputy, liaison, second, staff):
    assert turn(sent) == "李示例签发"
    deputy = stand_in(secretary, deputy, Role.SECRETARY)
    assert turn(sent) == "严某甲（代 李示例）签发"
    moves.sign_and_submit(sent.pk, deputy)
    assert turn(sent) == "工委审核"
    second = stand_in(liaison, second)
    assert turn(sent) == "许某甲（代 郑某甲）审核"
    moves.mark_opened(sent.pk, staff)
    assert turn(sent) == "陈示例审核"


def test_sheets_and_calls_also_go_to_whoever_signs_now(tax, secretary, officer, deputy):
    stand_in(secretary, deputy, Role.SECRETARY)
    Substitution.objects.update(begins_on=date.today(), ends_on=date.today())
    assert recipients_of([tax.pk]) == {tax.pk: [secretary, deputy, officer]}


def test_a_secretary_who_signs_for_two_units_sees_which_is_which(log_in, sent, secretary, other_secretary, weather):  # fmt: skip
    client = log_in(stand_in(secretary, other_secretary, Role.SECRETARY))
    page = client.get("/").text
    assert "市税务局2026年11月月度进展待您签发" in page
    assert "市气象局 2026年11月" in page
    assert "请选择单位" in client.get("/month/2026-11/").text
    assert client.get("/units/mine/").headers["Location"] == weather.get_absolute_url()


def test_what_waits_is_told_to_the_substitute(log_in, sent, secretary, deputy):
    assert (
        "今天没有要办的事" not in log_in(stand_in(secretary, deputy, Role.SECRETARY)).get("/").text
    )
    assert "待您签发" in log_in(deputy).get("/").text
