"""The ledgers of this app and of the one below that have a last day: items, promises, orders, visits, terms, phases."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from tasks.clock import clock_of
from tasks.deadlines.sources import Computed, Entry, Ledger, Shift
from tasks.guidance import crowding
from tasks.models import (
    Commitment,
    Consultation,
    DeadlineKind,
    DispatchMeeting,
    Milestone,
    Month,
    OrderState,
    Phase,
    PushPlan,
    SupervisionOrder,
    Visit,
    WorkItem,
    YearPhase,
)
from tasks.models.consultation import ConsultationState
from tasks.models.dispatch_meeting import MeetingState
from tasks.models.supervision_order import WITH_UNIT
from tasks.models.visit import VisitState
from tasks.models.work_item import OPEN_STATES
from tasks.plan import planned_percent
from units.models import Term
from units.models.term import months_after
from zhaotong_portal.period import Period

ONE_DAY = timedelta(days=1)


def sheet_of_day(day):
    """The month whose reminder sheet is the first to ask for something due on a day: it looks so many days ahead."""
    asked = day - timedelta(days=settings.REMINDER_COMING_UP_DAYS)
    period = Period.of(asked)
    compose_on = clock_of(period).compose_on
    return compose_on if asked <= compose_on else clock_of(period.next()).compose_on


def usual_shifts(old, new):
    """What follows any deadline of a unit: the first sheet that asks for it, and the first day of being overdue."""
    yield Shift("最早列入的提示单", sheet_of_day(old), sheet_of_day(new), "按拟制提示单的日期")
    yield Shift("开始计为逾期", old + ONE_DAY, new + ONE_DAY)


def _items(user):
    return WorkItem.objects.visible_to(user).filter(deadline_kind=DeadlineKind.DATE).exclude(state="cancelled")  # fmt: skip


def item_shifts(item, old, new):
    """Milestones that would come after the new day, and how the plan of today changes."""
    yield from usual_shifts(old, new)
    planned = []
    for milestone in item.milestones.all():
        planned.append(milestone.planned_on)
        if milestone.actual_on is None and new < milestone.planned_on <= old:
            yield Shift(
                f"里程碑“{milestone.title}”", milestone.planned_on, new, "晚于新的时限，需一并提前"
            )
    today, start = timezone.localdate(), date(item.year, 1, 1)
    before, after = (planned_percent(today, start, day, planned) for day in (old, new))
    if before != after:
        yield Shift("今天的计划进度", None, None, f"由 {before}% 变为 {after}%")


def order_shifts(order, old, new):
    warn = timedelta(days=settings.ORDER_WARN_DAYS)
    yield Shift("临期提醒", old - warn, new - warn)
    yield Shift("开始计为逾期", old + ONE_DAY, new + ONE_DAY)


def visit_shifts(visit, old, new):
    """The last day moves with the first; crowding and holidays are weighed at the new days."""
    length = visit.ends_on - visit.starts_on
    yield Shift("结束日期", visit.ends_on, new + length)
    visit.starts_on, visit.ends_on = new, new + length
    yield from (Shift("需留意", None, None, said) for said in crowding.warnings_of(visit))


def term_shifts(term, old, new):
    """The countdown of a re-election (glossary §6)."""
    for months in settings.TERM_NOTICE_MONTHS:
        yield Shift(
            f"提前 {months} 个月提示", months_after(old, -months), months_after(new, -months)
        )
    yield Shift("开始计为超期", old + ONE_DAY, new + ONE_DAY)


def phase_shifts(phase, old, new):
    """The next phase of the year begins when this one ends."""
    following = (
        YearPhase.objects.filter(starts_on__gt=phase.starts_on).order_by("starts_on").first()
    )
    if following and following.starts_on == old + ONE_DAY:
        yield Shift(f"{following}开始", following.starts_on, new + ONE_DAY, "如需衔接，请一并调整")
    elif following and following.starts_on <= new:
        yield Shift(
            f"{following}开始", following.starts_on, following.starts_on, "两个阶段将有重叠"
        )


LEDGERS = (
    Ledger(
        kind="item", label="事项时限", model=WorkItem, rows=_items, day="deadline", title="title", unit="unit",
        open=Q(state__in=OPEN_STATES), shifts=item_shifts, order=20,
    ),
    Ledger(
        kind="milestone", label="里程碑", model=Milestone, day="planned_on", unit="item__unit", order=25,
        rows=lambda user: Milestone.objects.filter(item__in=_items(user).values("pk")),
        title=Concat("title", Value("（"), "item__title", Value("）"), output_field=CharField()),
        open=Q(actual_on=None, item__state__in=OPEN_STATES),
    ),
    Ledger(
        kind="commitment", label="商定事项", model=Commitment, day="due_on", title="what", unit="unit", order=30,
        rows=lambda user: Commitment.objects.visible_to(user).exclude(state="dropped"),
        open=Q(state="open", reported_at=None), shifts=lambda row, old, new: usual_shifts(old, new),
    ),
    Ledger(
        kind="order", label="督办时限", model=SupervisionOrder, day="due_on", title="title", unit="unit", order=35,
        rows=lambda user: SupervisionOrder.objects.visible_to(user).exclude(
            state__in=[OrderState.DRAFTED, OrderState.RECALLED]
        ),
        open=Q(state__in=WITH_UNIT), shifts=order_shifts,
    ),
    Ledger(
        kind="push_plan", label="半年攻坚", model=PushPlan, day="until", title="target", unit="unit", order=40,
        rows=lambda user: PushPlan.objects.visible_to(user).exclude(state="dropped"), open=Q(state="open"),
    ),
    Ledger(
        kind="term", label="换届", model=Term, order=45, unit="organisation__unit",
        rows=lambda user: Term.objects.visible_to(user).open(), day=Coalesce("delayed_until", "due_on"),
        title=Concat(F("organisation__name"), Value("任期届满"), output_field=CharField()), shifts=term_shifts,
    ),
    Ledger(
        kind="consultation", label="会商", model=Consultation, day="held_on", title="topic", unit="units",
        several=True, rows=lambda user: Consultation.objects.visible_to(user).exclude(state="cancelled"),
        open=Q(state=ConsultationState.PLANNED), order=50,
    ),
    Ledger(
        kind="meeting", label="调度会", model=DispatchMeeting, day="held_on", title="title", unit="units",
        several=True, rows=lambda user: DispatchMeeting.objects.visible_to(user).exclude(state="cancelled"),
        open=Q(state=MeetingState.PLANNED), order=52,
    ),
    Ledger(
        kind="visit", label="调研", model=Visit, day="starts_on", title="purpose", unit="units", several=True,
        rows=lambda user: Visit.objects.visible_to(user).exclude(state="cancelled"), order=54,
        open=Q(state__in=[VisitState.PLANNED, VisitState.REGISTERED]), shifts=visit_shifts,
    ),
    Ledger(
        kind="phase", label="年度阶段", model=YearPhase, rows=lambda user: YearPhase.objects.all(), day="ends_on",
        title=Case(
            *(When(phase=code, then=Value(f"{label}阶段结束")) for code, label in Phase.choices),
            output_field=CharField(),
        ),
        shifts=phase_shifts, order=15,
    ),
)  # fmt: skip


def month_entries(user, first, last):
    """Report due, end of grace and lock of each month, and the day of its sheets: the row's clock, or what it will be."""
    periods = Period.range(Period.of(first).shift(-2), Period.of(last))
    rows = {month.period: month for month in Month.objects.filter(period__in=periods)}
    url = "/month/{}/"
    for period in periods:
        clock = clock_of(period)
        row = rows.get(period, clock)
        for day, title in (
            (clock.compose_on, f"拟制{period.short_label}提示单"),
            (timezone.localdate(row.due_at), f"{period.short_label}月度进展报送截止"),
            (_last_day(row.grace_until), f"{period.short_label}月度进展补报截止"),
            (_last_day(row.lock_at), f"{period.short_label}锁定"),
        ):
            if first <= day <= last:
                yield Entry(
                    day, "month", title, url.format(period), is_open=day >= timezone.localdate()
                )


def _last_day(moment):
    """The clock's moments are the first ones after their days."""
    return timezone.localdate(moment - timedelta(seconds=1))


MONTHS = Computed(kind="month", label="月度填报", entries=month_entries, order=10)
