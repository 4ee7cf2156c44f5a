"""The year's criteria, kept by the administrator. What a unit has answered is never reworded, only retired."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from reviews.models import CriterionAnswer, ModelOfficeCriterion
from units.models import Role
from units.names import name_key
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.workflow import NotAllowed, StateChanged, check_text

WRITTEN = ("five_type", "order", "text")
TEXT_LENGTH = 300
MOST_PLACES = 999


def may_write(user) -> bool:
    return user.scope.role == Role.ADMINISTRATOR


def writable_years():
    """Last year's may still be completed, next year's be prepared."""
    year = timezone.localdate().year
    return [year + 1, year, year - 1]


def with_answers(rows):
    """Each criterion as `answered`: whether any unit has said something to it."""
    answers = CriterionAnswer.objects.filter(criterion=OuterRef("pk"))
    return rows.annotate(answered=Exists(answers))


def _writers_only(actor, year):
    if not may_write(actor):
        raise NotAllowed("模范机关标准由管理员维护。")
    if year not in writable_years():
        raise NotAllowed(f"只能维护上年、本年和下年的标准，{year}年的不再改动。")


@transaction.atomic
def add(actor, year, five_type, text) -> ModelOfficeCriterion:
    """At the end of the year's list. Raises NotAllowed, ValidationError by field."""
    _writers_only(actor, year)
    made = ModelOfficeCriterion(
        year=year, five_type=five_type, text=_written(text), order=_last_place(year) + 1
    )
    _refuse_twice(made)
    _keep(made)
    record(actor, "model_office_criterion.add", "新增标准", made)
    return made


@transaction.atomic
def change(pk, actor, **wanted) -> ModelOfficeCriterion:
    """Raises NotAllowed, StateChanged (answered by a unit), ValidationError by field."""
    criterion = _locked(pk, actor)
    if criterion.answered:
        raise StateChanged("已有单位对照这一条自评，不能修改文字；请停用后另行新增。")
    before = values_of(criterion, WRITTEN)
    criterion.five_type, criterion.order = wanted["five_type"], wanted["order"]
    criterion.text = _written(wanted["text"])
    _refuse_twice(criterion)
    if changes := differences(before, criterion, WRITTEN):
        _keep(criterion)
        record(actor, "model_office_criterion.change", "修改标准", criterion, changes=changes)
    return criterion


@transaction.atomic
def retire(pk, actor) -> ModelOfficeCriterion:
    """It is asked of nobody from now on; what was answered stays."""
    return _switch(pk, actor, False, "停用标准")


@transaction.atomic
def restore(pk, actor) -> ModelOfficeCriterion:
    return _switch(pk, actor, True, "恢复标准")


def _switch(pk, actor, is_active, label):
    criterion = _locked(pk, actor)
    if criterion.is_active != is_active:
        criterion.is_active = is_active
        if is_active:
            _refuse_twice(criterion)
        criterion.save(update_fields=["is_active"])
        action = "restore" if is_active else "retire"
        record(actor, f"model_office_criterion.{action}", label, criterion)
    return criterion


def year_to_copy(year):
    """The newest earlier year with criteria in use, or None."""
    rows = ModelOfficeCriterion.objects.filter(year__lt=year, is_active=True)
    return rows.aggregate(newest=Max("year"))["newest"]


@transaction.atomic
def copy_from_before(actor, year) -> int:
    """What the year lacks of the newest earlier one, in its order; pressed twice it adds nothing."""
    _writers_only(actor, year)
    before = year_to_copy(year)
    if before is None:
        raise StateChanged(f"{year}年以前没有可以沿用的标准。")
    there = ModelOfficeCriterion.objects.filter(year=year).values_list("text", flat=True)
    known = {name_key(text) for text in there}
    wanted = [
        row for row in ModelOfficeCriterion.objects.of_year(before) if name_key(row.text) not in known
    ]  # fmt: skip
    for place, row in enumerate(wanted, _last_place(year) + 1):
        made = ModelOfficeCriterion(
            year=year, five_type=row.five_type, order=place, text=row.text
        )  # fmt: skip
        _keep(made)
        record(
            actor,
            "model_office_criterion.copy",
            "沿用标准",
            made,
            changes={"沿用": ["", f"{before}年第{row.order}条"]},
        )
    return len(wanted)


def _locked(pk, actor):
    """Against a unit that answers it in this moment (workflows/model_office.py locks what it asks)."""
    criterion = ModelOfficeCriterion.objects.select_for_update().get(pk=pk)
    _writers_only(actor, criterion.year)
    criterion.answered = CriterionAnswer.objects.filter(criterion=criterion).exists()
    return criterion


def _last_place(year):
    rows = ModelOfficeCriterion.objects.filter(year=year)
    return rows.aggregate(last=Max("order"))["last"] or 0


def _written(text):
    said = " ".join(text.split())
    if not said:
        raise ValidationError({"text": "请填写标准。"})
    if len(said) > TEXT_LENGTH:
        raise ValidationError({"text": f"标准最多 {TEXT_LENGTH} 字，现有 {len(said)} 字，请精简。"})
    check_text(said, "标准")
    return said


def _refuse_twice(criterion):
    others = ModelOfficeCriterion.objects.of_year(criterion.year).exclude(pk=criterion.pk)
    same = next((row for row in others if name_key(row.text) == name_key(criterion.text)), None)
    if same:
        raise ValidationError({"text": f"这个年度第{same.order}条已是同样的标准。"})


def _keep(criterion):
    taken = ModelOfficeCriterion.objects.filter(year=criterion.year, order=criterion.order)
    try:
        if taken.exclude(pk=criterion.pk).exists():
            raise ValidationError({"order": f"第{criterion.order}条已经有了，请换一个序号。"})
        with transaction.atomic():
            criterion.save()
    except IntegrityError as error:  # two administrators in the same moment
        raise ValidationError({"order": "标准刚刚有人改动，请核对后再保存。"}) from error
