"""督办单 in the demonstration: a few a year, all closed; those of the last weeks stand in every state."""

from datetime import date, timedelta

from django.db.models import F
from django.utils import timezone

from reviews.demo.travel import as_of
from tasks.models import Delivery
from tasks.workflows import supervision_order as orders
from zhaotong_portal.workdays import add_workdays, moment

MATTERS = (
    ("连续两月未报月度进展", "连续两个月未在平台报送月度进展，经提示、催办仍未补报。", "补报两个月进展，由党组织书记签发，并明确专人按月填报。"),
    ("逾期事项久拖未决", "年度事项逾期超过一个月，多次提示后仍未完成或申请调整时限。", "限期完成逾期事项；确需调整时限的，说明理由并按程序申请。"),
    ("问题整改逾期", "集中督查反馈的问题超过整改时限，整改措施不具体。", "逐条落实整改措施，举一反三，按期报告整改情况。"),
)  # fmt: skip
ANSWER = "已召开专题会议研究，按要求逐项办理完毕，相关情况已在平台更新。"
A_YEAR = 4
# How far the orders of the last weeks have gone, by days since they were drafted.
RUNNING = (
    (30, ("issue", "sign_for", "answer", "close")),
    (24, ("issue", "sign_for", "answer", "not_enough", "sign_for")),
    (18, ("issue", "sign_for", "answer")),
    (12, ("issue", "sign_for")),
    (9, ("issue", "recall")),
    (5, ("issue",)),
    (1, ()),
)
CLOSED = RUNNING[0][1]


def create_orders(people, units, years, today):
    """By the real functions, each at its own moment, in order: numbers run through a year without a gap."""
    planned = []
    for year in years:
        for number in range(A_YEAR):
            day = add_workdays(date(year, 2 + number * 2, 10), 1)
            if (today - day).days > 45:
                planned.append((day, CLOSED))
    planned += [(add_workdays(today - timedelta(days=ago + 2), 1), moves) for ago, moves in RUNNING]
    told = Delivery.objects.filter(dedupe_key__startswith="order-")
    for number, (day, moves) in enumerate(sorted(planned, key=lambda row: row[0])):
        _create(people, units[number * 11 % len(units)], MATTERS[number % len(MATTERS)], day, moves, today)  # fmt: skip
    # A demonstration sends nobody a mail: its addresses are invented.
    told.update(state="sent", sent_at=F("created_at"))


def _create(people, unit, matter, day, moves, today):
    title, facts, demand = matter
    unit_calls = {
        "issue": lambda pk: orders.issue(pk, people.staff),
        "sign_for": lambda pk: orders.sign_for(pk, people.secretaries[unit.pk]),
        "answer": lambda pk: _answer(pk, people, unit),
        "not_enough": lambda pk: orders.not_enough(
            pk, people.staff, "仍有一项没有完成，请补充办理。"
        ),
        "close": lambda pk: orders.close(pk, people.staff, "情况属实，同意办结。"),
        "recall": lambda pk: orders.recall(pk, people.staff, "情况已有变化，另行印发。"),
    }
    at = moment(day) + timedelta(hours=9)
    with as_of(min(at, timezone.now())):
        order = orders.draft_order(people.staff, unit, title=title, facts=facts, demand=demand)
    for name in moves:
        at = min(at + timedelta(hours=26), moment(today) + timedelta(hours=8))
        with as_of(at):
            unit_calls[name](order.pk)


def _answer(pk, people, unit):
    orders.answer(pk, people.officers[unit.pk], ANSWER)
    orders.sign(pk, people.secretaries[unit.pk])
