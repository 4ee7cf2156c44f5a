"""工作提示单: composed by the clock or by staff, issued by a named person, signed for by the unit's secretary.

composed → issued (number given, text frozen, deliveries written) → recalled (r); a re-issue is a new version.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from tasks import outbox, texts
from tasks.clock import clock_of
from tasks.closing import NOTICE, UNMET, facts_changed
from tasks.composing import Draft, compose, differences
from tasks.models import (
    Channel,
    CommonText,
    LineState,
    Month,
    ReminderSheet,
    SheetLine,
    SheetState,
)
from tasks.recipients import recipients_of
from tasks.sheet_facts import gather, occasion_of
from tasks.sheet_paper import draw, freeze, paper_of, plain_text, thaw
from tasks.workflows import line_reply
from units.models import Role, Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of, record
from zhaotong_portal.numbering import NumberSeries, take_numbers
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import Move, NotAllowed, StateChanged, Workflow, WorkflowError

NUMBER_SERIES = "reminder"

TRANSITIONS = {
    "issue": Move("印发", {SheetState.COMPOSED}, SheetState.ISSUED, by={Role.STAFF}),
    "recall": Move(
        "收回", {SheetState.ISSUED}, SheetState.RECALLED, by={Role.STAFF}, needs_reason=True
    ),
    "sign_for": Move("签收", {SheetState.ISSUED}, SheetState.ISSUED, by={Role.SECRETARY}),
}


def writes_for(actor, unit: Unit) -> bool:
    """Staff write the sheets of their districts; who works for the whole committee also its own unit's."""
    scope = actor.scope
    return scope.role == Role.STAFF and (scope.whole or unit.district_id in scope.district_ids)


def writes_for_all(actor) -> bool:
    return actor.scope.role == Role.STAFF and actor.scope.whole


def _may_decide(sheet, actor, move_name):
    if move_name in ("issue", "recall") and not writes_for(actor, sheet.unit):
        raise NotAllowed("这个单位不在您联系的片区，提示单由联系该片区的同志办理。")
    if move_name == "sign_for" and sheet.signed_for_at is not None:
        who, when = sheet.signed_for_by.name, timezone.localtime(sheet.signed_for_at)
        raise StateChanged(f"已由{who}于{when.month}月{when.day}日签收，不必再签。")


REMINDER = Workflow("reminder", ReminderSheet, TRANSITIONS, _may_decide)


@dataclass
class Composed:
    """What a run of composing did: how many sheets are new, looked at again, or already out."""

    created: int = 0
    units: list = field(default_factory=list)  # whose sheet is new
    refreshed: int = 0
    issued: int = 0


@dataclass
class Issued:
    """What a run of issuing did. `changes` says by sheet what is otherwise than when it was composed."""

    sheets: list = field(default_factory=list)
    changes: dict = field(default_factory=dict)
    without_recipient: list = field(default_factory=list)
    gone: list = field(default_factory=list)  # units that were merged or closed since composing


@transaction.atomic
def compose_month(
    period: Period,
    actor=None,
    *,
    only_missing=False,
    unit_ids: Collection | None = None,
    today=None,
) -> Composed:
    """Write the sheets of all units (or of `unit_ids`) as the state is now. Safe to repeat.

    What is issued is left alone; what is composed is written anew. A unit whose sheet was recalled gets a new
    version only where it is named in `unit_ids`: that is a decision, not a timer's.
    """
    units = _units_for(period, actor, unit_ids)
    sheets = ReminderSheet.objects.filter(period=period, unit__in=units)
    states = dict(sheets.live().values_list("unit_id", "state"))
    recalled = dict(sheets.order_by().values_list("unit_id").annotate(Max("version")))
    new = [
        ReminderSheet(unit=unit, period=period, version=recalled.get(unit.pk, 0) + 1)
        for unit in units
        if unit.pk not in states and (unit_ids is not None or unit.pk not in recalled)
    ]
    if unit_ids is None and not only_missing:
        _drop_of_gone_units(period, actor)
    # Another run may be at it: the constraint decides, the loser writes into the winner's rows.
    ReminderSheet.objects.bulk_create(new, ignore_conflicts=True)
    wanted = [sheet.unit_id for sheet in new] if only_missing else [unit.pk for unit in units]
    rows = list(
        ReminderSheet.objects.filter(
            period=period, state=SheetState.COMPOSED, unit__in=wanted
        ).select_for_update(of=("self",))
    )
    _write_all(rows, period, today)
    new_units = {sheet.unit_id for sheet in new}
    AuditEntry.objects.bulk_create(
        entry_of(actor, "reminder.compose", "拟制", sheet)
        for sheet in rows
        if sheet.unit_id in new_units
    )
    return Composed(
        created=len(new),
        units=[sheet.unit for sheet in new],
        refreshed=len(rows) - len(new),
        issued=sum(state == SheetState.ISSUED for state in states.values()),
    )


