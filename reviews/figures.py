"""The rollup of ratings and findings, `UnitMonthReviews`, and how it is kept true (rules.md §2).

Ratings come in bursts: they are counted by a set-based refresh at most a minute old, so that no citizen waits for a
row that others write. Findings are counted with the event that changes them.
"""

from collections import defaultdict
from datetime import datetime, time

from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from reviews import finding_figures
from reviews.models import Finding, FindingState, Rating, UnitMonthReviews
from reviews.satisfaction import COUNTED, GRADES
from units.models import Unit
from zhaotong_portal.health import keep_heartbeat
from zhaotong_portal.health_models import Heartbeat
from zhaotong_portal.period import Period

BATCH = 500
COUNTING = "ratings"
FINDING_DATES = {
    "findings_found": "found_on",
    "findings_reported": "reported_at",
    "findings_closed": "closed_at",
}
# Looked into and found to be none: neither found nor closed counts them.
NO_PROBLEM = (FindingState.NOT_OURS, FindingState.NO_BASIS)


@transaction.atomic
def refresh_ratings() -> int:
    """Count anew each unit's month in which a rating came, or one was excluded, since the last time.

    Idempotent: a month is counted whole, never added to. Returns how many unit-months were counted.
    """
    started = timezone.now()
    waiting = _waiting()
    for period, unit_ids in waiting.items():
        _write_ratings(period, unit_ids, started)
    keep_heartbeat(COUNTING)
    return sum(map(len, waiting.values()))


def counted_as_of():
    """When ratings were last counted; None when they never were."""
    return Heartbeat.objects.filter(name=COUNTING).values_list("at", flat=True).first()


def recount(ratings):
    """After a decision about ratings (excluded, taken back): the next refresh counts their months anew."""
    ratings.update(counted=False)


@transaction.atomic
def findings_changed(unit_ids, periods=None):
    """After findings of these units came, were reported or closed; all their months when `periods` is None."""
    unit_ids = sorted(set(unit_ids))
    finding_figures.refresh(unit_ids)
    facts = _finding_facts(unit_ids)
    wanted = set(periods) if periods is not None else {period for period, _ in facts}
    if periods is None:
        with_figures = UnitMonthReviews.objects.filter(unit__in=unit_ids).filter(_HAS_FINDINGS)
        wanted |= set(with_figures.values_list("period", flat=True))
    for period in sorted(wanted):
        rows = _locked_rows(period, _concerned(facts, period, unit_ids))
        # Read again under the lock: whoever comes second counts what the first one wrote.
        now = _finding_facts(rows.keys(), period)
        nothing = dict.fromkeys(FINDING_DATES, 0)
        _take_over(rows, {pk: now.get((period, pk), nothing) for pk in rows})


_HAS_FINDINGS = Q(findings_found__gt=0) | Q(findings_reported__gt=0) | Q(findings_closed__gt=0)


def _concerned(facts, period, unit_ids):
    """Units with something to count, or with a row that may hold what is no longer there."""
    kept = UnitMonthReviews.objects.filter(period=period, unit__in=unit_ids)
    return {pk for p, pk in facts if p == period} | set(kept.values_list("unit", flat=True))


def _waiting():
    """{period: {unit ids}} with ratings that no refresh has counted."""
    rows = Rating.objects.filter(counted=False).order_by()
    found = defaultdict(set)
    for month, unit_id in (
        rows.annotate(m=TruncMonth("given_on")).values_list("m", "unit").distinct()
    ):
        found[Period.of(month)].add(unit_id)
    return dict(sorted(found.items()))


def _write_ratings(period, unit_ids, as_of):
    rows = _locked_rows(period, unit_ids)
    of_month = Rating.objects.filter(
        unit__in=unit_ids, given_on__range=(period.first_day, period.last_day)
    )
    # Marked first, counted after: what is marked is surely in the count; what comes between is counted again.
    of_month.filter(counted=False).update(counted=True)
    facts = rating_facts(of_month)
    nothing = dict.fromkeys(COUNTED, 0)
    for row in rows.values():
        row.as_of = as_of
    counts = {pk: facts.get((period, pk), nothing) for pk in rows}
    _take_over(rows, counts, also=["as_of"])


