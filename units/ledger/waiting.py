"""What of the base ledger waits for somebody now: for the home page and for the ledger's own first page."""

from django.urls import reverse
from django.utils import timezone

from units.models import GradeYear, Role, SetupAct, Term, YearlyGrade
from zhaotong_portal.todo import Todo

WORKS = (Role.OFFICER, Role.SECRETARY)


def waiting_in(user):
    """Units: terms to settle, plans to make. Staff and the leader of the committee's unit: acts to decide."""
    scope = user.scope
    if scope.role in WORKS:
        yield from _of_units(user)
    elif scope.is_committee_side:
        acts = scope.deciding(SetupAct.objects.waiting())
        yield Todo("设置调整待审批", acts.count(), f"{reverse('setup_acts')}?state=proposed")


def _of_units(user):
    """Two queries."""
    today = timezone.localdate()
    rows = Term.objects.visible_to(user).needing_attention(today)
    ends = sorted(rows.values_list("deadline", flat=True))
    overdue = sum(day < today for day in ends)
    yield Todo("党组织任期已满，请换届并登记", overdue, f"{reverse('terms')}?standing=overdue&sort=due", urgent=True)  # fmt: skip
    coming = ends[overdue:]
    if coming:
        yield Todo("党组织任期将满", len(coming), f"{reverse('terms')}?standing=running&sort=due", due_on=coming[0])  # fmt: skip
    latest = GradeYear.objects.published().order_by("-year").values("pk")[:1]
    lagging = YearlyGrade.objects.visible_to(user).lagging().filter(grade_year__in=latest, plan=None)  # fmt: skip
    yield Todo("“后进”党组织待制定整顿提升方案", lagging.count(), reverse("improvement_plan_new"))
