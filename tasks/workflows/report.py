"""月度进展: who moves a report from which state to which, and what follows.

The officer drafts, the secretary signs, staff decide; every round from the unit to the staff and back is kept.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tasks import figures, item_state
from tasks.clock import due_at_for, is_open_to_unit, return_due_at
from tasks.closing import facts_changed
from tasks.contents import Contents
from tasks.gaps import gaps_in
from tasks.models import (
    IndicatorValue,
    ItemProgress,
    Month,
    MonthlyReport,
    Remark,
    ReportRound,
    ReportState,
)
from tasks.snapshots import content_of, keep_snapshot
from units.models import Role, Substitution
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import (
    Incomplete,
    Move,
    NotAllowed,
    ReasonRequired,
    StateChanged,
    Workflow,
    check_text,
)

State = ReportState
Outcome = ReportRound.Outcome
DECIDERS = {Role.STAFF, Role.LEADER}

TRANSITIONS = {
    "send_to_sign": Move("送签", {State.DRAFT, State.RETURNED}, State.TO_SIGN, by={Role.OFFICER}),
    "hand_back": Move("退回修改", {State.TO_SIGN}, State.DRAFT, by={Role.SECRETARY}, needs_reason=True),
    # A secretary may fill in and do both steps at once: from draft and returned too.
    "sign_and_submit": Move(
        "签名报送", {State.TO_SIGN, State.DRAFT, State.RETURNED}, State.SUBMITTED, by={Role.SECRETARY}
    ),
    "withdraw": Move("撤回", {State.SUBMITTED}, State.DRAFT, by={Role.SECRETARY}),
    "accept": Move("审核通过", {State.SUBMITTED}, State.ACCEPTED, by=DECIDERS),
    "return_for_correction": Move("退回", {State.SUBMITTED}, State.RETURNED, by=DECIDERS),
    # From accepted at any time, from every other state only after the lock (see _may_move).
    "reopen": Move("重新开放", set(State.values), State.RETURNED, by=DECIDERS, needs_reason=True),
}  # fmt: skip
REOPEN_FURTHEST = timedelta(days=366)
DECISIONS = {"accept", "return_for_correction", "reopen"}
UNIT_MOVES = {"send_to_sign", "hand_back", "sign_and_submit", "withdraw"}


def _may_move(report, actor, move_name):
    """What the table cannot say: whose report it is, and that nobody decides on what they submitted."""
    if move_name in UNIT_MOVES and report.unit_id not in actor.scope.unit_ids:
        raise NotAllowed("这不是您所在单位的报告。")
    if move_name in DECISIONS:
        if not actor.scope.decides_for(report.unit):
            raise NotAllowed("该单位的报告不由您审核。")
        if actor.pk in (report.sent_by_id, report.signed_by_id):
            raise NotAllowed("您送签或签发过这份报告，不能自己审核，请由其他同志办理。")
        absent = actor.scope.absent_for(report.unit)
        if absent and absent.person_id in (report.sent_by_id, report.signed_by_id):
            raise NotAllowed(
                f"{absent.absent_name}送签或签发过这份报告，不能由您代为审核，请由其他同志办理。"
            )
    if move_name == "withdraw" and report.opened_at is not None:
        raise StateChanged("工委已经开始审核，不能撤回。如需更正，请联系审核人退回。")
    if move_name in {"send_to_sign", "sign_and_submit", "withdraw", "reopen"}:
        _check_lock(report, move_name)


def _check_lock(report, move_name):
    if move_name == "reopen":
        if report.state != State.ACCEPTED and not report.month.is_locked:
            raise StateChanged(
                f"{report.period.label}尚未锁定，报告当前是“{report.get_state_display()}”，不需要重新开放。"
            )
    elif not is_open_to_unit(report, report.month):
        if move_name == "withdraw":  # it could not be signed again
            raise StateChanged(f"{report.period.label}已锁定，撤回后不能再报送，因此不能撤回。")
        raise StateChanged(
            f"{report.period.label}已锁定，不能再报送。确需补报的，请联系工委重新开放。"
        )


REPORT = Workflow("report", MonthlyReport, TRANSITIONS, _may_move)


@transaction.atomic
def send_to_sign(report_id, actor):
    """The officer is done: the secretary has it now. Raises Incomplete with every gap."""
    report = REPORT.begin("send_to_sign", report_id, actor)
    _refuse_gaps(report)
    report.sent_by, report.sent_at = actor, timezone.now()
    round_ = _current_round(report)
    round_.sent_by, round_.sent_at = actor, report.sent_at
    round_.save()
    return _finish("send_to_sign", report, actor)


@transaction.atomic
def hand_back(report_id, actor, reason, seen_round=None):
    """The secretary gives the draft back to the officer, with a reason."""
    report = REPORT.begin("hand_back", report_id, actor, reason)
    _check_seen(report, seen_round)
    _close_round(report, Outcome.HANDED_BACK, actor, reason)
    return _finish("hand_back", report, actor, reason)


@transaction.atomic
def sign_and_submit(report_id, actor, seen_round=None):
    """The secretary's signature. The first one decides on time or late, by the due moment in force for the unit."""
    report = REPORT.begin("sign_and_submit", report_id, actor)
    _hold_month(report, "sign_and_submit")
    _check_seen(report, seen_round)
    _refuse_gaps(report)
    now = timezone.now()
    if report.state != State.TO_SIGN:  # filled in and signed in one step
        report.sent_by, report.sent_at = actor, now
    report.signed_by, report.signed_at = actor, now
    report.opened_by = report.opened_at = report.decided_by = report.decided_at = None
    if report.first_signed_at is None:
        report.first_signed_at = now
        report.first_due_at = due_at_for(report.unit_id, report.month)
    round_ = _current_round(report)
    round_.sent_by, round_.sent_at = report.sent_by, report.sent_at
    round_.signed_by, round_.signed_at = actor, now
    round_.content = content_of(report)
    round_.save()
    return _finish("sign_and_submit", report, actor, follow=item_state.apply_signed)


