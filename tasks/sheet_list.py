"""A month's sheets as a list: who has it, what is in it, how it reached the unit. A constant number of queries."""

from collections import defaultdict

from django.db.models import Count, Exists, OuterRef, Q

from tasks.models import (
    Channel,
    Delivery,
    DeliveryState,
    LineState,
    ReminderSheet,
    SheetLine,
    SheetState,
)
from tasks.recipients import recipients_of
from tasks.workflows.reminder import writes_for
from units.models import Appointment, Unit
from units.models.person import UNIT_ROLES
from zhaotong_portal.listing import address_with

TROUBLE = (DeliveryState.FAILED, DeliveryState.GIVEN_UP, DeliveryState.BOUNCED)
# The deliveries of a sheet in one word: the worst that still needs somebody.
WORST_FIRST = (
    DeliveryState.GIVEN_UP,
    DeliveryState.BOUNCED,
    DeliveryState.FAILED,
    DeliveryState.CLAIMED,
    DeliveryState.PENDING,
    DeliveryState.GATHERED,
    DeliveryState.SENT,
)


def by_month(sheets):
    """[{period, total, issued, signed}] newest first, recalled ones left out."""
    return (
        sheets.live()
        .order_by("-period")
        .values("period")
        .annotate(
            total=Count("pk"),
            issued=Count("pk", filter=Q(state=SheetState.ISSUED)),
            signed=Count("pk", filter=Q(signed_for_at__isnull=False)),
        )
    )


def _has_nobody():
    people = Appointment.objects.current().filter(
        role__in=UNIT_ROLES, person__is_active=True, unit=OuterRef("unit")
    )
    return ~Exists(people)


def _in_trouble():
    return Exists(Delivery.objects.filter(sheet=OuterRef("pk"), state__in=TROUBLE))


def filtered(sheets, show):
    """The sheets behind a tab; an unknown one shows all."""
    live = sheets.live()
    return {
        "composed": live.filter(state=SheetState.COMPOSED),
        "issued": live.filter(state=SheetState.ISSUED),
        "delivered": live.filter(state=SheetState.ISSUED, delivered_at__isnull=False),
        "read": live.filter(state=SheetState.ISSUED, read_at__isnull=False),
        "signed": live.filter(state=SheetState.ISSUED, signed_for_at__isnull=False),
        "unsigned": live.filter(state=SheetState.ISSUED, signed_for_at=None),
        "trouble": live.filter(state=SheetState.ISSUED).filter(_in_trouble()),
        "nobody": live.filter(_has_nobody()),
        "recalled": sheets.filter(state=SheetState.RECALLED),
    }.get(show, sheets)


def counts(sheets):
    """What the head of the page says; one query."""
    issued = Q(state=SheetState.ISSUED)
    return sheets.annotate(has_nobody=_has_nobody(), in_trouble=_in_trouble()).aggregate(
        total=Count("pk", filter=~Q(state=SheetState.RECALLED)),
        composed=Count("pk", filter=Q(state=SheetState.COMPOSED)),
        issued=Count("pk", filter=issued),
        delivered=Count("pk", filter=issued & Q(delivered_at__isnull=False)),
        read=Count("pk", filter=issued & Q(read_at__isnull=False)),
        signed=Count("pk", filter=issued & Q(signed_for_at__isnull=False)),
        unsigned=Count("pk", filter=issued & Q(signed_for_at=None)),
        trouble=Count("pk", filter=issued & Q(in_trouble=True)),
        nobody=Count("pk", filter=~Q(state=SheetState.RECALLED) & Q(has_nobody=True)),
        recalled=Count("pk", filter=Q(state=SheetState.RECALLED)),
    )


def count_behind(show, counted):
    """How many sheets `filtered` leaves, from what was counted already."""
    everything = counted["total"] + counted["recalled"]
    return everything if show == "total" else counted.get(show, everything)


def tabs(request, counted, show):
    wanted = [("", "全部", count_behind("", counted))]
    wanted += [
        (key, label, counted[key])
        for key, label in (
            ("composed", "待印发"),
            ("issued", "已印发"),
            ("signed", "已签收"),
            ("unsigned", "未签收"),
            ("trouble", "送达异常"),
            ("nobody", "没有收件人"),
            ("recalled", "已收回"),
        )
        if counted[key] or key == show
    ]
    return [
        {
            "label": label,
            "count": count,
            "active": key == show,
            "url": address_with(request, show=key or None),
        }
        for key, label, count in wanted
    ]


def rows(page):
    """What the list shows of each sheet of a page; three queries for any number."""
    sheets = list(page)
    people = recipients_of({sheet.unit_id for sheet in sheets})
    lines = _line_counts(sheets)
    deliveries = defaultdict(list)
    for delivery in Delivery.objects.filter(sheet__in=sheets).select_related("recipient", "robot"):
        deliveries[delivery.sheet_id].append(delivery)
    return [
        _row(sheet, lines[sheet.pk], people.get(sheet.unit_id, []), deliveries[sheet.pk])
        for sheet in sheets
    ]


def _line_counts(sheets):
    found = defaultdict(lambda: {"total": 0, "open": 0, "again": 0})
    counted = (
        SheetLine.objects.filter(sheet__in=sheets)
        .order_by()
        .values_list("sheet_id")
        .annotate(
            total=Count("pk"),
            open=Count("pk", filter=Q(state__in=[LineState.OPEN, LineState.PROVISIONAL])),
            again=Count("pk", filter=Q(times_carried__gt=0)),
        )
    )
    for pk, total, still_open, again in counted:
        found[pk] = {"total": total, "open": still_open, "again": again}
    return found


def _row(sheet, lines, people, deliveries):
    states = {delivery.state for delivery in deliveries}
    worst = next((state for state in WORST_FIRST if state in states), None)
    return {
        "sheet": sheet,
        "lines": lines,
        "people": [person.name for person in people],
        "without_mail": people and not any(person.email for person in people),
        "delivery": worst,
        "delivery_label": worst and DeliveryState(worst).label,
        "trouble": [delivery for delivery in deliveries if delivery.state in TROUBLE]
        if sheet.state == SheetState.ISSUED
        else [],
        "mails": sum(delivery.channel == Channel.MAIL for delivery in deliveries),
    }


def units_without_sheet(period, user):
    """Active units that have no live sheet of this month, one query; empty where the reader writes none of them."""
    live = ReminderSheet.objects.live().filter(period=period, unit=OuterRef("pk"))
    units = Unit.objects.visible_to(user).active_in(period).filter(~Exists(live))
    return [unit for unit in units if writes_for(user, unit)]


def without_recipient(units):
    people = recipients_of([unit.pk for unit in units])
    return [unit for unit in units if unit.pk not in people]
