"""半年攻坚: this app's weak points, the exit check of the phase, and what waits on the home page."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from units.models import Role
from zhaotong_portal import todo
from zhaotong_portal.todo import Todo


def register():
    from tasks import phase_checks
    from tasks.midyear import own_sources

    own_sources.register()
    phase_checks.register("push_plans", "已办结的攻坚计划", push_plans)
    todo.register(waiting)


def push_plans(user, units, phase, day):
    """Of the year's plans that were not dropped, how many are done."""
    from tasks.models import PushPlan, PushPlanState
    from tasks.phase_checks import Check

    rows = PushPlan.objects.visible_to(user).of_year(phase.year)
    found = rows.exclude(state=PushPlanState.DROPPED).aggregate(
        total=Count("pk"), done=Count("pk", filter=Q(state=PushPlanState.DONE))
    )
    return Check(found["done"], found["total"], plans_address(phase.year))


def plans_address(year):
    return f"{reverse('midyear', args=[year])}?show=plans"


def waiting(user):
    """A unit's own plans until it reports them; for who decides, those that were reported."""
    from tasks.models import PushPlan

    scope, today = user.scope, timezone.localdate()
    if scope.works_in_unit:
        rows = PushPlan.objects.visible_to(user).open().filter(reported_at=None)
        for row in rows.order_by().values("year").annotate(n=Count("pk"), until=Min("until")):
            late = row["until"] < today
            yield Todo(f"{row['year']}年半年攻坚计划", row["n"], plans_address(row["year"]), due_on=row["until"], urgent=late)  # fmt: skip
    elif scope.role in (Role.STAFF, Role.LEADER):
        rows = scope.deciding(PushPlan.objects.reported())
        for row in rows.order_by().values("year").annotate(n=Count("pk")):
            yield Todo(f"{row['year']}年攻坚计划待评定", row["n"], f"{plans_address(row['year'])}&state=reported")  # fmt: skip