@transaction.atomic
def withdraw(report_id, actor):
    """Taken back before anybody opened it. On the day of the first signature it counts as never signed."""
    report = REPORT.begin("withdraw", report_id, actor)
    _hold_month(report, "withdraw")
    first_day = timezone.localdate(report.first_signed_at)
    if report.first_signed_at == report.signed_at and first_day == timezone.localdate():
        report.first_signed_at = report.first_due_at = None
    _close_round(report, Outcome.WITHDRAWN, actor)
    return _finish("withdraw", report, actor, follow=item_state.put_back)


@transaction.atomic
def mark_opened(report_id, actor):
    """Somebody who decides has opened it: from now on the unit cannot withdraw. True when this was the first look."""
    report = MonthlyReport.objects.visible_to(actor).select_related("unit").get(pk=report_id)
    if report.state != State.SUBMITTED or not actor.scope.decides_for(report.unit):
        return False
    unopened = MonthlyReport.objects.filter(
        pk=report_id, state=State.SUBMITTED, signed_at=report.signed_at, opened_at=None
    )
    if not unopened.update(opened_by=actor, opened_at=timezone.now()):
        return False
    record(actor, "reading.opened", "打开审核", report)
    return True


@transaction.atomic
def accept(report_id, actor, seen_round=None):
    """Accept a submitted report and keep what it said.

    Raises NotAllowed (role, own report) and StateChanged (someone was faster).
    """
    report = REPORT.begin("accept", report_id, actor)
    _check_seen(report, seen_round)
    _refuse_own_entries(report, actor)
    report.decided_by, report.decided_at = actor, timezone.now()
    report.return_due_at = None
    round_ = _current_round(report)
    keep_snapshot(report, round_.content or content_of(report))
    _decide_round(round_, Outcome.ACCEPTED, actor)
    return _finish("accept", report, actor, follow=item_state.apply_accepted)


@transaction.atomic
def return_for_correction(report_id, actor, remarks=None, reason="", seen_round=None):
    """Back to the unit, with remarks on lines. `remarks` is {ItemProgress or IndicatorValue: text}, or one text."""
    report = REPORT.begin("return_for_correction", report_id, actor)
    _check_seen(report, seen_round)
    _refuse_own_entries(report, actor)
    if isinstance(remarks, str):
        remarks, reason = {}, reason or remarks
    remarks = {place: text.strip() for place, text in (remarks or {}).items() if text.strip()}
    if not remarks and not reason.strip():
        raise ReasonRequired("请在需要修改的事项旁写明意见，或填写总的退回理由。")
    for text in remarks.values():
        check_text(text, "单条意见")
    report.decided_by, report.decided_at = actor, timezone.now()
    report.return_due_at = return_due_at()
    round_ = _close_round(report, Outcome.RETURNED, actor, reason)
    _write_remarks(report, round_, remarks, reason, actor)
    return _finish("return_for_correction", report, actor, reason, follow=item_state.put_back)


