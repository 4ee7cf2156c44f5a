"""The statistics of findings: counting a unit's years anew into `FindingFigure`, and reading them (G19, G20, W10).

自报整改率: reported by the unit of those handed to it. 验收整改率: verified by somebody else, of the same. A problem that
was put right on site counts in both. Rows handled in an older one count by their own channel, not as further work.
"""

from collections import defaultdict
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Count, Q, Sum

from reviews.models import Finding, FindingFigure, FindingRecheck, FindingState
from reviews.models.finding import OPEN_FINDINGS
from reviews.models.finding_figure import COUNTS
from zhaotong_portal.workdays import moment

# Not (yet) the unit's to put right.
_NOT_HANDED = (FindingState.FOUND, FindingState.CONFIRMED, FindingState.NOT_OURS, FindingState.NO_BASIS,
               FindingState.ALREADY_FIXED)  # fmt: skip
_REPORTED = (FindingState.REPORTED, FindingState.VERIFIED, FindingState.CLOSED)
_VERIFIED = (FindingState.VERIFIED, FindingState.CLOSED)
_FIELDS = (
    "pk", "unit_id", "year", "source", "category_id", "state", "found_on", "closed_at", "import_batch_id",
    "returned_times", "recurred_times", "extended_times",
)  # fmt: skip
SPLITS = {"source": "source", "category": "category_id"}


def refresh(unit_ids):
    """Count these units' findings anew, in one read; called with every event, under the caller's transaction."""
    unit_ids = sorted(set(unit_ids))
    rows = Finding.objects.shown().filter(unit__in=unit_ids).order_by()
    expected = _counted(rows)
    kept = {
        _key(row): row
        for row in FindingFigure.objects.filter(unit__in=unit_ids).select_for_update()
    }
    new, changed = [], []
    for key, counts in expected.items():
        row = kept.pop(key, None)
        if row is None:
            new.append(FindingFigure(**_named(key), **counts))
        elif any(getattr(row, name) != value for name, value in counts.items()):
            for name, value in counts.items():
                setattr(row, name, value)
            changed.append(row)
    FindingFigure.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    FindingFigure.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    FindingFigure.objects.bulk_update(changed, COUNTS, batch_size=200)


def _key(row):
    return (
        row.unit_id,
        row.year,
        row.split,
        row.source if row.split == "source" else row.category_id,
    )


def _named(key):
    unit_id, year, split, value = key
    return {"unit_id": unit_id, "year": year, "split": split, SPLITS[split]: value}


def _counted(rows):
    """{key: counts} of both splits."""
    checks = defaultdict(list)
    judged = FindingRecheck.objects.filter(finding__in=rows.values("pk")).exclude(verdict="")
    for pk, verdict in judged.values_list("finding_id", "verdict"):
        checks[pk].append(verdict)
    found = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for values in rows.values_list(*_FIELDS).iterator(chunk_size=5000):
        row = dict(zip(_FIELDS, values, strict=True))
        counts = _of_one(row, checks[row["pk"]])
        for split, name in SPLITS.items():
            into = found[row["unit_id"], row["year"], split, row[name]]
            for field, value in counts.items():
                into[field] += value
    return dict(found)


def _of_one(row, checks):
    state = row["state"]
    handed = state not in _NOT_HANDED
    # A list does not say when its problems were found or closed.
    timed = (
        row["closed_at"] is not None
        and state == FindingState.CLOSED
        and row["import_batch_id"] is None
    )
    days = (row["closed_at"] - moment(row["found_on"])).days if timed else 0
    return {
        "found": state not in (FindingState.NOT_OURS, FindingState.NO_BASIS),
        "handed": handed,
        "reported": state in _REPORTED,
        "verified": state in _VERIFIED,
        "open": state in OPEN_FINDINGS,
        "returned": row["returned_times"],
        "recurred": row["recurred_times"],
        "extended": row["extended_times"],
        "days": max(0, days),
        "days_of": timed,
        "rechecked": len(checks),
        "held": checks.count("held"),
    }


def differences():
    """One sentence for each figure that is kept otherwise than it counts."""
    expected = _counted(Finding.objects.shown().order_by())
    for row in FindingFigure.objects.all():
        counts = expected.pop(_key(row), dict.fromkeys(COUNTS, 0))
        for name, value in counts.items():
            if getattr(row, name) != value:
                label = FindingFigure._meta.get_field(name).verbose_name
                yield f"问题汇总 {row} {label}：保存 {getattr(row, name)}，重算 {int(value)}"
    for key in expected:
        yield f"问题汇总 {key}：缺少"


# --- Reading -------------------------------------------------------------------------------------------


@dataclass
class Standing:
    """One line of the statistics. Shares are fractions, None without a base."""

    found: int = 0
    handed: int = 0
    reported: int = 0
    verified: int = 0
    open: int = 0
    returned: int = 0
    recurred: int = 0
    extended: int = 0
    days: int = 0
    days_of: int = 0
    rechecked: int = 0
    held: int = 0
    overdue: int = 0

    @property
    def reported_share(self):
        return self.reported / self.handed if self.handed else None

    @property
    def verified_share(self):
        return self.verified / self.handed if self.handed else None

    @property
    def held_share(self):
        return self.held / self.rechecked if self.rechecked else None

    @property
    def average_days(self):
        return round(self.days / self.days_of, 1) if self.days_of else None

    def add(self, other):
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def standings(split, years=None, district=None):
    """{value: Standing}: by `unit`, `source` or `category`; two queries."""
    kept = FindingFigure.objects.filter(split="category" if split == "category" else "source")
    late = Finding.objects.shown().overdue().order_by()
    if years:
        kept, late = kept.filter(year__in=years), late.filter(year__in=years)
    if district:
        kept, late = kept.filter(unit__district=district), late.filter(unit__district=district)
    sums = kept.order_by().values_list(split).annotate(*[Sum(name) for name in COUNTS])
    found = {value: Standing(**dict(zip(COUNTS, counts, strict=True))) for value, *counts in sums}
    for value, count in late.values_list(split).annotate(Count("pk")):
        found.setdefault(value, Standing()).overdue = count
    return found


def total_of(standings_):
    whole = Standing()
    for row in standings_:
        whole.add(row)
    return whole


# --- The two readings of the article (features.md §12) ----------------------------------------------------


def by_channel(first: date, last: date, findings=None):
    """{source: rows} found from `first` to `last`: every row by the channel that brought it in."""
    rows = _found(findings, first, last)
    return dict(rows.values_list("source").annotate(Count("pk")))


def by_family(first: date, last: date, findings=None):
    """{source: problems}: what was joined to a family counts once for each channel by which it came."""
    rows = _found(findings, first, last)
    alone = rows.filter(family=None).values_list("source").annotate(Count("pk"))
    joined = (
        rows.exclude(family=None).values_list("source").annotate(Count("family", distinct=True))
    )
    found = defaultdict(int, alone)
    for source, count in joined:
        found[source] += count
    return dict(found)


def _found(findings, first, last):
    rows = Finding.objects.shown() if findings is None else findings
    none = Q(state__in=(FindingState.NOT_OURS, FindingState.NO_BASIS))
    return rows.exclude(none).filter(found_on__range=(first, last)).order_by()
