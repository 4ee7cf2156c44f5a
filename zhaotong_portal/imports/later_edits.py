"""What people did to rows after a batch wrote them: the question that decides whether it can be taken back."""

from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.imports.portions import portions


def edits_since(object_type, pks, moment) -> int:
    """Entries of the audit trail after `moment`. A later import that was itself undone counts as nothing."""
    count = 0
    for some in portions(pks):
        entries = AuditEntry.objects.filter(
            object_type=object_type, object_id__in=some, at__gt=moment
        )
        undone = entries.filter(action__endswith=".import_undone").count()
        # Each undone update has its own entry and the entry of the update that it took back.
        count += entries.count() - 2 * undone
    return count
