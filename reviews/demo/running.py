"""The running month: opened as every month is, half filled, and moved by the real workflow functions."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from tasks.models import IndicatorValue, ItemProgress, MonthlyReport, ReportRound
from tasks.opening import open_month
from tasks.workflows import report as moves
from zhaotong_portal.audit.models import AuditEntry
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
MOMENTS = ("sent_at", "signed_at", "first_signed_at", "opened_at", "decided_at")


class RunningMonth:
    def __init__(self, rng, people, units, lives, values, now):
        self.rng, self.people, self.units, self.values, self.now = rng, people, units, values, now
        self.lives = {life.item.pk: life for life in lives}

    def write(self, period):
        open_month(period)
        reports = {
            report.unit_id: report
            for report in MonthlyReport.objects.of(period).select_related("unit")
        }
        stages = {unit.pk: self._stage(unit) for unit in self.units}
        self._fill(reports, stages, period)
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
            life = self.lives.get(line.item_id)
            if life is None or not life.is_reporting:
                continue
            step = life.advance(period)
            line.percent, line.light, line.text = step.percent, step.light, step.text
            line.reason, line.claims_done, line.unchanged = (
                step.reason,
                step.claims_done,
                step.unchanged,
            )
            line.edited_at, line.version = self.now - timedelta(days=2), 1
            line.edited_by = self.people.officers[line.report.unit_id]
            edited.append(line)
        fields = [
            "percent",
            "light",
            "text",
            "reason",
            "claims_done",
            "unchanged",
            "edited_at",
            "edited_by",
            "version",
        ]
        ItemProgress.objects.bulk_update(edited, fields, batch_size=200)
        values = []
        for unit in self.units:
            drawn = self.values.values_of(unit, period, self.people.officers[unit.pk])
            if stages[unit.pk] == PARTLY:
                drawn = drawn[: len(drawn) // 2]
            values += [] if stages[unit.pk] == UNTOUCHED else drawn
        IndicatorValue.objects.bulk_create(values, batch_size=1000)

    def _move(self, report, stage):
        if stage < TO_SIGN:
            return
        unit = report.unit
        moves.send_to_sign(report.pk, self.people.officers[unit.pk])
        if stage >= SUBMITTED:
            moves.sign_and_submit(report.pk, self.people.secretaries[unit.pk])
        decider = self.people.leaders[0] if unit.is_committee else self.people.staff
        if stage == RETURNED:
            line = report.lines.order_by("pk").first()
            remarks = {line: "请写明具体成效。"} if line else {}
            moves.return_for_correction(
                report.pk, decider, remarks=remarks, reason="个别事项请补充完善。"
            )
        elif stage == ACCEPTED:
            moves.accept(report.pk, decider)
        self._shift(report.pk, timezone.now() - self._moment(stage))

    def _moment(self, stage) -> datetime:
        """When it happened, as the demonstration tells it: in the last working days before `now`."""
        days = self.rng.randint(4, 8) if stage == ACCEPTED else self.rng.randint(0, 3)
        then = self.now - timedelta(days=days, hours=self.rng.randint(1, 5))
        return max(
            then, moment(timezone.localdate(self.now).replace(day=1)) + timedelta(minutes=30)
        )

    @staticmethod
    def _shift(report_pk, by):
        MonthlyReport.objects.filter(pk=report_pk).update(
            **{name: F(name) - by for name in MOMENTS}
        )
        for name in ("sent_at", "signed_at", "decided_at"):
            ReportRound.objects.filter(report=report_pk).update(**{name: F(name) - by})
        AuditEntry.objects.filter(object_type="tasks.monthlyreport", object_id=report_pk).update(
            at=F("at") - by
        )
