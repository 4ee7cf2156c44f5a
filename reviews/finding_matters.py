"""问题 on agendas of dispatch meetings and on sheets of visits (tasks/guidance/matters.py)."""

from reviews.models import Finding
from tasks.guidance.matters import Matter
from zhaotong_portal.wording import day_text

KIND = "finding"
KINDS = {KIND: "整改问题"}


def matters(unit_ids, today):
    """What units have in hand; overdue ones and those that came back are stuck."""
    rows = Finding.objects.with_unit().filter(unit__in=unit_ids).order_by("due_on", "pk")
    for row in rows:
        late = (today - row.due_on).days if row.due_on else 0
        yield Matter(
            unit_id=row.unit_id,
            kind=KIND,
            subject_key=f"finding:{row.pk}",
            heading=row.title,
            text=_text(row, late, today),
            url=row.get_absolute_url(),
            due_on=row.due_on,
            is_stuck=late > 0 or row.returned_times > 0,
        )


def _text(row, late, today):
    due = f"，时限{day_text(row.due_on, today=today)}" if row.due_on else ""
    after = f"，已逾期{late}天" if late > 0 else ""
    back = f"，退回{row.returned_times}次" if row.returned_times else ""
    return f"{row.get_state_display()}{due}{after}{back}。"
