"""基础台账: where to begin. What must be done now, and how many of everything there are; each number is its list."""

from django.conf import settings
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from units.ledger.tabs import tabs_for
from units.ledger.terms import LEDGER, standing
from units.ledger.waiting import waiting_in
from units.models import (
    ContactPoint,
    PartyOfficer,
    PartyOrganisation,
    SetupAct,
    Term,
    Unit,
    YouthStudyGroup,
)


def urls():
    return [path("ledger/", require_safe(overview), name="ledger")]


def overview(request):
    user = request.user
    return render(
        request,
        "units/ledger/overview.html",
        {
            "tabs": tabs_for(user, "ledger"),
            "waiting": waiting_in(user),
            "cards": _cards(user),
            "coming": _coming(user),
            "head": ["党组织", "单位", "任期至", "状态", "办理"],
        },
    )


def _coming(user):
    """The next terms by their last day, overdue ones first: found and settled in a minute."""
    rows = Term.objects.visible_to(user).needing_attention().for_list().order_by("deadline", "pk")
    return [
        {"term": row, "standing": standing(row), "deed": LEDGER.deed(row, user)} for row in rows[:8]
    ]


def _cards(user):
    today = timezone.localdate()
    organisations = PartyOrganisation.objects.visible_to(user).alive()
    units = Unit.objects.visible_to(user).active()
    groups = YouthStudyGroup.objects.visible_to(user).current()
    months = max(settings.TERM_NOTICE_MONTHS)
    terms = Term.objects.visible_to(user)
    rows = (
        ("基层党组织", organisations.count(), "个", "organisations", "?standing=alive", ""),
        ("换届逾期", terms.overdue().count(), "个", "terms", "?standing=overdue&sort=due", ""),
        (f"{months} 个月内到期", terms.due_within(months).count(), "个", "terms", f"?standing=within-{months}&sort=due", ""),
        ("待审批设置调整", SetupAct.objects.visible_to(user).waiting().count(), "件", "setup_acts", "?state=proposed", ""),
        ("在任党务干部", PartyOfficer.objects.visible_to(user).serving().count(), "名", "party_officers", "?serving=serving", ""),
        ("有联系点的领导", _leaders(user, today), "名", "contact_points", f"?counted=contact_points&until={today}", ""),
        ("结对共建支部", organisations.paired_on(today).count(), "个", "organisations", f"?counted=pairings&until={today}", ""),
        ("青年小组", groups.values("unit").distinct().count(), "个", "youth_groups", "?held=held", f"共 {units.count()} 个单位"),
    )  # fmt: skip
    return [
        {"label": label, "number": number, "unit": measure, "href": reverse(page) + query, "note": note}
        for label, number, measure, page, query, note in rows
    ]  # fmt: skip


def _leaders(user, today):
    rows = ContactPoint.objects.visible_to(user).in_force(today)
    return rows.values("organisation__unit", "leader").distinct().count()
