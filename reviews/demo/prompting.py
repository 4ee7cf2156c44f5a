"""What units say to their running sheet, what staff answer, and the first steps of the ladder; by the real functions."""

from datetime import timedelta

from django.db.models import F

from reviews.demo.travel import as_of
from tasks.models import Delivery, Escalation, FixedTask, Indicator, LineState, SheetLine, Step
from tasks.workflows import escalation, line_reply
from zhaotong_portal.workdays import add_workdays, moment

FIXED = (
    ("支部主题党日", "组织一次主题党日，把学习、组织生活和服务群众结合起来。", range(1, 13), None),
    ("“第一议题”学习", "坚持“第一议题”制度，及时跟进学习。", (3, 6, 9, 12), "first_topic"),
    ("党组织书记述职评议准备", "准备年度述职评议材料，征求党员群众意见。", (11, 12), None),
)
REPLIES = (
    ("later", "配套材料正在会签，下月上旬可以完成。", None),
    ("help", "需要协调两个部门的数据接口。", None),
    ("done", "现场已整改，情况写在本月进展中。", ""),
    ("later", "受雨季影响延后施工。", "同意，请按新的日期完成。"),
    ("help", "新任党务干部对台账不熟悉。", "下周二由组织科到单位现场辅导。"),
)


def create_fixed_tasks():
    codes = {indicator.code: indicator for indicator in Indicator.objects.all()}
    FixedTask.objects.bulk_create(
        FixedTask(heading=heading, text=text, months=list(months), indicator=codes.get(code), order=order)
        for order, (heading, text, months, code) in enumerate(FIXED, 1)
    )  # fmt: skip


def answer_and_escalate(people, period, issued_at, now):
    """Some lines are replied to two days later; what is late enough goes up, two steps are carried out."""
    said_at = min(moment(add_workdays(issued_at.date(), 2)) + timedelta(hours=11), now)
    lines = SheetLine.objects.filter(
        sheet__period=period,
        sheet__unit__is_committee=False,  # its own replies are decided by a leader
        sheet__state="issued",
        state=LineState.OPEN,
        condition__in=["item_overdue", "item_due", "finding_overdue", "fixed_task"],
    ).select_related("sheet")
    units, chosen = set(), []
    for line in lines.order_by("sheet__unit__protocol_order", "order"):
        if line.sheet.unit_id not in units and line.sheet.unit_id in people.officers:
            units.add(line.sheet.unit_id)
            chosen.append(line)
    with as_of(said_at):
        for line, (kind, text, answer) in zip(chosen[3:], REPLIES, strict=False):
            until = add_workdays(said_at.date(), 15) if kind == "later" else None
            made = line_reply.reply(
                line.pk, people.officers[line.sheet.unit_id], kind, until=until, text=text
            )
            if answer is not None:
                line_reply.take(made.pk, people.staff, answer)
    with as_of(now):
        escalation.propose()
        for row in Escalation.objects.filter(step=Step.URGE).order_by("pk")[:2]:
            escalation.carry_out(row.pk, people.staff)
    # A demonstration sends nobody a mail: its addresses are invented.
    Delivery.objects.filter(state="pending").update(state="sent", sent_at=F("created_at"))
