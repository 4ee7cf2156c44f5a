"""What others said of the unit: its citizens, with their number and the interval, and honours of the year."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from reviews.assessment.of_reports import months_of
from reviews.assessment.pack import Cell, Section, count, percentage
from reviews.models import Honour, RatingCase, UnitMonthReviews
from reviews.models.rating_case import OPEN_CASES, SETTLED_CASES
from reviews.satisfaction import Satisfaction, between, satisfaction_by, satisfied_label
from units.registers.entry import EntryState
from zhaotong_portal.wording import NOTHING, day_text, rate_text


def ratings(span) -> Section:
    """满意率 never without its n and interval; what is flagged and not decided yet does not take part, as in the score."""
    first, last = months_of(span.year)
    rows = UnitMonthReviews.objects.filter(between(first, last), unit=span.unit)
    by_month = satisfaction_by(rows, "period")
    days = (first.first_day, last.last_day)
    cases = list(RatingCase.objects.filter(unit=span.unit, opened_on__range=days))
    url = f"{reverse('unit_ratings', args=[span.unit.pk])}?{urlencode({'since': first, 'until': last})}"

    def cells(held, label, is_whole):
        all_of_it = Satisfaction.added_up(figures for _, figures in held)
        compared = all_of_it.compared
        between_rates = NOTHING
        if compared.n:
            between_rates = f"{rate_text(compared.low)}–{rate_text(compared.high)}"
        return (
            count(compared.n, url), percentage(compared.satisfied, compared.n, url), Cell(between_rates),
            count(all_of_it.flagged, url), count(all_of_it.excluded, url),
        )  # fmt: skip

    measures = ("有效评议", f"满意率（{satisfied_label()}）", "95% 区间", "待核定", "不计入")
    tables = []
    if any(figures.n or figures.excluded for figures in by_month.values()):
        tables.append(
            span.table(
                "", "", measures, {"": list(by_month.items())},
                lambda holder, row: holder.has_month(row[0]), cells,
            )
        )  # fmt: skip
    if cases:
        tables.append(_cases(span, cases, url))
    least = settings.RATING_MIN_COMPARABLE
    note = (
        f"不足 {least} 条的不作评价；没有评议的人不算满意。疑似集中评议、还没有核定的不参加计算。"
    )
    return Section("ratings", "群众评议", tuple(tables), note=note, empty="本年度没有收到评议。没有评议不等于满意。")  # fmt: skip


def _cases(span, cases, url):
    def cells(held, label, is_whole):
        return (
            count(len(held), url),
            count(sum(row.state in SETTLED_CASES for row in held), url),
            count(sum(row.state in OPEN_CASES for row in held), url),
            count(sum(row.escalated_times > 0 for row in held), url),
        )

    measures = ("差评件", "已办结", "未办结", "提级")
    return span.table("差评件办理", "", measures, {"": cases}, lambda holder, row: holder.has_day(row.opened_on), cells)  # fmt: skip


def honours(span) -> Section:
    """Confirmed ones of the year, of the unit and of its party organisations."""
    rows = list(
        Honour.objects.filter(unit=span.unit, year=span.year, state=EntryState.CONFIRMED)
        .select_related("unit", "organisation")
        .order_by("awarded_on", "pk")
    )
    table = span.listing(
        "", ("荣誉", "获得者", "级别", "授予单位", "命名日期"), rows, lambda row: row.awarded_on,
        lambda row: (
            Cell(row.title, row.get_absolute_url()), Cell(row.holder_name), Cell(row.get_level_display()),
            Cell(row.awarded_by or NOTHING), Cell(day_text(row.awarded_on) if row.awarded_on else NOTHING),
        ),
    )  # fmt: skip
    return Section("honours", "荣誉", (table,) if rows else ())
