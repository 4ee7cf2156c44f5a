"""半年攻坚 in the demonstration: pushes of weak points that stand now, one reported, one judged, by the real moves."""

from datetime import timedelta

from reviews.demo.travel import as_of
from tasks.midyear import weak_points
from tasks.workflows import push_plan
from units.models import Person, Unit

KEY, PLANS, DAYS = "overdue", 5, 30
TARGET = "逾期事项全部办结（演示）"
MEASURE = "明确专人，每周调度一次，办结一项销号一项（演示）。"
OUTCOME = "逾期事项已办结大半，其余按周推进（演示）。"
OPINION = "进展属实，继续保持（演示）。"


def create_push_plans(people, wish):
    with as_of(wish.now):
        staff = Person.objects.get(pk=people.staff.pk)
        found = weak_points.by_unit(staff, wish.today.year, only=KEY)
        units = weak_points.units_with(staff, found).filter(is_committee=False)[:PLANS]
        plans = [_plan(staff, unit, wish.today) for unit in units]
        for number, plan in enumerate(plans[:3]):
            officer = Person.objects.get(pk=people.officers[plan.unit_id].pk)
            push_plan.report(plan.pk, officer, OUTCOME, finished=number < 2)
        if plans:
            push_plan.done(plans[0].pk, staff, OPINION)


def _plan(staff, unit: Unit, today):
    last = today.replace(month=12, day=31)
    return push_plan.plan_push(
        today.year, unit, KEY, staff, target=TARGET, measure=MEASURE, who="王示例",
        until=min(today + timedelta(days=DAYS), last),
    )  # fmt: skip
