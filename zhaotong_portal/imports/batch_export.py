"""The history of imports, and the rows of one import as its page shows them."""

from django.utils import timezone

from zhaotong_portal.exports.tables import share, streamed, table
from zhaotong_portal.imports.batch_words import kind_label
from zhaotong_portal.imports.preview import CATEGORIES, SHOWS, deadline_of, verdict_of

HISTORY = (
    "文件", "清单", "年度", "月份", "行数", "新增", "修改", "不变", "待定", "拒绝", "上传人", "上传时间", "导入人", "导入时间", "状态",
    "说明",
)  # fmt: skip
ROWS = ("工作表", "行", "责任单位", "类别", "名称", "完成时限", "进度", "结果", "变化", "说明")


def history_of_imports(batches):
    def rows():
        for batch in streamed(batches.for_list()):
            counts = batch.counts or {}
            names = ("rows", "create", "update", "unchanged", "waits", "error")
            yield (
                batch.file_name,
                kind_label(batch),
                batch.year,
                batch.period and batch.period.label,
                *(counts.get(name) for name in names),
                batch.uploaded_by.name if batch.uploaded_by else "系统",
                timezone.localtime(batch.uploaded_at),
                batch.committed_by.name if batch.committed_by else None,
                batch.committed_at and timezone.localtime(batch.committed_at),
                batch.get_state_display(),
                (batch.refusal or {}).get("text"),
            )

    return table("imports", "导入记录", HISTORY, rows, count=batches.count)


def rows_of_batch(batch, preview):
    """Every row that the tab shows, not only those of its page."""
    said = {}
    for message in preview.messages:
        said.setdefault((message["sheet"], message["row"]), []).append(message["text"])

    def rows():
        for row in preview.shown:
            changes = (row.get("changes") or {}).items()
            yield (
                row["sheet"],
                row["row"],
                row["unit"],
                CATEGORIES.get(row["category"]),
                row["title"],
                deadline_of(row),
                share(row["progress"]),
                SHOWS[verdict_of(row)],
                "\n".join(f"{label}：{old} → {new}" for label, (old, new) in changes),
                "\n".join(said.get((row["sheet"], row["row"]), ())),
            )

    stem = batch.file_name.rsplit(".", 1)[0][:80]
    chips = [{"label": f"结果：{SHOWS[preview.show]}"}] if preview.show else []
    return table("rows", f"{stem}（逐行结果）", ROWS, rows, count=len(preview.shown), chips=chips)
