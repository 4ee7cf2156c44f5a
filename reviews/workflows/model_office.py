"""模范机关创建: weighed by the unit, submitted by its secretary, reviewed and named by the committee (I13)."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.model_offices.answering import (
    WITH_UNIT,
    gaps_of,
    lines_of,
    review_gaps_of,
    review_version_of,
    version_of,
)
from reviews.models import (
    CriterionAnswer,
    Honour,
    ModelOfficeApplication,
    ModelOfficeCriterion,
    ModelOfficeState,
)
from reviews.separation import refuse_own_year
from units.models import Role
from units.names import name_key
from units.registers import entering
from units.registers.entry import STANDING, EntryState
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import Incomplete, Move, NotAllowed, StateChanged, Workflow

State = ModelOfficeState
UNIT = (Role.OFFICER, Role.SECRETARY)
# A leader stands in for staff where the unit is the committee itself (`Scope.decides_for`).
DECIDERS = (Role.STAFF, Role.LEADER)

TRANSITIONS = {
    "submit": Move("报送", {State.DRAFT, State.RETURNED}, State.SUBMITTED, by={Role.SECRETARY}),
    "return_for_correction": Move("退回修改", {State.SUBMITTED}, State.RETURNED, by=DECIDERS, needs_reason=True),
    "name": Move("命名", {State.SUBMITTED}, State.NAMED, by=DECIDERS),
    "not_name": Move("不予命名", {State.SUBMITTED}, State.NOT_NAMED, by=DECIDERS, needs_reason=True),
}  # fmt: skip
# Actions by which somebody had a part in what was submitted.
_SUBMITTING = ("model_office.start", "model_office.save", "model_office.submit")


def _may_decide(application, actor, move_name):
    if move_name == "submit":
        if application.unit_id not in actor.scope.unit_ids:
            raise NotAllowed("模范机关自评由本单位报送。")
    elif not actor.scope.decides_for(application.unit):
        raise NotAllowed("这个单位的模范机关自评不由您审核。")
    else:
        _refuse_own(application, actor)


def _refuse_own(application, actor):
    """Nobody reviews what they wrote or submitted, nor the unit in which they served (rules.md §3)."""
    refuse_own_year(application, actor)
    people = actor.scope.people_deciding(actor.pk, application.unit)
    had_part = AuditEntry.objects.about(application).filter(
        action__in=_SUBMITTING, actor__in=people
    )
    if application.submitted_by_id in people or had_part.exists():
        raise NotAllowed("本人填写或报送的自评，须由其他人员审核。")


MODEL_OFFICE = Workflow("model_office", ModelOfficeApplication, TRANSITIONS, _may_decide)


def title_of(level) -> str:
    """What an office of this level is named (settings)."""
    return settings.MODEL_OFFICE_TITLES.get(level, "模范机关创建示范单位")


def offered_years():
    """Years that a unit may begin: those with criteria in use, from last year on."""
    rows = ModelOfficeCriterion.objects.filter(
        is_active=True, year__gte=timezone.localdate().year - 1
    )
    return sorted(set(rows.order_by().values_list("year", flat=True)), reverse=True)


# --- The unit -----------------------------------------------------------------------------------------------


@transaction.atomic
def start(actor, unit, year, level) -> ModelOfficeApplication:
    """Raises NotAllowed, ValidationError by field."""
    if actor.scope.role not in UNIT or unit.pk not in actor.scope.unit_ids:
        raise NotAllowed("模范机关自评由本单位填写。")
    if year not in offered_years():
        raise ValidationError({"year": f"{year}年没有可以对照的标准。"})
    if level not in settings.MODEL_OFFICE_TITLES:
        raise ValidationError({"level": "请选择申报级别。"})
    try:
        with transaction.atomic():
            made = ModelOfficeApplication.objects.create(unit=unit, year=year, level=level)
    except IntegrityError as error:  # one a unit, year and level
        text = f"{year}年已有这一级别的自评，请在列表中接着填写。"
        raise ValidationError({"level": text}) from error
    record(actor, "model_office.start", "开始自评", made)
    return made


def may_write(application, user) -> bool:
    """The unit, officer and secretary alike, while it is theirs to write."""
    own = user.scope.role in UNIT and application.unit_id in user.scope.unit_ids
    return own and application.state in WITH_UNIT


def _locked(pk, actor):
    pk = ModelOfficeApplication.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    return ModelOfficeApplication.objects.select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def save(pk, actor, typed, seen=None) -> ModelOfficeApplication:
    """Keep what was typed, complete or not: `typed` {criterion's pk: (own, evidence)}.

    `seen` is the `version_of` that the page showed. Raises NotAllowed, StateChanged (submitted, or changed meanwhile).
    """
    application = _locked(pk, actor)
    if not may_write(application, actor):
        if actor.scope.role not in UNIT or application.unit_id not in actor.scope.unit_ids:
            raise NotAllowed("模范机关自评由本单位填写。")
        raise StateChanged(f"自评{application.get_state_display()}，现在不能修改。")
    # Nobody rewords a criterion while it is being answered.
    list(ModelOfficeCriterion.objects.of_year(application.year).select_for_update())
    if seen is not None and seen != version_of(application):
        raise StateChanged("刚刚有人修改了这份自评或标准，已存的内容列在各条下方；您填写的仍在表中，再次保存即以您的为准。")  # fmt: skip
    changed = [line for line in lines_of(application) if line.is_asked and _answer(application, line, typed)]  # fmt: skip
    if changed:
        said = "、".join(f"第{line.criterion.order}条" for line in changed)
        record(actor, "model_office.save", "填写自评", application, changes={"修改": ["", said]})
    return application


def _answer(application, line, typed) -> bool:
    if line.criterion.pk not in typed:
        return False
    own, evidence = typed[line.criterion.pk]
    evidence = evidence.strip()
    if (own, evidence) == (line.own, line.evidence):
        return False
    answer = line.answer or CriterionAnswer(application=application, criterion=line.criterion)
    answer.own, answer.evidence = own, evidence
    answer.reviewed = ""  # what was changed is looked at again; the remark that asked for it stays
    if answer.pk and not (own or evidence or answer.remark):
        answer.delete()
    else:
        answer.save()
    return True


@transaction.atomic
def discard(pk, actor) -> int:
    """A draft that was never submitted goes as a whole; its year."""
    application = _locked(pk, actor)
    if not may_write(application, actor) or application.submitted_at:
        raise StateChanged("报送过的自评不能删除。")
    record(actor, "model_office.discard", "删除自评草稿", application)
    application.delete()
    return application.year


@transaction.atomic
def submit(pk, actor) -> ModelOfficeApplication:
    """The secretary answers for it. Raises Incomplete with all that lacks."""
    application = MODEL_OFFICE.begin("submit", pk, actor)
    if gaps := gaps_of(application):
        raise Incomplete("还有内容没有完成，不能报送：", gaps)
    application.submitted_by, application.submitted_at = actor, timezone.now()
    return MODEL_OFFICE.finish("submit", application, actor)


# --- The committee ------------------------------------------------------------------------------------------


def may_review(application, user) -> bool:
    return "not_name" in MODEL_OFFICE.allowed(application, user)


@transaction.atomic
def save_review(pk, actor, typed, seen=None) -> ModelOfficeApplication:
    """Criterion by criterion, complete or not: `typed` {criterion's pk: (reviewed, remark)}."""
    application = _locked(pk, actor)
    # Whoever may decide in the end may look at each line: the same checks.
    MODEL_OFFICE.check(TRANSITIONS["not_name"], "not_name", application, actor)
    if seen is not None and seen != review_version_of(application):
        raise StateChanged("刚刚有人改动了审核，已存的列在各条下方；您填写的仍在表中，再次保存即以您的为准。")  # fmt: skip
    changed = []
    for line in lines_of(application):
        reviewed, remark = typed.get(line.criterion.pk, (line.answer.reviewed, line.answer.remark))
        if (reviewed, remark.strip()) != (line.answer.reviewed, line.answer.remark):
            line.answer.reviewed, line.answer.remark = reviewed, remark.strip()
            line.answer.save(update_fields=["reviewed", "remark"])
            changed.append(f"第{line.criterion.order}条")
    if changed:
        record(actor, "model_office.review", "逐条审核", application, changes={"审核": ["", "、".join(changed)]})  # fmt: skip
    return application


@transaction.atomic
def return_for_correction(pk, actor, opinion):
    return _decide("return_for_correction", pk, actor, opinion)


@transaction.atomic
def not_name(pk, actor, opinion):
    return _decide("not_name", pk, actor, opinion)


def _decide(move_name, pk, actor, opinion):
    application = MODEL_OFFICE.begin(move_name, pk, actor, opinion)
    _sign(application, actor, opinion)
    return MODEL_OFFICE.finish(move_name, application, actor, opinion)


def _sign(application, actor, opinion):
    application.reviewed_by, application.reviewed_at = actor, timezone.now()
    application.opinion = opinion.strip()


@dataclass(frozen=True)
class Naming:
    """By which paper, on which day, until when (None: without an end)."""

    document: str
    awarded_on: date
    awarded_by: str = ""
    valid_until: date | None = None


@transaction.atomic
def name(pk, actor, naming, opinion=""):
    """The title goes into the register of honours. Raises Incomplete, StateChanged, ValidationError by field."""
    application = MODEL_OFFICE.begin("name", pk, actor, opinion)
    if gaps := review_gaps_of(application):
        raise Incomplete("还有标准没有审核，不能命名：", gaps)
    honour = _honour(application, actor, naming)
    _sign(application, actor, opinion)
    application.honour = honour
    return MODEL_OFFICE.finish("name", application, actor, opinion, {"荣誉": ["", str(honour)]})


def _honour(application, actor, naming):
    """A title counts for the year in which it is given, as in the whole register; one that stands there already is linked."""
    day = naming.awarded_on
    if day > timezone.localdate():
        raise ValidationError({"awarded_on": "命名日期还没有到，请核对；命名以后再登记。"})
    if day.year < application.year:
        raise ValidationError({"awarded_on": f"命名日期早于自评的年度（{application.year}年）。"})
    title = title_of(application.level)
    same = Honour.objects.filter(
        unit=application.unit, organisation=None, title_key=name_key(title), year=day.year, state__in=STANDING
    ).first()  # fmt: skip
    if same is None:
        return entering.put_on_record(
            Honour, actor, unit=application.unit, title=title, level=application.level, year=day.year,
            awarded_by=naming.awarded_by.strip(), document=naming.document.strip(), awarded_on=day,
            valid_until=naming.valid_until,
        )  # fmt: skip
    if same.state == EntryState.PROPOSED:
        raise StateChanged(f"单位已申报“{title}”，请先在荣誉台账核定，再来命名。")
    if ModelOfficeApplication.objects.filter(honour=same).exists():
        raise StateChanged(f"{day.year}年的“{title}”已由另一份自评命名。")
    return same
