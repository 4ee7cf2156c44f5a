"""逐级督促: what is due on the ladder is proposed to staff, who carry it out in their name or let it rest (E14).

proposed → carried_out (number, paper, message; 会商 and 督办 open what they lead to) | waived (r) | lapsed (the portal:
nothing of it is due any more).
"""

from collections import defaultdict
from collections.abc import Callable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from tasks import escalating, outbox, prompts, texts
from tasks.escalation_paper import draw
from tasks.models import Escalation, EscalationMatter, EscalationState, Step
from tasks.recipients import recipients_of
from tasks.sheet_paper import freeze, plain_text
from units.models import Role
from zhaotong_portal.numbering import take_numbers
from zhaotong_portal.workdays import add_workdays
from zhaotong_portal.workflow import Move, NotAllowed, StateChanged, Workflow, WorkflowError

TRANSITIONS = {
    "carry_out": Move(
        "升级", {EscalationState.PROPOSED}, EscalationState.CARRIED_OUT, by={Role.STAFF}
    ),
    "waive": Move(
        "暂不升级",
        {EscalationState.PROPOSED},
        EscalationState.WAIVED,
        by={Role.STAFF},
        needs_reason=True,
    ),
    "lapse": Move("撤销", {EscalationState.PROPOSED}, EscalationState.LAPSED),
}
# Number series and format of the steps that have a paper of their own; a 督办单 has its own workflow.
PAPERS = {
    Step.URGE: ("urge", "URGE_NUMBER_FORMAT"),
    Step.CONSULT: ("consult", "CONSULT_NUMBER_FORMAT"),
}

# What a step opens, given by who keeps it: (escalation, actor) -> address of the page where it goes on.
_opens: dict[str, Callable] = {}


def register(step: Step, opens: Callable):
    """`opens(escalation, actor)` makes the consultation or supervision order in the same transaction; gives its address."""
    _opens[step] = opens


def _may_decide(escalation, actor, move_name):
    if not actor.scope.decides_for(escalation.unit) and not actor.scope.whole:
        raise NotAllowed("这个单位不在您联系的片区，由联系该片区的同志办理。")


ESCALATION = Workflow("escalation", Escalation, TRANSITIONS, _may_decide)


def propose(today=None) -> tuple[list[Escalation], int]:
    """Bring the proposals up to the state: new ones, what joined or left, and what is due no more. Safe to repeat.

    (what stands proposed now, how many are new)
    """
    wanted = defaultdict(list)
    for one in escalating.due(today):
        wanted[one.line.sheet.unit_id, one.step].append(one)
    new = sum(_ensure(unit_id, step) for unit_id, step in wanted)
    with transaction.atomic():
        open_rows = (
            Escalation.objects.select_for_update(of=("self",))
            .filter(state=EscalationState.PROPOSED)
            .select_related("unit")
        )
        kept = []
        for row in open_rows.order_by("pk"):
            if matters := wanted.get((row.unit_id, row.step)):
                _write_matters(row, matters)
                kept.append(row)
            else:
                ESCALATION.finish("lapse", row, None)
    return kept, new


def _ensure(unit_id, step):
    try:
        with transaction.atomic():
            return Escalation.objects.get_or_create(
                unit_id=unit_id, step=step, state=EscalationState.PROPOSED
            )[1]
    except IntegrityError:
        return False  # another run was faster: its row is as good


def _write_matters(row, matters):
    new = [
        EscalationMatter(
            escalation=row,
            subject_key=one.line.subject_key,
            line=one.line,
            heading=one.line.heading,
            times=one.standing.times,
            days_late=one.standing.days_late,
            rule=one.rule,
        )
        for one in matters
    ]
    row.matters.all().delete()
    EscalationMatter.objects.bulk_create(new)


@transaction.atomic
def carry_out(escalation_id, actor) -> Escalation:
    """The step, in the actor's name: looked at once more, numbered, drawn, told; all or nothing."""
    row = ESCALATION.begin("carry_out", escalation_id, actor)
    _look_again(row)
    step = Step(row.step)
    row.answer_by = add_workdays(
        timezone.localdate(), settings.ESCALATION_RULES[step]["answer_workdays"]
    )
    row.decided_by, row.decided_at = actor, timezone.now()
    if step in PAPERS:
        _check_week(row)
        _put_paper(row, step, actor)
    if opens := _opens.get(step):
        row.leads_to = opens(row, actor)
    elif step not in PAPERS:
        raise WorkflowError("督办单尚不能在平台办理。")
    changes = {"文号": ["", row.document_number]} if row.document_number else None
    ESCALATION.finish("carry_out", row, actor, changes=changes)
    if row.document_number:
        people = recipients_of([row.unit_id]).get(row.unit_id, [])
        outbox.enqueue(_letter(row), people)
    return row


def _look_again(row):
    """What was settled since the proposal does not go onto the paper."""
    due = [one for one in escalating.due(unit_ids=[row.unit_id]) if one.step == row.step]
    if not due:
        raise StateChanged("这些事项已经办结或答复，不需要再升级。")
    _write_matters(row, due)


def _check_week(row):
    if row.step == Step.URGE and not prompts.may_prompt([row.unit_id]):
        raise WorkflowError(
            f"本周对该单位的提示已满{settings.PROMPTS_A_WEEK}次，请下周再催办，或先电话联系。"
        )


def _put_paper(row, step, actor):
    series, number_format = PAPERS[step]
    year = timezone.localdate().year
    number = take_numbers(series, year)[0]
    row.document_number = getattr(settings, number_format).format(year=year, number=number)
    wording = texts.wording([f"{series}_opening", f"{series}_closing"])
    row.paper = freeze(draw(row, list(row.matters.all()), wording, issuer=actor))


def _letter(row):
    from tasks.sheet_paper import thaw

    link = row.get_absolute_url()
    return outbox.Letter(
        key=f"escalation-{row.pk}",
        subject=f"{row.get_step_display()}通知（{row.document_number}）",
        body=f"{plain_text(thaw(row.paper))}\n\n请登录平台查看：{settings.PORTAL_BASE_URL.rstrip('/')}{link}",
        link=link,
        unit_id=row.unit_id,
        is_prompt=row.step == Step.URGE,
    )


@transaction.atomic
def waive(escalation_id, actor, reason) -> Escalation:
    """Not now: the matters rest until they were asked for once more."""
    row = ESCALATION.begin("waive", escalation_id, actor, reason)
    row.decided_by, row.decided_at, row.reason = actor, timezone.now(), reason.strip()
    return ESCALATION.finish("waive", row, actor, reason)
