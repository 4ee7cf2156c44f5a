"""Everything that a roll-over would do now, read set-wise from the items and the choices; nothing is written here.

The summary shows the plan and its `digest`; carrying out plans again, and what does not read the same is shown again
instead of done (workflows/year_rollover.py).
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from tasks.models import Audience, ItemKind, ItemState, KeyTaskTemplate, ServiceList, WorkItem
from tasks.rollover import calendar
from tasks.rollover.choices import renewal_of
from tasks.rollover.proposals import Fate, Proposal, chosen, open_items


@dataclass(frozen=True)
class Decided:
    """An old item and what was chosen for it; `twin` is the new year's item of the same name where there is one."""

    item: WorkItem
    to: Proposal
    twin: int | None = None


@dataclass
class Plan:
    year: int
    going_on: list[Decided] = field(default_factory=list)
    joining: list[Decided] = field(default_factory=list)
    ending: list[Decided] = field(default_factory=list)
    cancelling: list[Decided] = field(default_factory=list)
    blocked: list[Decided] = field(default_factory=list)
    renewed: list[tuple] = field(default_factory=list)  # (template, deadline)
    lists: list[tuple] = field(default_factory=list)  # (unit id, category, label)
    phases: list = field(default_factory=list)
    task_items: int = 0

    @property
    def new_year(self):
        return self.year + 1

    @property
    def left_behind(self):
        """Items that owe nothing after their year."""
        return [*self.going_on, *self.joining, *self.ending]

    @property
    def counts(self) -> dict:
        return {
            "going_on": len(self.going_on),
            "joining": len(self.joining),
            "ending": len(self.ending),
            "cancelling": len(self.cancelling),
            "renewed": len(self.renewed),
            "task_items": self.task_items,
            "lists": len(self.lists),
            "phases": len(self.phases),
        }

    @property
    def is_empty(self):
        return not any(self.counts.values())

    @cached_property
    def digest(self) -> str:
        """Changes with what would be made, not with the progress that units report meanwhile."""
        rows = [
            sorted((each.item.pk, each.to.reason, each.twin or 0) for each in group)
            for group in (self.going_on, self.joining, self.ending, self.cancelling)
        ]  # fmt: skip
        rows += [sorted((template.pk, str(day)) for template, day in self.renewed)]
        rows += [sorted(self.lists), self.task_items]
        rows += [[(each.code, str(each.starts_on), str(each.ends_on)) for each in self.phases]]
        return sha256(repr(rows).encode()).hexdigest()[:32]


def plan_of(year, choices) -> Plan:
    plan = Plan(year)
    items = list(
        open_items(year)
        .select_related("unit", "unit__district", "service_list")
        .order_by("unit__district__order", "unit__protocol_order", "unit_id", "-year", "kind", "order", "pk")
    )  # fmt: skip
    fates = chosen(items, choices)
    there = _there(plan.new_year)
    for item in items:
        _place(plan, item, fates[item.pk], there)
    _plan_tasks(plan, choices, set(there))
    plan.lists = _lists(plan, choices)
    if not calendar.is_open(plan.new_year):
        plan.phases = calendar.phases_of(plan.new_year, choices)
    return plan


def key_of(item):
    return item.unit_id, item.kind, item.lead, item.label, item.title_key


def _there(year) -> dict:
    """{what makes an item one of its year: (id, continued from, state)}"""
    rows = WorkItem.objects.filter(year=year).order_by()
    return {
        tuple(row[:5]): tuple(row[5:])
        for row in rows.values_list(
            "unit_id", "kind", "lead", "label", "title_key", "pk", "continued_from", "state"
        )
    }


def _place(plan, item, to, there):
    if to.fate == Fate.FINISH:
        plan.ending.append(Decided(item, to))
    elif to.fate == Fate.CANCEL:
        plan.cancelling.append(Decided(item, to))
    elif key_of(item) not in there:
        plan.going_on.append(Decided(item, to))
        there[key_of(item)] = (None, item.pk, item.state)  # a second item of this name must wait
    else:
        pk, continued_from, state = there[key_of(item)]
        is_free = continued_from is None and state != ItemState.CANCELLED
        group = plan.joining if is_free else plan.blocked
        group.append(Decided(item, to, twin=pk))
        there[key_of(item)] = (pk, item.pk, state)


def templates_of(year):
    """The year's key tasks that the next year does not have yet."""
    new = KeyTaskTemplate.objects.filter(year=year + 1).values("title_key")
    rows = KeyTaskTemplate.objects.filter(year=year).exclude(title_key__in=new)
    return rows.prefetch_related("districts", "units").order_by("pk")


def _plan_tasks(plan, choices, there):
    everybody = None
    for template in templates_of(plan.year):
        renewal = renewal_of(template, choices)
        if not renewal["renew"]:
            continue
        plan.renewed.append((template, renewal["deadline"]))
        if template.audience == Audience.ALL and everybody is not None:
            units = everybody
        else:
            units = set(template.assigned_units().order_by().values_list("pk", flat=True))
        if template.audience == Audience.ALL:
            everybody = units
        # What goes on under this name stands for the new task, as `fan_out_all` will find.
        key = (ItemKind.KEY_TASK, "", "", template.title_key)
        plan.task_items += sum((unit, *key) not in there for unit in units)


def list_counts(year) -> Counter:
    """{category: service lists of the year}"""
    return Counter(
        ServiceList.objects.filter(year=year).order_by().values_list("category", flat=True)
    )


def _lists(plan, choices):
    """Lists that continued items lie in, and all of the categories that were chosen, of units that go on."""
    wanted = {
        (each.item.unit_id, each.item.service_list.category, each.item.service_list.label)
        for each in [*plan.going_on, *plan.joining]
        if each.item.service_list_id
    }
    fields = ("unit_id", "category", "label")
    if categories := choices.get("lists"):
        rows = ServiceList.objects.filter(year=plan.year, category__in=categories)
        wanted |= set(rows.filter(unit__active_to=None).order_by().values_list(*fields))
    there = ServiceList.objects.filter(year=plan.new_year).order_by().values_list(*fields)
    return sorted(wanted - set(there))
