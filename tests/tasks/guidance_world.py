"""One of each thing of guidance, in any state, for the tests of this area."""

from datetime import timedelta

from django.utils import timezone

from tasks.models import (
    Commitment,
    Consultation,
    DispatchMeeting,
    OrderAnswer,
    SupervisionOrder,
    Visit,
)
from tasks.workflows.commitment import Promise

SAID = "已按要求逐项落实。"


def today():
    return timezone.localdate()


def later(days=10):
    return today() + timedelta(days=days)


def make_consultation(*units, state="planned", **fields):
    given = {"topic": "重点事项推进", "held_on": today(), "state": state}
    if state == "recorded":
        given |= {"diagnosis": "责任分工不清。", "recorded_at": timezone.now()}
    if state == "cancelled":
        given |= {"cancel_reason": "时间冲突"}
    return _with_units(Consultation, units, given | fields)


def make_meeting(*units, state="planned", **fields):
    given = {"title": "11月调度会", "held_on": today(), "state": state}
    if state == "recorded":
        given |= {"minutes": "逐项研究。", "recorded_at": timezone.now()}
    if state == "cancelled":
        given |= {"cancel_reason": "时间冲突"}
    return _with_units(DispatchMeeting, units, given | fields)


def make_visit(*units, state="planned", **fields):
    given = {"purpose": "季度调研", "starts_on": today(), "ends_on": today(), "state": state,
             "lead": "孙示例", "contact": "陈示例"}  # fmt: skip
    now = timezone.now()
    if state in ("registered", "carried_out", "fed_back"):
        given |= {"registered_at": now}
    if state == "fed_back":
        given |= {"feedback": "台账规范。", "fed_back_at": now}
    if state == "cancelled":
        given |= {"cancel_reason": "时间冲突"}
    given |= fields
    given["ends_on"] = max(given["ends_on"], given["starts_on"])
    return _with_units(Visit, units, given)


def _with_units(model, units, fields):
    row = model.objects.create(**fields)
    row.units.set(units)
    return row


def make_order(unit, staff, state="drafted", **fields):
    """`staff` issued it; where it was answered, somebody else did."""
    now = timezone.now()
    given = {"unit": unit, "title": "逾期事项督办", "facts": "两项逾期。", "demand": "限期完成。",
             "due_on": later(), "first_due_on": later(), "state": state, "drafted_by": staff}  # fmt: skip
    if state != "drafted":
        number = SupervisionOrder.objects.count() + 1
        given |= {
            "document_number": f"测督〔2026〕{number}号",
            "issued_by": staff,
            "issued_at": now,
        }
    if state in ("signed_for", "answered", "closed"):
        given |= {"signed_for_by": fields["unit_person"], "signed_for_at": now}
    if state in ("answered", "closed"):
        given |= {"answered_by": fields["unit_person"], "answered_at": now}
    if state == "closed":
        given |= {"closed_by": staff, "closed_at": now}
    if state == "recalled":
        given |= {"recalled_by": staff, "recalled_at": now, "recall_reason": "文字有误"}
    person = fields.pop("unit_person", None)
    order = SupervisionOrder.objects.create(**given | fields)
    if state in ("answered", "closed"):
        OrderAnswer.objects.create(
            order=order, number=1, text=SAID, answered_by=person, answered_at=now
        )
    return order


def make_commitment(unit, state="open", **fields):
    source = fields.pop("source", None) or make_consultation(unit, state="recorded", recorded_by=fields.pop("by"))  # fmt: skip
    given = {"unit": unit, "consultation": source, "what": "补齐学习台账", "who": "王示例", "due_on": later(),
             "first_due_on": later(), "state": state}  # fmt: skip
    if state != "open":
        given |= {"settled_at": timezone.now()}
    if state == "dropped":
        given |= {"drop_reason": "职能划转"}
    return Commitment.objects.create(**given | fields)


def promise(unit, **fields):
    return Promise(
        **{"unit": unit, "what": "补齐学习台账", "who": "王示例", "due_on": later()} | fields
    )
