"""月报按时: of the months whose report was due, those that were signed in time."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from reviews.assessment.figure import FigureRow, ShareOf, card, share_figure
from tasks.figures.heat import month_address
from tasks.models import Month, MonthException, UnitMonth
from zhaotong_portal.period import Period
from zhaotong_portal.wording import moment_text

SIGNED = Q(first_signed_at__isnull=False)


def months_of(year):
    return Period(year, 1), Period(year, 12)


def _rows(year, today):
    """Months that asked the unit for a report and are due: not before it was founded, not while it was exempt.

    Whoever has an extension that still runs is not yet asked.
    """
    now = timezone.now()
    due = Month.objects.filter(period__range=months_of(year), due_at__lt=now).order_by()
    extended = MonthException.objects.filter(
        month__period=OuterRef("period"), unit=OuterRef("unit"), due_at__gte=now
    )
    return UnitMonth.objects.filter(expected=True, period__in=due.values("period")).filter(
        SIGNED | ~Exists(extended)
    )


def _row(month):
    signed = month.first_signed_at
    standing = "未签发" if signed is None else f"{moment_text(signed)} 首次签发"
    return FigureRow(
        month.period.label, f"{month.period.label}月度进展", standing,
        month_address(month.period, month.unit_id), month.is_counted,
    )  # fmt: skip


ALL = [
    share_figure(
        "report_timeliness",
        "月报按时率",
        card(
            "月报按时率",
            "本年度到期的月份中，首次签发不晚于本单位截止时间的月份所占比例。免报的月份不计；年内成立的单位从成立当月起计；"
            "退回后重报不影响是否按时，工委审核所用时间不计。",
            "月度填报",
            "一个单位一个月只计一次。",
        ),
        ShareOf(_rows, lambda year: SIGNED & Q(is_late=False), _row, ("period",)),
        is_outcome=False,
    )
]
