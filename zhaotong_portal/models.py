"""The few tables that every app shares; each lives with its machinery."""

from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.health_models import Heartbeat
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.numbering import NumberSeries

__all__ = ["AuditEntry", "Heartbeat", "ImportBatch", "NumberSeries"]
