"""What a self-report must hold before it is filed (I3, I4, I6), when it is due, and until when it is taken."""

from datetime import date

from django.conf import settings

from reviews.assessment.of_findings import fed_back_in
from reviews.models import AssessmentState, Finding, FindingState
from tasks.gaps import Gap, short
from units.models import Unit

# While the grade is not decided a report may still come in or be put right.
FILING_OPEN = (AssessmentState.PREPARED, AssessmentState.SELF_REPORTED, AssessmentState.FED_BACK)
# Nothing was to be put right: there is nothing to answer.
NOT_TO_BE_ANSWERED = (FindingState.NOT_OURS, FindingState.NO_BASIS)
STRUCTURE = {"problem": "问题", "evidence": "具体表现", "cause": "原因", "measure": "整改措施"}


def due_on(year) -> date:
    """The day of the following January (settings)."""
    month, day = settings.SELF_REPORT_DUE
    return date(year + 1, month, day)


def is_open(assessment) -> bool:
    return assessment.state in FILING_OPEN


def answering_for(unit_id) -> set[int]:
    """The unit and all that were merged into it, as often as that happened: it answers for what they were told."""
    found, newest = set(), {unit_id}
    while newest:
        found |= newest
        merged = Unit.objects.filter(succeeded_by__in=newest).order_by()
        newest = set(merged.values_list("pk", flat=True)) - found
    return found


def last_years_problems(assessment):
    """What the assessment of the year before fed back to this unit or its predecessors, oldest first.

    A sheet of the portal names its year itself: it goes out in the next year. A problem from a list has its year.
    """
    rows = Finding.objects.told().filter(fed_back_in(assessment.year - 1))
    return (
        rows.filter(unit__in=answering_for(assessment.unit_id))
        .exclude(state__in=NOT_TO_BE_ANSWERED)
        .order_by("found_on", "pk")
    )


def gaps_of(report) -> list[Gap]:
    """Everything that keeps the report from being filed, last year's problems first."""
    return [*_unanswered(report), *_of_the_text(report), *_of_own_problems(report)]


def _unanswered(report):
    answered = set(report.answers.values_list("finding", flat=True))
    for finding in last_years_problems(report.assessment):
        if finding.pk not in answered:
            yield Gap(
                f"上年反馈问题“{short(finding.title)}”没有答复整改情况", f"answer-{finding.pk}"
            )


def _of_the_text(report):
    if report.file:
        return
    lengths = {key: length_of(text) for key, text in report.paragraphs.items()}
    if not any(lengths.values()):
        yield Gap("述职报告没有写，也没有上传文件", "report-text")
        return
    for key, heading, least in settings.SELF_REPORT_PARAGRAPHS:
        there = lengths.get(key, 0)
        if there < least:
            said = f"现有 {there} 字" if there else "没有写"
            yield Gap(f"“{heading}”{said}，至少 {least} 字", f"id_paragraph-{key}")
    whole, most = sum(lengths.values()), settings.SELF_REPORT_MOST_CHARACTERS
    if whole > most:
        yield Gap(f"述职报告全文 {whole:,} 字，最多 {most:,} 字", "report-text")


def length_of(text) -> int:
    """Characters as an office counts them: without spaces and line ends."""
    return len("".join(str(text).split()))


def _of_own_problems(report):
    problems = list(report.own_problems.all())
    least = settings.SELF_REPORT_LEAST_PROBLEMS
    if len(problems) < least:
        yield Gap(f"查摆问题现有 {len(problems)} 个，至少 {least} 个", "own-problems")
    for number, row in enumerate(problems):
        missing = [label for name, label in STRUCTURE.items() if not getattr(row, name)]
        if missing:
            yield Gap(f"查摆问题第 {number + 1} 个缺{'、'.join(missing)}", f"own-problem-{number}")