def _drop_of_gone_units(period, actor):
    """Drafts for units that were merged or closed: nobody can issue them any more."""
    active = Unit.objects.active_in(period)
    drafts = ReminderSheet.objects.filter(period=period, state=SheetState.COMPOSED)
    for sheet in drafts.exclude(unit__in=active).select_related("unit"):
        if actor is None or writes_for(actor, sheet.unit):
            record(actor, "reminder.drop", "移除（单位已停用或合并）", sheet)
            sheet.delete()


def _units_for(period, actor, unit_ids):
    if actor is not None and actor.scope.role != Role.STAFF:
        raise NotAllowed("提示单由工委科室拟制。")
    units = Unit.objects.active_in(period)
    if unit_ids is not None:
        units = units.filter(pk__in=unit_ids)
    return [unit for unit in units if actor is None or writes_for(actor, unit)]


def _write_all(sheets, period, today):
    if not sheets:
        return
    occasion = occasion_of(period, today)
    facts = gather([sheet.unit_id for sheet in sheets], occasion)
    now = timezone.now()
    lines = []
    for sheet in sheets:
        draft = compose(facts[sheet.unit_id], occasion)
        sheet.opening, sheet.common_text, sheet.composed_at = draft.opening, occasion.common, now
        lines += _rows_of(sheet, draft)
    SheetLine.objects.filter(sheet__in=sheets).delete()
    SheetLine.objects.bulk_create(lines)
    ReminderSheet.objects.bulk_update(sheets, ["opening", "common_text", "composed_at"])


def _rows_of(sheet, draft: Draft):
    return [
        SheetLine(
            sheet=sheet,
            order=order,
            condition=line.condition,
            subject_key=line.subject_key,
            item_id=line.item_id,
            heading=line.heading[:500],
            text=line.text,
            due_on=line.due_on,
            times_carried=line.times_carried,
        )
        for order, line in enumerate(draft.lines, 1)
    ]


def changes_since(sheets, period: Period) -> dict[int, list[str]]:
    """{sheet_id: what is otherwise now} for composed sheets whose `lines` are fetched: shown before issuing."""
    if not sheets:
        return {}
    occasion = occasion_of(period)
    facts = gather([sheet.unit_id for sheet in sheets], occasion)
    found = {
        sheet.pk: differences(sheet.lines.all(), compose(facts[sheet.unit_id], occasion))
        for sheet in sheets
    }
    return {pk: said for pk, said in found.items() if said}


def issue(sheet_id, actor) -> Issued:
    """Issue one sheet in the actor's name."""
    sheet = ReminderSheet.objects.visible_to(actor).get(pk=sheet_id)
    run = _Run(sheet.period, [sheet.unit_id], actor)
    run.issue(sheet_id)
    return run.result


def issue_month(period: Period, actor) -> Issued:
    """Issue all composed sheets of a month that the actor may issue, in protocol order.

    Each sheet is a transaction of its own: a run that dies leaves whole sheets, the next one goes on. Somebody who
    is faster wins the sheet.
    """
    if actor.scope.role != Role.STAFF:
        raise NotAllowed("提示单由工委科室印发。")
    sheets = (
        ReminderSheet.objects.visible_to(actor)
        .filter(period=period, state=SheetState.COMPOSED)
        .select_related("unit")
        .order_by("unit__protocol_order", "pk")
    )
    mine = [sheet for sheet in sheets if writes_for(actor, sheet.unit)]
    run = _Run(period, [sheet.unit_id for sheet in mine], actor)
    for sheet in mine:
        try:
            run.issue(sheet.pk)
        except UnitGone:
            run.result.gone.append(sheet.unit)
        except StateChanged:
            continue
    return run.result


class UnitGone(StateChanged):
    """The unit was merged or closed since its sheet was composed: nobody is there to be prompted."""


