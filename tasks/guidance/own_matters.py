"""What this app's ledgers know of stuck matters: items, lines asked again and again, commitments, supervision orders."""

from django.conf import settings

from tasks.closing import item_subject
from tasks.guidance.matters import Matter
from tasks.models import (
    Commitment,
    Light,
    LineState,
    SheetLine,
    SheetState,
    SupervisionOrder,
    WorkItem,
)
from zhaotong_portal.wording import day_text

OVERDUE, BEHIND, CARRIED, PROMISED, ORDERED = (
    "item_overdue", "item_behind", "line_carried", "commitment", "order",
)  # fmt: skip
KINDS = {
    OVERDUE: "逾期事项",
    BEHIND: "滞后事项",
    CARRIED: "多次提示",
    PROMISED: "商定事项",
    ORDERED: "督办事项",
}


def items(unit_ids, today):
    """Overdue ones first, then those that their last signed line calls behind."""
    overdue = WorkItem.objects.overdue(today).filter(unit__in=unit_ids)
    for item in overdue.order_by("deadline", "pk"):
        late = (today - item.deadline).days
        text = f"应于{day_text(item.deadline, today=today)}前完成，已逾期{late}天，进度{item.percent}%。"
        yield _of_item(item, OVERDUE, text)
    behind = WorkItem.objects.open().owed_in(today.year).filter(unit__in=unit_ids)
    for item in behind.filter(light=Light.BEHIND).order_by("deadline", "pk"):
        due = f"，时限{day_text(item.deadline, today=today)}" if item.deadline else ""
        yield _of_item(item, BEHIND, f"最近一次填报为滞后，进度{item.percent}%{due}。")


def _of_item(item, kind, text):
    return Matter(
        unit_id=item.unit_id,
        kind=kind,
        subject_key=item_subject(item.pk),
        heading=item.title,
        text=text,
        url=item.get_absolute_url(),
        due_on=item.deadline,
    )


def carried_lines(unit_ids, today):
    """What sheets asked for again and again without an answer."""
    rows = SheetLine.objects.filter(
        sheet__unit__in=unit_ids, sheet__state=SheetState.ISSUED, state=LineState.OPEN,
        times_carried__gte=settings.DISPATCH_CARRIED_TIMES,
    ).select_related("sheet")  # fmt: skip
    for row in rows.order_by("-times_carried", "pk"):
        yield Matter(
            unit_id=row.sheet.unit_id,
            kind=CARRIED,
            subject_key=row.subject_key,
            heading=row.heading,
            text=f"已提示{row.times_carried + 1}次，至今未销。",
            url=row.sheet.get_absolute_url(),
            due_on=row.due_on,
        )


def commitments(unit_ids, today):
    rows = Commitment.objects.open().filter(unit__in=unit_ids).order_by("due_on", "pk")
    for row in rows:
        late = (today - row.due_on).days if row.reported_at is None else 0
        due = day_text(row.due_on, today=today)
        text = f"商定{due}前完成，已逾期{late}天。" if late > 0 else f"商定{due}前完成。"
        yield Matter(
            unit_id=row.unit_id,
            kind=PROMISED,
            subject_key=f"commitment:{row.pk}",
            heading=row.what,
            text=text if row.reported_at is None else f"商定{due}前完成，单位已报请销号。",
            url=row.get_absolute_url(),
            due_on=row.due_on,
            is_stuck=late > 0,
        )


def orders(unit_ids, today):
    rows = SupervisionOrder.objects.with_unit().filter(unit__in=unit_ids).order_by("due_on", "pk")
    for row in rows:
        late = (today - row.due_on).days
        due = day_text(row.due_on, today=today)
        text = f"{row.document_number}，时限{due}" + (f"，已逾期{late}天。" if late > 0 else "。")
        yield Matter(
            unit_id=row.unit_id,
            kind=ORDERED,
            subject_key=f"order:{row.pk}",
            heading=row.title,
            text=text,
            url=row.get_absolute_url(),
            due_on=row.due_on,
            is_stuck=late > 0,
        )
