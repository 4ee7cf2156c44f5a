"""抽查核实 (W6, D10): a sample a month is drawn by lot, looked into, and its verdicts stand beside the totals.

No verdict changes a figure: what is wrong is corrected by reopening the month, with its reason and its end. What stands
beside the totals: tasks/spot_check_totals.py.
"""

import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from tasks.models import (
    Activity,
    IndicatorValue,
    ItemProgress,
    Month,
    MonthlyReport,
    SpotCheck,
    SpotCheckDraw,
    ValueState,
    Verdict,
)
from tasks.models.report import ReportState
from tasks.models.spot_check import FAULTED
from tasks.sampling import Entry, sample
from tasks.writing import fills_for
from units.models import Appointment, Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged, check_text

SIGNED = (ReportState.SUBMITTED, ReportState.ACCEPTED)
CLAIMS, ACTIVITIES = "claims", "activities"


# --- Drawing ----------------------------------------------------------------------------------------


def due_to_draw(now=None, months_back=None) -> list:
    """Months whose last grace is over and that have no sample yet; a run that was missed is made up for a while."""
    now = now or timezone.now()
    over = Month.objects.filter(grace_until__lte=now).order_by("-period")
    recent = over.values_list("period", flat=True)[: months_back or settings.SPOT_CHECK_MONTHS_BACK]
    drawn = set(SpotCheckDraw.objects.values_list("period", flat=True))
    return sorted(period for period in recent if period not in drawn)


def draw(period, seed=None, actor=None) -> SpotCheckDraw:
    """Draw the month's sample, once: whoever comes second gets what the first drew. Nobody chooses the seed of a real one."""
    if found := SpotCheckDraw.objects.filter(period=period).first():
        return found
    seed = seed or secrets.token_hex(16)
    try:
        with transaction.atomic():
            return _draw(period, seed, actor)
    except IntegrityError:
        return SpotCheckDraw.objects.get(period=period)


def _draw(period, seed, actor):
    entries = entries_of(period)
    chosen = sample(entries, settings.SPOT_CHECK_SIZE, settings.SPOT_CHECK_MOST_A_UNIT, seed)
    made = SpotCheckDraw.objects.create(
        period=period, seed=seed, population=len(entries), size=len(chosen)
    )
    SpotCheck.objects.bulk_create(_checks(made, chosen))
    record(actor, "spot_check.drawn", "抽取核实样本", made)
    return made


def entries_of(period) -> list[Entry]:
    """Everything that signed reports of the month say themselves: figures above zero, activities, items claimed done."""
    signed = MonthlyReport.objects.of(period).filter(state__in=SIGNED).order_by()
    units = signed.values("unit")
    values = IndicatorValue.objects.filter(
        unit__in=units, period=period, state=ValueState.REPORTED, counted=False
    ).order_by()
    activities = Activity.objects.in_month(period).filter(unit__in=units).order_by()
    claims = ItemProgress.objects.filter(report__in=signed, claims_done=True).order_by()
    return [
        *(Entry(f"value-{pk}", unit, f"value-{indicator}")
          for pk, unit, indicator in values.values_list("pk", "unit_id", "indicator_id")),
        *(Entry(f"activity-{pk}", unit, ACTIVITIES)
          for pk, unit in activities.values_list("pk", "unit_id")),
        *(Entry(f"claim-{pk}", unit, CLAIMS)
          for pk, unit in claims.values_list("pk", "report__unit_id")),
    ]  # fmt: skip


def _checks(made, chosen):
    by_kind = {"value": {}, "activity": {}, "claim": {}}
    for entry in chosen:
        kind, _, pk = entry.key.partition("-")
        by_kind[kind][int(pk)] = entry
    values = IndicatorValue.objects.select_related("indicator", "organisation")
    for row in values.filter(pk__in=by_kind["value"]):
        holder = f"{row.organisation.name}：" if row.organisation else ""
        said = f"{holder}{row.indicator.name} {row.value:f}".rstrip("0").rstrip(".")
        yield SpotCheck(
            draw=made, unit_id=row.unit_id, indicator=row.indicator, organisation=row.organisation,
            said=_short(f"{said} {row.indicator.get_quantity_display()}"),
        )  # fmt: skip
    for row in Activity.objects.filter(pk__in=by_kind["activity"]).prefetch_related("kinds"):
        kinds = "、".join(kind.name for kind in row.kinds.all())
        heads = f"，{row.heads} 人参加" if row.heads else ""
        said = f"{kinds}：{row.topic}（{row.held_on:%Y-%m-%d}{heads}）"
        yield SpotCheck(draw=made, unit_id=row.unit_id, activity=row, said=_short(said))
    lines = ItemProgress.objects.select_related("item")
    for row in lines.filter(pk__in=by_kind["claim"]):
        said = f"报结：{row.item.title}"
        yield SpotCheck(draw=made, unit_id=row.item.unit_id, item=row.item, said=_short(said))


def _short(text):
    most = SpotCheck._meta.get_field("said").max_length
    return text if len(text) <= most else f"{text[: most - 1]}…"


