"""催办通知 and 会商通知 as official papers: what it is about, how often it was asked for, until when."""

import dataclasses

from django.conf import settings
from django.utils import timezone

from tasks.models import Escalation, EscalationState, Step
from tasks.sheet_paper import contact_of, thaw
from zhaotong_portal.documents import OfficialPaper, Paragraph
from zhaotong_portal.wording import day_text

TITLES = {
    Step.URGE: "关于催办有关事项的通知",
    Step.CONSULT: "关于面对面会商有关事项的通知",
    Step.SUPERVISE: "拟督办事项",
}


def draw(row: Escalation, matters, wording, *, issuer=None) -> OfficialPaper:
    day = timezone.localdate(row.decided_at) if row.decided_at else None
    until = day_text(row.answer_by) if row.answer_by else "印发时确定的日期"
    step = row.step if row.step in (Step.URGE, Step.CONSULT) else Step.URGE
    return OfficialPaper(
        title=TITLES[row.step],
        red_head=settings.COMMITTEE_NAME,
        document_number=row.document_number,
        addressee=row.unit.addressee,
        paragraphs=(
            Paragraph(wording.say(f"{step}_opening", 项数=len(matters))),
            *(_matter(matter) for matter in matters),
            Paragraph(wording.say(f"{step}_closing", 要求日期=until)),
        ),
        signature=settings.COMMITTEE_NAME,
        signed_on=day,
        contact=contact_of(issuer),
    )


def _matter(matter):
    late = f"，超期{matter.days_late}天" if matter.days_late else ""
    return Paragraph(f"已提示{matter.times}次{late}，仍未办结。", heading=matter.heading, level=1)


def paper_of(row: Escalation, wording, *, demo=False) -> OfficialPaper:
    """What was issued, or how it would look now."""
    paper = thaw(row.paper) if row.paper else draw(row, list(row.matters.all()), wording)
    marks = ["演示数据" if demo else "", "" if row.paper else "预览稿"]
    if row.state == EscalationState.WAIVED:
        marks[1] = "未印发"
    return dataclasses.replace(paper, mark=" · ".join(filter(None, marks)))
