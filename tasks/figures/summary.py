"""The dashboard's figures of a month: by district, and added up. Two queries for any number of units and years."""

from dataclasses import dataclass, field

from django.db.models import Count, DateTimeField, F, Min, Q, Value
from django.utils import timezone

from tasks.figures import districts, item_rows, report_rows
from tasks.models import DistrictMonth, Light, UnitMonth, WorkItem
from tasks.models.work_item import OPEN_STATES
from zhaotong_portal.period import Period

ADDED = (
    "units",
    "expected",
    "reported",
    "on_time",
    "late",
    "missing",
    "returned",
    "submitted",
    "exempt",
    "items_total",
    "items_on_track",
    "items_at_risk",
    "items_behind",
    "items_done",
    "percent_sum",
    "overdue",
    "by_then",
)


@dataclass
class Figures:
    """The figures of one month for one district, or for several added up."""

    values: dict = field(default_factory=lambda: dict.fromkeys(ADDED, 0))
    oldest_awaiting: object = None

    def __getattr__(self, name):
        try:
            return self.__dict__["values"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def progress(self):
        """Mean percent, or None without items."""
        return percent_of(self.percent_sum, self.items_total)

    @property
    def on_time_rate(self):
        """On time of what was reported, as a fraction."""
        return self.on_time / self.reported if self.reported else None

    @property
    def off_track(self):
        return self.items_at_risk + self.items_behind

    def add(self, other):
        for name in ADDED:
            self.values[name] += other.values[name]
        moments = [m for m in (self.oldest_awaiting, other.oldest_awaiting) if m]
        self.oldest_awaiting = min(moments, default=None)
        return self


def percent_of(total, count):
    """The mean as a whole percent, None of nothing. 100 only when everything is done."""
    if not count:
        return None
    mean = round(total / count)
    return min(mean, 99) if total < 100 * count else mean


def added(figures):
    whole = Figures()
    for each in figures:
        whole.add(each)
    return whole


@dataclass
class MonthFigures:
    """What a dashboard shows of a month: by district, the months before it in the year, and what the date changed."""

    months: dict
    shown: object
    by_date: dict

    @property
    def districts(self):
        return self.months.get(self.shown.period, {})

    @property
    def before(self):
        return self.months.get(self.shown.previous, {})

    @property
    def whole(self):
        return added(self.districts.values())

    @property
    def whole_before(self):
        return added(self.before.values())

    def year(self):
        """[(period, all units' figures)] from January to the month shown."""
        first = Period(self.shown.period.year, 1)
        return [
            (period, added(by_district.values()))
            for period, by_district in sorted(self.months.items())
            if first <= period <= self.shown.period
        ]


def figures_of(shown, now=None, district=None) -> MonthFigures:
    """The figures of all units, or of one district. Two queries."""
    now = now or timezone.now()
    months = _sums(shown, now, district)
    by_date = {}
    if shown.is_running:
        by_date = units_by_date(WorkItem.objects.all(), shown, now, district)
        for row in by_date.values():
            if figures := months.get(shown.period, {}).get(row["district_id"]):
                apply_by_date(figures.values, row)
    return MonthFigures(months, shown, by_date)


COUNTED_BY_CONDITION = ("missing", "returned", "submitted", "exempt")
COLUMNS = ("period", "district_id", *(f"sum_{name}" for name in ADDED), "oldest")


def _sums(shown, now, district):
    """{period: {district_id: Figures}} of the year up to the month shown, and of the month before it.

    Units are added up for the month shown, the one before (what was signed by then) and any other that still runs;
    all others were added up at their lock. One query: kept sums and fresh ones are one result.
    """
    first = min(Period(shown.period.year, 1), shown.previous or shown.period)
    of_year = [period for period in shown.near if first <= period <= shown.period]
    fresh = {
        period: shown.near[period]
        for period in of_year
        if period in (shown.period, shown.previous) or not shown.near[period].is_locked
    }
    units = UnitMonth.objects.filter(period__in=fresh)
    kept = DistrictMonth.objects.filter(period__in=set(of_year) - set(fresh))
    if district is not None:
        units, kept = units.filter(district=district), kept.filter(district=district)
    then = _same_moment_before(now) if shown.is_running else None
    rows = _added_up(units, fresh, now, then).union(_kept(kept), all=True)
    found = {}
    for period, district_id, *values, oldest in rows:
        figures = Figures(dict(zip(ADDED, values, strict=True)), oldest)
        found.setdefault(period, {})[district_id] = figures
    return found


def _added_up(rows, months, now, then):
    """Sums by month and district; conditions of each month by its own clock."""
    conditions = {period: report_rows.conditions(month, now) for period, month in months.items()}

    def of_any_month(state):
        found = Q(pk=None)
        for period, wanted in conditions.items():
            found |= Q(period=period) & wanted[state]
        return Count("pk", filter=found)

    signed_by_then = report_rows.SIGNED
    if then is not None:
        signed_by_then &= Q(first_signed_at__lte=then)
    counts = {f"sum_{state}": of_any_month(state) for state in COUNTED_BY_CONDITION}
    counts["sum_units"] = Count("pk")
    counts["sum_by_then"] = Count("pk", filter=signed_by_then)
    grouped = rows.order_by().values("period", "district_id")
    return grouped.annotate(**(districts.SUMS | counts), oldest=Min("awaiting_since")).values_list(
        *COLUMNS
    )


NOT_KEPT = ("units", "returned", "submitted", "exempt", "by_then")


def _kept(rows):
    """The same columns from sums that were kept at the lock; what nobody asks of those months is nought."""
    nought = {f"sum_{name}": Value(0) for name in NOT_KEPT}
    same = {f"sum_{name}": F(name) for name in ADDED if name not in NOT_KEPT}
    never = Value(None, output_field=DateTimeField())
    return rows.order_by().annotate(**nought, **same, oldest=never).values_list(*COLUMNS)


def _same_moment_before(now):
    """The same day and hour of the month before; a day that it lacks is its last."""
    local = timezone.localtime(now)
    year, month = (local.year, local.month - 1) if local.month > 1 else (local.year - 1, 12)
    for day in range(local.day, 27, -1):
        try:
            return local.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    return local.replace(year=year, month=month, day=min(local.day, 28))


def apply_by_date(values, row):
    """Put what the date changes into kept sums: silent items burn behind, whatever light they last had."""
    values["overdue"] += row["by_date_overdue"]
    values["items_on_track"] -= row["silent_on_track"]
    values["items_at_risk"] -= row["silent_at_risk"]
    values["items_behind"] += row["silent_on_track"] + row["silent_at_risk"]


def units_by_date(items, shown, now=None, district=None):
    """{unit_id: overdue items and items behind for want of their line} of a running month. One grouped query."""
    now = now or timezone.now()
    if district is not None:
        items = items.filter(unit__district=district)
    overdue = item_rows.overdue_on(timezone.localdate(now))
    silent = item_rows.silent_in(shown.period, shown.month, now)
    wanted, silent = (overdue, Q(pk=None)) if silent is None else (overdue | silent, silent)
    grouped = (
        item_rows.counted(items, shown.period)
        .filter(Q(state__in=OPEN_STATES) & wanted)
        .order_by()
        .values("unit_id", district_id=F("unit__district_id"))
        .annotate(
            by_date_overdue=Count("pk", filter=overdue),
            silent_on_track=Count("pk", filter=silent & Q(light=Light.ON_TRACK)),
            silent_at_risk=Count("pk", filter=silent & Q(light=Light.AT_RISK)),
        )
    )
    return {row["unit_id"]: row for row in grouped}