class _Run:
    """One look at the state for all sheets that are issued together."""

    def __init__(self, period, unit_ids, actor):
        self.actor, self.result = actor, Issued()
        self.occasion = occasion_of(period)
        self.facts = gather(unit_ids, self.occasion)
        self.recipients = recipients_of(unit_ids)

    @transaction.atomic
    def issue(self, sheet_id):
        """Look once more, number, freeze, and write the deliveries: all or nothing."""
        sheet = REMINDER.begin("issue", sheet_id, self.actor)
        _check_unit(sheet)
        draft = compose(self.facts[sheet.unit_id], self.occasion)
        said = differences(sheet.lines.all(), draft)
        self._put_text(sheet, draft)
        self._put_name(sheet)
        _carry_earlier(sheet, draft)
        people = self.recipients.get(sheet.unit_id, [])
        outbox.enqueue(_letter(sheet, self.occasion.wording), people)
        noted = {"拟制后的变化": ["", "；".join(said)]} if said else {}
        noted["发文字号"] = ["", sheet.document_number]
        REMINDER.finish("issue", sheet, self.actor, changes=noted)
        line_reply.point_to(sheet)
        # What happened since the look at the state, and what is signed but not yet accepted.
        facts_changed(sheet.unit_id)
        self.result.sheets.append(sheet)
        if said:
            self.result.changes[sheet.pk] = said
        if not people:
            self.result.without_recipient.append(sheet.unit)

    def _put_text(self, sheet, draft):
        sheet.lines.all().delete()
        rows = SheetLine.objects.bulk_create(_rows_of(sheet, draft))
        sheet.opening, sheet.common_text = draft.opening, self.occasion.common
        self.lines = rows

    def _put_name(self, sheet):
        now = timezone.now()
        year = timezone.localtime(now).year
        number = take_numbers(NUMBER_SERIES, year)[0]
        sheet.document_number = settings.REMINDER_NUMBER_FORMAT.format(year=year, number=number)
        sheet.issued_by, sheet.issued_at = self.actor, now
        sheet.paper = freeze(
            draw(
                sheet,
                self.lines,
                issuer=self.actor,
                issued_on=timezone.localdate(now),
                wording=self.occasion.wording,
            )
        )


def _check_unit(sheet):
    """Its row is locked, so that a merger waits until the sheet is out, or is seen here."""
    unit = Unit.objects.select_for_update(of=("self",)).filter(pk=sheet.unit_id)
    if not unit.active().exists():
        raise UnitGone(f"{sheet.unit}已停用或合并，不再印发；重新拟制时这一份自动移除。")


def next_number() -> str:
    """The number that the next sheet would get: shown before issuing, promised to nobody."""
    year = timezone.localdate().year
    last = NumberSeries.objects.filter(kind=NUMBER_SERIES, year=year).values_list("last", flat=True)
    return settings.REMINDER_NUMBER_FORMAT.format(year=year, number=(last.first() or 0) + 1)


def _letter(sheet, wording):
    link = sheet.get_absolute_url()
    note = wording.say("sheet_mail", 链接=f"{settings.PORTAL_BASE_URL.rstrip('/')}{link}")
    return outbox.Letter(
        key=f"sheet-{sheet.pk}",
        subject=f"{sheet.period.label}工作提示单（{sheet.document_number}）",
        body=f"{plain_text(thaw(sheet.paper))}\n\n{note}",
        link=link,
        sheet=sheet,
        unit_id=sheet.unit_id,
        is_prompt=True,
    )


def _carry_earlier(sheet, draft):
    """What stood open on earlier sheets and is asked again lives on in this one, with its count."""
    SheetLine.objects.filter(
        sheet__unit=sheet.unit_id,
        sheet__state=SheetState.ISSUED,
        sheet__period__lt=sheet.period,
        subject_key__in=[line.subject_key for line in draft.lines],
        state__in=UNMET,
    ).update(state=LineState.CARRIED)


@transaction.atomic
def recall(sheet_id, actor, reason):
    """Take an issued sheet back; its number stays used. What was not sent is not sent, who has it is told."""
    sheet = REMINDER.begin("recall", sheet_id, actor, reason)
    sheet.recalled_by, sheet.recalled_at = actor, timezone.now()
    sheet.recall_reason = reason.strip()
    _give_back_carried(sheet)
    outbox.call_off(sheet, "提示单已收回，不再发送。")
    outbox.enqueue(
        outbox.Letter(
            key=f"sheet-{sheet.pk}-recalled",
            subject=f"{sheet.document_number}工作提示单已收回",
            body=texts.wording(["sheet_recalled"]).say(
                "sheet_recalled",
                文号=sheet.document_number,
                月份=sheet.period.label,
                理由=sheet.recall_reason,
            ),
            link=sheet.get_absolute_url(),
            unit_id=sheet.unit_id,
        ),
        recipients_of([sheet.unit_id]).get(sheet.unit_id, []),
    )
    return REMINDER.finish("recall", sheet, actor, reason)


