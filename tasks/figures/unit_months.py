"""What a `UnitMonth` must say, computed set-wise from the facts: a handful of queries for any number of units."""

from django.db.models import Count, Q, Sum

from tasks.figures import item_rows
from tasks.models import (
    ItemClosing,
    Light,
    MonthException,
    MonthlyReport,
    ReportState,
    WorkItem,
)
from tasks.models.work_item import OPEN_STATES
from units.models import Unit

ITEM_FIGURES = (
    "items_total",
    "items_on_track",
    "items_at_risk",
    "items_behind",
    "items_done",
    "percent_sum",
)
NO_ITEMS = dict.fromkeys(ITEM_FIGURES, 0)


def facts_of(period, month, unit_ids=None):
    """{unit_id: {field of UnitMonth: value}} of a month; the closing's figures once it is locked."""
    locked = month is not None and month.is_locked
    reports = _reports(period, unit_ids)
    units = _units(period, unit_ids, reports)
    exempt = _exempt(month, unit_ids)
    items = closed_items(period, unit_ids) if locked else running_items(period, unit_ids)
    facts = {}
    for unit_id, (district_id, is_active) in units.items():
        expected = is_active and unit_id not in exempt
        report = _report_facts(reports.get(unit_id), month)
        unsigned = report["first_signed_at"] is None
        facts[unit_id] = {
            "district_id": district_id,
            "expected": expected,
            **report,
            **NO_ITEMS,
            "overdue": 0 if locked else None,
            **items.get(unit_id, {}),
            # At the lock nobody can still sign in time; before it, the clock answers.
            "is_missing": expected and unsigned if locked else None,
            "is_frozen": locked,
        }
    return facts


FROZEN = ("district_id", "expected", "is_missing")


def with_frozen(row, facts):
    """A frozen row keeps what the unit was then: its district, whether it had to report, and that it did not."""
    return {**facts, **{name: getattr(row, name) for name in FROZEN}} if row.is_frozen else facts


def _units(period, unit_ids, reports):
    """{unit_id: (district_id, active)}: every unit of the month, and any other that has a report in it."""
    rows = Unit.objects.all() if unit_ids is None else Unit.objects.filter(pk__in=unit_ids)
    active = dict(rows.active_in(period).order_by().values_list("pk", "district_id"))
    found = {pk: (district, True) for pk, district in active.items()}
    if others := set(reports) - set(found):
        rows = Unit.objects.filter(pk__in=others).order_by().values_list("pk", "district_id")
        found |= {pk: (district, False) for pk, district in rows}
    return found


def _reports(period, unit_ids):
    rows = MonthlyReport.objects.of(period).order_by()
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    fields = ("unit_id", "state", "signed_at", "first_signed_at", "first_due_at")
    return {row["unit_id"]: row for row in rows.values(*fields)}


def _report_facts(report, month):
    if report is None:
        return {
            "report_state": ReportState.DRAFT,
            "first_signed_at": None,
            "is_late": False,
            "awaiting_since": None,
        }
    signed, due = report["first_signed_at"], report["first_due_at"]
    if signed and month is not None and month.is_locked and signed > month.locked_at:
        # A reopened month: the closing's figures stay what was published.
        signed = None
    waits = report["state"] == ReportState.SUBMITTED
    return {
        "report_state": report["state"],
        "first_signed_at": signed,
        "is_late": bool(signed and due and signed > due),
        "awaiting_since": report["signed_at"] if waits else None,
    }


def _exempt(month, unit_ids):
    if month is None:
        return frozenset()
    rows = month.exceptions.filter(kind=MonthException.Kind.EXEMPT)
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    return frozenset(rows.values_list("unit_id", flat=True))


def running_items(period, unit_ids=None):
    """{unit_id: item figures} as the latest signatures left the items; nothing that the mere date changes."""
    rows = item_rows.counted(WorkItem.objects.all(), period)
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    return _grouped(rows, "unit", Q(year=period.year))


def closed_items(period, unit_ids=None):
    """{unit_id: item figures} of a locked month, overdue ones included, from its closings."""
    rows = ItemClosing.objects.filter(period=period)
    if unit_ids is not None:
        rows = rows.filter(item__unit__in=unit_ids)
    of_year = Q(item__year=period.year)
    overdue = Count("pk", filter=Q(is_overdue=True))
    return _grouped(rows, "item__unit", of_year, overdue=overdue)


def _grouped(rows, unit, of_year, **more):
    open_items = Q(state__in=OPEN_STATES)
    figures = {
        "items_total": Count("pk", filter=of_year),
        "items_done": Count("pk", filter=of_year & Q(state__in=item_rows.DONE_STATES)),
        "percent_sum": Sum("percent", filter=of_year, default=0),
        "items_on_track": Count("pk", filter=open_items & Q(light=Light.ON_TRACK)),
        "items_at_risk": Count("pk", filter=open_items & Q(light=Light.AT_RISK)),
        "items_behind": Count("pk", filter=open_items & Q(light=Light.BEHIND)),
        **more,
    }
    grouped = rows.order_by().values(unit).annotate(**figures)
    return {row.pop(unit): row for row in grouped}
