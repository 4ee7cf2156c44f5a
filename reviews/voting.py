"""Casting a vote by its code, and what the votes of a closed session say (models/vote.py tells why so little is kept)."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F

from reviews import vote_traces
from reviews.day_digests import Today, count_up, digest_of
from reviews.models import VoteCode, VoteCount, VoteSession, VoteState
from reviews.receipts import LENGTH, SIGNS, grouped
from reviews.signals import window
from zhaotong_portal.workflow import NotAllowed


class CodeNotValid(Exception):
    """Used, mistyped, of a vote that has not begun or is over: told alike, so that nothing can be learnt by trying."""


class TooManyTries(Exception):
    """More wrong codes from one network than a room full of people mistypes."""


class NotAllChosen(Exception):
    """`missing`: the subjects without a choice. Nothing was counted and the code is still good."""

    def __init__(self, missing):
        super().__init__()
        self.missing = missing


def new_code() -> str:
    return grouped("".join(secrets.choice(SIGNS) for _ in range(LENGTH)))


def key_of(code) -> str:
    """What is stored of a code. Anything typed has a key, so that a wrong code takes the same way as a right one."""
    plain = re.sub(r"[^A-Z0-9]", "", (code or "")[:200].upper())
    secret = hashlib.sha256(b"reviews.voting" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(secret, plain.encode(), hashlib.sha256).hexdigest()


def session_of(code, network="") -> VoteSession:
    """The open session that the code may vote in. Raises CodeNotValid, TooManyTries."""
    rows = VoteSession.objects.filter(state=VoteState.OPEN, groups__codes__key=key_of(code))
    session = rows.first()
    if session is None:
        _count_miss(network)
        raise CodeNotValid
    return session


def _count_miss(network):
    """Counted in the database, so that all web processes count together; people who vote are never counted."""
    today = Today.now()
    digest = digest_of(today.key, "vote", network, window())
    if count_up(today.day, {"vote": digest})["vote"] > settings.VOTE_MISSES:
        raise TooManyTries


def cast(code, choices, network=""):
    """Count one vote and take its code away. `choices` {subject pk: index of the option}.

    The session's row is locked meanwhile: whoever closes it waits for this vote or comes first. Raises CodeNotValid
    (also for the same code twice), TooManyTries, NotAllChosen.
    """
    found = session_of(code, network)  # apart: a wrong code stays counted
    with transaction.atomic():
        vote_traces.overwrite_what_is_deleted()
        session = VoteSession.objects.select_for_update().get(pk=found.pk)
        held = VoteCode.objects.filter(key=key_of(code)).first()
        if session.state != VoteState.OPEN or held is None:
            raise CodeNotValid
        subjects = list(session.subjects.select_related("unit"))
        options = range(len(session.options))
        if missing := [one for one in subjects if choices.get(one.pk) not in options]:
            raise NotAllChosen(missing)
        held.delete()
        for option in options:
            if chosen := [one.pk for one in subjects if choices[one.pk] == option]:
                counts = VoteCount.objects.filter(group=held.group_id, option=option)
                counts.filter(subject__in=chosen).update(number=F("number") + 1)


@dataclass(frozen=True)
class GroupTurnout:
    """How many slips of a group were given out and used: all that can be seen while the vote runs."""

    group: object
    issued: int
    cast: int


def turnout(session) -> list[GroupTurnout]:
    groups = session.groups.annotate(unused=Count("codes"))
    running = session.state in (VoteState.OPEN, VoteState.CLOSED)
    return [
        GroupTurnout(group, group.issued, group.issued - group.unused if running else 0)
        for group in groups
    ]


@dataclass(frozen=True)
class SubjectResult:
    """`spread` [votes an option] over all groups; `groups` [(group, spread or None)], None where so few voted that the
    spread would say who; `score` 0–100, the groups' means by weight, None without a vote.
    """

    subject: object
    spread: list
    groups: list
    score: Decimal | None


def results(session) -> list[SubjectResult]:
    """What the meeting said, in the units' order. Raises NotAllowed until the session is closed. Three queries."""
    if session.state != VoteState.CLOSED:
        raise NotAllowed("截止投票后才能查看结果。")
    groups, size = list(session.groups.all()), len(session.options)
    counted = {}
    for subject, group, option, number in VoteCount.objects.filter(
        subject__session=session
    ).values_list("subject", "group", "option", "number"):
        counted.setdefault((subject, group), [0] * size)[option] = number
    found = []
    for subject in session.subjects.select_related("unit"):
        spreads = [(group, counted.get((subject.pk, group.pk), [0] * size)) for group in groups]
        total = [sum(spread[option] for _, spread in spreads) for option in range(size)]
        shown = [
            (group, spread if sum(spread) >= settings.VOTE_GROUP_MIN else None)
            for group, spread in spreads
        ]
        found.append(SubjectResult(subject, total, shown, score_of(spreads)))
    return found


def score_of(spreads) -> Decimal | None:
    """Each group's mean, by its weight; a group without a vote weighs nothing and the others share its weight."""
    worth = settings.VOTE_OPTION_SCORES
    voted = [(group.weight, spread) for group, spread in spreads if sum(spread)]
    if not voted:
        return None
    weights = sum(weight for weight, _ in voted)
    total = sum(
        weight
        * sum(Decimal(score) * n for score, n in zip(worth, spread, strict=False))
        / sum(spread)
        for weight, spread in voted
    )
    return (total / weights).quantize(Decimal("0.01"), ROUND_HALF_UP)
