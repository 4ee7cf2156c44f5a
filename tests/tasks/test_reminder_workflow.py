"""Reminder sheets: composed from each unit's own state, issued once by a named person, signed for, recalled."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from tasks import jobs
from tasks.models import (
    CommonText,
    Delivery,
    DeliveryState,
    ItemState,
    LineState,
    MonthException,
    ReminderSheet,
    ReportState,
    SheetLine,
    SheetState,
)
from tasks.sheet_facts import gather, occasion_of
from tasks.sheet_paper import paper_of
from tasks.workflows import reminder
from tasks.workflows.reminder import (
    compose_month,
    deliver_late,
    due_to_compose,
    issue,
    issue_month,
    mark_read,
    next_number,
    recall,
    send_to_self,
    sign_for,
    write_common,
)
from tests.people import make_person, make_unit
from tests.tasks.figures_world import NOVEMBER, at, make_item, make_month
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from tests.tasks.reminder_world import report_of, sheet_of
from units.models import Role, Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.demo import mark_as_demo
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged, WorkflowError

OCTOBER = NOVEMBER.previous()
DECEMBER = NOVEMBER.next()


def lines(sheet):
    return [(line.condition, line.heading) for line in sheet.lines.all()]


# --- composing ------------------------------------------------------------------------------------


def test_every_unit_gets_one_sheet_from_its_own_state(november, units, tax, secretary, late_item):
    report_of(tax, secretary, ReportState.ACCEPTED)
    report_of(units[1], secretary, ReportState.DRAFT)
    done = compose_month(NOVEMBER)
    assert (done.created, ReminderSheet.objects.count()) == (4, 4)
    assert lines(sheet_of(tax)) == [
        ("item_overdue", "“青年税务宣讲进校园”"),
        ("month_report", "本月共同事项"),
    ]
    assert lines(sheet_of(units[1])) == [
        ("report_missing", "10月月度填报"),
        ("month_report", "本月共同事项"),
    ]


def test_composing_again_follows_the_state_and_makes_no_second_sheet(composed, late_item):
    late_item.state = ItemState.REPORTED_DONE
    late_item.save()
    done = compose_month(NOVEMBER)
    assert (done.created, done.refreshed) == (0, 4)
    assert lines(composed) == [("month_report", "本月共同事项")]


def test_composing_leaves_what_was_issued(issued, late_item):
    late_item.state = ItemState.ACCEPTED
    late_item.save()
    assert compose_month(NOVEMBER).issued == 1
    assert issued.lines.count() == 2


def test_the_clock_composes_only_what_is_missing(composed, late_item):
    late_item.title = "改过的标题"
    late_item.save()
    compose_month(NOVEMBER, only_missing=True)
    assert lines(composed)[0] == ("item_overdue", "“青年税务宣讲进校园”")


def test_an_exempt_unit_is_not_asked_for_the_month(november, tax):
    MonthException.objects.create(month=november, unit=tax, kind="exempt", reason="机构改革")
    compose_month(NOVEMBER)
    assert lines(sheet_of(tax)) == []


def test_a_sheet_that_goes_out_late_asks_for_nothing_that_is_done(composed, tax, staff, secretary):
    """Signed: the line is there and provisionally met. Accepted: it is not asked for at all."""
    report = report_of(tax, secretary, ReportState.SUBMITTED, period=NOVEMBER)
    sheet = issue(composed.pk, staff).sheets[0]
    assert sheet.lines.get(condition="month_report").state == LineState.PROVISIONAL
    report.state = ReportState.ACCEPTED
    report.save()
    recall(sheet.pk, staff, "文字有误。")
    compose_month(NOVEMBER, staff, unit_ids=[tax.pk])
    assert not sheet_of(tax).lines.filter(condition="month_report").exists()


def test_an_extended_unit_is_told_its_own_day(november, tax):
    MonthException.objects.create(
        month=november, unit=tax, kind="extended", due_at=at("2026-12-08 12:30"), reason="停电"
    )
    compose_month(NOVEMBER)
    assert "请于12月8日12时30分前" in sheet_of(tax).lines.get().text


def test_what_staff_write_for_all_reaches_every_composed_sheet(composed, staff, liaison):
    write_common(NOVEMBER, staff, "持续落实“第一议题”制度。")
    assert composed.lines.last().text.endswith("签发。持续落实“第一议题”制度。")
    with pytest.raises(NotAllowed):
        write_common(NOVEMBER, liaison, "只有全体科室能写")
    with pytest.raises(WorkflowError, match="最多4000字，现有100000字"):
        write_common(NOVEMBER, staff, "长" * 100_000)
    assert CommonText.objects.get().text == "持续落实“第一议题”制度。"


def test_facts_cost_the_same_number_of_queries_for_any_number_of_units(
    november, districts, units, django_assert_max_num_queries
):
    """The ledgers of higher apps included (performance.md: at most 15)."""

    def ask(most):
        with django_assert_max_num_queries(most) as asked:
            gather(Unit.objects.values_list("pk", flat=True), occasion_of(NOVEMBER))
        return len(asked)

    at_four = ask(15)
    for n in range(5, 41):
        make_item(make_unit(f"示例{n}", f"示例{n}", districts[0], n), "事", deadline="2026-10-31")
    assert Unit.objects.count() == 40
    assert ask(15) == at_four


def test_a_day_that_the_clock_missed_is_made_up(november, today):
    today.move_to(at("2026-11-05 23:00"))
    assert due_to_compose() == [OCTOBER]
    today.move_to(at("2026-11-06 00:00"))
    assert due_to_compose() == [NOVEMBER]
    today.move_to(at("2026-11-25 03:00"))
    assert due_to_compose() == [NOVEMBER]
    today.move_to(at("2027-01-01 03:00"))
    assert due_to_compose() == [], "December was never opened"


def test_beat_composes_the_month_once_and_reaches_who_was_appointed_since(
    november, units, finance, staff, today
):
    jobs.compose_due_sheets()
    jobs.compose_due_sheets()
    assert ReminderSheet.objects.of(NOVEMBER).count() == 4
    issue_month(NOVEMBER, staff)
    make_person("new", "何某丁", Role.SECRETARY, unit=finance)
    jobs.compose_due_sheets()
    jobs.send_due_deliveries()
    assert sheet_of(finance).delivered_at == at("2026-11-06 09:00")


# --- issuing --------------------------------------------------------------------------------------


def test_issuing_gives_number_name_and_frozen_text(composed, staff, late_item):
    issue(composed.pk, staff)
    sheet = sheet_of(composed.unit)
    assert (sheet.state, sheet.document_number) == ("issued", "昭直党提〔2026〕1号")
    assert sheet.issued_by == staff
    late_item.title = "后来改了名"
    late_item.save()
    text = [f"{line.number}{line.heading}" for line in paper_of(sheet).body]
    assert text[1] == "一、“青年税务宣讲进校园”。"
    assert paper_of(sheet).contact_line == "（联系人：组织科 陈示例）"


def test_issuing_looks_once_more_and_says_what_changed(composed, staff, late_item):
    late_item.state = ItemState.REPORTED_DONE
    late_item.save()
    done = issue(composed.pk, staff)
    assert done.changes == {composed.pk: ["不再提示：“青年税务宣讲进校园”"]}
    assert lines(sheet_of(composed.unit)) == [("month_report", "本月共同事项")]
    entry = AuditEntry.objects.get(action="reminder.issue")
    assert entry.changes["拟制后的变化"] == ["", "不再提示：“青年税务宣讲进校园”"]


def test_each_recipient_gets_one_delivery_a_channel(issued, officer, secretary):
    found = Delivery.objects.values_list("recipient__name", "channel").order_by("pk")
    assert list(found) == [
        ("李示例", "portal"),
        ("李示例", "mail"),
        ("王示例", "portal"),
        ("王示例", "mail"),
    ]
    mail = Delivery.objects.filter(channel="mail").first()
    assert mail.subject == "2026年11月工作提示单（昭直党提〔2026〕1号）"
    assert "一、“青年税务宣讲进校园”。原定10月31日完成，已逾期6天" in mail.body
    assert issued.get_absolute_url() in mail.body


def test_the_whole_month_is_issued_in_protocol_order_without_gaps(november, units, staff):
    compose_month(NOVEMBER)
    issue_month(NOVEMBER, staff)
    numbers = ReminderSheet.objects.order_by("unit__protocol_order").values_list(
        "document_number", flat=True
    )
    assert list(numbers) == [f"昭直党提〔2026〕{n}号" for n in (1, 2, 3, 4)]


def test_a_run_that_dies_half_way_leaves_whole_sheets_and_the_next_one_goes_on(
    november, units, staff, officer, other_officer, monkeypatch
):
    compose_month(NOVEMBER)
    enqueue, calls = reminder.outbox.enqueue, []

    def dies_at_the_third(*args):
        calls.append(args)
        if len(calls) == 3:
            raise SystemExit("power cut")
        return enqueue(*args)

    monkeypatch.setattr(reminder.outbox, "enqueue", dies_at_the_third)
    with pytest.raises(SystemExit):
        issue_month(NOVEMBER, staff)
    assert ReminderSheet.objects.filter(state=SheetState.ISSUED).count() == 2
    monkeypatch.undo()
    issue_month(NOVEMBER, staff)
    issue_month(NOVEMBER, staff)
    sheets = ReminderSheet.objects.order_by("unit__protocol_order")
    assert [sheet.document_number[-2:] for sheet in sheets] == ["1号", "2号", "3号", "4号"]
    assert Delivery.objects.filter(channel="portal").count() == 2


def test_a_unit_merged_since_composing_gets_no_sheet_and_no_number(
    november, units, finance, staff, today
):
    compose_month(NOVEMBER)
    finance.active_to = date(2026, 11, 5)
    finance.save()
    done = issue_month(NOVEMBER, staff)
    assert (done.gone, len(done.sheets)) == ([finance], 3)
    with pytest.raises(StateChanged, match="已停用或合并"):
        issue(sheet_of(finance).pk, staff)
    numbers = ReminderSheet.objects.exclude(document_number="").count()
    assert next_number() == f"昭直党提〔2026〕{numbers + 1}号"
    compose_month(NOVEMBER, staff)
    assert not ReminderSheet.objects.filter(unit=finance).exists()


def test_the_slower_of_two_issuers_is_told(issued, colleague):
    with pytest.raises(StateChanged, match="已由 陈示例 印发"):
        issue(issued.pk, colleague)


def test_a_liaison_issues_for_the_own_district_only(november, units, weather, liaison):
    compose_month(NOVEMBER)
    with pytest.raises(NotAllowed, match="不在您联系的片区"):
        issue(sheet_of(weather).pk, liaison)
    issue_month(NOVEMBER, liaison)
    issued = ReminderSheet.objects.filter(state=SheetState.ISSUED)
    assert [sheet.unit.short_name for sheet in issued] == ["市税务局", "市财政局"]


@pytest.mark.parametrize("who", ["officer", "secretary", "leader", "auditor", "administrator"])
def test_only_staff_issue(composed, who, request):
    person = request.getfixturevalue(who)
    with pytest.raises((NotAllowed, ReminderSheet.DoesNotExist)):
        issue(composed.pk, person)
    with pytest.raises(NotAllowed):
        issue_month(NOVEMBER, person)
    assert sheet_of(composed.unit).state == SheetState.COMPOSED


def test_a_unit_without_recipient_is_named_and_reached_once_somebody_is_appointed(
    november, finance, staff
):
    compose_month(NOVEMBER)
    assert finance in issue_month(NOVEMBER, staff).without_recipient
    assert deliver_late() == 0
    make_person("new", "何某丁", Role.SECRETARY, unit=finance)
    assert deliver_late() == 1
    assert deliver_late() == 0
    assert Delivery.objects.get().recipient.name == "何某丁"


# --- receipt --------------------------------------------------------------------------------------


def test_the_secretary_signs_for_it_and_who_and_when_are_kept(issued, secretary, today):
    today.move_to(at("2026-11-06 15:20"))
    sign_for(issued.pk, secretary)
    sheet = sheet_of(issued.unit)
    assert (sheet.signed_for_by, sheet.signed_for_at) == (secretary, at("2026-11-06 15:20"))
    assert sheet.read_by == secretary
    with pytest.raises(StateChanged, match="已由李示例于11月6日签收"):
        sign_for(issued.pk, secretary)


def test_an_officer_reads_but_never_signs(issued, officer, secretary):
    assert mark_read(issued, officer)
    assert not mark_read(issued, secretary), "the first reader is kept"
    assert sheet_of(issued.unit).read_by == officer
    with pytest.raises(NotAllowed):
        sign_for(issued.pk, officer)


def test_a_look_by_staff_is_no_reading(issued, staff):
    assert not mark_read(issued, staff)
    assert sheet_of(issued.unit).read_at is None


def test_nobody_sees_or_signs_another_units_sheet(issued, other_secretary):
    with pytest.raises(ReminderSheet.DoesNotExist):
        sign_for(issued.pk, other_secretary)


# --- recall ---------------------------------------------------------------------------------------


def test_a_recalled_sheet_is_replaced_by_a_version_with_its_own_number(issued, staff, tax):
    with pytest.raises(ReasonRequired):
        recall(issued.pk, staff, " ")
    recall(issued.pk, staff, "时限有误")
    assert compose_month(NOVEMBER).created == 0, "a timer does not replace what a person recalled"
    compose_month(NOVEMBER, staff, unit_ids=[tax.pk])
    issue(sheet_of(tax).pk, staff)
    new = sheet_of(tax)
    assert (new.version, new.document_number) == (2, "昭直党提〔2026〕2号")
    assert new.opening.startswith("原昭直党提〔2026〕1号工作提示单已收回，以本单为准。")


def test_what_was_not_sent_is_not_sent_after_a_recall(issued, staff):
    recall(issued.pk, staff, "时限有误")
    assert set(issued.deliveries.values_list("state", flat=True)) == {DeliveryState.GIVEN_UP}
    notices = Delivery.objects.filter(sheet=None, state=DeliveryState.PENDING)
    assert notices.count() == 4
    assert "收回理由：时限有误" in notices.first().body


def test_a_recalled_sheet_cannot_be_signed_for(issued, staff, secretary):
    recall(issued.pk, staff, "时限有误")
    with pytest.raises(StateChanged):
        sign_for(issued.pk, secretary)


# --- lines that come back ---------------------------------------------------------------------------


def test_an_open_line_comes_back_next_month_with_a_count(issued, staff, tax, today, officer):
    make_month(DECEMBER)
    today.move_to(at("2026-12-07 09:00"))
    compose_month(DECEMBER)
    sheet = sheet_of(tax, DECEMBER)
    line = sheet.lines.get(condition="item_overdue")
    assert line.times_carried == 1
    assert "已逾期37天，本单第2次提示" in line.text
    old = SheetLine.objects.get(sheet=issued, condition="item_overdue")
    assert old.state == LineState.OPEN, "it moves when the new sheet is issued"
    issue(sheet.pk, staff)
    old.refresh_from_db()
    assert old.state == LineState.CARRIED
    recall(sheet.pk, staff, "重印")
    old.refresh_from_db()
    assert old.state == LineState.OPEN


def test_time_that_staff_take_counts_against_nobody(issued, tax, late_item, today):
    """The unit signed in time; the claim waits for staff over the turn of the month."""
    issued.lines.filter(condition="item_overdue").update(state=LineState.PROVISIONAL)
    late_item.state = ItemState.REPORTED_DONE
    late_item.save()
    make_month(DECEMBER)
    today.move_to(at("2026-12-07 09:00"))
    compose_month(DECEMBER)
    assert lines(sheet_of(tax, DECEMBER)) == [("month_report", "本月共同事项")]


# --- trial and commands -----------------------------------------------------------------------------


def test_staff_try_a_sheet_on_themselves_as_often_as_they_like(composed, staff):
    with pytest.raises(WorkflowError, match="没有登记邮箱"):
        send_to_self(composed.pk, staff)
    staff.email = "staff@example.invalid"
    staff.save()
    send_to_self(composed.pk, staff)
    send_to_self(composed.pk, staff)
    mails = Delivery.objects.all()
    assert [mail.recipient for mail in mails] == [staff, staff]
    assert mails[0].subject == "【试发】市税务局2026年11月工作提示单"
    assert sheet_of(composed.unit).state == SheetState.COMPOSED


def test_the_commands_compose_and_issue_once(november, units, staff, capsys):
    call_command("compose_reminders", "2026-11")
    call_command("issue_reminders", "2026-11", "--by", "staff")
    call_command("compose_reminders", "2026-11")
    call_command("issue_reminders", "2026-11", "--by", "staff")
    said = capsys.readouterr().out
    assert "新拟制4份" in said and "陈示例印发4份，本月共4份已印发" in said
    assert "陈示例印发0份，本月共4份已印发" in said
    assert ReminderSheet.objects.count() == 4


def test_a_sheet_is_issued_by_a_named_person_except_in_a_demonstration(november, staff, officer):
    compose_month(NOVEMBER)
    with pytest.raises(CommandError, match="请用 --by 写明"):
        call_command("issue_reminders", "2026-11")
    with pytest.raises(CommandError, match="不能印发"):
        call_command("issue_reminders", "2026-11", "--by", "officer")
    mark_as_demo()
    call_command("issue_reminders", "2026-11")
    assert sheet_of(officer.current_appointments[0].unit).issued_by == staff


@pytest.mark.parametrize("month", ["2026-13", "abc", "2026-12"])
def test_a_month_that_is_none_or_not_yet_is_refused(today, db, month):
    with pytest.raises(CommandError, match="月"):
        call_command("compose_reminders", month)
