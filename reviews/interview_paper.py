"""约谈通知: the notice to one secretary as an official paper. Its words are the record's; the form offers the office's own."""

from django.conf import settings

from reviews.assessment.feedback import addressed_to
from reviews.paper_texts import PAPERS
from tasks.texts import wording
from zhaotong_portal.documents import OfficialPaper, Paragraph
from zhaotong_portal.wording import full_day_text

CODES = [kind.code for kind in PAPERS]


def notice_offered(year, grade) -> str:
    return wording(CODES).say("interview_notice", 年度=year, 等次=grade)


def paper_of(interview, *, demo=False) -> OfficialPaper:
    texts = [line.strip() for line in interview.notice.splitlines() if line.strip()]
    when = f"约谈时间：{full_day_text(interview.planned_on)}。" if interview.planned_on else ""
    return OfficialPaper(
        title="约谈提醒通知",
        red_head=settings.COMMITTEE_NAME,
        addressee=addressed_to(interview.unit, interview.secretary),
        paragraphs=tuple(Paragraph(text) for text in (*texts, when) if text),
        signature=settings.COMMITTEE_NAME,
        signed_on=interview.notified_on,
        mark="演示数据" if demo else "",
    )
