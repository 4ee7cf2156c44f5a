"""Composing a reminder sheet is pure: facts in, sheet out (design §5). Nothing here asks the database.

tasks/sheet_facts.py gathers the facts for all units at once; tasks/closing.py knows when a line's condition is met.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from tasks.closing import (
    FIXED_TASK,
    ITEM_COMING_UP,
    ITEM_DUE,
    ITEM_OVERDUE,
    MONTH_REPORT,
    NOTICE,
    REPORT_MISSING,
    REPORT_RETURNED,
    fixed_subject,
    item_subject,
    report_subject,
)
from tasks.fixed_tasks import FixedFact
from tasks.sheet_sources import SheetFact
from tasks.texts import Wording
from zhaotong_portal.period import Period
from zhaotong_portal.wording import day_text, local_day

TITLE_LENGTH = 80


@dataclass(frozen=True)
class Figures:
    """A unit's items of the year, each counted once."""

    total: int = 0
    on_track: int = 0
    done: int = 0
    slow: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class ItemFact:
    """An open item with a dated deadline that is past or near."""

    pk: int
    title: str
    deadline: date
    percent: int = 0
    light: str = ""


@dataclass(frozen=True)
class ReportFact:
    """Last month's report that is not where it should be: `due_at` is past (missing) or the return's own (returned)."""

    period: Period
    returned: bool
    due_at: datetime | None


@dataclass(frozen=True)
class UnitFacts:
    """All that a unit's sheet can speak of. `prompted` says how often a subject stood open on earlier sheets."""

    figures: Figures = Figures()
    items: tuple[ItemFact, ...] = ()
    report: ReportFact | None = None
    added: tuple[SheetFact, ...] = ()
    prompted: dict = field(default_factory=dict)
    month_due_at: datetime | None = None  # None: the unit is exempt this month
    replaces: str = ""  # the number of the sheet that was recalled


@dataclass(frozen=True)
class Occasion:
    """What is the same for every unit of a run. `ask_until` is the day by which overdue items are asked for."""

    period: Period
    today: date
    ask_until: date
    coming_up_until: date
    common: str = ""
    fixed: tuple[FixedFact, ...] = ()
    wording: Wording = field(default_factory=Wording)


@dataclass(frozen=True)
class DraftLine:
    condition: str
    subject_key: str
    heading: str
    text: str
    due_on: date | None = None
    item_id: int | None = None
    times_carried: int = 0


@dataclass(frozen=True)
class Draft:
    opening: str
    lines: tuple[DraftLine, ...]


def compose(facts: UnitFacts, occasion: Occasion) -> Draft:
    """A unit's sheet: what is late, what is due, last month's report, other ledgers, what is coming, what all do."""
    overdue = [item for item in facts.items if item.deadline < occasion.today]
    rest = [item for item in facts.items if item.deadline >= occasion.today]
    due = [item for item in rest if item.deadline <= occasion.period.last_day]
    coming = [
        item
        for item in rest
        if occasion.period.last_day < item.deadline <= occasion.coming_up_until
    ]
    lines = [
        *(_overdue_line(item, facts, occasion) for item in overdue),
        *(_due_line(item, facts, occasion) for item in due),
        *_report_line(facts, occasion),
        *(_added_line(fact, facts, occasion) for fact in facts.added),
        *(_coming_up_line(item, occasion) for item in coming),
        *(_fixed_line(task, facts, occasion) for task in occasion.fixed),
        *_common_line(facts, occasion),
    ]
    # A ledger that names the same thing twice gets one line: the database allows no more.
    once = {(line.condition, line.subject_key): line for line in reversed(lines)}
    lines = tuple(reversed(once.values()))
    return Draft(_opening(facts, occasion, lines), lines)


def closing_sentence(sign_within: int, wording: Wording | None = None) -> str:
    """What the unit is asked to do with the sheet; no separate paper is wanted (基层减负)."""
    return (wording or Wording()).say("sheet_closing", 签收期限=sign_within)


def differences(old_lines, draft: Draft) -> list[str]:
    """What a reader of the composed sheet would now read otherwise; days that merely passed do not count."""
    old = {(line.condition, line.subject_key): line for line in old_lines}
    new = {(line.condition, line.subject_key): line for line in draft.lines}
    gone = {key[1]: line for key, line in old.items() if key not in new}
    said = []
    for key, line in new.items():
        if key not in old:
            verb = "情形变化" if gone.pop(key[1], None) else "新增"
            said.append(f"{verb}：{line.heading}")
        elif old[key].due_on != line.due_on:
            said.append(f"时限变化：{line.heading}")
        elif line.condition in (MONTH_REPORT, NOTICE) and old[key].text != line.text:
            said.append(f"文字变化：{line.heading}")
    return said + [f"不再提示：{line.heading}" for line in gone.values()]


