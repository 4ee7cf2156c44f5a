"""片区 sums: of locked months kept, of running months added up in the database when asked."""

from django.db.models import Count, Q, Sum

from tasks.models import DistrictMonth, UnitMonth

KEPT = ("district_id", "expected", "reported", "on_time", "late", "missing", "items_total", "items_on_track",
        "items_at_risk", "items_behind", "items_done", "percent_sum", "overdue")  # fmt: skip

SIGNED = Q(expected=True, first_signed_at__isnull=False)
# Aliases that are also fields of UnitMonth would hide them from the other sums: hence the prefix.
SUMS = {
    "sum_expected": Count("pk", filter=Q(expected=True)),
    "sum_reported": Count("pk", filter=SIGNED),
    "sum_on_time": Count("pk", filter=SIGNED & Q(is_late=False)),
    "sum_late": Count("pk", filter=SIGNED & Q(is_late=True)),
    "sum_missing": Count("pk", filter=Q(is_missing=True)),
    **{
        f"sum_{name}": Sum(name, default=0)
        for name in (
            "items_total",
            "items_on_track",
            "items_at_risk",
            "items_behind",
            "items_done",
            "percent_sum",
            "overdue",
        )
    },
}


def summed(rows, *by):
    """`UnitMonth` rows added up by the given fields, as plain dictionaries."""
    grouped = rows.order_by().values(*by).annotate(**SUMS)
    return [{name.removeprefix("sum_"): value for name, value in row.items()} for row in grouped]


def of_month(period):
    """{district_id: sums} of a locked month, rebuilt from its units."""
    return {
        row["district_id"]: row
        for row in summed(UnitMonth.objects.of(period), "district_id", "period")
    }


def write(period):
    """Keep the sums of a month that has just been locked. Safe to repeat."""
    rows = [DistrictMonth(**row) for row in of_month(period).values()]
    DistrictMonth.objects.filter(period=period).exclude(
        district__in=[row.district_id for row in rows]
    ).delete()
    DistrictMonth.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["district", "period"],
        update_fields=[name for name in KEPT if name != "district_id"],
    )
