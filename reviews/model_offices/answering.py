"""A unit's answers beside the criteria: what is asked, what is missing before it is submitted or named."""

import hashlib
import json
from dataclasses import dataclass

from reviews.models import CriterionAnswer, Fulfilment, ModelOfficeCriterion, ModelOfficeState
from tasks.gaps import Gap, short

WITH_UNIT = (ModelOfficeState.DRAFT, ModelOfficeState.RETURNED)
NEEDS_EVIDENCE = (Fulfilment.MET, Fulfilment.PARTLY)


@dataclass(frozen=True)
class Line:
    """One criterion and what was said to it. A retired one is asked no more; what was answered stays in sight."""

    criterion: ModelOfficeCriterion
    answer: CriterionAnswer | None
    is_asked: bool

    @property
    def anchor(self):
        return f"criterion-{self.criterion.pk}"

    @property
    def own(self):
        return self.answer.own if self.answer else ""

    @property
    def evidence(self):
        return self.answer.evidence if self.answer else ""


def lines_of(application) -> list[Line]:
    """While the unit has it: all criteria in use and those it answered before; later what it answered. Two queries."""
    rows = {row.criterion_id: row for row in application.answers.select_related("criterion")}
    criteria = {row.criterion_id: row.criterion for row in rows.values()}
    if application.state in WITH_UNIT:
        asked = ModelOfficeCriterion.objects.of_year(application.year)
        criteria = {row.pk: row for row in asked} | criteria
    in_order = sorted(criteria.values(), key=lambda row: (row.order, row.pk))
    return [Line(row, rows.get(row.pk), row.is_active) for row in in_order]


def gaps_of(application) -> list[Gap]:
    """Everything that keeps the unit from submitting: the formal check says all of it at once."""
    asked = [line for line in lines_of(application) if line.is_asked]
    if not asked:
        return [Gap(f"{application.year}年还没有模范机关标准，请与工委联系", "criteria")]
    return [gap for line in asked for gap in _lacks(line)]


def _lacks(line):
    said = f"第{line.criterion.order}条“{short(line.criterion.text)}”"
    if not line.own:
        yield Gap(f"{said}没有自评", line.anchor)
    if not line.evidence.strip() and line.own in ("", *NEEDS_EVIDENCE):
        yield Gap(f"{said}没有写依据", line.anchor)


def review_gaps_of(application) -> list[Gap]:
    """What the committee has not looked at yet: a title rests on every criterion."""
    return [
        Gap(f"第{line.criterion.order}条“{short(line.criterion.text)}”没有审核", line.anchor)
        for line in lines_of(application)
        if line.is_asked and not line.answer.reviewed
    ]


def version_of(application) -> str:
    """What the unit's form carries, so that another save, or another wording, in between is noticed."""
    return _digest(
        [line.criterion.pk, line.criterion.text, line.own, line.evidence]
        for line in lines_of(application)
        if line.is_asked
    )


def review_version_of(application) -> str:
    return _digest(
        [line.criterion.pk, line.own, line.evidence, line.answer.reviewed, line.answer.remark]
        for line in lines_of(application)
    )


def _digest(rows):
    return hashlib.sha256(json.dumps(list(rows)).encode()).hexdigest()[:32]
