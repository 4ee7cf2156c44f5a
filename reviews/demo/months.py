"""The months that are over: reports, rounds, lines, values, snapshots, and how each item stood at the lock."""

from datetime import timedelta

from django.utils import timezone

from reviews.demo.fates import EXEMPT
from reviews.demo.lives import write_step
from tasks.clock import clock_of
from tasks.models import (
    DeadlineKind,
    IndicatorValue,
    ItemClosing,
    ItemProgress,
    ItemState,
    Light,
    Month,
    MonthException,
    MonthlyReport,
    Remark,
    ReportRound,
    ReportSnapshot,
    ReportState,
    WorkItem,
)
from tasks.models.work_item import OPEN_STATES
from tasks.snapshots import content_from
from zhaotong_portal.digest import digest_of
from zhaotong_portal.period import Period

AT_ONCE = 500
REMARK = "请补充具体成效和下一步安排。"
ANSWER = "已补充，请审核。"


class MonthWriter:
    """Writes one month after another; `lives` carries every item's state from month to month."""

    def __init__(self, people, units, lives, fates, values, now):
        self.people, self.units, self.fates, self.values = people, units, fates, values
        self.now = now
        self.lives_of = {unit.pk: [] for unit in units}
        for life in lives:
            self.lives_of[life.item.unit_id].append(life)

    def write(self, period):
        clock = clock_of(period)
        month = Month.objects.create(
            period=period, opens_on=clock.opens_on, due_at=clock.due_at, grace_until=clock.grace_until,
            lock_at=clock.lock_at, locked_at=clock.lock_at if clock.lock_at <= self.now else None,
        )  # fmt: skip
        Month.objects.filter(pk=month.pk).update(opened_at=clock.due_at.replace(day=1))
        reports = [self._report(unit, period, clock) for unit in self.units]
        MonthlyReport.objects.bulk_create(reports)
        MonthException.objects.bulk_create(
            MonthException(month=month, unit=unit, kind="exempt", reason="机构调整期间，经批准本月免报。",
                           granted_by=self.people.staff)
            for unit in self.units
            if self.fates[unit.pk, period].kind == EXEMPT
        )  # fmt: skip
        lines = [line for report in reports for line in self._lines(report)]
        ItemProgress.objects.bulk_create(lines, batch_size=1000)
        values = [
            value
            for unit in self.units
            for value in self.values.values_of(unit, period, self.people.officers[unit.pk])
        ]
        IndicatorValue.objects.bulk_create(values, batch_size=1000)
        self._write_rounds(reports, lines)
        self._write_snapshots(reports, lines, values)
        self._accept_claims(reports)
        if month.locked_at:
            self._write_closings(period, clock)

    def _report(self, unit, period, clock):
        fate = self.fates[unit.pk, period]
        report = MonthlyReport(unit=unit, period=period)
        if not fate.signed:
            return report
        # Five to sixteen minutes, by unit and month.
        report.entry_seconds = 300 + (unit.protocol_order * 37 + period.month * 53) % 660
        report.state = ReportState.ACCEPTED if fate.accepted_at else ReportState.SUBMITTED
        report.round_number = 2 if fate.returned_at else 1
        report.sent_by = self.people.officers[unit.pk]
        report.signed_by = self.people.secretaries[unit.pk]
        report.first_signed_at, report.first_due_at = fate.signed_at, clock.due_at
        report.signed_at = fate.signed_again_at or fate.signed_at
        report.sent_at = report.signed_at - timedelta(minutes=50)
        if fate.accepted_at:
            report.decided_by = report.opened_by = self._decider(unit)
            report.decided_at = report.opened_at = fate.accepted_at
        return report

    def _decider(self, unit):
        return self.people.leaders[0] if unit.is_committee else self.people.staff

    def _lines(self, report):
        fate = self.fates[report.unit_id, report.period]
        officer = self.people.officers[report.unit_id]
        for life in self.lives_of[report.unit_id]:
            if life.starts > report.period or not life.is_reporting:
                continue
            line = ItemProgress(report=report, item=life.item, period=report.period)
            if fate.signed:
                step = life.advance(report.period)
                write_step(line, step, fate.signed_at - timedelta(hours=2), officer)
            yield line

    def _accept_claims(self, reports):
        """Acceptance turns a claim to be done into the staff's verdict."""
        for report in reports:
            if report.state == ReportState.ACCEPTED:
                for life in self.lives_of[report.unit_id]:
                    if life.closed_in == report.period:
                        life.state = ItemState.ACCEPTED

    def _write_rounds(self, reports, lines):
        first_line = {}
        for line in lines:
            first_line.setdefault(line.report_id, line)
        rounds, remarked = [], []
        for report in reports:
            fate = self.fates[report.unit_id, report.period]
            if not fate.signed:
                continue
            if fate.returned_at:
                back = self._round(
                    report, 1, fate.signed_at, "returned", fate.returned_at, "部分事项请补充完善。"
                )
                rounds.append(back)
                remarked.append((back, report, fate))
            signed = fate.signed_again_at or fate.signed_at
            outcome = "accepted" if fate.accepted_at else ""
            rounds.append(
                self._round(report, report.round_number, signed, outcome, fate.accepted_at, "")
            )
        ReportRound.objects.bulk_create(rounds, batch_size=1000)
        Remark.objects.bulk_create(
            Remark(round=back, line=first_line[report.pk], text=REMARK, written_by=report.decided_by,
                   answer=ANSWER, answered_by=report.sent_by, answered_at=fate.signed_again_at)
            for back, report, fate in remarked
            if report.pk in first_line
        )  # fmt: skip

    @staticmethod
    def _round(report, number, signed_at, outcome, decided_at, reason):
        return ReportRound(
            report=report, number=number, sent_by=report.sent_by, sent_at=signed_at - timedelta(minutes=50),
            signed_by=report.signed_by, signed_at=signed_at, outcome=outcome, decided_by=report.decided_by,
            decided_at=decided_at, reason=reason,
        )  # fmt: skip

    def _write_snapshots(self, reports, lines, values):
        lines_of, values_of = {}, {}
        for line in lines:
            lines_of.setdefault(line.report_id, []).append(line)
        for value in values:
            values_of.setdefault(value.unit_id, []).append(value)
        rows = []
        for report in reports:
            if report.state != ReportState.ACCEPTED:
                continue
            held = [
                (value.indicator, value.organisation, value)
                for value in values_of.get(report.unit_id, [])
            ]
            content = content_from(report, lines_of.get(report.pk, []), held)
            rows.append(ReportSnapshot(report=report, round_number=report.round_number, content=content,
                                       sha256=digest_of(content)))  # fmt: skip
        ReportSnapshot.objects.bulk_create(rows, batch_size=200)

    def _write_closings(self, period, clock):
        """Every item of the year as it stood when the month was locked; claims were accepted by then."""
        rows = []
        for lives in self.lives_of.values():
            for life in lives:
                if life.starts > period or life.item.year != period.year:
                    continue
                rows.append(self._closing(life, period, clock.lock_at))
        ItemClosing.objects.bulk_create(rows, batch_size=1000)

    def _closing(self, life, period, lock_at):
        """rules.md §2: overdue by date; behind where a monthly or quarterly item's line is missing."""
        item = life.item
        is_open = life.state in OPEN_STATES
        light = life.light
        if is_open and self._is_silent(item, period):
            light = Light.BEHIND
        overdue = (
            is_open
            and item.deadline_kind == DeadlineKind.DATE
            and item.deadline < timezone.localdate(lock_at)
        )
        return ItemClosing(
            item=item,
            period=period,
            state=life.state,
            percent=life.percent,
            light=light,
            is_overdue=overdue,
        )

    def _is_silent(self, item, period):
        kinds = {DeadlineKind.MONTHLY: 1, DeadlineKind.QUARTERLY: 3}
        length = kinds.get(item.deadline_kind)
        if (
            length is None
            or period.month % length
            or self.fates[item.unit_id, period].kind == EXEMPT
        ):
            return False
        months = Period.range(period.shift(1 - length), period)
        return not any(self._signed(item.unit_id, month) for month in months)

    def _signed(self, unit_pk, month):
        fate = self.fates.get((unit_pk, month))
        return fate is not None and fate.signed


def write_item_states(lives):
    """After the last month: what the signatures brought to the items."""
    alike = {}
    for life in lives:
        item = life.item
        item.state, item.percent, item.light = life.state, life.percent, life.light
        alike.setdefault((life.state, life.percent, life.light), []).append(item.pk)
    # Most ended alike: a statement for each way of ending, not a case for each item.
    for (state, percent, light), pks in alike.items():
        for start in range(0, len(pks), AT_ONCE):
            found = WorkItem.objects.filter(pk__in=pks[start : start + AT_ONCE])
            found.update(state=state, percent=percent, light=light)
