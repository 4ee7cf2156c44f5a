"""评委打分: what a person judges, and the whole table of their scores kept at once (I8: the scheme names who judges)."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction

from reviews.assessment.scoring import scheme_of
from reviews.models import Assessment, AssessmentState, JudgedScore, PartSource
from reviews.separation import served_in
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed

# Whoever the scheme may name: the rights matrix gives judging to nobody else.
JUDGES = (Role.STAFF, Role.LEADER)
UNDECIDED = (AssessmentState.PREPARED, AssessmentState.SELF_REPORTED, AssessmentState.FED_BACK)


def parts_judged_by(user, scheme) -> list:
    """The parts of a scheme in force that this person's role judges."""
    role = user.scope.role
    if scheme is None or role not in JUDGES:
        return []
    return [
        part
        for part in scheme.parts.all()
        if part.source == PartSource.JUDGED and role in part.judges
    ]


def asks(part, assessment, role, own=()) -> bool:
    """A kind of unit may be exempt; nobody judges units of their `own` (pks), nor staff the committee itself."""
    if role == Role.STAFF and assessment.unit.is_committee or assessment.unit_id in own:
        return False
    return assessment.unit.kind not in part.exempt_kinds


def own_units(user, year) -> set:
    """Units in whose year this person, or whom they stand in for, had a part."""
    return served_in({user.pk, *(part.person_id for part in user.scope.parts)} - {None}, year)


def is_open(assessment) -> bool:
    return assessment.state in UNDECIDED


def own_scores(user, year, parts) -> dict:
    """{(assessment pk, part pk): value} as this person gave them, under whichever version of the scheme."""
    of_name = {part.name: part.pk for part in parts}
    rows = JudgedScore.objects.filter(
        judge=user, assessment__year=year, part__name__in=of_name
    ).order_by("part__scheme__version", "pk")
    return {
        (assessment, of_name[name]): value
        for assessment, name, value in rows.values_list("assessment", "part__name", "value")
    }


class Refused(ValidationError):
    """`errors` {(assessment pk, part pk): sentence}."""

    def __init__(self, errors):
        super().__init__(list(errors.values()))
        self.errors = errors


def read(text) -> Decimal:
    """A score as people type it; raises ValueError with what is wrong."""
    text = text.strip().replace("．", ".").replace("。", ".")
    try:
        value = Decimal(text.translate(str.maketrans("０１２３４５６７８９", "0123456789")))
    except InvalidOperation as error:
        raise ValueError("请填写 0 到 100 的数。") from error
    if not value.is_finite() or not 0 <= value <= 100:
        raise ValueError("请填写 0 到 100 的数。")
    if value != value.quantize(Decimal("0.01")):
        raise ValueError("最多两位小数。")
    return value


@transaction.atomic
def save(year, actor, typed) -> int:
    """`typed` {(assessment pk, part pk): text}; an empty text takes the score back. All or nothing; returns how many changed.

    Raises NotAllowed (not a judge), Refused by cell (no number, or decided meanwhile).
    """
    scheme = scheme_of(year)
    parts = {part.pk: part for part in parts_judged_by(actor, scheme)}
    if not parts:
        raise NotAllowed("这个年度没有由您评分的内容。")
    rows = Assessment.objects.visible_to(actor).filter(year=year, pk__in={pk for pk, _ in typed})
    rows = {
        row.pk: row
        for row in Assessment.objects.select_for_update(of=("self",)).select_related("unit")
        .filter(pk__in=rows.values_list("pk", flat=True)).order_by("pk")
    }  # fmt: skip
    before, own = own_scores(actor, year, parts.values()), own_units(actor, year)
    errors, wanted = {}, {}
    for cell, text in typed.items():
        assessment, part = rows.get(cell[0]), parts.get(cell[1])
        if assessment is None or part is None or not asks(part, assessment, actor.scope.role, own):
            continue
        try:
            value = read(text) if text.strip() else None
        except ValueError as error:
            errors[cell] = str(error)
            continue
        if value != before.get(cell):
            if not is_open(assessment):
                errors[cell] = f"{assessment.unit}的等次已经确定，评分不再改动。"
            wanted[cell] = value
    if errors:
        raise Refused(errors)
    for cell, value in wanted.items():
        _keep(rows[cell[0]], parts[cell[1]], actor, before.get(cell), value)
    return len(wanted)


def _keep(assessment, part, actor, before, value):
    """One row a judge and part, whichever version of the scheme it was given under."""
    given = JudgedScore.objects.filter(assessment=assessment, part__name=part.name, judge=actor)
    if value is None:
        given.delete()
    else:
        given.exclude(part=part).delete()
        JudgedScore.objects.update_or_create(
            assessment=assessment, part=part, judge=actor, defaults={"value": value}
        )
    # The trail is read by people who read no assessment: that a score was given or changed, not which.
    changes = {part.name: ["" if before is None else "已评", _said(before, value)]}
    record(actor, "assessment.judged", "评分", assessment, changes=changes)


def _said(before, value):
    if value is None:
        return "已收回"
    return "已评" if before is None else "已改评"
