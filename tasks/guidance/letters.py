"""Who is told of a supervision order and of what a visit found: the units' officers and secretaries, by the outbox.

Written in the transaction of the move, so that nothing is told that did not happen and nothing that happened goes untold.
"""

from django.conf import settings

from tasks import outbox
from tasks.recipients import recipients_of
from tasks.sheet_paper import plain_text, thaw


def order_issued(order):
    subject = f"督办单（{order.document_number}）"
    _tell(
        order,
        f"order-{order.pk}",
        subject,
        plain_text(thaw(order.paper)),
        "请登录平台签收并按期答复",
    )


def order_returned(order, reason):
    """Another round: its number keeps the letters of the rounds apart."""
    text = f"{order.document_number}督办单“{order.title}”需继续办理：{reason.strip()}"
    key = f"order-{order.pk}-again-{order.answers.count()}"
    _tell(
        order, key, f"督办单需继续办理（{order.document_number}）", text, "请登录平台签收并继续办理"
    )


def order_recalled(order):
    """A draft was never told to anybody."""
    if order.issued_at is None:
        return
    text = f"{order.document_number}督办单“{order.title}”已撤回，请不再据此办理。理由：{order.recall_reason}"
    _tell(
        order,
        f"order-{order.pk}-recalled",
        f"督办单已撤回（{order.document_number}）",
        text,
        "请登录平台查看",
    )


def visit_fed_back(visit):
    people = recipients_of([unit.pk for unit in visit.units.all()])
    for unit in visit.units.all():
        letter = _letter(
            visit, f"visit-{visit.pk}-{unit.pk}", f"调研反馈：{visit.purpose}", visit.feedback,
            "请登录平台查看反馈意见和商定事项", unit.pk,
        )  # fmt: skip
        outbox.enqueue(letter, people.get(unit.pk, []))


def _tell(order, key, subject, text, what):
    people = recipients_of([order.unit_id]).get(order.unit_id, [])
    outbox.enqueue(_letter(order, key, subject, text, what, order.unit_id), people)


def _letter(row, key, subject, text, what, unit_id):
    link = row.get_absolute_url()
    address = f"{settings.PORTAL_BASE_URL.rstrip('/')}{link}"
    body = f"{text}\n\n{what}：{address}\n（本邮件由平台自动发送，请勿回复。）"
    return outbox.Letter(key=key, subject=subject[:200], body=body, link=link, unit_id=unit_id)
