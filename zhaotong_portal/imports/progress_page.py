"""What the page says while a worker has the batch: which part of the work, how many rows, what to do when it hangs."""

from dataclasses import dataclass

from zhaotong_portal.imports import background
from zhaotong_portal.imports.models import Job
from zhaotong_portal.imports.progress_file import ProgressFile

STAGES = {
    Job.READ: ("reading", "checking"),
    Job.COMMIT: ("reading", "checking", "writing"),
    Job.UNDO: ("checking", "undoing"),
}
LABELS = {
    "reading": "正在读取", "checking": "正在核对", "writing": "正在写入", "undoing": "正在撤销",
}  # fmt: skip
STOP_LABELS = {Job.READ: "取消读取", Job.COMMIT: "停止导入", Job.UNDO: "停止撤销"}
TITLES = {Job.READ: "正在读取清单", Job.COMMIT: "正在导入", Job.UNDO: "正在撤销"}


@dataclass(frozen=True)
class Shown:
    """`percent` None: not begun, the bar only moves."""

    title: str
    label: str
    percent: int | None
    done: int
    total: int
    stop_label: str
    stopping: bool = False
    overdue: bool = False
    stalled: bool = False


def shown(batch) -> Shown:
    said = ProgressFile(batch.pk, batch.job_claim)
    facts = said.read()
    job = Job(batch.job)
    stages, stage = STAGES[job], facts.get("stage")
    done, total = facts.get("done", 0), facts.get("total", 0)
    percent = None
    if stage in stages:
        share = done / total if total else 0
        percent = min(99, round(100 * (stages.index(stage) + share) / len(stages)))
    label = LABELS.get(stage, "正在开始" if batch.job_claim else "正在排队")
    stopping = bool(said.asked_to_stop_by())
    if stopping:
        label = "正在停止"
    return Shown(
        TITLES[job], label, percent, done, total, STOP_LABELS[job],
        stopping, background.is_overdue(batch), background.is_stalled(batch),
    )  # fmt: skip
