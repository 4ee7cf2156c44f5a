"""基础台账: where to begin. What must be done now, and how many of everything there are; each number is its list."""

from django.conf import settings
from django.contrib.auth import get_user_model
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
from zhaotong_portal.navigation import CountOf


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
    """All numbers together cost one query."""
    today, months = timezone.localdate(), max(settings.TERM_NOTICE_MONTHS)
    organisations = PartyOrganisation.objects.visible_to(user).alive()
    terms, groups = Term.objects.visible_to(user), YouthStudyGroup.objects.visible_to(user)
    leaders = ContactPoint.objects.visible_to(user).in_force(today)
    rows = (
        ("基层党组织", "个", "organisations", "?standing=alive", organisations),
        ("换届逾期", "个", "terms", "?standing=overdue&sort=due", terms.overdue()),
        (f"{months} 个月内到期", "个", "terms", f"?standing=within-{months}&sort=due", terms.due_within(months)),
        ("待审批设置调整", "件", "setup_acts", "?state=proposed", SetupAct.objects.visible_to(user).waiting()),
        ("在任党务干部", "名", "party_officers", "?serving=serving", PartyOfficer.objects.visible_to(user).serving()),
        ("有联系点的领导", "名", "contact_points", f"?counted=contact_points&until={today}",
         leaders.values("organisation__unit", "leader").distinct()),
        ("结对共建支部", "个", "organisations", f"?counted=pairings&until={today}", organisations.paired_on(today)),
        ("青年小组", "个", "youth_groups", "?held=held", groups.current().values("unit").distinct()),
    )  # fmt: skip
    units = Unit.objects.visible_to(user).active()
    *numbers, all_units = _counts(user, [*(row[-1] for row in rows), units])
    cards = [
        {"label": label, "number": number, "unit": measure, "href": reverse(page) + query}
        for (label, measure, page, query, _), number in zip(rows, numbers, strict=True)
    ]
    cards[-1]["note"] = f"共 {all_units} 个单位"
    return cards


def _counts(user, querysets):
    counts = [
        CountOf(rows.order_by() if rows.query.distinct else rows.order_by().values("pk"))
        for rows in querysets
    ]
    return get_user_model().objects.filter(pk=user.pk).values_list(*counts).get()
