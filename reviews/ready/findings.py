"""What the ledger of findings adds: the header's link, what waits on the home page, lines of reminder sheets."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from reviews.finding_facts import CONDITIONS, facts, standings
from reviews.models import Finding, FindingState
from tasks import sheet_sources
from units.models import Role
from zhaotong_portal import navigation, todo
from zhaotong_portal.todo import Todo


def register():
    navigation.register("问题整改", "findings", list(Role), order=50)
    todo.register(waiting)
    sheet_sources.register(facts, CONDITIONS, standings)


def waiting(user):
    """What the unit must put right, and what the committee must assign, verify or close."""
    scope = user.scope
    if scope.works_in_unit:
        yield from _of_the_unit(user)
    elif scope.is_committee_side:
        yield from _to_decide(scope.deciding(Finding.objects.all()))
    elif scope.role == Role.INSPECTOR:
        reported = Finding.objects.visible_to(user).filter(state=FindingState.REPORTED).count()
        yield Todo("整改待核验", reported, _address("reported"))


def _of_the_unit(user):
    mine = Finding.objects.visible_to(user)
    today = timezone.localdate()
    soon = today + timedelta(days=settings.FINDING_WARN_DAYS)
    days = list(mine.with_unit().values_list("due_on", flat=True))
    late = [day for day in days if day and day < today]
    yield Todo("逾期未整改的问题", len(late), f"{reverse('findings')}?overdue=1", urgent=True)
    others = sorted(day for day in days if day and day >= today)
    note = "有问题即将到期" if others and others[0] <= soon else ""
    due_on = others[0] if others else None
    yield Todo("待整改的问题", len(days), _address("with_unit"), due_on=due_on, note=note)
    if user.scope.role == Role.SECRETARY:
        yield Todo("整改报告待签发", mine.unsigned().count(), f"{reverse('findings')}?unsigned=1")


def _to_decide(findings):
    """One grouped query for all the states that wait for a decision."""
    states = list(findings.order_by().values_list("state", flat=True).filter(state__in=WAITING))
    for state, label in WAITING.items():
        yield Todo(label, states.count(state), f"{_address(state)}&mine=1")


WAITING = {
    FindingState.FOUND: "问题待核实",
    FindingState.CONFIRMED: "问题待交办",
    FindingState.REPORTED: "整改待核验",
    FindingState.VERIFIED: "整改待销号",
}


def _address(state):
    return f"{reverse('findings')}?state={state}"
