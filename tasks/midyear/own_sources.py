"""What this app says of a half year: items that lag, months that came late or not at all, indicators at zero."""

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from tasks.figures import heat
from tasks.midyear import weak_points
from tasks.midyear.weak_points import WeakPoint
from tasks.models import (
    DeadlineKind,
    Indicator,
    Light,
    Month,
    UnitMonth,
    UnitMonthIndicator,
    WorkItem,
)
from zhaotong_portal.period import Period

LAGGING = ("missing", "late", "returned")
RECURRING = (DeadlineKind.MONTHLY, DeadlineKind.QUARTERLY, DeadlineKind.ONGOING)


def register():
    weak_points.register("overdue", "逾期事项", overdue)
    weak_points.register("off_track", "滞后和有风险的事项", off_track)
    weak_points.register("below_plan", "进度低于半年要求", below_plan)
    weak_points.register("months", "月度进展报送", months)
    weak_points.register("indicators", "半年为零的指标", indicators)


def half_year(year):
    return Period(year, 1), Period(year, 6)


def _address(unit_id, year, query):
    return f"{reverse('items')}?unit={unit_id}&year={year}&{query}"


def _open(user, year):
    return WorkItem.objects.visible_to(user).open().filter(year=year).order_by()


def overdue(user, year):
    rows = WorkItem.objects.visible_to(user).overdue().filter(year=year).order_by()
    for unit, count in rows.values_list("unit").annotate(Count("pk")):
        yield WeakPoint(unit, f"{count} 项逾期", _address(unit, year, "overdue=1"))


def off_track(user, year):
    counts = {
        "behind": Count("pk", filter=Q(light=Light.BEHIND)),
        "at_risk": Count("pk", filter=Q(light=Light.AT_RISK)),
    }
    rows = _open(user, year).filter(light__in=[Light.BEHIND, Light.AT_RISK])
    for row in rows.values("unit").annotate(**counts):
        said = [f"{row['behind']} 项滞后"] * bool(row["behind"])
        said += [f"{row['at_risk']} 项有滞后风险"] * bool(row["at_risk"])
        yield WeakPoint(
            row["unit"], "，".join(said), _address(row["unit"], year, "light=off_track")
        )


def below_plan(user, year):
    """Open items of a day, or of none: what recurs has no half way."""
    least = settings.MIDYEAR_LEAST_PERCENT
    rows = _open(user, year).filter(percent__lt=least).exclude(deadline_kind__in=RECURRING)
    for unit, count in rows.values_list("unit").annotate(Count("pk")):
        text = f"{count} 项进度不到 {least}%"
        yield WeakPoint(unit, text, _address(unit, year, "state=open&sort=percent"))


def months(user, year):
    """January to June: missing, late, or back with the unit now."""
    first, last = half_year(year)
    there = {month.period: month for month in Month.objects.filter(period__range=(first, last))}
    now = timezone.now()
    rows = UnitMonth.objects.visible_to(user).filter(period__range=(first, last), expected=True)
    rows = heat.with_extensions(rows, there.values(), now).order_by("unit", "period")
    fields = ("unit_id", "period", "expected", "report_state", "first_signed_at", "is_late", "is_missing")  # fmt: skip
    extended = ("extended_until",) if "extended_until" in rows.query.annotations else ()
    said = {}
    for row in rows.values(*fields, *extended):
        state = heat.state_of(row, there.get(row["period"]), now)
        if state == "on_time" and row["is_late"]:
            state = "late"
        if state in LAGGING:
            said.setdefault(row["unit_id"], []).append((row["period"], heat.WORDS[state]))
    for unit, lags in said.items():
        text = "、".join(f"{period.short_label}{word}" for period, word in lags)
        yield WeakPoint(unit, text, heat.month_address(lags[0][0], unit))


def indicators(user, year):
    """Typed indicators of which a unit signed nothing all half year, where most units signed something."""
    first, last = half_year(year)
    asked = Indicator.objects.asked_of_units(last)
    names = dict(asked.order_by("order", "pk").values_list("pk", "name"))
    having = set(
        UnitMonthIndicator.objects.filter(
            period__range=(first, last), indicator__in=names, signed__gt=0
        )
        .order_by()
        .values_list("unit", "indicator")
        .distinct()
    )
    signed = UnitMonth.objects.filter(
        period__range=(first, last), expected=True, first_signed_at__isnull=False
    )
    everybody = set(signed.order_by().values_list("unit", flat=True).distinct())
    common = _common(names, having, everybody)
    seen = UnitMonth.objects.visible_to(user).filter(period__range=(first, last))
    for unit in sorted(everybody & set(seen.order_by().values_list("unit", flat=True).distinct())):
        if zero := [names[pk] for pk in common if (unit, pk) not in having]:
            yield WeakPoint(unit, "、".join(zero), reverse("unit", args=[unit]))


def _common(names, having, everybody):
    """Indicators that more than the set share of the reporting units has."""
    counts = dict.fromkeys(names, 0)
    for unit, indicator in having:
        if unit in everybody:
            counts[indicator] += 1
    return [pk for pk in names if counts[pk] > settings.MIDYEAR_COMMON_SHARE * len(everybody)]
