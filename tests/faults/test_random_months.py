"""Months lived at random, by the portal's own moves: whatever happens in whatever order, kept equals rebuilt.

Each life is a seed: a failing one is run again by its number. SOAK=50 (`make soak`) makes it a thousand lives.
"""

import os
import random
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tasks.catalogue import load_indicators
from tasks.closing import REPORT_CONDITIONS
from tasks.contents import Contents
from tasks.entries import EntryConflict, EntryErrors
from tasks.figures import item_rows, report_rows, summary
from tasks.figures.months import shown
from tasks.figures.rebuilding import rebuilders
from tasks.lines import answer_remark, report_zero_for_rest, save_line
from tasks.models import (
    DeadlineChange,
    ItemClosing,
    ItemState,
    Light,
    LineState,
    Month,
    MonthException,
    MonthlyReport,
    ReminderSheet,
    ReportState,
    SheetLine,
    UnitMonth,
    WorkItem,
)
from tasks.opening import due_to_lock, due_to_open, ensure_lines, lock_month, open_month
from tasks.workflows import deadline_change, item, reminder, report
from tests.people import make_person
from tests.tasks.figures_world import at, make_item
from units.models import Role
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import WorkflowError

LIVES = int(os.environ.get("SOAK", "0")) * 20 or 3
STEPS = 90
REFUSED = (WorkflowError, EntryErrors, EntryConflict, ValidationError)
KINDS = [
    {"deadline": "2026-10-20"},
    {"deadline": "2026-12-31"},
    {"deadline_kind": "monthly"},
    {"deadline_kind": "quarterly"},
    {"deadline_kind": "ongoing"},
]


