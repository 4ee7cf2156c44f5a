"""Who is told of the year's judgement: officers and secretaries of the unit, by the outbox, in the move's own transaction."""

from django.conf import settings

from tasks import outbox
from tasks.recipients import recipients_of
from tasks.sheet_paper import plain_text, thaw
from zhaotong_portal.wording import full_day_text


def report_returned(report):
    """Each return is told once; its moment is its key."""
    assessment = report.assessment
    text = f"你单位{assessment.year}年度述职报告已退回，请修改后由党组织书记再次签发报送。意见：{report.remark}"
    key = f"self-report-{report.pk}-returned-{report.checked_at:%Y%m%d%H%M%S%f}"
    _tell(
        assessment, key, f"{assessment.year}年度述职报告已退回", text, "请登录平台修改", report.get_absolute_url()
    )  # fmt: skip


def fed_back(assessment):
    subject = f"述职评议反馈单（{assessment.document_number}）"
    text = plain_text(thaw(assessment.feedback_paper))
    _tell(assessment, f"assessment-{assessment.pk}-feedback", subject, text, "请登录平台查看，逐项整改并报告")  # fmt: skip


def published(assessments, until):
    """All units of a publication: one query for the people."""
    people = recipients_of([row.unit_id for row in assessments])
    for row in assessments:
        text = (
            f"{row.year}年度党建述职评议考核等次已公布，你单位为“{row.decision.grade}”。"
            f"对公布的事实有异议的，请于{full_day_text(until)}前由党组织书记在平台提出。"
        )
        outbox.enqueue(
            _letter(row, f"assessment-{row.pk}-published", f"{row.year}年度述职评议考核结果", text, "请登录平台查看得分和各项依据"),
            people.get(row.unit_id, []),
        )  # fmt: skip


def revised(assessment, before, now):
    said = "经复核维持" if now.grade == before.grade else "经复核更正为"
    text = f"{assessment.year}年度党建述职评议考核等次{said}“{now.grade}”。理由：{now.reason}"
    key = f"assessment-{assessment.pk}-revised-{now.number}"
    subject = f"{assessment.year}年度述职评议考核等次复核结果"
    _tell(assessment, key, subject, text, "请登录平台查看")


def contest_answered(contest):
    assessment = contest.assessment
    said = (
        f"已采纳，更正为“{contest.corrected}”" if contest.corrected else contest.get_state_display()
    )
    text = f"你单位对“{contest.fact_label}”提出的事实异议，答复：{said}。{contest.answer}"
    _tell(
        assessment, f"fact-contest-{contest.pk}-answered", f"事实异议已答复（{contest.fact_label}）", text, "请登录平台查看",
        contest.get_absolute_url(),
    )  # fmt: skip


def _tell(assessment, key, subject, text, what, link=""):
    people = recipients_of([assessment.unit_id]).get(assessment.unit_id, [])
    outbox.enqueue(_letter(assessment, key, subject, text, what, link), people)


def _letter(assessment, key, subject, text, what, link=""):
    link = link or assessment.get_absolute_url()
    address = f"{settings.PORTAL_BASE_URL.rstrip('/')}{link}"
    body = f"{text}\n\n{what}：{address}\n（本邮件由平台自动发送，请勿回复。）"
    return outbox.Letter(
        key=key, subject=subject[:200], body=body, link=link, unit_id=assessment.unit_id
    )
