"""述职报告 as it is read: on the page, on paper and as Word the same sections, last year's problems first."""

from django.conf import settings

from reviews.assessment.secretaries import names_of
from reviews.filing import STRUCTURE, last_years_problems
from reviews.models import SelfReportState
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents.ledger import LedgerPaper, Part, Table
from zhaotong_portal.wording import NOTHING, full_day_text

NOT_ANSWERED = "（没有答复）"
PROBLEM_WIDTHS = (6, 24, 24, 22, 24)


def sections_of(report) -> list[dict]:
    """[{title, text}] of the paragraphs that say something, in the order of the settings; others keep their key."""
    headings = {key: heading for key, heading, _ in settings.SELF_REPORT_PARAGRAPHS}
    known = [key for key in headings if report.paragraphs.get(key)]
    others = [key for key in report.paragraphs if key not in headings]
    return [
        {"title": headings.get(key, key), "text": report.paragraphs[key]} for key in known + others
    ]


def answers_of(report) -> list[tuple]:
    """[(finding, answer)] of all that last year's assessment fed back."""
    answers = {row.finding_id: row.text for row in report.answers.all()}
    return [(row, answers.get(row.pk, "")) for row in last_years_problems(report.assessment)]


def paper_of(report) -> LedgerPaper:
    signed = report.state in (SelfReportState.FILED, SelfReportState.ACCEPTED)
    facts = [f"单位：{report.assessment.unit.name}"]
    if names := names_of([report.assessment])[report.assessment_id]:
        facts.append(f"述职人：{names}")
    if signed:
        facts.append(f"签发：{report.signed_by.name}，{full_day_text(report.signed_at)}")
    return LedgerPaper(
        title=str(report),
        facts=tuple(facts),
        parts=(_answers(report), *_text(report), _problems(report)),
        signatures=("党组织书记",),
        author=report.assessment.unit.name,
        is_draft=not signed,
        is_demo=is_demo(),
    )


def _answers(report):
    rows = tuple(
        (str(number), finding.title, finding.get_state_display(), answer or NOT_ANSWERED)
        for number, (finding, answer) in enumerate(answers_of(report), 1)
    )
    head = ("序号", "上年反馈问题", "状态", "整改情况")
    return Part("上年反馈问题整改情况", tables=(Table(head, rows, (6, 36, 12, 46)),), empty="上年没有反馈问题。")  # fmt: skip


def _text(report):
    parts = [Part(one["title"], (one["text"],)) for one in sections_of(report)]
    if report.file:
        parts.append(Part("报告全文", (f"见所附文件《{report.file_name}》。",)))
    return parts


def _problems(report):
    rows = tuple(
        (str(number), *(getattr(row, name) or NOTHING for name in STRUCTURE))
        for number, row in enumerate(report.own_problems.all(), 1)
    )
    head = ("序号", *STRUCTURE.values())
    return Part("查摆的问题", tables=(Table(head, rows, PROBLEM_WIDTHS),), empty="没有填写。")