@transaction.atomic
def reopen(report_id, actor, reason, until):
    """Let the unit correct a month that was accepted or locked, until a moment. The old content stays in its snapshot."""
    report = REPORT.begin("reopen", report_id, actor, reason)
    if until is None or until <= timezone.now():
        raise ReasonRequired("请填写重新开放的截止时间，须晚于现在。")
    if until > timezone.now() + REOPEN_FURTHEST:
        raise ReasonRequired("重新开放的截止时间超过一年，请核对年份。")
    if _current_round(report).outcome:
        report.round_number += 1
    report.decided_by, report.decided_at = actor, timezone.now()
    report.return_due_at = until
    _close_round(report, Outcome.REOPENED, actor, reason)
    return _finish("reopen", report, actor, reason, follow=item_state.put_back)


def _finish(move_name, report, actor, reason="", follow=None):
    """State and audit, then what depends on them: items, figures, lines of reminder sheets."""
    report = REPORT.finish(move_name, report, actor, reason)
    if follow:
        follow(report, actor)
    figures.refresh_unit_month(report.unit_id, report.period)
    facts_changed(report.unit_id)
    return report


def _refuse_gaps(report):
    found = gaps_in(Contents.of(report))
    if found:
        raise Incomplete(f"还差 {len(found)} 处，补齐后才能报送。", found)


def _hold_month(report, move_name):
    """The lock waits for a signature that has begun; one that begins behind it is refused."""
    report.month = Month.objects.select_for_update(no_key=True).get(period=report.period)
    _check_lock(report, move_name)


def _check_seen(report, seen_round):
    """A page that was opened before the last round must not decide on what it did not show."""
    if seen_round is not None and str(seen_round) != str(report.round_number):
        raise StateChanged("页面打开后报告有了新的一轮，请重新查看后再办理。")


def _refuse_own_entries(report, actor):
    """Whoever typed a line or a value decides nothing about it, whatever roles they hold now; nor does a substitute
    in their stead, nor somebody in whose stead it was signed."""
    people = actor.scope.people_deciding(actor.pk, report.unit)
    values = IndicatorValue.objects.filter(unit=report.unit_id, period=report.period)
    typed = report.lines.filter(edited_by__in=people).exists()
    if typed or values.filter(edited_by__in=people).exists():
        whose = "您" if len(people) == 1 else "您或您所代的同志"
        raise NotAllowed(f"这份报告有{whose}填写的内容，不能自己审核，请由其他同志办理。")
    signed_on = timezone.localdate(report.signed_at)
    if Substitution.objects.stood_in(report.signed_by_id, people, Role.SECRETARY, signed_on):
        raise NotAllowed("这份报告是代您签发的，不能自己审核，请由其他同志办理。")


def _current_round(report):
    return ReportRound.objects.get_or_create(report=report, number=report.round_number)[0]


def _decide_round(round_, outcome, actor, reason=""):
    round_.outcome, round_.decided_by, round_.decided_at = outcome, actor, timezone.now()
    round_.reason = reason.strip()
    round_.save()


def _close_round(report, outcome, actor, reason=""):
    """End this round; what comes next is a new one."""
    round_ = _current_round(report)
    _decide_round(round_, outcome, actor, reason)
    report.round_number += 1
    return round_


def _write_remarks(report, round_, remarks, reason, actor):
    rows = [
        Remark(round=round_, text=text, written_by=actor, **_place_of(place, report))
        for place, text in remarks.items()
    ]
    if not rows:
        rows = [Remark(round=round_, text=reason.strip(), written_by=actor)]
    Remark.objects.bulk_create(rows)


def _place_of(row, report):
    if isinstance(row, ItemProgress):
        belongs, place = row.report_id == report.pk, "line"
    else:
        belongs, place = (row.unit_id, row.period) == (report.unit_id, report.period), "value"
    if not belongs:
        raise ValueError("a remark belongs to a line or value of the report that is returned")
    return {place: row}
