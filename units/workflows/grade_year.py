"""分类定级: staff grade the organisations of a year, publish it, and from then on nothing of it changes.

A wrong grade of a published year is put right by withdrawing the publication with a reason, correcting, publishing anew:
the trail keeps each step, and nobody changes a published grade in silence.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from units.ledger.keeping import change, responsible
from units.models import (
    Grade,
    GradeYear,
    GradeYearState,
    ImprovementPlan,
    PartyOrganisation,
    Role,
    YearlyGrade,
)
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workflow import Incomplete, Move, NotAllowed, StateChanged, Workflow

State = GradeYearState
FIRST_YEAR = 2000

TRANSITIONS = {
    "publish": Move("公布定级", {State.OPEN}, State.PUBLISHED, by=(Role.STAFF,)),
    "withdraw": Move(
        "撤回公布", {State.PUBLISHED}, State.OPEN, by=(Role.STAFF,), needs_reason=True
    ),
}


def _may_move(year, actor, move_name):
    if not actor.scope.whole:
        raise NotAllowed("年度定级由负责全市的科室公布和撤回。")


GRADE_YEAR = Workflow("grade_year", GradeYear, TRANSITIONS, _may_move)


def year_of(year: int) -> GradeYear:
    """The row of a year, made when the first grade is given. Raises ValidationError for a year that has not begun."""
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise ValidationError({"year": f"{year}年还没有到或过早，请核对年度。"})
    return GradeYear.objects.get_or_create(year=year)[0]


@transaction.atomic
def set_grades(year: int, actor, grades: dict) -> list[YearlyGrade]:
    """`grades`: {organisation's pk: (grade, note)}; organisations left out keep theirs. Returns what changed.

    Raises StateChanged for a published year and says how to change it, NotAllowed, ValidationError by organisation.
    """
    row = GradeYear.objects.select_for_update().get(pk=year_of(year).pk)
    refuse_frozen(row)
    organisations = PartyOrganisation.objects.select_related("unit").in_bulk(grades)
    existing = {
        grade.organisation_id: grade
        for grade in YearlyGrade.objects.filter(grade_year=row, organisation__in=grades)
    }
    changed, entries = [], []
    for pk, (grade, note) in grades.items():
        organisation = organisations[pk]
        _check(row, actor, organisation, grade, existing.get(pk))
        before = existing.get(pk)
        if before and (before.grade, before.note) == (grade, note):
            continue
        old = before.get_grade_display() if before else ""
        now = before or YearlyGrade(grade_year=row, organisation=organisation)
        now.grade, now.note = grade, note
        now.save()
        changed.append(now)
        changes = {f"{year}年等次": [old, now.get_grade_display()]}
        entries.append(entry_of(actor, "grade.set", "评定等次", organisation, changes=changes))
    AuditEntry.objects.bulk_create(entries)
    return changed


def refuse_frozen(row: GradeYear):
    """The way to do it stands in the sentence."""
    if row.is_published:
        day = full_day_text(timezone.localdate(row.published_at))
        raise StateChanged(
            f"{row.year}年分类定级已于{day}公布，不能修改。确需更正的，由工委科室在“{row.year}年分类定级”页写明理由撤回公布，"
            "更正后重新公布，全过程留有记录。"
        )


def _check(row, actor, organisation, grade, existing):
    if not responsible(actor, organisation.unit):
        raise NotAllowed(f"{organisation.unit}的定级不由您评定。")
    if grade not in Grade.values:
        raise ValidationError({organisation.pk: "请选择等次。"})
    if not existed_in(organisation, row.year):
        text = f"{organisation.name}在{row.year}年底不存在，不参加当年定级。"
        raise ValidationError({organisation.pk: text})
    if existing and grade != Grade.LAGGING and ImprovementPlan.objects.filter(grade=existing).exists():  # fmt: skip
        text = f"{organisation.name}已按“后进”制定整顿提升方案，不能改为其他等次；整顿到位的请在方案上销号。"
        raise ValidationError({organisation.pk: text})


def graded_in(year: int):
    """Organisations that are graded in a year: those that exist on its last day (or today, while it runs)."""
    return PartyOrganisation.objects.alive(_day_of(year))


def existed_in(organisation, year) -> bool:
    return organisation.is_alive(_day_of(year))


def _day_of(year):
    today = timezone.localdate()
    return min(today.replace(year=year, month=12, day=31), today)


@transaction.atomic
def publish(pk, actor, document="") -> GradeYear:
    """Freeze the year. Organisations that have no grade yet are named, not passed over."""
    row = GRADE_YEAR.begin("publish", pk, actor)
    missing = (
        graded_in(row.year)
        .exclude(grades__grade_year=row)
        .select_related("unit")
        .order_by("unit__protocol_order", "order")
    )
    names = [organisation.full_name for organisation in missing]
    if names:
        some = "、".join(names[:5])
        raise Incomplete(f"还有{len(names)}个党组织没有定级：{some}{'等' if len(names) > 5 else ''}。", names)  # fmt: skip
    row.published_at, row.published_by, row.document = timezone.now(), actor, document.strip()
    return GRADE_YEAR.finish("publish", row, actor)


@transaction.atomic
def withdraw(pk, actor, reason) -> GradeYear:
    row = GRADE_YEAR.begin("withdraw", pk, actor, reason)
    row.published_at = row.published_by = None
    return GRADE_YEAR.finish("withdraw", row, actor, reason=reason)


@transaction.atomic
def lift(plan_pk, actor, lifted_on, result) -> ImprovementPlan:
    """销号: staff have seen that a lagging organisation is put right. The grade of its year stays as it was."""
    rows = ImprovementPlan.objects.visible_to(actor)
    pk = rows.values_list("pk", flat=True).get(pk=plan_pk)
    plan = ImprovementPlan.objects.select_for_update().get(pk=pk)
    if not responsible(actor, plan.unit):
        raise NotAllowed("整顿提升由负责的工委科室销号。")
    if plan.lifted_on:
        raise StateChanged(f"已于{full_day_text(plan.lifted_on)}销号。")
    return change(plan, actor, "lifted", "整顿提升销号", lifted_on=lifted_on, result=result.strip())
