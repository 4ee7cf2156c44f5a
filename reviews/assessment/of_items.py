"""事项完成: of the items whose deadline lay in the year, those that are done: accepted, or reported in time.

What became of an item is asked of its state and of the month in which it was first claimed, never of the day on which
staff accepted it: the time that staff take costs no unit.
"""

from datetime import date
from functools import partial

from django.db.models import Exists, F, OuterRef, Q

from reviews.assessment.figure import FigureRow, ShareOf, card, share_figure
from tasks.models import DeadlineKind, ItemKind, ItemProgress, ItemState, WorkItem
from zhaotong_portal.period import Period
from zhaotong_portal.wording import full_day_text


def due_items(year, today):
    """Dated items that are past their deadline. One that a roll-over left behind counts in the year of its deadline."""
    due = Q(deadline__range=(date(year, 1, 1), date(year, 12, 31)), deadline__lt=today)
    items = WorkItem.objects.filter(due, deadline_kind=DeadlineKind.DATE)
    return items.owed_in(year).exclude(state=ItemState.CANCELLED)


def _rows(kind, year, today):
    return due_items(year, today).filter(kind=kind)


def done(year):
    claims = ItemProgress.objects.filter(
        item=OuterRef("pk"), claims_done=True, report__first_signed_at__isnull=False
    )
    in_the_year = Exists(claims.filter(period__lte=Period(year, 12)))
    # A period is stored as the first day of its month: not after the deadline is the deadline's month or one before.
    in_time = Exists(claims.filter(period__lte=OuterRef("deadline")))
    accepted = Q(state=ItemState.ACCEPTED) & (in_the_year | ~Exists(claims))
    return accepted | (Q(state=ItemState.REPORTED_DONE) & in_time)


def item_row(item):
    return FigureRow(
        full_day_text(item.deadline), item.title, item.get_state_display(), item.get_absolute_url(),
        item.is_counted,
    )  # fmt: skip


def _figure(key, label, kind):
    name = ItemKind(kind).label
    return share_figure(
        key,
        label,
        card(
            label,
            f"{name}中完成时限在本年度且已过的事项，年底以前报结并已验收，或者在时限当月以前报结、正在等待验收的所占比例。"
            "时限按批准变更后的计；已取消的、按月按季和长期的不计。验收所用时间不计。",
            "事项台账",
            "一个事项只在时限所在年度计一次，协同单位不另计。",
        ),
        ShareOf(partial(_rows, kind), done, item_row, (F("deadline"), "order", "pk")),
    )


ALL = [
    _figure("service_items_done", "三服务清单完成率", ItemKind.SERVICE_ITEM),
    _figure("led_projects_done", "领办引办项目完成率", ItemKind.LED_PROJECT),
    _figure("key_tasks_done", "重点任务完成率", ItemKind.KEY_TASK),
]