# --- Verdicts ---------------------------------------------------------------------------------------


VERIFIERS = (Role.STAFF, Role.LEADER, Role.INSPECTOR)


def looks_after(unit, actor) -> bool:
    """Whose business the looking is: who decides about the unit, and inspectors in the units of their campaign."""
    scope = actor.scope
    return scope.sees_unit(unit) if scope.role == Role.INSPECTOR else scope.decides_for(unit)


def why_not(check, actor) -> str:
    """Why this person does not verify this entry; empty when they may. Nobody looks into what they wrote or accepted."""
    if actor.scope.role not in VERIFIERS or not looks_after(check.unit, actor):
        return "这个单位的抽查不由您核实。"
    people = actor.scope.people_deciding(actor.pk, check.unit)
    if accepted_by(check) in people:
        return "这份月报由您审核通过，抽查须由其他人员核实。"
    of_the_unit = Appointment.objects.filter(
        unit=check.unit, role__in=(Role.OFFICER, Role.SECRETARY)
    )
    if of_the_unit.filter(person__in=people).exists():
        return "您在这个单位任党务干部或书记，抽查须由其他人员核实。"
    return ""


def may_verify(check, actor) -> bool:
    """Whether the page offers the verdict: a new one, or one's own to put right."""
    mine = not check.verdict or (check.checked_by_id == actor.pk and not check.answer)
    return mine and not why_not(check, actor)


def waiting_for(actor):
    """Entries that wait for this person's verdict: the home page's count."""
    rows = SpotCheck.objects.waiting()
    if actor.scope.role not in VERIFIERS:
        return rows.none()
    rows = (
        rows.visible_to(actor) if actor.scope.role == Role.INSPECTOR else actor.scope.deciding(rows)
    )
    accepted = MonthlyReport.objects.filter(
        unit=OuterRef("unit"), period=OuterRef("draw__period"), decided_by=actor
    )
    return rows.exclude(Exists(accepted))


def accepted_by(check):
    """Who accepted the report that the entry stands in, or None."""
    reports = MonthlyReport.objects.filter(unit=check.unit_id, period=check.draw.period)
    return reports.values_list("decided_by", flat=True).first()


@transaction.atomic
def verify(check_pk, actor, verdict, note="") -> SpotCheck:
    """Store what was found. Raises NotAllowed, ReasonRequired (a fault is explained), StateChanged.

    Who verified may put a slip right, with a word on it, as long as the unit has not answered; the trail keeps both.
    """
    check = _locked(check_pk, actor)
    if refusal := why_not(check, actor):
        raise NotAllowed(refusal)
    if check.verdict and (check.checked_by_id != actor.pk or check.answer):
        raise StateChanged(
            f"这一条已由 {check.checked_by.name} 核实为“{check.get_verdict_display()}”。"
        )
    if verdict not in Verdict.values:
        raise ReasonRequired("请选择核实结果。")
    note = note.strip()
    if verdict in FAULTED and not note:
        raise ReasonRequired("核实为部分属实或不实的，请写明查实的情况。")
    if check.verdict and not note:
        raise ReasonRequired("更正核实结果，请写明情况。")
    check_text(note, "核实说明")
    said = Verdict(verdict).label
    changes = {"核实结果": [check.get_verdict_display(), said]} if check.verdict else {}
    check.verdict, check.note = verdict, note
    check.checked_by, check.checked_at = actor, timezone.now()
    check.save(update_fields=["verdict", "note", "checked_by", "checked_at"])
    record(actor, "spot_check.verified", f"抽查核实：{said}", check, changes=changes, reason=note)
    return check


@transaction.atomic
def answer(check_pk, actor, text) -> SpotCheck:
    """The unit's word on a fault, once. Raises NotAllowed, ReasonRequired, StateChanged."""
    check = _locked(check_pk, actor)
    if not fills_for(actor, check.unit):
        raise NotAllowed("只有本单位的党务干部和书记可以说明情况。")
    if check.verdict not in FAULTED or check.answer:
        raise StateChanged("这一条现在不需要说明，或者已经说明过。")
    if not text.strip():
        raise ReasonRequired("请填写情况说明。")
    check_text(text, "情况说明")
    check.answer, check.answered_by, check.answered_at = text.strip(), actor, timezone.now()
    check.save(update_fields=["answer", "answered_by", "answered_at"])
    record(actor, "spot_check.answered", "说明抽查情况", check, reason=text)
    return check


def unanswered(actor):
    """What was found wrong in the actor's own units and nobody has said a word about."""
    return SpotCheck.objects.visible_to(actor).filter(verdict__in=FAULTED, answer="")


def may_answer(check, actor) -> bool:
    return check.verdict in FAULTED and not check.answer and fills_for(actor, check.unit)


def _locked(check_pk, actor):
    pk = SpotCheck.objects.visible_to(actor).values_list("pk", flat=True).get(pk=check_pk)
    return SpotCheck.objects.select_for_update(of=("self",)).get(pk=pk)
