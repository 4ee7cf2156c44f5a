"""点对点反馈: the problems of one secretary's sheet, where they may come from, and the sheet as an official paper (I5)."""

import hashlib
from dataclasses import dataclass, replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from reviews.models import (
    Assessment,
    AssessmentState,
    FeedbackProblem,
    Finding,
    OwnProblem,
    SelfReportState,
)
from reviews.models.finding import NOT_YET_TOLD
from reviews.paper_texts import PAPERS
from tasks.sheet_paper import contact_of, thaw
from tasks.texts import wording
from units.models import LeadingGroup, Role
from units.names import name_key
from zhaotong_portal.audit.trail import record
from zhaotong_portal.documents import OfficialPaper, Paragraph
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workflow import NotAllowed, StateChanged

NOT_YET_FED_BACK = (AssessmentState.PREPARED, AssessmentState.SELF_REPORTED)
CODES = [kind.code for kind in PAPERS]
SUGGESTED = 12


def may_prepare(user, assessment) -> bool:
    """Who writes the sheet: staff for their units, a leader for the committee's own."""
    return user.scope.role in (Role.STAFF, Role.LEADER) and user.scope.decides_for(assessment.unit)


def may_write(user, assessment) -> bool:
    return assessment.state in NOT_YET_FED_BACK and may_prepare(user, assessment)


@dataclass(frozen=True)
class Row:
    """A problem as typed."""

    text: str
    demand: str = ""
    category: object = None


class Refused(ValidationError):
    """`errors` {index of the row: sentence}."""

    def __init__(self, errors):
        super().__init__(list(errors.values()))
        self.errors = errors


@transaction.atomic
def save_problems(pk, actor, rows, seen) -> Assessment:
    """The whole list of a draft, in this order. `seen` is the list as the page showed it (fingerprint).

    Raises NotAllowed, StateChanged (issued meanwhile, or written by somebody else), Refused by row.
    """
    pk = Assessment.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=pk)
    if not may_prepare(actor, assessment):
        raise NotAllowed("这个单位的反馈单不由您拟制。")
    if assessment.state not in NOT_YET_FED_BACK:
        raise StateChanged("反馈单已印发，不能再修改。")
    before = list(assessment.problems.select_related("category"))
    if seen != fingerprint(before):
        raise StateChanged("反馈问题刚被其他人修改，请核对下面已存的内容后再保存。")
    _refuse_twice(rows)
    kept = [(row.text, row.demand, row.category) for row in before]
    if kept == [(row.text, row.demand, row.category) for row in rows]:
        return assessment
    assessment.problems.all().delete()
    FeedbackProblem.objects.bulk_create(
        FeedbackProblem(
            assessment=assessment,
            order=order,
            text=row.text,
            demand=row.demand,
            category=row.category,
        )
        for order, row in enumerate(rows, 1)
    )
    changes = {"反馈问题": [_listed(before), _listed(rows)]}
    record(actor, "assessment.feedback_written", "修改反馈问题", assessment, changes=changes)
    return assessment


def _listed(rows):
    return "\n".join(f"{order}. {row.text}" for order, row in enumerate(rows, 1))


def _refuse_twice(rows):
    first, errors = {}, {}
    for index, row in enumerate(rows):
        key = name_key(row.text)
        if key in first:
            errors[index] = f"与第 {first[key] + 1} 个问题相同，请合并。"
        first.setdefault(key, index)
    if errors:
        raise Refused(errors)


def fingerprint(problems) -> str:
    """What the page showed: so that nobody writes over what somebody else has just added."""
    said = "\n".join(f"{row.text}|{row.demand}|{row.category_id or ''}" for row in problems)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


# --- Where problems may come from ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Suggestion:
    key: str
    text: str
    demand: str
    source: str
    category_id: int | None = None
    url: str = ""


def suggestions(assessment, user, taken=()) -> list[Suggestion]:
    """The unit's open findings that it knows of, then what it named itself; each once, and not what is on the sheet."""
    offered = {}
    for row in (*_open_findings(assessment, user), *_own_problems(assessment)):
        offered.setdefault(name_key(row.text), row)
    there = {name_key(text) for text in taken}
    return [row for key, row in offered.items() if key not in there]


def _open_findings(assessment, user):
    rows = (
        Finding.objects.visible_to(user).shown().leading().open()
        .exclude(state__in=NOT_YET_TOLD).filter(unit=assessment.unit_id)
        .order_by("-recurred_times", "found_on", "pk")
    )  # fmt: skip
    for row in rows[:SUGGESTED]:
        again = f"，屡查屡犯{row.recurred_times}次" if row.recurred_times else ""
        said = f"问题台账：{row.get_source_display()}，{row.get_state_display()}{again}"
        yield Suggestion(
            f"finding-{row.pk}", row.title, "", said, row.category_id, row.get_absolute_url()
        )


def _own_problems(assessment):
    """What a secretary has filed; a draft is the unit's own."""
    rows = OwnProblem.objects.filter(
        self_report__assessment=assessment,
        self_report__state__in=[SelfReportState.FILED, SelfReportState.ACCEPTED],
    )
    for row in rows[:SUGGESTED]:
        yield Suggestion(f"own-{row.pk}", row.problem, row.measure, "述职报告中查摆")


def open_finding_of(assessment, text) -> Finding | None:
    """The row that the unit already puts right under the same words: the sheet's problem is handled there, not twice."""
    rows = Finding.objects.shown().leading().open().exclude(state__in=NOT_YET_TOLD)
    return rows.filter(unit=assessment.unit_id, title_key=name_key(text)).order_by("pk").first()


# --- The paper ------------------------------------------------------------------------------------------------------


def addressee(assessment) -> str:
    """点对点: to the secretary of the day, by name where the year's file knows it."""
    names = [row["name"] for row in assessment.secretaries if row.get("name")]
    return addressed_to(assessment.unit, names[-1] if names else "")


def addressed_to(unit, name="") -> str:
    group = "党组织"
    if unit.leading_group != LeadingGroup.NONE:
        group = "" if unit.name.endswith(("党委", "党组")) else unit.get_leading_group_display()
    return f"{unit.name}{group}书记" + (f"{name}同志" if name else "")


def draw(assessment, problems, *, due_on=None, issuer=None, issued_on=None) -> OfficialPaper:
    say = wording(CODES).say
    opening = say("assessment_opening", 年度=assessment.year, 数量=len(problems))
    return OfficialPaper(
        title="述职评议问题反馈单",
        red_head=settings.COMMITTEE_NAME,
        document_number=assessment.document_number,
        addressee=addressee(assessment),
        paragraphs=(
            Paragraph(opening),
            *(
                Paragraph(f"整改要求：{row.demand}" if row.demand else "", heading=row.text, level=1)
                for row in problems
            ),
            Paragraph(
                say("assessment_closing", 时限=full_day_text(due_on) if due_on else "印发时填写")
            ),
        ),
        signature=settings.COMMITTEE_NAME,
        signed_on=issued_on,
        contact=contact_of(issuer),
    )  # fmt: skip


def paper_of(assessment, *, demo=False) -> OfficialPaper:
    """As it was issued, or a preview of the draft."""
    issued = bool(assessment.feedback_paper)
    if issued:
        paper = thaw(assessment.feedback_paper)
    else:
        paper = draw(assessment, list(assessment.problems.all()))
    marks = ["演示数据"] * demo + ["预览稿"] * (not issued)
    return replace(paper, mark=" · ".join(marks))
