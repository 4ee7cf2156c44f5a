"""The panels of a problem's page beside its moves: evidence, extension, re-check, family, links."""

from reviews import evidence, families, rechecks
from reviews.finding_links import links_of
from reviews.models import FindingEvidence, FindingRecheck
from reviews.models.finding import NOT_YET_TOLD
from reviews.views.finding_forms import EvidenceForm, ExtensionForm, GrantForm, RecheckForm
from reviews.workflows import finding_extension
from units.models import Role


def parts_of(finding, user, forms):
    """`forms`: bound forms by name, after a refusal."""
    extensions = list(finding.extensions.select_related("asked_by", "decided_by"))
    asked = next((row for row in extensions if row.state == "asked"), None)
    if asked:
        asked.finding = finding
    recheck = _recheck(finding, user)
    joins = families.may_join(finding, user) and not finding.is_hidden and not finding.joined_to_id
    return {
        "evidence": _evidence(finding),
        "evidence_form": _form("evidence", EvidenceForm, forms) if evidence.may_add(finding, user) else None,
        "extensions": extensions,
        "asked": asked,
        "asked_moves": finding_extension.EXTENSION.allowed(asked, user) if asked else [],
        "grant_form": forms.get("grant") or GrantForm(auto_id="grant-%s", initial={"until": asked and asked.new_due_on}),
        "extension_form": _form("extension", ExtensionForm, forms)
        if finding_extension.can_ask(finding, user)
        else None,
        "extension_open": "extension" in forms,
        "recheck": recheck,
        "recheck_form": _form("recheck", RecheckForm, forms)
        if recheck and rechecks.can_judge(recheck, user)
        else None,
        "rechecks": FindingRecheck.objects.visible_to(user).filter(finding=finding).exclude(verdict="").select_related("checked_by"),
        "assisting": finding.assisting.all(),
        "joined": finding.joined.all() if user.scope.reads_all else (),
        "proposals": families.proposals(finding, user) if joins else (),
        "handled_there": finding.state in NOT_YET_TOLD,
        "links": list(links_of(finding, user)),
        "may_link": user.scope.role == Role.STAFF and user.scope.decides_for(finding.unit),
        "family_size": finding.family and finding.family.findings.count(),
    }  # fmt: skip


def _form(name, form_class, forms):
    return forms.get(name) or form_class(auto_id=f"{name}-%s")


def _recheck(finding, user):
    if user.scope.works_in_unit:
        return None
    row = finding.rechecks.open().first()
    if row:
        row.finding = finding
    return row


def _evidence(finding):
    rows = FindingEvidence.objects.filter(finding=finding).select_related("added_by", "replaced_by")
    return sorted(rows, key=lambda row: (row.moment != "before", row.pk))
