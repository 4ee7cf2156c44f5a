"""What a batch is called and how it went, in the words of the pages: one place for the list, the preview, the result."""

from zhaotong_portal.imports.registry import kinds
from zhaotong_portal.wording import number_text

# Registers, and lists whose rows name their own year: a year of the whole list would say nothing.
UNDATED = {"units", "organisation", "people", "history", "honour"}
COUNTED = {
    "create": "新增",
    "update": "修改",
    "unchanged": "不变",
    "waits": "待定",
    "error": "拒绝",
}


def kind_label(batch):
    return dict(kinds()).get(batch.kind, batch.kind)


def list_text(batch):
    """三服务清单 2026年 补充."""
    when = batch.period.label if batch.period else ""
    if not when and batch.year and batch.kind not in UNDATED:
        when = f"{batch.year}年"
    return " ".join(filter(None, [kind_label(batch), when, batch.label]))


def counts_text(counts):
    """292 行：新增 282，拒绝 10. What did not occur is not said."""
    if not counts:
        return ""
    parts = [
        f"{label} {number_text(counts[name])}"
        for name, label in COUNTED.items()
        if counts.get(name)
    ]
    return "：".join(filter(None, [f"{number_text(counts.get('rows', 0))} 行", "，".join(parts)]))


def undo_text(counts):
    """What an undo does to this batch."""
    does = [
        f"{text.format(number_text(counts[name]))}"
        for name, text in (("create", "新增的 {} 项删除"), ("update", "修改的 {} 项恢复原样"))
        if counts.get(name)
    ]
    return "，".join(does) + "。" if does else "这批没有改动平台上的内容。"
