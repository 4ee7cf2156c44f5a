"""What a unit's next officer or secretary must know of guidance (units/handover_pack.py): promises and orders."""

from tasks.models import Commitment, Consultation, ConsultationState, SupervisionOrder
from units.handover_pack import Section
from zhaotong_portal.wording import full_day_text


def commitments(unit, role, day):
    """Open ones, the nearest first."""
    rows = tuple(
        (
            row.what,
            row.who,
            _due(row),
            row.outcome or "还没有填写落实情况",
            str(row.source),
        )
        for row in Commitment.objects.open().filter(unit=unit).for_list()
    )
    head = ("商定事项", "责任人", "完成时限", "落实情况", "商定于")
    yield Section("未兑现的商定事项", head, rows, (28, 12, 20, 22, 18))


def orders(unit, role, day):
    """What was issued and is not closed."""
    rows = tuple(
        (row.document_number, row.title, row.get_state_display(), _due(row))
        for row in SupervisionOrder.objects.open().filter(unit=unit).order_by("due_on", "pk")
    )
    head = ("督办单", "督办事项", "状态", "办理时限")
    yield Section("未办结的督办单", head, rows, (24, 40, 14, 22))


def consultations(unit, role, day):
    """Those that are still to come."""
    found = Consultation.objects.filter(units=unit, state=ConsultationState.PLANNED)
    rows = tuple(
        (full_day_text(row.held_on), row.topic, row.get_kind_display(), row.place)
        for row in found.order_by("held_on", "pk")
    )
    yield Section("已安排的会商", ("日期", "议题", "形式", "地点"), rows, (22, 42, 18, 18))


def _due(row):
    late = f"\n已逾期 {row.overdue_days} 天" if row.overdue_days else ""
    return full_day_text(row.due_on) + late
