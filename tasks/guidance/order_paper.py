"""督办单 as an official paper (GB/T 9704): from its row while it is drafted, from the frozen text once issued."""

import dataclasses
from datetime import date

from django.conf import settings

from tasks.models import OrderState, SupervisionOrder
from zhaotong_portal.documents import OfficialPaper, Paragraph
from zhaotong_portal.wording import full_day_text


def paper_of(order: SupervisionOrder, *, demo: bool = False) -> OfficialPaper:
    from tasks.sheet_paper import thaw

    paper = thaw(order.paper) if order.paper else draw(order)
    marks = [
        "演示数据" if demo else "",
        {OrderState.DRAFTED: "预览稿", OrderState.RECALLED: "已撤回"}.get(order.state, ""),
    ]
    return dataclasses.replace(paper, mark=" · ".join(filter(None, marks)))


def draw(order, *, issuer=None, issued_on: date | None = None) -> OfficialPaper:
    """The paper; number, date and name are given at issue. Room for a seal is left, never an imitation."""
    due = full_day_text(order.due_on)
    return OfficialPaper(
        title="督办单",
        red_head=settings.COMMITTEE_NAME,
        document_number=order.document_number,
        addressee=order.unit.addressee,
        paragraphs=(
            Paragraph(f"现就“{order.title}”有关事项予以督办，请认真抓好落实。"),
            Paragraph(order.facts, heading="存在问题", level=1),
            Paragraph(order.demand, heading="督办要求", level=1),
            Paragraph(
                f"请于收到后在平台签收，于{due}前办理完毕，并由党组织书记签发答复。"
                "办理结果由工委核查，核查通过后办结；不另行书面报送。",
                heading="办理时限",
                level=1,
            ),
        ),
        signature=settings.COMMITTEE_NAME,
        signed_on=issued_on,
        contact=_contact(issuer),
    )


def _contact(issuer):
    if issuer is None:
        return ""
    who = " ".join(filter(None, [issuer.office.name if issuer.office else "", issuer.name]))
    return f"联系人：{who}" + (f"，电话：{issuer.phone}" if issuer.phone else "")
