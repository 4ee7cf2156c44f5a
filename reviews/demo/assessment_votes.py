"""现场测评 and what judges and papers add: how each unit of a past year stood, so that its score says so."""

from datetime import date, time
from decimal import Decimal

from reviews.demo.travel import as_of
from reviews.models import (
    AdjustmentSign,
    AssessmentAdjustment,
    Honour,
    HonourLevel,
    JudgedScore,
    PartSource,
    VoteCount,
    VoteGroup,
    VoteSession,
    VoteState,
    VoteSubject,
)
from units.registers.entry import EntryState
from zhaotong_portal.workdays import moment

# (group, weight, slips)
GROUPS = (("工委班子成员", 40, 9), ("市直机关党组织书记", 30, 60), ("党员和群众代表", 30, 45))
# How a unit stood: shares of 好, 较好, 一般, 差 in the vote, and what judges gave on average.
GOOD, FAIR, POOR, POOREST = "good", "fair", "poor", "poorest"
VOTES = {
    GOOD: (0.80, 0.17, 0.03, 0), FAIR: (0.45, 0.42, 0.13, 0), POOR: (0.08, 0.32, 0.45, 0.15),
    POOREST: (0, 0.12, 0.48, 0.40),
}  # fmt: skip
JUDGED = {GOOD: 94, FAIR: 86, POOR: 62, POOREST: 46}
MINUS = {
    POOR: (("因党建工作被问责或通报", Decimal("5.0")),),
    POOREST: (("因党建工作被问责或通报", Decimal("5.0")), ("经核实不实填报", Decimal("3.0"))),
}
HIGH = (HonourLevel.NATIONAL, HonourLevel.PROVINCIAL)


def hold_vote(rng, people, year, standings):
    """`standings` {assessment: how it stood}. A closed session leaves counts only, one for each option."""
    day = date(year, 12, 9)
    session = VoteSession.objects.create(
        year=year, title=f"{year}年度党组织书记抓基层党建述职评议会", held_on=day, prepared_by=people.staff,
        options=["好", "较好", "一般", "差"], state=VoteState.CLOSED, opened_at=moment(day, time(15, 0)),
        closed_at=moment(day, time(15, 20)),
    )  # fmt: skip
    groups = VoteGroup.objects.bulk_create(
        VoteGroup(session=session, name=name, weight=weight, order=order, issued=slips)
        for order, (name, weight, slips) in enumerate(GROUPS)
    )
    subjects = VoteSubject.objects.bulk_create(
        VoteSubject(session=session, unit=row.unit, name=_secretary(row)) for row in standings
    )
    VoteCount.objects.bulk_create(
        VoteCount(subject=subject, group=group, option=option, number=number)
        for subject, stood in zip(subjects, standings.values(), strict=True)
        for group in groups
        for option, number in enumerate(_slips(rng, group.issued, VOTES[stood]))
    )


def _secretary(assessment):
    return assessment.secretaries[-1]["name"] if assessment.secretaries else ""


def _slips(rng, number, shares):
    """Whole slips by shares, one or two moved by chance; they add up to all that were given out."""
    counts = [int(number * share) for share in shares]
    for _ in range(number - sum(counts)):
        counts[rng.choice([option for option, share in enumerate(shares) if share])] += 1
    return counts


def judge(rng, people, scheme, standings, at):
    """A leader and the office give each unit a score; nobody on the staff judges the committee itself."""
    part = scheme.parts.filter(source=PartSource.JUDGED).first()
    with as_of(at):
        JudgedScore.objects.bulk_create(
            JudgedScore(
                assessment=row, part=part, judge=judge, value=JUDGED[stood] + rng.randint(-2, 3)
            )
            for row, stood in standings.items()
            for judge in (people.leaders[0], people.staff)
            if judge != people.staff or not row.unit.is_committee
        )


def adjust(people, scheme, standings, at):
    """Points for honours of the province, each named; and against units that were told off."""
    kinds = {(kind.sign, kind.name): kind for kind in scheme.adjustments.all()}
    plus = kinds[AdjustmentSign.PLUS, "获得省级以上党建荣誉"]
    rows = []
    for row, stood in standings.items():
        for name, points in MINUS.get(stood, ()):
            evidence = f"{scheme.year}年第{1 + row.pk % 4}期工委通报（演示）"
            rows.append(_points(people, row, kinds[AdjustmentSign.MINUS, name], points, evidence))
    of_unit = {row.unit_id: row for row in standings}
    honours = Honour.objects.filter(
        year=scheme.year, level__in=HIGH, state=EntryState.CONFIRMED, unit__in=of_unit, organisation=None
    )  # fmt: skip
    for honour in honours.order_by("pk"):
        row = of_unit[honour.unit_id]
        rows.append(_points(people, row, plus, Decimal("1.0"), honour.title, honour=honour))
    with as_of(at):
        AssessmentAdjustment.objects.bulk_create(rows)


def _points(people, assessment, kind, points, evidence, **fields):
    return AssessmentAdjustment(
        assessment=assessment, kind=kind, points=points, evidence=evidence, entered_by=people.staff, **fields
    )  # fmt: skip
