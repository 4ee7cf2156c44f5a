"""What happened to one object, as a table: all of it, not only what its page has room for."""

from django.utils import timezone

from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.tables import streamed, table

HEADER = ("时间", "人员", "操作", "变化", "理由")


def history_table(obj, entries=None):
    """`entries` when the reader sees only some of them."""
    entries = AuditEntry.objects.about(obj) if entries is None else entries

    def rows():
        for entry in streamed(entries):
            changes = "\n".join(
                f"{label}：{old} → {new}" for label, (old, new) in entry.changes.items()
            )
            yield (
                timezone.localtime(entry.at),
                entry.actor_name,
                entry.action_label,
                changes,
                entry.reason,
            )

    return table("history", f"{str(obj)[:60]}操作记录", HEADER, rows, count=entries.count)
