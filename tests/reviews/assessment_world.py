"""A scheme and what judges, votes and adjustments say of three units, as plain rows."""

from datetime import date

from django.utils import timezone

from reviews.models import (
    Assessment,
    AssessmentAdjustment,
    AssessmentScheme,
    JudgedScore,
    SchemeAdjustment,
    SchemePart,
    VoteCount,
    VoteGroup,
    VoteSession,
    VoteState,
    VoteSubject,
)

YEAR = 2026


def make_scheme(actor, parts, year=YEAR, version=1, state="in_force", adjustments=()):
    """`parts` [(name, weight, source, further fields)], `adjustments` [(sign, name, most)]."""
    scheme = AssessmentScheme.objects.create(
        year=year, version=version, title=f"{year}年度考核方案", state=state, drafted_by=actor,
        in_force_at=None if state == "draft" else timezone.now(),
    )  # fmt: skip
    for order, (name, weight, source, fields) in enumerate(parts, 1):
        SchemePart.objects.create(
            scheme=scheme, order=order, name=name, weight=weight, source=source, **fields
        )
    for order, (sign, name, most) in enumerate(adjustments, 1):
        SchemeAdjustment.objects.create(scheme=scheme, order=order, sign=sign, name=name, most=most)
    return scheme


def assess(unit, year=YEAR):
    return Assessment.objects.get_or_create(unit=unit, year=year)[0]


def judge(unit, part, person, value, year=YEAR):
    JudgedScore.objects.create(assessment=assess(unit, year), part=part, judge=person, value=value)


def adjust(unit, scheme, name, points, actor, year=YEAR):
    AssessmentAdjustment.objects.create(
        assessment=assess(unit, year), kind=scheme.adjustments.get(name=name), points=points,
        evidence="文件", entered_by=actor,
    )  # fmt: skip


def vote(actor, title, votes, year=YEAR, state=VoteState.CLOSED):
    """`votes` [(unit, name of the secretary, [[votes an option] of the groups weighing 60 and 40])]."""
    session = VoteSession.objects.create(
        year=year, title=title, held_on=date(year, 12, 20), state=state, prepared_by=actor,
        options=["好", "较好", "一般", "差"],
    )  # fmt: skip
    groups = [
        VoteGroup.objects.create(session=session, name=name, weight=weight, order=weight)
        for name, weight in (("工委班子成员", 60), ("党员代表", 40))
    ]
    for unit, name, spreads in votes:
        subject = VoteSubject.objects.create(session=session, unit=unit, name=name)
        VoteCount.objects.bulk_create(
            VoteCount(subject=subject, group=group, option=option, number=number)
            for group, spread in zip(groups, spreads, strict=True)
            for option, number in enumerate(spread)
        )
    return session
