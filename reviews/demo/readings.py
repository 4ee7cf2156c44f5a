"""审阅 and 代办 in the demonstration: earlier months are read, the latest waits; a leader was away once, a liaison will be."""

from datetime import timedelta

from tasks.models import MonthlyReport, ReportReading, ReportState
from units.models import Role, Substitution
from zhaotong_portal.period import Period
from zhaotong_portal.workdays import add_workdays

NOTES = (
    "进展扎实，请把好的做法整理出来在片区交流。",
    "年底收尾事项请倒排时间，确有困难的及时提出。",
    "支部学习形式较单一，下月请结合业务组织一次联学。",
)


def create_readings(people, periods, now):
    """Every accepted report but those of the last month that is over; one in nine with a note. No lots are drawn."""
    leader_of = {
        appointment.district_id: appointment.person
        for leader in people.leaders
        for appointment in leader.appointments.select_related("person")
    }
    accepted = MonthlyReport.objects.filter(state=ReportState.ACCEPTED, period__in=periods[:-1])
    ReportReading.objects.bulk_create(
        (
            _reading(report, leader_of[report.unit.district_id], now)
            for report in accepted.select_related("unit").order_by("period", "unit__protocol_order")
            if report.decided_by_id != leader_of[report.unit.district_id].pk
        ),
        batch_size=1000,
    )


def _reading(report, leader, now):
    number = report.unit.protocol_order + report.period.month
    return ReportReading(
        report=report,
        round_number=report.round_number,
        reader=leader,
        read_at=min(report.decided_at + timedelta(days=1, minutes=number), now),
        note=NOTES[number % len(NOTES)] if number % 9 == 0 else "",
    )


def create_substitutions(people, today):
    second, third = people.leaders[1:3]
    liaison = people.liaison
    last_month = Period.of(today).previous()
    coming = add_workdays(today, 3)
    rows = [
        (third, Role.LEADER, second, last_month.first_day + timedelta(days=9), 4, "到省委党校学习"),
        (liaison, Role.STAFF, people.staff, coming, 3, "下乡驻村"),
    ]
    Substitution.objects.bulk_create(
        Substitution(
            absent=absent, role=role, substitute=substitute, begins_on=begins_on,
            ends_on=begins_on + timedelta(days=days), reason=reason, set_by=absent,
        )
        for absent, role, substitute, begins_on, days, reason in rows
    )  # fmt: skip
