"""The few tables that every app shares; each lives with its machinery."""

from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.models import Export
from zhaotong_portal.gate.models import GuardedWord
from zhaotong_portal.health_models import Heartbeat
from zhaotong_portal.imports.meanings import ColumnMeaning
from zhaotong_portal.imports.models import ImportBatch
from zhaotong_portal.job_runs.models import JobRun
from zhaotong_portal.numbering import NumberSeries

__all__ = [
    "AuditEntry",
    "ColumnMeaning",
    "Export",
    "GuardedWord",
    "Heartbeat",
    "ImportBatch",
    "JobRun",
    "NumberSeries",
]
