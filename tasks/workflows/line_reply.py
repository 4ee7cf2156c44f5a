"""答复: a unit says to a line of its sheet that it is done, comes later, or needs help; staff have the word (E18).

open → taken | declined (r). A line that the ledger follows is closed by the ledger alone; one that nothing
follows, such as a fixed task without an indicator, is closed when staff take the reply.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from tasks import sheet_sources
from tasks.closing import FIXED_TASK, ITEM_CONDITIONS, NOTICE, REPORT_CONDITIONS
from tasks.models import (
    FixedTask,
    LineReply,
    LineState,
    ReminderSheet,
    ReplyKind,
    ReplyState,
    SheetLine,
    SheetState,
)
from units.models import Role
from units.models.person import UNIT_ROLES
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import (
    Move,
    NotAllowed,
    StateChanged,
    Workflow,
    WorkflowError,
    check_text,
)

# A later day is a promise: one of next year is a wrong year.
LATEST_DAYS = 366

TRANSITIONS = {
    "take": Move("认可", {ReplyState.OPEN}, ReplyState.TAKEN, by={Role.STAFF, Role.LEADER}),
    "decline": Move(
        "不认可",
        {ReplyState.OPEN},
        ReplyState.DECLINED,
        by={Role.STAFF, Role.LEADER},
        needs_reason=True,
    ),
}


def _may_decide(reply, actor, move_name):
    if reply.replied_by_id == actor.pk:
        raise NotAllowed("本人作出的答复，由其他同志处理。")
    if not actor.scope.decides_for(reply.line.sheet.unit):
        raise NotAllowed("这个单位不在您联系的片区，答复由联系该片区的同志处理。")


LINE_REPLY = Workflow("line_reply", LineReply, TRANSITIONS, _may_decide)


@transaction.atomic
def reply(line_id, actor, kind, *, until: date | None = None, text="") -> LineReply:
    """A unit's word on a line. To a recalled sheet it is kept, and points to the same line of the new one."""
    line = _line_for(line_id, actor)
    live = _living(line)
    if line.sheet.state == SheetState.ISSUED and line.state != LineState.CARRIED:
        _check_line(line, kind)
    _check_words(kind, until, text)
    LineReply.objects.filter(line=line, state=ReplyState.OPEN).update(state=ReplyState.REPLACED)
    made = LineReply.objects.create(
        line=line,
        kind=kind,
        until=until if kind == ReplyKind.LATER else None,
        text=text.strip(),
        replied_by=actor,
        replied_at=timezone.now(),
        points_to=live if live and live.pk != line.pk else None,
    )
    _answered(made.points_to or line)
    changes = {"答复": ["", made.get_kind_display()], "说明": ["", made.text]}
    record(actor, "line_reply.reply", "答复", made, changes=changes)
    return made


def _line_for(line_id, actor):
    """The line, its sheet locked; raises SheetLine.DoesNotExist out of scope."""
    sheets = ReminderSheet.objects.visible_to(actor).exclude(state=SheetState.COMPOSED)
    found = SheetLine.objects.select_related("sheet").get(pk=line_id, sheet__in=sheets)
    if actor.scope.role not in UNIT_ROLES:
        raise NotAllowed("提示单由本单位党务干部或书记答复。")
    ReminderSheet.objects.select_for_update(of=("self",)).get(pk=found.sheet_id)
    return SheetLine.objects.select_related("sheet", "sheet__unit").get(pk=found.pk)


def _living(line):
    """The same thing on the sheet that counts now: the line itself, or where it went; None while there is none."""
    if line.sheet.state == SheetState.ISSUED and line.state != LineState.CARRIED:
        return line
    later = SheetLine.objects.filter(
        sheet__unit=line.sheet.unit_id,
        sheet__state=SheetState.ISSUED,
        sheet__period__gte=line.sheet.period,
        subject_key=line.subject_key,
    ).exclude(state=LineState.CARRIED)
    return later.order_by("-sheet__period").first()


def _check_line(line, kind):
    if line.state == LineState.CLOSED:
        raise StateChanged("这一条已经销号，不必再答复。")
    if line.state == LineState.PROVISIONAL and kind != ReplyKind.HELP:
        raise StateChanged("这一条已随签发的进展转为“待确认”，审核后自动销号，不必再答复。")


def _check_words(kind, until, text):
    if kind not in ReplyKind.values:
        raise WorkflowError("请选择“已办结”“需延后”或“需协助”。")
    check_text(text, "说明")
    today = timezone.localdate()
    if kind == ReplyKind.LATER:
        if until is None:
            raise WorkflowError("请填写延后到哪一天。")
        if until <= today:
            raise WorkflowError("延后的日期应在今天以后。")
        if until > today + timedelta(days=LATEST_DAYS):
            raise WorkflowError("延后不能超过一年，请核对年份。")
    if kind in (ReplyKind.LATER, ReplyKind.HELP) and not text.strip():
        raise WorkflowError("请写明原因。" if kind == ReplyKind.LATER else "请写明需要什么协助。")


def _answered(line):
    SheetLine.objects.filter(
        pk=line.pk, state=LineState.OPEN, sheet__state=SheetState.ISSUED
    ).update(state=LineState.ANSWERED)


def point_to(sheet: ReminderSheet) -> int:
    """Replies that staff have not decided follow their line onto a sheet that is issued now; how many."""
    lines = {line.subject_key: line for line in sheet.lines.all()}
    waiting = LineReply.objects.filter(
        state=ReplyState.OPEN,
        line__sheet__unit=sheet.unit_id,
        line__sheet__period__lte=sheet.period,
        line__subject_key__in=list(lines),
    ).exclude(line__sheet=sheet)
    moved = 0
    for one in waiting.select_related("line"):
        one.points_to = lines[one.line.subject_key]
        one.save(update_fields=["points_to"])
        _answered(one.points_to)
        moved += 1
    return moved


@transaction.atomic
def take(reply_id, actor, answer="") -> LineReply:
    """Staff agree: what nothing else follows is closed by it; a later day holds the ladder back until then."""
    check_text(answer, "意见")
    found = LINE_REPLY.begin("take", reply_id, actor)
    if found.kind == ReplyKind.HELP and not answer.strip():
        raise WorkflowError("请写明怎样协助、由谁联系。")
    line = found.points_to or found.line
    if found.kind == ReplyKind.DONE and closed_by_reply(line):
        SheetLine.objects.filter(pk=line.pk, state=LineState.ANSWERED).update(
            state=LineState.CLOSED, closed_at=timezone.now()
        )
    return _decide("take", found, actor, answer)


@transaction.atomic
def decline(reply_id, actor, reason) -> LineReply:
    """Staff do not agree: the line stands open again, with their reason beside it."""
    found = LINE_REPLY.begin("decline", reply_id, actor, reason)
    line = found.points_to or found.line
    SheetLine.objects.filter(pk=line.pk, state=LineState.ANSWERED).update(state=LineState.OPEN)
    return _decide("decline", found, actor, reason)


def _decide(move, found, actor, answer):
    found.answer, found.decided_by, found.decided_at = answer.strip(), actor, timezone.now()
    return LINE_REPLY.finish(move, found, actor, answer)


def closed_by_reply(line) -> bool:
    """Whether nothing on the ledger ever closes this line."""
    if line.condition in ITEM_CONDITIONS | REPORT_CONDITIONS:
        return False
    if line.condition == FIXED_TASK:
        task = int(line.subject_key.split(":")[1])
        return not FixedTask.objects.filter(pk=task, indicator__isnull=False).exists()
    return line.condition == NOTICE or not sheet_sources.closes_itself(line.condition)
