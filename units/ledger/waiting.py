"""What of the base ledger waits for somebody now: for the home page and for the ledger's own first page."""

from django.urls import reverse

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
    terms = Term.objects.visible_to(user)
    overdue = terms.overdue().count()
    yield Todo("党组织任期已满，请换届并登记", overdue, f"{reverse('terms')}?standing=overdue&sort=due", urgent=True)  # fmt: skip
    first = terms.needing_attention().order_by("deadline").values_list("deadline", flat=True)
    coming = terms.needing_attention().count() - overdue
    if coming:
        due = list(first[overdue : overdue + 1])
        yield Todo("党组织任期将满", coming, f"{reverse('terms')}?standing=running&sort=due", due_on=due[0] if due else None)  # fmt: skip
    latest = GradeYear.objects.published().order_by("-year").first()
    if latest:
        lagging = YearlyGrade.objects.visible_to(user).lagging().filter(grade_year=latest, plan=None)  # fmt: skip
        yield Todo(
            "“后进”党组织待制定整顿提升方案", lagging.count(), reverse("improvement_plan_new")
        )
