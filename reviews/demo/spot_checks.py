"""抽查核实 in the demonstration: the last months drawn by the real function; of the last one some entries still wait."""

from datetime import timedelta
from random import Random

from tasks.models import Month, SpotCheck, SpotCheckDraw, Verdict
from tasks.spot_checks import draw, due_to_draw

MONTHS, STILL_WAITING, LOOKING = 3, 12, timedelta(days=9)
FOUND = (
    *[(Verdict.TRUE, "")] * 30,
    (Verdict.PARTLY, "记录显示场次属实，参加人数少于填报数（演示）。"),
    (Verdict.UNTRUE, "未见签到和记录（演示）。"),
)
ANSWER = "填报时按通知人数统计，已要求今后以签到为准（演示）。"


def create_spot_checks(people, periods, now):
    """Of the newest months that are due, so that beat draws none of them again; lots of its own, so that no other changes."""
    lot = Random("spot checks")
    due = [period for period in due_to_draw(now, MONTHS) if period in set(periods)]
    for number, period in enumerate(due, 1):
        drawn = draw(period, seed=f"demo {period}")
        at = Month.objects.get(period=period).grace_until + timedelta(hours=1)
        SpotCheckDraw.objects.filter(pk=drawn.pk).update(drawn_at=at)
        checks = list(drawn.checks.select_related("unit").order_by("pk"))
        if number == len(due):
            checks = checks[:-STILL_WAITING]
        _find(lot, people, checks, min(at + LOOKING, now))


def _find(lot, people, checks, at):
    for check in checks:
        if check.unit.is_committee:
            continue
        check.verdict, check.note = lot.choice(FOUND)
        check.checked_by, check.checked_at = people.checker, at
        if check.verdict == Verdict.PARTLY:
            check.answer, check.answered_by = ANSWER, people.officers[check.unit_id]
            check.answered_at = check.checked_at
    SpotCheck.objects.bulk_update(
        checks,
        ["verdict", "note", "checked_by", "checked_at", "answer", "answered_by", "answered_at"],
        batch_size=100,
    )
