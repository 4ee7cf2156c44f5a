"""加分扣分: entered with what it rests on, never more of a kind than the scheme allows (I8)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from reviews.assessment.judging import is_open
from reviews.models import Assessment, AssessmentAdjustment, Finding, Honour, SchemeAdjustment
from reviews.separation import refuse_own_year
from units.models import Role
from units.registers.entry import EntryState
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed, StateChanged, check_text


def may_adjust(user, assessment) -> bool:
    return user.scope.role in (Role.STAFF, Role.LEADER) and user.scope.decides_for(assessment.unit)


def kinds_for(assessment):
    """What the scheme in force of the year adds or takes points for."""
    return SchemeAdjustment.objects.filter(
        scheme__year=assessment.year, scheme__state="in_force"
    ).order_by("-sign", "order", "pk")


def honours_of(assessment, user):
    """On record for the unit, of the year or the one before: titles are given late."""
    rows = Honour.objects.visible_to(user).filter(
        unit=assessment.unit_id, year__in=[assessment.year, assessment.year - 1]
    )
    return rows.filter(state=EntryState.CONFIRMED).order_by("-year", "pk")


def findings_of(assessment, user):
    """Of the year, and shown: what an unannounced visit has not fed back takes no points."""
    return (
        Finding.objects.visible_to(user).shown().leading()
        .filter(unit=assessment.unit_id, found_on__year=assessment.year).order_by("-found_on", "-pk")
    )  # fmt: skip


def _locked(pk, actor):
    pk = Assessment.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    found = Assessment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    if not may_adjust(actor, found):
        raise NotAllowed("这个单位的加分扣分不由您登记。")
    refuse_own_year(found, actor)
    if not is_open(found):
        raise StateChanged("等次已经确定，加分扣分不再改动。")
    return found


@transaction.atomic
def enter(pk, actor, *, kind, points, evidence, honour=None, finding=None) -> AssessmentAdjustment:
    """Raises NotAllowed, StateChanged, ValidationError by field."""
    assessment = _locked(pk, actor)
    if not evidence.strip():
        raise ValidationError({"evidence": "请写明依据。"})
    check_text(evidence, "依据")
    if not kinds_for(assessment).filter(pk=kind.pk).exists():
        raise ValidationError({"kind": "施行中的考核方案里没有这一项。"})
    if points <= 0:
        raise ValidationError({"points": "分值应大于 0；加分还是扣分由事项决定。"})
    given = _given(assessment, kind)
    if given + points > kind.most:
        left = kind.most - given
        raise ValidationError(
            {
                "points": f"这一项最多 {kind.most.normalize():f} 分，还可以登记 {left.normalize():f} 分。"
            }
        )
    made = AssessmentAdjustment(
        assessment=assessment, kind=kind, points=points, evidence=evidence.strip(), honour=honour,
        finding=finding, entered_by=actor,
    )  # fmt: skip
    made.save()
    said = f"{kind.get_sign_display()} {points} 分：{kind.name}"
    record(actor, "assessment.adjusted", "登记加分扣分", assessment, changes={kind.name: ["", said]}, reason=made.evidence)  # fmt: skip
    return made


def _given(assessment, kind):
    """Under any version of the scheme, by name: a new version does not give the same points again."""
    rows = assessment.adjustments.filter(kind__name=kind.name, kind__sign=kind.sign)
    return rows.aggregate(Sum("points"))["points__sum"] or 0


@transaction.atomic
def take_back(pk, actor, adjustment_pk):
    assessment = _locked(pk, actor)
    row = assessment.adjustments.select_related("kind").get(pk=adjustment_pk)
    said = f"{row.kind.get_sign_display()} {row.points} 分：{row.evidence}"
    row.delete()
    record(actor, "assessment.adjustment_taken_back", "取消加分扣分", assessment, changes={row.kind.name: [said, ""]})  # fmt: skip
