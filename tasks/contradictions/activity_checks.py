"""登记的活动 against the figures that count them: typed heads, zeros, and whatever came in by a list."""

from collections import defaultdict

from django.urls import reverse

from tasks.contradictions.registry import Contradiction, register
from tasks.entries import value_text
from tasks.feeding import amounts_of, claims_of, feeds_in
from tasks.models import Activity, IndicatorValue, MonthlyReport, ReportState
from units.models import PartyOrganisation

SIGNED = (ReportState.SUBMITTED, ReportState.ACCEPTED)


def register_all():
    register("activities_differ", "登记的活动与填报的数不符", activities_differ)


def activities_differ(user, period):
    """Of the month's signed reports: a cell that says another number than its activities count, zero among them."""
    signed = MonthlyReport.objects.visible_to(user).of(period).filter(state__in=SIGNED)
    units = signed.order_by().values("unit")
    amounts = _amounts(units, period)
    values = IndicatorValue.objects.filter(period=period, unit__in=units)
    for value in values.select_related("indicator", "organisation").order_by("pk"):
        amount = amounts.get(value.unit_id, {}).get((value.indicator_id, value.organisation_id))
        if amount is None or value.value == amount:
            continue
        holder = f"{value.organisation.name} " if value.organisation else ""
        month = f"{reverse('month', args=[period])}?unit={value.unit_id}"
        yield Contradiction(
            value.unit_id, f"value-{value.pk}", f"{holder}{value.indicator.name}",
            f"填报 {value_text(value)}", f"{month}#values", f"登记的活动合计 {amount}", f"{month}#activities",
        )  # fmt: skip


def _amounts(units, period):
    """{unit: {(indicator, organisation): what its activities of the month count}}."""
    having = set(
        PartyOrganisation.objects.active_in(period)
        .filter(unit__in=units)
        .order_by()
        .values_list("unit", flat=True)
        .distinct()
    )
    activities = (
        Activity.objects.filter(unit__in=units)
        .in_month(period)
        .prefetch_related(
            feeds_in(period, "kinds__feeds__indicator"), "kinds__absorbs", "organisations"
        )
    )
    held = defaultdict(list)
    for each in activities:
        claims = claims_of(
            list(each.kinds.all()),
            list(each.organisations.all()),
            each.heads,
            each.unit_id in having,
        )
        held[each.unit_id].append((each, claims))
    return {unit: amounts_of(month) for unit, month in held.items()}
