"""What the ledger of findings adds: the header's link, what waits on the home page, lines of reminder sheets."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from reviews import finding_panels
from reviews.finding_facts import CONDITIONS, facts, standings
from reviews.models import Clue, Finding, FindingExtension, FindingRecheck, FindingState
from reviews.paper_texts import PAPERS
from tasks import common_hints, sheet_sources, texts
from tasks.guidance import matters
from units.models import Role
from zhaotong_portal import navigation, panels, todo
from zhaotong_portal.todo import Todo


def register():
    navigation.register("问题整改", "findings", list(Role), order=50)
    without_units = [role for role in Role if role not in (Role.OFFICER, Role.SECRETARY)]
    navigation.register("集中督查", "inspections", list(Role), order=105)
    navigation.register("问题线索", "clues", [Role.STAFF, Role.LEADER, Role.AUDITOR], order=106)
    navigation.register(
        "问题复查",
        "finding_rechecks",
        [role for role in without_units if role != Role.ADMINISTRATOR],
        order=107,
    )
    for page, provider in (
        ("item", finding_panels.of_item),
        ("commitment", finding_panels.of_commitment),
        ("sheet", finding_panels.of_sheet),
        ("order", finding_panels.of_order),
        ("rating_case", finding_panels.of_case),
    ):
        panels.register(page, provider, order=60)
    texts.register(*PAPERS)
    common_hints.register(finding_panels.common)
    matters.register(finding_panels.matters, finding_panels.KINDS, 15)
    todo.register(waiting)
    sheet_sources.register(facts, CONDITIONS, standings)


def waiting(user):
    """What the unit must put right, and what the committee must assign, verify or close."""
    scope = user.scope
    if scope.works_in_unit:
        yield from _of_the_unit(user)
    elif scope.is_committee_side:
        yield from _to_decide(scope.deciding(Finding.objects.shown().leading()))
        yield from _of_the_committee(user)
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


def _of_the_committee(user):
    """Extensions to decide, re-checks drawn, clues whose step is due."""
    findings = user.scope.deciding(Finding.objects.all()).order_by().values("pk")
    asked = FindingExtension.objects.open().filter(finding__in=findings).count()
    yield Todo("整改延期待审批", asked, f"{reverse('findings')}?asked=1&mine=1")
    drawn = FindingRecheck.objects.open().filter(finding__in=findings).count()
    yield Todo("销号问题待复查", drawn, reverse("finding_rechecks"))
    if user.scope.role == Role.STAFF:
        clues = user.scope.deciding(Clue.objects.open())
        if user.scope.whole:
            clues = clues | Clue.objects.open().filter(unit=None)
        yield Todo("问题线索待办理", clues.count(), reverse("clues"))


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
