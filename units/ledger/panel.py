"""党组织 on the page of a unit: terms that need attention, and ways into the ledger. No query where none does."""

from django.urls import reverse

from units.ledger.terms import standing
from units.models import Term
from zhaotong_portal.panels import Panel

PANEL = "units/ledger/panel.html"
SHOWN = 5


def terms_of(unit_pk):
    return Term.objects.needing_attention().filter(organisation__unit=unit_pk)


def of_unit(user, unit):
    rows = Term.objects.visible_to(user).filter(organisation__unit=unit)
    has_any = getattr(unit, "has_terms_due", True)  # asked beforehand by the page
    terms = has_any and list(
        rows.needing_attention().for_list().order_by("deadline", "pk")[: SHOWN + 1]
    )
    terms = terms or []
    links = [
        (label, f"{reverse(name)}?unit={unit.pk}")
        for label, name in (
            ("设置调整", "setup_acts"), ("联系点", "contact_points"), ("结对共建", "pairings"),
            ("党务干部", "party_officers"), ("分类定级", "grades"),
        )
    ]  # fmt: skip
    return Panel(
        PANEL,
        {
            "terms": [(term, standing(term)) for term in terms[:SHOWN]],
            "more": len(terms) > SHOWN,
            "tree": reverse("organisation_tree", args=[unit.pk]),
            "terms_url": f"{reverse('terms')}?unit={unit.pk}&standing=running&sort=due",
            "links": links,
        },
    )
