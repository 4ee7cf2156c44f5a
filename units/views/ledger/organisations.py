"""基层党组织: the list, a unit's tree, and the page of one organisation with all that the ledger holds about it."""

from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from units.ledger import keeping, organisations, setup_acts
from units.ledger.contact_points import held_badge
from units.ledger.organisations import marks_text, standing_badge, tree_of
from units.ledger.terms import standing
from units.models import Pairing, PartyOrganisation, Role, SetupKind, Unit
from units.views.ledger.pages import LedgerPages
from units.workflows.setup_act import UNIT
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.panels import panels_for

HISTORY_SHOWN = 30
PROPOSERS = (*UNIT, Role.STAFF)


class OrganisationPages(LedgerPages):
    """The list shows a unit's own as a tree; over several units it is a list."""

    template_list = "units/ledger/organisations.html"

    def urls(self):
        return [
            path("organisations/", require_safe(self.list), name="organisations"),
            path("organisations/tree/<int:pk>/", require_safe(tree), name="organisation_tree"),
            path("organisations/<int:pk>/", require_safe(organisation), name="organisation"),
        ]

    def beside(self, request, found):
        scope = request.user.scope
        own = Unit.objects.filter(pk__in=scope.unit_ids) if scope.works_in_unit else []
        return {"trees": own, "may_propose": scope.role in PROPOSERS}


def may_propose(user, unit):
    return user.scope.role in PROPOSERS and keeping.may_write(user, unit)


def tree(request, pk):
    """One unit's organisations from the top down, with the term of each."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    rows = list(unit.organisations.alive().order_by("order", "pk").prefetch_related("terms"))
    shown = []
    for depth, row in tree_of(rows):
        row.unit = unit
        running = next((term for term in row.terms.all() if term.completed_on is None), None)
        if running:
            running.organisation = row
        shown.append(
            {
                "depth": depth,
                "organisation": row,
                "marks": marks_text(row),
                "term": running,
                "standing": standing(running) if running else None,
            }
        )
    if answer := exported(request, _tree_table(unit, shown)):
        return answer
    gone = unit.organisations.exclude(pk__in=[row.pk for row in rows]).order_by("-dissolved_on", "pk")  # fmt: skip
    return render(
        request,
        "units/ledger/tree.html",
        {
            "unit": unit,
            "rows": shown,
            "head": ["党组织", "类别", "成立", "本届任期至", "换届"],
            "gone": [{"organisation": row, "badge": standing_badge(row)} for row in gone],
            "propose_url": _propose_url(unit, SetupKind.FOUND) if may_propose(request.user, unit) else "",
        },
    )  # fmt: skip


def _tree_table(unit, shown):
    rows = [
        (
            "　" * row["depth"] + row["organisation"].name,
            row["organisation"].get_kind_display(),
            row["marks"],
            row["organisation"].founded_on,
            row["term"] and row["term"].last_day,
        )
        for row in shown
    ]
    header = ("党组织", "类别", "标记", "成立日期", "本届任期届满")
    return table("tree", f"{unit.short_name}党组织设置", header, rows)


def _propose_url(unit, kind, organisation=None):
    about = f"&organisation={organisation.pk}" if organisation else ""
    return f"{reverse('setup_act_new')}?kind={kind}&unit={unit.pk}{about}"


def organisation(request, pk):
    """One organisation: what it is, its terms, acts, grades, contacts and pairings."""
    rows = PartyOrganisation.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("unit", "parent", "merged_into"), pk=pk)
    if answer := exported(request, history_table(found)):
        return answer
    terms = list(found.terms.with_deadline())
    contacts = list(found.contact_points.all())
    for row in (*terms, *contacts):
        row.organisation = found
    acts = found.setup_acts.select_related("into", "parent", "organisation").order_by("-effective_on", "-pk")  # fmt: skip
    pairings = Pairing.objects.of_organisation(found).for_list().order_by("-starts_on", "pk")
    return render(
        request,
        "units/ledger/organisation.html",
        {
            "organisation": found,
            "badge": standing_badge(found),
            "marks": marks_text(found),
            "children": found.children.alive().order_by("order", "pk"),
            "merged_from": found.merged_from.all(),
            "terms": [(term, standing(term)) for term in terms],
            "acts": [(act, setup_acts.wanted_text(act), setup_acts.tone_of(act)) for act in acts],
            "grades": found.grades.select_related("grade_year").order_by("-grade_year__year"),
            "contacts": [(row, held_badge(row)) for row in contacts],
            "pairings": [(row, _other(row, found), held_badge(row)) for row in pairings],
            "acts_open": _kinds(found) if may_propose(request.user, found.unit) and found.is_alive() else [],
            "may_write": keeping.may_write(request.user, found.unit) and found.is_alive(),
            "panels": panels_for("organisation", request.user, found),
            "history": AuditEntry.objects.about(found)[:HISTORY_SHOWN],
        },
    )  # fmt: skip


def _other(pairing, organisation):
    return pairing.organisation.full_name if pairing.partner_id == organisation.pk else pairing.partner_text  # fmt: skip


def _kinds(organisation):
    kinds = (SetupKind.ADJUST, SetupKind.MERGE, SetupKind.DISSOLVE)
    return [(f"申请{kind.label}", _propose_url(organisation.unit, kind, organisation)) for kind in kinds]  # fmt: skip


PAGES = OrganisationPages(organisations.LEDGER)
