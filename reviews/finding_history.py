"""What of a finding's history its reader may know: a unit learns nothing of who found it and of what was before (G18)."""

from reviews.models import Confidence, FindingSource, NamedReader
from zhaotong_portal.audit.models import AuditEntry

# Before the unit was told, and what the committee arranges among its own.
_COMMITTEES = (
    "finding.found", "finding.confirm", "finding.shown", "finding.joined", "finding.told_apart", "finding.assigned_to",
)  # fmt: skip
# Whoever found these may need protection.
CONFIDENTIAL_SOURCES = (FindingSource.UNANNOUNCED, FindingSource.PUBLIC_CLUE, FindingSource.RATING)


def knows_finder(finding, user):
    """Whether the page may name who found it, without a look of its own."""
    if user.scope.works_in_unit:
        return False
    return finding.source not in CONFIDENTIAL_SOURCES or finding.found_by_id == user.pk


def may_ask_finder(finding, user):
    return (
        finding.source in CONFIDENTIAL_SOURCES
        and finding.found_by_id is not None
        and NamedReader.objects.reads(user, Confidence.COMPLAINANT)
    )


def entries_of(finding, user):
    rows = AuditEntry.objects.about(finding)
    if user.scope.works_in_unit:
        return rows.exclude(action__in=_COMMITTEES).exclude(action__startswith="look.")
    if not knows_finder(finding, user):
        rows = rows.exclude(action="finding.found")
    return rows