class Life:
    """One committee, and everything that its people may think of; refusals are part of life."""

    def __init__(self, seed, units, districts, people):
        self.dice, self.units, self.districts, self.people = (
            random.Random(seed),
            units,
            districts,
            people,
        )
        self.log = []

    def one(self, rows):
        rows = list(rows)
        return self.dice.choice(rows) if rows else None

    def of_unit(self, unit):
        return self.people["officer", unit.pk], self.people["secretary", unit.pk]

    def decider(self, unit):
        return self.people["leader"] if unit.is_committee else self.people["staff"]

    def some_report(self):
        return self.one(MonthlyReport.objects.select_related("unit"))

    # --- what may happen ---

    def fill(self):
        found = self.some_report()
        officer, secretary = self.of_unit(found.unit)
        actor = self.dice.choice([officer, secretary])
        ensure_lines(found)
        for each in Contents.of(found).lines:
            if self.dice.random() < 0.15:
                continue
            done = self.dice.random() < 0.2
            fields = {
                "percent": 100 if done else self.dice.randint(0, 100),
                "claims_done": done,
                "light": self.dice.choice(Light.values),
                "text": f"第{self.dice.randint(1, 9)}步。",
                "reason": "汛期影响。",
            }
            if self.dice.random() < 0.2:
                fields = {"unchanged": True}
            save_line(each.line.pk, actor, fields, each.line.version)
        report_zero_for_rest(found, actor)
        for _, remark in Contents.of(found).remarks:
            answer_remark(remark.pk, actor, "已补充。")

    def send(self):
        found = self.some_report()
        report.send_to_sign(found.pk, self.of_unit(found.unit)[0])

    def sign(self):
        found = self.some_report()
        report.sign_and_submit(found.pk, self.of_unit(found.unit)[1])

    def fill_and_sign(self):
        state = self.dice.getstate()
        self.fill()
        self.dice.setstate(state)  # the same report again
        self.sign()

    def hand_back(self):
        found = self.some_report()
        report.hand_back(found.pk, self.of_unit(found.unit)[1], "请核对。")

    def withdraw(self):
        found = self.some_report()
        report.withdraw(found.pk, self.of_unit(found.unit)[1])

    def look(self):
        found = self.some_report()
        report.mark_opened(found.pk, self.decider(found.unit))

    def accept(self):
        found = self.one(MonthlyReport.objects.awaiting_review()) or self.some_report()
        report.accept(found.pk, self.decider(found.unit))

    def send_back(self):
        found = self.one(MonthlyReport.objects.awaiting_review()) or self.some_report()
        remarks = {line: "请写明进度。" for line in found.lines.all() if self.dice.random() < 0.5}
        report.return_for_correction(found.pk, self.decider(found.unit), remarks, "请补充。")

    def reopen(self):
        found = self.some_report()
        until = timezone.now() + timedelta(days=self.dice.randint(1, 9))
        report.reopen(found.pk, self.decider(found.unit), "数据有误。", until)

    def verdict(self):
        found = self.one(WorkItem.objects.all())
        name = self.dice.choice(["accept", "accept", "not_yet", "reopen", "cancel", "carry"])
        reason = ["资料不全。"] if name in ("not_yet", "reopen", "cancel") else []
        getattr(item, name)(found.pk, self.decider(found.unit), *reason)

    def new_deadline(self):
        found = self.one(WorkItem.objects.all())
        day = timezone.localdate() + timedelta(days=self.dice.randint(-2, 60))
        change = deadline_change.ask(found, self.of_unit(found.unit)[0], day, "汛期影响。")
        if self.dice.random() < 0.7:
            deadline_change.grant(change.pk, self.decider(found.unit))

    def decide_deadline(self):
        if change := self.one(DeadlineChange.objects.open()):
            deadline_change.decline(change.pk, self.decider(change.item.unit), "理由不足。")

    def new_item(self):
        title = f"临时事项{WorkItem.objects.count()}"
        made = make_item(self.one(self.units), title, **self.dice.choice(KINDS))
        item.items_changed([made.unit_id])

    def except_unit(self):
        month = self.one(Month.objects.all())
        kind = self.dice.choice(["exempt", "extended"])
        until = (
            month.due_at + timedelta(days=self.dice.randint(1, 5)) if kind == "extended" else None
        )
        wanted = MonthException(month=month, unit=self.one(self.units), kind=kind, due_at=until, reason="机构改革")  # fmt: skip
        wanted.full_clean()
        wanted.save()

    def unexcept(self):
        if found := self.one(MonthException.objects.filter(month__locked_at=None)):
            found.delete()

    def move_unit(self):
        unit = self.one(self.units)
        unit.district = self.one(self.districts)
        unit.save()

    def compose(self):
        reminder.compose_month(self.one(Month.objects.all()).period, self.people["staff"])

    def issue(self):
        reminder.issue_month(self.one(Month.objects.all()).period, self.people["staff"])

    def recall(self):
        if sheet := self.one(ReminderSheet.objects.all()):
            reminder.recall(sheet.pk, self.people["staff"], "文字有误。")
            if self.dice.random() < 0.6:
                reminder.compose_month(sheet.period, self.people["staff"], unit_ids=[sheet.unit_id])

    def sign_for(self):
        if sheet := self.one(ReminderSheet.objects.exclude(state="composed")):
            reminder.sign_for(sheet.pk, self.of_unit(sheet.unit)[1])

    def clock_ticks(self):
        for period in due_to_open():
            open_month(period)
        for period in due_to_lock():
            lock_month(period)

    OFTEN = (
        ["fill_and_sign"] * 6
        + ["accept"] * 4
        + ["send_back"] * 3
        + ["fill"] * 2
        + ["send", "sign", "look"] * 2
    )
    SELDOM = ["hand_back", "withdraw", "reopen", "verdict", "verdict", "new_deadline", "decide_deadline", "new_item",
              "except_unit", "unexcept", "move_unit", "compose", "issue", "issue", "recall", "sign_for"]  # fmt: skip

    def step(self):
        name = self.dice.choice(self.OFTEN + self.SELDOM)
        self.log.append(f"{timezone.localtime():%m-%d %H:%M} {name}")
        try:
            with transaction.atomic():
                getattr(self, name)()
        except REFUSED as refusal:
            self.log[-1] += f"（{refusal}）"


