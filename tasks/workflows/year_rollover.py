"""年度结转: prepared by several, carried out at once by one; taken back while nothing was built on it."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from tasks.figures import items_changed
from tasks.models import (
    KeyTaskTemplate,
    PhaseTask,
    RolloverState,
    ServiceList,
    WorkItem,
    YearPhase,
    YearRollover,
)
from tasks.rollover.executing import built_on, execute
from tasks.rollover.plan import plan_of
from tasks.rollover.proposals import open_items
from units.models import Role
from zhaotong_portal.wording import timestamp_text
from zhaotong_portal.workflow import Move, NotAllowed, StateChanged, Workflow

BY = (Role.STAFF, Role.ADMINISTRATOR)
TRANSITIONS = {
    "carry_out": Move(
        "执行结转",
        {RolloverState.PREPARED, RolloverState.CARRIED_OUT},
        RolloverState.CARRIED_OUT,
        by=BY,
    ),
    "undo": Move("撤销结转", {RolloverState.CARRIED_OUT}, RolloverState.PREPARED, by=BY),
}
# What a roll-over itself writes about items: no sign that somebody used them since.
OWN_ACTIONS = ("item.carried_in", "item.renewed")


def may_carry_out(actor) -> bool:
    """Administrators, and staff of the whole committee: a liaison prepares their districts."""
    return actor.scope.role == Role.ADMINISTRATOR or (
        actor.scope.role == Role.STAFF and actor.scope.whole
    )


def _may_decide(row, actor, move_name):
    if not may_carry_out(actor):
        raise NotAllowed("年度结转由管理员或负责全市的工委科室干部执行。")


ROLLOVER = Workflow("rollover", YearRollover, TRANSITIONS, _may_decide)


@transaction.atomic
def carry_out(year, actor, seen) -> YearRollover:
    """Do all that the summary with this digest showed. Safe to repeat: what is done already is not in the plan.

    Raises NotAllowed, or StateChanged where the plan reads otherwise by now or nothing is left to do.
    """
    if not may_carry_out(actor):
        raise NotAllowed("年度结转由管理员或负责全市的工委科室干部执行。")
    YearRollover.objects.get_or_create(year=year)
    pk = YearRollover.objects.values_list("pk", flat=True).get(year=year)
    row = ROLLOVER.begin("carry_out", pk, actor)
    held = open_items(year).order_by("pk").select_for_update(of=("self",))
    list(held.values_list("pk", flat=True))
    plan = plan_of(year, row.choices)
    if plan.is_empty or plan.digest != seen:
        raise StateChanged(_what_happened(row, plan))
    made = execute(plan, actor)
    row.made = {name: [*row.made.get(name, []), *new] for name, new in made.items()}
    row.counts = {name: row.counts.get(name, 0) + count for name, count in plan.counts.items()}
    row.carried_out_at, row.carried_out_by = timezone.now(), actor
    return ROLLOVER.finish("carry_out", row, actor)


def _what_happened(row, plan):
    if row.state == RolloverState.CARRIED_OUT:
        done = f"已由 {row.carried_out_by.name} 于{timestamp_text(row.carried_out_at)}执行。"
        return done + ("没有需要再结转的内容。" if plan.is_empty else "请核对最新汇总后再执行。")
    if plan.is_empty:
        return "没有需要结转的内容。"
    return "选择或事项在您核对后有变化，没有执行。请核对最新汇总后再执行。"


@transaction.atomic
def undo(year, actor) -> YearRollover:
    """Delete what was made and let the old items owe their months again. What was cancelled stays cancelled."""
    pk = YearRollover.objects.visible_to(actor).values_list("pk", flat=True).get(year=year)
    row = ROLLOVER.begin("undo", pk, actor)
    made = row.made
    if why := built_on(made, year + 1, row.carried_out_at, OWN_ACTIONS):
        raise StateChanged(f"{why}，不能撤销。")
    units = set(WorkItem.objects.filter(pk__in=made["left_behind"]).values_list("unit_id", flat=True))  # fmt: skip
    try:
        with transaction.atomic():
            _take_back(made, year + 1)
    except ProtectedError as error:
        raise StateChanged("结转生成的内容已被引用，不能撤销。") from error
    items_changed(units)
    row.made, row.counts = {}, {}
    row.carried_out_at = row.carried_out_by = None
    return ROLLOVER.finish("undo", row, actor)


def _take_back(made, new_year):
    WorkItem.objects.filter(pk__in=made["joined"]).update(continued_from=None)
    WorkItem.objects.filter(pk__in=made["items"]).delete()
    WorkItem.objects.filter(pk__in=made["left_behind"]).update(last_year=None)
    KeyTaskTemplate.objects.filter(pk__in=made["templates"]).delete()
    ServiceList.objects.filter(pk__in=made["lists"], items=None).delete()
    ticked = PhaseTask.objects.filter(phase__year=new_year).exclude(done_at=None)
    if made["phases"] and not ticked.exists():
        YearPhase.objects.filter(year=new_year).delete()
