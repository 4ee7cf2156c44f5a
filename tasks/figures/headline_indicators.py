"""Headline figures of the catalogue: whatever an indicator counts is a figure of its own, without programming.

Accepted values only (rules.md §2). What a ledger knows is that ledger's figure; an indicator fed by activities alone
counts the activities themselves, so that one that several units held together counts once (C16).
"""

from functools import lru_cache, partial

from django.db.models import Count, Sum
from django.urls import reverse

from tasks.models import (
    Activity,
    Indicator,
    IndicatorMonth,
    IndicatorSource,
    QuantityType,
    UnitMonthIndicator,
)
from zhaotong_portal.headline import when
from zhaotong_portal.headline.figure import (
    Adding,
    Card,
    Figure,
    Group,
    Listing,
    Row,
    Tally,
    dated,
    tally,
)
from zhaotong_portal.headline.rounding import and_more, exact, in_ten_thousands

# How the article writes them; any other indicator is written out, under 思想铸魂.
ROUNDINGS = {
    "first_topic": in_ten_thousands,
    "centre_group": and_more,
    "warning_education_people": in_ten_thousands,
}
GROUPS = {
    "first_topic": Group.POLITICS,
    "special_lecture": Group.POLITICS,
    "joint_study": Group.CENTRE,
}
# The article speaks of one year's (features §11, row 35).
BY_YEAR = {"joint_study"}
TYPED_DEDUPE = (
    "一个单位（党组织）一个月一个数；经审核通过的才计入，退回重报的以最后一次通过的为准。"
)
ACTIVITY_DEDUPE = "一次活动计一次，几个单位共同开展、同属几类的也只计一次。"


def figures():
    """One query for the whole catalogue."""
    rows = Indicator.objects.filter(is_active=True).exclude(source=IndicatorSource.LEDGER)
    return [_figure(*values) for values in rows.values_list(*FIELDS)]


FIELDS = ("pk", "code", "name", "level", "quantity", "source", "is_stock", "definition", "version", "order")  # fmt: skip


@lru_cache(maxsize=512)
def _figure(*values):
    """The same row of the catalogue is the same figure, so that its queries are written once (`counting.compiled`)."""
    indicator = Indicator(**dict(zip(FIELDS, values, strict=True)))
    counts_activities = indicator.source == IndicatorSource.ACTIVITIES
    return _of_activities(indicator) if counts_activities else _of_values(indicator)


def _common(indicator, **card):
    code = indicator.code
    return {
        "key": code,
        "label": indicator.name,
        "quantity": indicator.get_quantity_display(),
        "group": GROUPS.get(code, Group.THEORY),
        "order": indicator.order,
        "rounding": ROUNDINGS.get(code, exact),
        "digits": 2 if indicator.quantity == QuantityType.TEN_THOUSAND_YUAN else 0,
        "card": Card(
            counts=indicator.definition,
            level=indicator.get_level_display(),
            version=indicator.version,
            **card,
        ),
    }


def _of_values(indicator):
    pk = indicator.pk
    in_span = when.in_last_month() if indicator.is_stock else when.in_month()
    return Figure(
        **_common(indicator, dedupe=TYPED_DEDUPE, source="月度填报（审核通过的月报）"),
        adding=Adding.STANDING if indicator.is_stock else Adding.SUM,
        tallies={
            "accepted": tally(partial(_rows_of, IndicatorMonth, pk), in_span, Sum("accepted"))
        },
        listing=Listing(
            _value_row,
            rows=dated(
                lambda: (
                    _rows_of(UnitMonthIndicator, pk).filter(accepted__gt=0).select_related("unit")
                ),
                in_span,
            ),
            order=("period", "unit__protocol_order", "pk"),
        ),
    )


def _rows_of(model, pk):
    return model.objects.filter(indicator=pk)


def _value_row(row):
    return Row(
        row.period.label,
        row.unit.short_name,
        "审核通过的月报",
        f"{reverse('month', args=[row.period])}?unit={row.unit_id}",
        row.accepted,
    )


def _of_activities(indicator):
    held = dated(
        lambda: Activity.objects.filter(kinds__feeds__indicator=indicator.pk),
        when.on_day("held_on"),
    )
    return Figure(
        **_common(indicator, dedupe=ACTIVITY_DEDUPE, source="活动台账"),
        adding=Adding.YEARLY if indicator.code in BY_YEAR else Adding.SUM,
        tallies={"held": Tally(held, Count("pk", distinct=True), when.year_of("held_on"))},
        listing=Listing(
            _activity_row,
            rows=lambda span: (
                held(span).select_related("unit").prefetch_related("partners").distinct()
            ),
            order=("held_on", "pk"),
        ),
    )


def _activity_row(activity):
    partners = "、".join(unit.short_name for unit in activity.partners.all())
    month = reverse("month", args=[activity.period])
    return Row(
        activity.held_on,
        f"{activity.unit.short_name}、{partners}" if partners else activity.unit.short_name,
        activity.topic,
        f"{month}?unit={activity.unit_id}#{activity.anchor}",
        evidence=activity.document,
    )