def _give_back_carried(sheet):
    """Lines that lived on in this sheet stand open again on the one they came from."""
    carried = SheetLine.objects.filter(
        sheet__unit=sheet.unit_id,
        sheet__state=SheetState.ISSUED,
        sheet__period__lt=sheet.period,
        subject_key__in=sheet.lines.values("subject_key"),
        state=LineState.CARRIED,
    ).order_by("sheet__period")
    latest = {line.subject_key: line.pk for line in carried}
    SheetLine.objects.filter(pk__in=latest.values()).update(state=LineState.OPEN)


@transaction.atomic
def sign_for(sheet_id, actor):
    """签收: the secretary has it. A line that asked for nothing but to be read is settled with it."""
    sheet = REMINDER.begin("sign_for", sheet_id, actor)
    now = timezone.now()
    sheet.signed_for_by, sheet.signed_for_at = actor, now
    if sheet.read_at is None:
        sheet.read_by, sheet.read_at = actor, now
    sheet.lines.filter(condition=NOTICE, state=LineState.OPEN).update(
        state=LineState.CLOSED, closed_at=now
    )
    return REMINDER.finish("sign_for", sheet, actor)


def mark_read(sheet: ReminderSheet, actor) -> bool:
    """The first of the unit's people who opens an issued sheet has read it; whether that was now."""
    if sheet.state != SheetState.ISSUED or sheet.read_at or not actor.scope.works_in_unit:
        return False
    with transaction.atomic():
        now = timezone.now()
        first = ReminderSheet.objects.filter(pk=sheet.pk, read_at=None).update(
            read_by=actor, read_at=now
        )
        if first:
            sheet.read_by, sheet.read_at = actor, now
            record(actor, "reminder.read", "阅读", sheet)
    return bool(first)


@transaction.atomic
def write_common(period: Period, actor, text):
    """The part that staff write once for all sheets of a month; what is composed takes it up at once."""
    if not writes_for_all(actor):
        raise NotAllowed("共同事项由负责全部片区的工委科室撰写。")
    text = text.strip()
    if len(text) > settings.TEXT_MAX_LENGTH:
        raise WorkflowError(
            f"共同事项最多{settings.TEXT_MAX_LENGTH}字，现有{len(text)}字，请精简后再保存。"
        )
    row, _ = CommonText.objects.select_for_update().get_or_create(period=period)
    before, row.text, row.written_by = row.text, text, actor
    row.save()
    record(actor, "reminder.common", "撰写共同事项", row, changes={"共同事项": [before, text]})
    composed = ReminderSheet.objects.filter(period=period, state=SheetState.COMPOSED)
    units = list(composed.values_list("unit_id", flat=True))
    if units:
        _write_all(list(composed.select_for_update()), period, None)
    return row


@transaction.atomic
def send_to_self(sheet_id, actor):
    """A trial for whoever is about to issue: this sheet as a mail to themselves (E16)."""
    sheet = ReminderSheet.objects.visible_to(actor).select_related("unit").get(pk=sheet_id)
    if actor.scope.role != Role.STAFF:
        raise NotAllowed("试发由工委科室办理。")
    if not outbox.mail_is_set_up():
        raise WorkflowError("平台还没有配置邮件服务器（EMAIL_URL），无法试发。")
    if not actor.email:
        raise WorkflowError("您没有登记邮箱，无法试发。请管理员在人员资料中补充。")
    again = actor.deliveries.filter(dedupe_key__startswith=f"sheet-{sheet.pk}-test-").count() + 1
    letter = outbox.Letter(
        key=f"sheet-{sheet.pk}-test-{again}",
        subject=f"【试发】{sheet.unit}{sheet.period.label}工作提示单",
        body=plain_text(paper_of(sheet)),
        link=reverse("sheet", args=[sheet.pk]),
    )
    return outbox.enqueue(letter, [actor], [Channel.MAIL])


@transaction.atomic
def deliver_late() -> int:
    """Sheets that were issued while their unit had nobody reach whoever is appointed since (E11); how many."""
    waiting = list(
        ReminderSheet.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(
            state=SheetState.ISSUED,
            deliveries=None,
            signed_for_at=None,
            period__gte=Period.current().previous(),
        )
        .order_by("pk")
    )
    people = recipients_of([sheet.unit_id for sheet in waiting]) if waiting else {}
    reached = [sheet for sheet in waiting if sheet.unit_id in people]
    wording = texts.wording(["sheet_mail"]) if reached else None
    for sheet in reached:
        outbox.enqueue(_letter(sheet, wording), people[sheet.unit_id])
    return len(reached)


def due_to_compose() -> list[Period]:
    """The opened month whose moment to compose came last: a day that the clock missed is made up (E10)."""
    now = Period.current()
    reached = now if timezone.localdate() >= clock_of(now).compose_on else now.previous()
    return [reached] if Month.objects.filter(period=reached).exists() else []
