"""The running month: opened as every month is, half filled, and moved by the real workflow functions."""

from datetime import datetime, timedelta

from django.utils import timezone

from reviews.demo.activities import enter_activities
from reviews.demo.fates import workday_before
from reviews.demo.lives import CLAIMED, STEP_FIELDS, write_step
from reviews.demo.travel import as_of
from tasks import phases
from tasks.models import IndicatorValue, ItemProgress, MonthlyReport, PhaseTask
from tasks.opening import open_month
from tasks.workflows import report as moves
from zhaotong_portal.workdays import moment

# What a unit has done by the 23rd, in shares of a hundred.
UNTOUCHED, PARTLY, TO_SIGN, SUBMITTED, RETURNED, ACCEPTED = range(6)
STAGES = (
    [UNTOUCHED] * 18
    + [PARTLY] * 32
    + [TO_SIGN] * 9
    + [SUBMITTED] * 19
    + [RETURNED] * 6
    + [ACCEPTED] * 16
)


class RunningMonth:
    def __init__(self, rng, people, units, lives, values, now):
        self.rng, self.people, self.units, self.values, self.now = rng, people, units, values, now
        self.lives = {life.item.pk: life for life in lives}

    def open(self, period):
        with as_of(moment(period.first_day) + timedelta(minutes=5)):
            open_month(period)
        self._close_phases()

    def _close_phases(self):
        """What nobody can count of the phases that are over was ticked off in time."""
        today = timezone.localdate(self.now)
        over = PhaseTask.objects.filter(phase__ends_on__lt=today, check_code="", done_at=None)
        for task in over.select_related("phase"):
            with as_of(moment(task.phase.ends_on) + timedelta(hours=16)):
                phases.tick(task.pk, self.people.staff)

    def write(self, period):
        reports = {
            report.unit_id: report
            for report in MonthlyReport.objects.of(period).select_related("unit")
        }
        stages = {unit.pk: self._stage(unit) for unit in self.units}
        self._fill(reports, stages, period)
        enter_activities(reports[self.units[0].pk], self.people.officers[self.units[0].pk])
        for unit in self.units:
            self._move(reports[unit.pk], stages[unit.pk])

    def _stage(self, unit):
        # The unit whose accounts a newcomer tries first has something left to do.
        return PARTLY if unit.protocol_order == 1 else self.rng.choice(STAGES)

    def _fill(self, reports, stages, period):
        lines = list(
            ItemProgress.objects.filter(period=period)
            .select_related("item", "report")
            .order_by("pk")
        )
        edited = []
        for line in lines:
            stage = stages[line.report.unit_id]
            if stage == UNTOUCHED or (stage == PARTLY and self.rng.random() < 0.45):
                continue
            life = self.lives[line.item_id]
            # A claim that nobody has decided yet is simply carried on.
            step = life.advance(period) if life.is_reporting else CLAIMED
            typed_at = min(self._moment(ACCEPTED), self.now)
            write_step(line, step, typed_at, self.people.officers[line.report.unit_id])
            edited.append(line)
        ItemProgress.objects.bulk_update(edited, STEP_FIELDS, batch_size=200)
        values = []
        for unit in self.units:
            drawn = self.values.values_of(unit, period, self.people.officers[unit.pk])
            if stages[unit.pk] == PARTLY:
                drawn = drawn[: len(drawn) // 2]
            values += [] if stages[unit.pk] == UNTOUCHED else drawn
        IndicatorValue.objects.bulk_create(values, batch_size=1000)

    def _move(self, report, stage):
        """On the first days of a month little is through yet: nothing happens later than now."""
        if stage < TO_SIGN:
            return
        unit, sent_at = report.unit, self._moment(stage)
        signed_at, decided_at = sent_at + timedelta(minutes=50), sent_at + timedelta(hours=3)
        if sent_at <= self.now:
            with as_of(sent_at):
                moves.send_to_sign(report.pk, self.people.officers[unit.pk])
        if stage >= SUBMITTED and signed_at <= self.now:
            with as_of(signed_at):
                moves.sign_and_submit(report.pk, self.people.secretaries[unit.pk])
        if stage in (RETURNED, ACCEPTED) and decided_at <= self.now:
            with as_of(decided_at):
                self._decide(report, stage)

    def _decide(self, report, stage):
        decider = self.people.leaders[0] if report.unit.is_committee else self.people.staff
        if stage == ACCEPTED:
            moves.accept(report.pk, decider)
            return
        line = report.lines.order_by("pk").first()
        remarks = {line: "请写明具体成效。"} if line else {}
        moves.return_for_correction(
            report.pk, decider, remarks=remarks, reason="个别事项请补充完善。"
        )

    def _moment(self, stage) -> datetime:
        """When the officer was done, as the demonstration tells it: a morning of the last working days."""
        days = self.rng.randint(5, 9) if stage == ACCEPTED else self.rng.randint(1, 4)
        day = workday_before(timezone.localdate(self.now) - timedelta(days=days))
        day = max(day, timezone.localdate(self.now).replace(day=1))
        return moment(day) + timedelta(hours=9, minutes=self.rng.randint(0, 110))
