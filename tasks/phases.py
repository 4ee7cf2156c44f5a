"""The four phases of a year: set up with the year's first month, shown to everybody, ticked off by staff."""

import csv
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tasks import phase_checks
from tasks.models import PhaseTask, YearPhase
from units.models import Role, Unit
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed, StateChanged


@transaction.atomic(savepoint=False)
def open_year(year, dates=None) -> int:
    """Give a year its phases and their tasks; what is there stays as the committee has it. How many are new.

    `dates` {phase: (first day, last day)} stand in for those of the settings.
    """
    if YearPhase.objects.filter(year=year).exists():
        return 0
    usual = {
        code: (date(year, *first), date(year, *last))
        for code, (first, last) in settings.YEAR_PHASES.items()
    }
    phases = YearPhase.objects.bulk_create(
        YearPhase(year=year, phase=code, starts_on=first, ends_on=last)
        for code, (first, last) in (usual | (dates or {})).items()
    )
    of_code = {phase.phase: phase for phase in phases}
    PhaseTask.objects.bulk_create(
        PhaseTask(
            phase=of_code[row["phase"]], title=row["title"], check_code=row["check"], order=order
        )
        for order, row in enumerate(read_tasks(), 1)
    )
    return len(phases)


def read_tasks() -> list[dict]:
    with (settings.FIXTURES / "year_phases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class TaskShown:
    """A task as somebody sees it: counted over the units in their scope, or ticked off for the whole committee."""

    task: PhaseTask
    check: phase_checks.Check | None

    @property
    def is_done(self):
        return self.check.is_met if self.check else self.task.done_at is not None


@dataclass(frozen=True)
class PhaseShown:
    phase: YearPhase
    tasks: list
    day: date

    @property
    def standing(self):
        """past, now or coming."""
        if self.day > self.phase.ends_on:
            return "past"
        return "coming" if self.day < self.phase.starts_on else "now"

    @property
    def days_left(self):
        return (self.phase.ends_on - self.day).days

    @property
    def open_tasks(self):
        return [task for task in self.tasks if not task.is_done]

    @property
    def may_close(self):
        """The exit check: nothing that the phase has to bring about is left."""
        return not self.open_tasks


def of_year(year, user, day=None) -> list[PhaseShown]:
    return _shown(YearPhase.objects.filter(year=year), user, day)


def current(user, day=None) -> PhaseShown | None:
    """The phase that runs today: what every home page shows."""
    day = day or timezone.localdate()
    shown = _shown(YearPhase.objects.on(day)[:1], user, day)
    return shown[0] if shown else None


def _shown(rows, user, day):
    day = day or timezone.localdate()
    rows = list(rows.prefetch_related("tasks__done_by"))
    units = Unit.objects.visible_to(user).active(day) if rows else None
    return [
        PhaseShown(
            row,
            [
                TaskShown(task, phase_checks.answer(task.check_code, user, units, row, day))
                for task in row.tasks.all()
                if user.scope.reads_all or task.check_code
            ],
            day,
        )
        for row in rows
    ]


def may_tick(actor) -> bool:
    return actor.scope.role == Role.STAFF


@transaction.atomic
def tick(task_pk, actor, done=True) -> PhaseTask:
    """Staff say that a task is done, or take that back. Raises NotAllowed, StateChanged (counted, or already so)."""
    if not may_tick(actor):
        raise NotAllowed("阶段任务由工委科室办结。")
    task = PhaseTask.objects.select_for_update(of=("self",)).select_related("phase").get(pk=task_pk)
    if task.check_code:
        raise StateChanged("这项任务由平台自动核对，不需要勾选。")
    if (task.done_at is not None) == done:
        raise StateChanged(f"这项任务已{'办结' if done else '撤回'}，请刷新页面。")
    task.done_at, task.done_by = (timezone.now(), actor) if done else (None, None)
    task.save(update_fields=["done_at", "done_by"])
    action, label = ("phase.ticked", "办结任务") if done else ("phase.unticked", "撤回办结")
    record(actor, action, label, task)
    return task
