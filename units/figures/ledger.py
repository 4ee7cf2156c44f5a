"""The indicators that the base ledger feeds: each counted from rows, by unit, and opened as exactly these rows.

A flow counts what happened between two days, both included; a stock what holds on the last of them. Nothing is asked of
anybody a second time (rules: the catalogue never asks for what a ledger already knows).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse

from units.models import (
    ContactPoint,
    MemberDevelopment,
    PartyOfficer,
    PartyOrganisation,
    SetupAct,
    Term,
    Unit,
    YouthStudyGroup,
)
from zhaotong_portal.period import Period


@dataclass(frozen=True)
class LedgerFigure:
    """`rows(first, last)`: what is counted. `unit`: the lookup of a row's unit. `value`: how rows make a number.

    `moment`: of a flow the field by which it falls into a month. `page` is the list that shows the rows.
    """

    code: str
    label: str
    measure: str
    definition: str
    rows: Callable
    page: str
    unit: str = "unit"
    value: object = None
    moment: str = ""

    @property
    def is_stock(self):
        return not self.moment

    def count(self, rows):
        """[(unit's pk, number)] of these rows; one query."""
        return rows.order_by().values_list(self.unit).annotate(n=self.value or Count("pk"))


def _organisation_rows(first, last):
    return PartyOrganisation.objects.front_branches_founded_within(first, last)


FIGURES = {
    figure.code: figure
    for figure in (
        LedgerFigure(
            "members_developed", "发展党员", "名",
            "各单位按月登记的“接收为预备党员”人数之和，按接收月份计。只有人数，没有姓名。",
            lambda first, last: MemberDevelopment.objects.admitted_within(first, last),
            "member_development", value=Sum("count"), moment="period",
        ),
        LedgerFigure(
            "setup_adjusted", "优化调整基层党组织设置", "个",
            "已批准的调整、合并、撤销，按生效日期计，一次批准计一个；新建另计，不在其中。",
            lambda first, last: SetupAct.objects.adjustments_within(first, last),
            "setup_acts", moment="effective_on",
        ),
        LedgerFigure(
            "branches_founded", "新建窗口、项目一线党支部", "个",
            "带有“窗口”或“项目一线”标记的党支部，按成立日期计，每个支部计一次；与设置调整分开计。",
            _organisation_rows, "organisations", moment="founded_on",
        ),
        LedgerFigure(
            "reelection_done", "督促完成换届", "个",
            "任期届满（批准延期的按延期后的日期）仍未换届、经提示单督促后完成的，按换届日期计；按期换届的不计。",
            lambda first, last: Term.objects.completed_late_within(first, last),
            "terms", unit="organisation__unit", moment="completed_on",
        ),
        LedgerFigure(
            "officers_appointed", "选优配强党务干部", "名",
            "党务干部名册中任职日期在期内的人次，是流量；此后离任的仍计。",
            lambda first, last: PartyOfficer.objects.appointed_within(first, last),
            "party_officers", moment="appointed_on",
        ),
        LedgerFigure(
            "contact_points", "建立联系点的领导干部", "名",
            "截止日有联系点的领导干部，同一单位同一人联系几个支部计一名；党组织已撤销的不计。",
            lambda first, last: ContactPoint.objects.in_force(last),
            "contact_points", unit="organisation__unit", value=Count("leader", distinct=True),
        ),
        LedgerFigure(
            "pairings", "开展结对共建的党支部", "个",
            "截止日正在结对的党支部，每个支部计一次：双方都是市直机关支部的计两个，与外部结对的计一个。",
            lambda first, last: PartyOrganisation.objects.paired_on(last),
            "organisations",
        ),
        LedgerFigure(
            "youth_groups", "青年理论学习小组", "个",
            "截止日有青年理论学习小组的单位，一个单位计一个；覆盖率以当日在册单位为底数。",
            lambda first, last: YouthStudyGroup.objects.current(last),
            "youth_groups", value=Count("unit", distinct=True),
        ),
    )
}  # fmt: skip


def rows_of(code: str, first: date, last: date):
    """The rows behind a figure; a stock asks only for the last day."""
    return FIGURES[code].rows(first, last)


def by_unit(code: str, first: date, last: date, units=None) -> dict[int, int]:
    """{unit's pk: number}, units without any left out; one query. `units` narrows to some."""
    figure = FIGURES[code]
    rows = _within(figure, figure.rows(first, last), units)
    return dict(figure.count(rows))


def total(code: str, first: date, last: date, units=None) -> int:
    """The sum over units: what the by-unit numbers add up to, for a leader of two units counts in both."""
    return sum(by_unit(code, first, last, units).values())


def by_unit_and_month(
    code: str, periods: list[Period], units=None
) -> dict[tuple[int, Period], int]:
    """{(unit's pk, month): number}. A flow costs one query; a stock is asked at the end of each month."""
    figure = FIGURES[code]
    if figure.is_stock:
        return {
            (unit, period): number
            for period in periods
            for unit, number in by_unit(code, period.first_day, period.last_day, units).items()
        }
    if not periods:
        return {}
    rows = _within(figure, figure.rows(min(periods).first_day, max(periods).last_day), units)
    # A PeriodField is the first day of its month already.
    month = F(figure.moment) if figure.moment == "period" else TruncMonth(figure.moment)
    counted = (
        rows.order_by()
        .annotate(month_of=month)
        .values_list(figure.unit, "month_of")
        .annotate(n=figure.value or Count("pk"))
    )
    found = {
        (unit, moment if isinstance(moment, Period) else Period.of(moment)): number
        for unit, moment, number in counted
    }
    return {key: number for key, number in found.items() if key[1] in set(periods)}


def _within(figure, rows, units):
    return rows if units is None else rows.filter(**{f"{figure.unit}__in": units})


def address(code: str, first: date, last: date, **narrowed) -> str:
    """The list that shows exactly the rows of a figure. `narrowed`: `unit` or `district` by pk."""
    figure = FIGURES[code]
    query = {"counted": code, "until": last.isoformat()} | (
        {} if figure.is_stock else {"since": first.isoformat()}
    )
    query |= {name: value for name, value in narrowed.items() if value}
    return f"{reverse(figure.page)}?{urlencode(query)}"


def youth_coverage(day: date) -> tuple[int, int]:
    """(units with a youth study group, units there are) on a day: 全覆盖 when both are equal."""
    active = Unit.objects.active(day)
    return active.filter(
        youth_groups__in=YouthStudyGroup.objects.current(day)
    ).distinct().count(), active.count()
