"""发展党员: a unit's numbers of a month, one for each stage. Never a name."""

import django_filters
from django import forms
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from units.ledger import keeping
from units.ledger.filters import LedgerFilter
from units.models import DevelopmentStage, MemberDevelopment
from units.models.member_development import MOST
from zhaotong_portal.audit.trail import record
from zhaotong_portal.exports.tables import table
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import NotAllowed

FIRST_YEAR = 2012


class MemberFilter(LedgerFilter):
    model = MemberDevelopment
    year = django_filters.ChoiceFilter(label="年份", field_name="period__year", empty_label="全部")
    stage = django_filters.ChoiceFilter(label="阶段", choices=DevelopmentStage.choices, empty_label="全部")  # fmt: skip

    def prepare(self):
        last = timezone.localdate().year
        self.filters["year"].extra["choices"] = [
            (year, f"{year}年") for year in range(last, FIRST_YEAR, -1)
        ]


def by_month(rows):
    """Rows as people read them: a unit's month with a number for each stage; one query."""
    sums = {stage: Sum("count", filter=Q(stage=stage), default=0) for stage in DevelopmentStage}
    return (
        rows.order_by()
        .values("unit", "unit__short_name", "unit__name", "unit__protocol_order", "period")
        .annotate(**{f"n_{stage}": total for stage, total in sums.items()})
        .order_by("-period", "unit__protocol_order")
    )


def numbers_of(row):
    return [row[f"n_{stage}"] for stage in DevelopmentStage]


def table_of(rows, chips=()):
    header = ("单位", "月份", *DevelopmentStage.labels)
    listed = by_month(rows)
    exported = lambda: ((row["unit__name"], row["period"].label, *numbers_of(row)) for row in listed.iterator(chunk_size=5000))  # noqa: E731  # fmt: skip
    return table("members", "发展党员台账", header, exported, count=listed.count, chips=chips)


class CountsForm(forms.Form):
    """A number for each stage; an empty field is none."""

    def __init__(self, data=None, *, unit, period):
        super().__init__(data)
        rows = MemberDevelopment.objects.filter(unit=unit, period=period)
        now = dict(rows.values_list("stage", "count"))
        for stage in DevelopmentStage:
            self.fields[stage.value] = forms.IntegerField(
                label=stage.label, required=False, min_value=0, max_value=MOST, initial=now.get(stage),
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                error_messages={
                    "invalid": "请填写整数。", "min_value": "人数不能是负数。", "max_value": "一个月最多 %(limit_value)d 名，请核对。",
                },
            )  # fmt: skip


@transaction.atomic
def set_counts(actor, unit, period: Period, counts: dict):
    """`counts`: {stage: number or None}; stages left out keep theirs. Raises NotAllowed, ValueError for a month to come."""
    if not keeping.may_write(actor, unit):
        raise NotAllowed(f"{unit}的发展党员人数不由您登记。")
    if period > Period.current():
        raise ValueError("the month has not begun")
    rows = MemberDevelopment.objects.select_for_update().filter(unit=unit, period=period)
    now = {row.stage: row for row in rows}
    changes = {}
    for stage, number in counts.items():
        kept, number = now.get(stage), number or 0
        before = kept.count if kept else 0
        if before == number:
            continue
        if number:
            fields = {"unit": unit, "period": period, "stage": stage}
            MemberDevelopment.objects.update_or_create(**fields, defaults={"count": number})
        else:
            kept.delete()
        label = DevelopmentStage(stage).label
        changes[f"{period.label}{label}"] = [str(before), str(number)]
    if changes:
        record(actor, "members.set", "登记发展党员人数", unit, changes=changes, unit_id=unit.pk)
    return changes