def _opening(facts, occasion, lines):
    last = occasion.period.previous()
    until = last.short_label if last.year == occasion.today.year else last.label
    replaced = f"原{facts.replaces}工作提示单已收回，以本单为准。" if facts.replaces else ""
    follows = "现将本月需关注的事项提示如下。" if lines else "本月没有需要提示的事项。"
    return occasion.wording.say(
        "sheet_opening",
        收回说明=replaced,
        上月=until,
        事项情况=_figures_text(facts.figures),
        引出=follows,
    )


def _figures_text(figures):
    if not figures.total:
        return "你单位尚无年度事项"
    if figures.on_track == figures.total:
        return f"你单位{figures.total}个事项均正常推进"
    parts = [
        f"{count}项{word}"
        for count, word in (
            (figures.on_track, "正常推进"),
            (figures.done, "已完成"),
            (figures.slow, "进度滞后或有滞后风险"),
            (figures.overdue, "已逾期"),
        )
        if count
    ]
    return f"你单位{figures.total}个事项中{'，'.join(parts)}"


def _overdue_line(item, facts, occasion):
    days = (occasion.today - item.deadline).days
    times = facts.prompted.get(item_subject(item.pk), 0)
    return DraftLine(
        ITEM_OVERDUE,
        item_subject(item.pk),
        _quoted(item.title),
        occasion.wording.say(
            ITEM_OVERDUE,
            原定日期=_day(item.deadline, occasion),
            逾期天数=days,
            次数=times + 1,
            要求日期=_day(occasion.ask_until, occasion),
        ),
        occasion.ask_until,
        item.pk,
        times,
    )


def _due_line(item, facts, occasion):
    times = facts.prompted.get(item_subject(item.pk), 0)
    progress = f"，目前进度{item.percent}%" if item.percent else ""
    return DraftLine(
        ITEM_DUE,
        item_subject(item.pk),
        _quoted(item.title),
        occasion.wording.say(ITEM_DUE, 完成时限=_day(item.deadline, occasion), 目前进度=progress),
        item.deadline,
        item.pk,
        times,
    )


def _coming_up_line(item, occasion):
    return DraftLine(
        ITEM_COMING_UP,
        item_subject(item.pk),
        _quoted(item.title),
        occasion.wording.say(ITEM_COMING_UP, 完成时限=_day(item.deadline, occasion)),
        item.deadline,
        item.pk,
    )


def _report_line(facts, occasion):
    report = facts.report
    if report is None:
        return []
    key = report_subject(report.period)
    times = facts.prompted.get(key, 0)
    again = f"（第{times + 1}次提示）" if times else ""
    due = _moment(report.due_at, occasion) if report.due_at else ""
    if report.returned:
        by = f"请于{due}前" if due and local_day(report.due_at) >= occasion.today else "请尽快"
        text = occasion.wording.say(REPORT_RETURNED, 再次提示=again, 办理时间=by)
    else:
        text = occasion.wording.say(REPORT_MISSING, 截止时间=due, 再次提示=again)
    return [
        DraftLine(
            REPORT_RETURNED if report.returned else REPORT_MISSING,
            key,
            f"{report.period.short_label}月度填报",
            text,
            local_day(report.due_at) if report.due_at else None,
            times_carried=times,
        )
    ]


def _added_line(fact, facts, occasion):
    text = fact.text or occasion.wording.say(fact.condition, **fact.values)
    times = facts.prompted.get(fact.subject_key, 0)
    again = f"本单第{times + 1}次提示。" if times else ""
    return DraftLine(
        fact.condition,
        fact.subject_key,
        fact.heading,
        text + again,
        fact.due_on,
        fact.item_id,
        times,
    )


def _fixed_line(task, facts, occasion):
    key = fixed_subject(task.pk, occasion.period)
    wanted = task.text if task.text[-1:] in "。！？；" else f"{task.text}。"
    text = occasion.wording.say(FIXED_TASK, 要求=wanted, 完成时限=_day(task.due_on, occasion))
    return DraftLine(FIXED_TASK, key, task.heading, text, task.due_on)


def _common_line(facts, occasion):
    """The month's own report, and what staff wrote for all. A unit that is exempt gets the text alone."""
    common = occasion.common.strip()
    if common and common[-1] not in "。！？；…":
        common += "。"
    if facts.month_due_at is None:
        key = f"notice:{occasion.period}"
        return [DraftLine(NOTICE, key, "本月共同事项", common)] if common else []
    due = facts.month_due_at
    text = occasion.wording.say(
        MONTH_REPORT, 截止时间=_moment(due, occasion), 本月=occasion.period.short_label
    )
    key = report_subject(occasion.period)
    return [DraftLine(MONTH_REPORT, key, "本月共同事项", text + common, local_day(due))]


def _quoted(title):
    title = " ".join(title.split())
    short = title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"
    return f"“{short}”"


def _day(day, occasion):
    return day_text(day, today=occasion.today)


def _moment(at, occasion):
    """12月3日18时, as papers write it."""
    local = timezone.localtime(at)
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{_day(local.date(), occasion)}{local.hour}时{minutes}"