def rating_facts(ratings):
    """{(period, unit id): counts} of ratings, in one query."""
    valid = {
        f"grade_{value}": Count("pk", filter=Q(grade=value, is_excluded=False)) for value in GRADES
    }
    pending = Q(is_excluded=False, is_flagged=True)
    grouped = (
        ratings.order_by()
        .annotate(m=TruncMonth("given_on"))
        .values_list("m", "unit")
        .annotate(
            **valid,
            excluded=Count("pk", filter=Q(is_excluded=True)),
            flagged=Count("pk", filter=pending),
            **{
                f"flagged_{value}": Count("pk", filter=pending & Q(grade=value)) for value in GRADES
            },
        )
    )
    return {
        (Period.of(month), unit_id): dict(zip(COUNTED, counts, strict=True))
        for month, unit_id, *counts in grouped
    }


def _finding_facts(unit_ids=None, period=None):
    """{(period, unit id): counts} of findings: found, reported and closed each in the month it happened."""
    found = defaultdict(lambda: dict.fromkeys(FINDING_DATES, 0))
    rows = Finding.objects.shown().exclude(state__in=NO_PROBLEM).order_by()
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    for name, date_field in FINDING_DATES.items():
        dated = rows.filter(**_happened(date_field, period)).annotate(m=TruncMonth(date_field))
        for month, unit_id, count in dated.values_list("m", "unit").annotate(Count("pk")):
            found[Period.of(month), unit_id][name] = count
    return dict(found)


def _happened(date_field, period):
    """The condition that the date is known, and lies in a month; moments by the clock of Asia/Shanghai."""
    if period is None:
        return {f"{date_field}__isnull": False}
    first, after = period.first_day, period.next().first_day
    if isinstance(Finding._meta.get_field(date_field), models.DateTimeField):
        first, after = (
            timezone.make_aware(datetime.combine(day, time.min)) for day in (first, after)
        )
    return {f"{date_field}__gte": first, f"{date_field}__lt": after}


def _locked_rows(period, unit_ids):
    """{unit id: rollup row}, created where missing and locked in one order, so that writers queue."""
    rows = UnitMonthReviews.objects.filter(period=period, unit__in=unit_ids)
    missing = set(unit_ids) - set(rows.values_list("unit", flat=True))
    if missing:
        districts = Unit.objects.filter(pk__in=missing).values_list("pk", "district")
        UnitMonthReviews.objects.bulk_create(
            [
                UnitMonthReviews(unit_id=pk, district_id=district, period=period)
                for pk, district in sorted(districts)
            ],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
    return {row.unit_id: row for row in rows.order_by("unit_id").select_for_update()}


def _take_over(rows, counts, also=()):
    for pk, row in rows.items():
        for name, value in counts[pk].items():
            setattr(row, name, value)
    if rows:
        fields = [*next(iter(counts.values())), *also]
        # The rows are there and held: writing them over is one plain statement, where an update has a case for each.
        UnitMonthReviews.objects.bulk_create(
            rows.values(), update_conflicts=True, unique_fields=["unit", "period"], update_fields=fields,
            batch_size=BATCH,
        )  # fmt: skip


# --- Rebuilding and proving ---------------------------------------------------------------------------


@transaction.atomic
def rebuild() -> int:
    """Everything from the rows; called by `rebuild_rollups`."""
    Rating.objects.filter(counted=True).update(counted=False)
    stale = UnitMonthReviews.objects.exclude(**dict.fromkeys(COUNTED, 0))
    stale.update(**dict.fromkeys(COUNTED, 0))
    refresh_ratings()
    findings_changed(Unit.objects.values_list("pk", flat=True))
    return UnitMonthReviews.objects.count()


def differences():
    """One sentence for each figure that is kept otherwise than it counts.

    Months with ratings that the next refresh will count are left to it: being a minute old is no fault.
    """
    waiting = {(period, pk) for period, ids in _waiting().items() for pk in ids}
    expected = defaultdict(lambda: dict.fromkeys([*COUNTED, *FINDING_DATES], 0))
    for facts in (rating_facts(Rating.objects.all()), _finding_facts()):
        for key, counts in facts.items():
            expected[key].update(counts)
    kept = UnitMonthReviews.objects.select_related("unit").order_by("period", "unit_id")
    missing = set(expected)
    for row in kept:
        key = row.period, row.unit_id
        missing.discard(key)
        yield from _row_differences(row, expected[key], skip=COUNTED if key in waiting else ())
    yield from finding_figures.differences()
    for period, unit_id in sorted(missing - waiting):
        yield f"{period.label} 单位编号 {unit_id}：缺少评议整改汇总"


def _row_differences(row, expected, skip):
    for name, value in expected.items():
        if name not in skip and getattr(row, name) != value:
            label = UnitMonthReviews._meta.get_field(name).verbose_name
            yield f"{row} {label}：保存 {getattr(row, name)}，重算 {value}"
