"""After the publication: two contested facts with their answers, one of them upheld, and for what grades were used."""

from datetime import date, time

from reviews.assessment.facts import is_fact
from reviews.demo.travel import as_of
from reviews.models import (
    Assessment,
    AssessmentState,
    ContestState,
    FactContest,
    GradeDecision,
    ResultUse,
    UseKind,
)
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workdays import moment

BEST, SECOND, TALKED_TO = "好", "较好", "一般"
DISMISSED = (
    "本单位全年按时报送，仅有一个月因系统交接晚报，请核实。",
    "经核对该月首次签发时间晚于截止时间，未申请延期，公布的数据无误。",
)
UPHELD = (
    "清单中一项事项已于时限内报结，台账未及时更新，请核实。",
    "经核对该事项确于时限内报结，予以更正。",
    "更正一项事项的完成时间",
)
REVISED = "异议已采纳，更正后的数据支持较高等次，经工委会议复核定为“好”。"
# (kind, grade, what, month and day of the next year, document)
USES = (
    (UseKind.HONOURING, BEST, "推荐为年度机关党建工作先进单位。", (2, 18), "工委会议纪要（演示）"),
    (UseKind.HONOURING, BEST, "推荐参评省级模范机关创建示范单位。", (3, 6), "工委会议纪要（演示）"),
    (UseKind.SELECTION, BEST, "考核结果提供市委组织部干部考察时参考。", (4, 15), "市委组织部来函（演示）"),
    (UseKind.ACCOUNTABILITY, TALKED_TO, "取消年度评优资格，责令限期整改。", (1, 12), "工委会议纪要（演示）"),
)  # fmt: skip


def create_contests(people, year):
    """Within the five working days after the publication; at units that were not talked to."""
    rows = Assessment.objects.filter(year=year, state=AssessmentState.PUBLISHED)
    rows = list(
        rows.exclude(decision__grade=TALKED_TO).exclude(unit__is_committee=True)
        .select_related("unit", "decision").order_by("unit__protocol_order")
    )  # fmt: skip
    if rows:
        _contest(people, rows[0], ContestState.DISMISSED, *DISMISSED)
    second = next((row for row in rows[1:] if row.decision.grade == SECOND), None)
    if second:
        _contest(people, second, ContestState.UPHELD, *UPHELD)
        _revise(people, second)


def _contest(people, row, state, claim, answer, corrected=""):
    part = next((part for part in row.facts["parts"] if is_fact(part)), None)
    if part is None:
        return
    secretary = people.secretaries[row.unit_id]
    answered_at = moment(date(row.year, 12, 22), time(15, 0))
    with as_of(moment(date(row.year, 12, 18), time(9, 30))):
        made = FactContest.objects.create(
            assessment=row, fact=part["key"], fact_label=part["name"], claim=claim, state=state, answer=answer,
            corrected=corrected, contested_by=secretary, answered_by=people.staff, answered_at=answered_at,
        )  # fmt: skip
        record(secretary, "fact_contest.contest", "提出事实异议", made, reason=claim)
    upheld = state == ContestState.UPHELD
    with as_of(answered_at):
        move, label = ("uphold", "采纳异议") if upheld else ("dismiss", "不采纳异议")
        record(people.staff, f"fact_contest.{move}", label, made, reason=answer)


def _revise(people, row):
    before, at = row.decision, moment(date(row.year, 12, 24), time(10, 0))
    row.decision = GradeDecision.objects.create(
        assessment=row, number=2, score=before.score, place=before.place, place_of=before.place_of,
        advised=before.advised, grade=BEST, reason="" if before.advised == BEST else REVISED,
        decided_by=people.leaders[0], decided_at=at,
    )  # fmt: skip
    row.save(update_fields=["decision"])
    with as_of(at):
        changes = {"等次": [before.grade, BEST]}
        record(
            people.leaders[0], "assessment.revise", "复核等次", row, reason=REVISED, changes=changes
        )


def create_uses(people, running, today):
    """Of the last year that is over, as far as its day has come."""
    year = running - 1
    published = Assessment.objects.filter(year=year, state=AssessmentState.PUBLISHED)
    of_grade = {}
    for row in published.select_related("decision").order_by("unit__protocol_order"):
        of_grade.setdefault(row.decision.grade, []).append(row.unit_id)
    rows = []
    for number, (kind, grade, detail, (month, day), document) in enumerate(USES):
        units, used_on = of_grade.get(grade, []), date(running, month, day)
        if units and used_on <= today:
            rows.append(
                ResultUse(
                    unit_id=units[number % len(units)], year=year, grade=grade, kind=kind, detail=detail,
                    used_on=used_on, document=document, entered_by=people.staff,
                )
            )  # fmt: skip
    ResultUse.objects.bulk_create(rows)
