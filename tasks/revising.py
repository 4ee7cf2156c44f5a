"""Changing the catalogue without programming, and without touching what was reported: versions from a month on.

What a change means for running months: nothing. It holds from the first month that is not open yet, so that nobody is
asked twice and no sum of an open or past month moves.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from tasks.models import Indicator, IndicatorSource, IndicatorVersion, ListKind, Month
from zhaotong_portal.period import Period

# A change of these is another version: what is counted, and who holds it.
VERSIONED = ("name", "level", "definition")
ALWAYS = Period(2000, 1)


def first_unopened_month() -> Period:
    last = Month.objects.order_by("-period").values_list("period", flat=True).first()
    return last.next() if last else Period.current()


@transaction.atomic
def revise(indicator: Indicator, actor) -> Indicator:
    """Store an edited row of the catalogue; a change of its meaning becomes a version of its own.

    Raises ValidationError: another quantity type or stock instead of flow once there are data, more minutes than a
    month may cost.
    """
    before = Indicator.objects.select_for_update().get(pk=indicator.pk)
    indicator.version = before.version
    check_budget(indicator)
    if any(getattr(before, name) != getattr(indicator, name) for name in VERSIONED):
        _add_version(before, indicator, actor)
    indicator.save()
    return indicator


@transaction.atomic
def introduce(indicator: Indicator) -> Indicator:
    """A new row: asked from the first month that is not open yet, unless it says a later one."""
    begins = first_unopened_month()
    if indicator.source == IndicatorSource.TYPED and (
        indicator.asked_from is None or indicator.asked_from < begins
    ):
        indicator.asked_from = begins
    check_budget(indicator)
    indicator.save()
    return indicator


def check_budget(indicator: Indicator):
    """The committee sees the sum of what it asks: an indicator that makes a month too long is refused (W7).

    The limit is MONTH_BUDGET_MINUTES, minutes a unit and month over all typed indicators and further lists.
    """
    if not indicator.is_active or indicator.source != IndicatorSource.TYPED:
        return
    period = max(indicator.asked_from or ALWAYS, first_unopened_month())
    refuse_over_budget(
        indicator.minutes,
        Indicator.objects.asked_of_units(period).exclude(pk=indicator.pk),
        ListKind.objects.asked_in(period),
    )


def check_list_budget(kind: ListKind):
    """The same of a further list."""
    if kind.is_active:
        period = first_unopened_month()
        others = ListKind.objects.asked_in(period).exclude(pk=kind.pk)
        refuse_over_budget(kind.minutes, Indicator.objects.asked_of_units(period), others)


def refuse_over_budget(minutes, *asked):
    total = minutes + sum(rows.aggregate(sum=Sum("minutes"))["sum"] or 0 for rows in asked)
    if total > settings.MONTH_BUDGET_MINUTES:
        text = (
            f"指标和清单合计，各单位每月约需 {total} 分钟，超过上限 {settings.MONTH_BUDGET_MINUTES} 分钟。"
            "请先停用或合并其他填报项，或者改由活动、台账自动汇总。"
        )
        raise ValidationError({"minutes": text})


def _add_version(before, indicator, actor):
    """The version that held so far is kept for all earlier months; a second change before the month opens joins the first."""
    IndicatorVersion.objects.get_or_create(
        indicator=before,
        number=1,
        defaults={"valid_from": ALWAYS} | _meaning(before),
    )
    version, created = IndicatorVersion.objects.update_or_create(
        indicator=before,
        valid_from=first_unopened_month(),
        defaults=_meaning(indicator) | {"changed_by": actor},
        create_defaults=_meaning(indicator) | {"changed_by": actor, "number": before.version + 1},
    )
    indicator.version = version.number


def _meaning(indicator):
    return {name: getattr(indicator, name) for name in VERSIONED}