@pytest.fixture
def people(units, staff, leader):
    cast = {"staff": staff, "leader": leader}
    for unit in units:
        for role in (Role.OFFICER, Role.SECRETARY):
            cast[role.value, unit.pk] = make_person(
                f"{role.value}-{unit.pk}", "王示例", role, unit=unit
            )
    return cast


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(LIVES))
def test_whatever_happens_in_a_month_every_figure_has_its_rows(seed, units, districts, people):
    load_indicators()
    with time_machine.travel(at("2026-10-08 09:00"), tick=False) as clock:
        for n, unit in enumerate(units * 2):
            make_item(unit, f"承诺事项{n}", **KINDS[n % len(KINDS)])
        life = Life(seed, units, districts, people)
        life.clock_ticks()
        for step in range(STEPS):
            life.step()
            if step % 4 == 3:
                clock.shift(timedelta(hours=life.dice.randint(1, 120)))
                life.clock_ticks()
            if step % 10 == 9:
                prove(life)
        prove(life)


def prove(life):
    said = "\n".join(life.log[-40:])
    for rebuilder in rebuilders():
        assert list(rebuilder.differences()) == [], f"{rebuilder.label}\n{said}"
    for month in Month.objects.all():
        figures_have_their_rows(month, said)
    for each in WorkItem.objects.all():
        assert each.state != ItemState.ACCEPTED or each.percent == 100 or not claimed(each), said
    sheets_stand_where_their_facts_are(said)


def claimed(each):
    return each.lines.filter(claims_done=True).exists()


def figures_have_their_rows(month, said):
    now = timezone.now()
    wanted = shown(month.period)
    whole = summary.figures_of(wanted, now).whole
    rows = item_rows.of_month(WorkItem.objects.all(), month.period, month, now)
    counted = {
        "items_behind": item_rows.in_figure(rows, lights=[Light.BEHIND]).count(),
        "items_at_risk": item_rows.in_figure(rows, lights=[Light.AT_RISK]).count(),
        "items_on_track": item_rows.in_figure(rows, lights=[Light.ON_TRACK]).count(),
        "items_done": item_rows.in_figure(rows, done=True).filter(year=month.period.year).count(),
        "overdue": item_rows.in_figure(rows, overdue=True).count(),
    }
    conditions = report_rows.conditions(month, now)
    units = UnitMonth.objects.of(month.period)
    for name in (
        "expected",
        "reported",
        "on_time",
        "late",
        "missing",
        "returned",
        "submitted",
        "exempt",
    ):
        counted[name] = units.filter(conditions[name]).count()
    found = {name: getattr(whole, name) for name in counted}
    assert found == counted, f"{month}\n{said}"
    assert whole.reported == whole.on_time + whole.late, said
    still_open = units.filter(conditions["open"]).count()
    assert whole.expected == whole.reported + whole.missing + still_open, f"{month}\n{said}"
    if month.is_locked:
        assert still_open == 0, said
        assert ItemClosing.objects.filter(period=month.period).count() == rows.count()


def sheets_stand_where_their_facts_are(said):
    """No line waits for what was accepted, and none counts as signed while its report is back with the unit."""
    lines = SheetLine.objects.filter(sheet__state="issued", condition__in=REPORT_CONDITIONS)
    for line in lines.select_related("sheet"):
        period = Period.parse(line.subject_key.removeprefix("report:"))
        state = MonthlyReport.objects.get(unit=line.sheet.unit_id, period=period).state
        where = f"{line.sheet} {line.subject_key} {state} {line.state}\n{said}"
        if state == ReportState.ACCEPTED:
            assert line.state not in (LineState.OPEN, LineState.PROVISIONAL), where
        elif state in (ReportState.DRAFT, ReportState.TO_SIGN, ReportState.RETURNED):
            assert line.state != LineState.PROVISIONAL, where
