"""学习、警示教育: in how many of the spans that ask for it something was held. More of it in one span counts no more."""

from functools import partial

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from reviews.assessment.figure import FigureRow, ShareOf, card, share_figure
from reviews.assessment.figures import FIGURES
from tasks.figures.heat import month_address
from tasks.models import IndicatorValue, UnitMonthIndicator, ValueState
from zhaotong_portal.period import Period

SPAN_LABELS = {1: "每月", 2: "每两个月", 3: "每季度", 4: "每四个月", 6: "每半年", 12: "每年"}
# Said of a month in which the unit is not asked for it.
NOT_ASKED = (ValueState.NOT_APPLICABLE, ValueState.EXEMPT)
MONTHS = FIGURES["report_timeliness"].shares


def length_of(code):
    return settings.FIVE_TYPE_SPAN_MONTHS[code]


def _ends(code, year):
    """The last month of each span."""
    return [Period(year, month) for month in range(length_of(code), 13, length_of(code))]


def _first_of(code, end):
    return end.shift(1 - length_of(code))


def _in_span(rows, code, year):
    """Whether one of `rows` lies in the span that ends with the month of the outer row."""
    found = Q()
    for end in _ends(code, year):
        months = (_first_of(code, end), end)
        within = rows.filter(unit=OuterRef("unit"), indicator__code=code, period__range=months)
        found |= Q(period=end) & Exists(within)
    return found


def _asked(code, year, today):
    """The last month of each span, where its report was due; not a span of which all was 不适用 or 免报."""
    values = IndicatorValue.objects.order_by()
    said_no = _in_span(values.filter(state__in=NOT_ASKED), code, year)
    said_more = _in_span(values.exclude(state__in=NOT_ASKED), code, year)
    return (
        MONTHS.rows(year, today).filter(period__in=_ends(code, year)).exclude(said_no & ~said_more)
    )


def _held(code, year):
    return _in_span(UnitMonthIndicator.objects.filter(signed__gt=0).order_by(), code, year)


def _row(code, month):
    first = _first_of(code, month.period)
    span = (
        month.period.label if length_of(code) == 1 else f"{first.label}至{month.period.short_label}"
    )
    return FigureRow(
        span, f"{span}进展", "已开展" if month.is_counted else "没有填报开展",
        month_address(month.period, month.unit_id), month.is_counted,
    )  # fmt: skip


def study_figure(code, name):
    often = SPAN_LABELS.get(length_of(code), f"每 {length_of(code)} 个月")
    label = f"{name}按期开展率"
    return share_figure(
        f"held_{code}",
        label,
        card(
            label,
            f"{name}{often}至少一次：本年度已到填报截止时间的各期中，已签发的月报填有这一项的期数所占比例。"
            "一期内开展多次也只计一期；当期填“不适用”“免报”的和免报的月份不计。",
            "月度填报",
            "一个单位一期只计一次，与次数、场数、人数、材料多少无关。",
        ),
        ShareOf(partial(_asked, code), partial(_held, code), partial(_row, code), ("period",)),
        is_outcome=False,
    )
