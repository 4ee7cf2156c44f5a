"""现场测评: prepared, opened for the meeting, closed for good. Staff of the whole committee see to it."""

from collections import Counter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reviews import vote_traces
from reviews.models import VoteCode, VoteCount, VoteGroup, VoteSession, VoteState, VoteSubject
from reviews.voting import key_of, new_code
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import Incomplete, Move, NotAllowed, StateChanged, Workflow

State = VoteState
STAFF = {Role.STAFF}
WHOLE = 100

TRANSITIONS = {
    "open": Move("开始投票", {State.PREPARED}, State.OPEN, by=STAFF),
    "close": Move("截止投票", {State.OPEN}, State.CLOSED, by=STAFF),
    "cancel": Move("取消", {State.PREPARED}, State.CANCELLED, by=STAFF, needs_reason=True),
}


def _may_decide(session, actor, move_name):
    if not actor.scope.whole:
        raise NotAllowed("现场测评由负责全部片区的科室组织。")


VOTE_SESSION = Workflow("vote_session", VoteSession, TRANSITIONS, _may_decide)


def may_prepare(actor) -> bool:
    return actor.scope.role == Role.STAFF and actor.scope.whole


@transaction.atomic
def prepare(actor, *, year, title, held_on, subjects, groups) -> VoteSession:
    """`subjects` [(unit, name of the secretary)], `groups` [(name, weight in percent)] whose weights add up to 100.

    Raises NotAllowed, ValidationError by field.
    """
    if not may_prepare(actor):
        raise NotAllowed("现场测评由负责全部片区的科室组织。")
    _check_lists(subjects, groups)
    session = VoteSession(
        year=year, title=title.strip(), held_on=held_on, prepared_by=actor,
        options=list(settings.ASSESSMENT_GRADES),
    )  # fmt: skip
    session.full_clean()
    session.save()
    VoteSubject.objects.bulk_create(
        VoteSubject(session=session, unit=unit, name=name) for unit, name in subjects
    )
    VoteGroup.objects.bulk_create(
        VoteGroup(session=session, name=name, weight=weight, order=order)
        for order, (name, weight) in enumerate(groups)
    )
    record(actor, "vote_session.prepared", "准备现场测评", session)
    return session


def _check_lists(subjects, groups):
    if not subjects:
        raise ValidationError({"subjects": "请填写述职单位。"})
    again = [pair for pair, times in Counter(subjects).items() if times > 1]
    if again:
        raise ValidationError({"subjects": f"{again[0][0].short_name}写了两次。"})
    names = [name for name, _ in groups]
    if len(set(names)) < len(names):
        raise ValidationError({"groups": "测评人员的名称有重复。"})
    if any(not 1 <= weight <= WHOLE for _, weight in groups):
        raise ValidationError({"groups": "权重应为 1 至 100 的整数。"})
    total = sum(weight for _, weight in groups)
    if total != WHOLE:
        raise ValidationError({"groups": f"权重合计应为 100%，现为 {total}%。"})


@transaction.atomic
def issue_codes(pk, actor, numbers) -> list:
    """New codes for all groups, [(group, [code])]: shown this once, stored as digests. Those printed before are void.

    `numbers` {group pk: how many}. Raises ValidationError by group; StateChanged once the vote has begun.
    """
    session = _locked(pk, actor)
    if not may_prepare(actor):
        raise NotAllowed("现场测评由负责全部片区的科室组织。")
    if session.state != State.PREPARED:
        raise StateChanged("投票开始后不再印制测评码。")
    groups = list(session.groups.all())
    for group in groups:
        number = numbers.get(group.pk) or 0
        if not settings.VOTE_GROUP_MIN <= number <= settings.VOTE_GROUP_MAX:
            raise ValidationError(
                f"{group.name}：应为 {settings.VOTE_GROUP_MIN} 至 {settings.VOTE_GROUP_MAX} 份。"
            )
    VoteCode.objects.filter(group__session=session).delete()
    made = []
    for group in groups:
        codes = [new_code() for _ in range(numbers[group.pk])]
        # In the order of their digests, which says nothing about the order in which the slips are printed.
        VoteCode.objects.bulk_create(
            VoteCode(group=group, key=key) for key in sorted(map(key_of, codes))
        )
        group.issued = len(codes)
        group.save(update_fields=["issued"])
        made.append((group, codes))
    issued = "、".join(f"{group.name} {group.issued} 份" for group in groups)
    record(actor, "vote_session.issued", "印制测评码", session, changes={"份数": ["", issued]})
    return made


@transaction.atomic
def open_vote(pk, actor) -> VoteSession:
    """Every count stands at zero from here on. Raises Incomplete with all that is missing."""
    session = VOTE_SESSION.begin("open", pk, actor)
    groups, subjects = list(session.groups.all()), list(session.subjects.all())
    if gaps := [f"{group.name}还没有测评码" for group in groups if not group.issued]:
        raise Incomplete(f"还不能开始：{'；'.join(gaps)}。", gaps)
    VoteCount.objects.bulk_create(
        VoteCount(subject=subject, group=group, option=option)
        for subject in subjects
        for group in groups
        for option in range(len(session.options))
    )
    session.opened_at = timezone.now()
    return VOTE_SESSION.finish("open", session, actor)


@transaction.atomic
def close_vote(pk, actor) -> VoteSession:
    """No vote afterwards: one that is being cast finishes first, or is told that it came too late.

    What the database itself still keeps of the order of votes goes with the end of it.
    """
    session = VOTE_SESSION.begin("close", pk, actor)
    session.closed_at = timezone.now()
    vote_traces.make_alike(session)
    transaction.on_commit(vote_traces.erase, robust=True)
    return VOTE_SESSION.finish("close", session, actor)


@transaction.atomic
def cancel(pk, actor, reason) -> VoteSession:
    session = VOTE_SESSION.begin("cancel", pk, actor, reason)
    VoteCode.objects.filter(group__session=session).delete()
    return VOTE_SESSION.finish("cancel", session, actor, reason)


def _locked(pk, actor):
    pk = VoteSession.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    return VoteSession.objects.select_for_update(of=("self",)).get(pk=pk)
