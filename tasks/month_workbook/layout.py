"""What writer and reader of the month's workbook share: sheets, columns, and how a row tells that it was touched."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.entries import tidy
from tasks.models import Light
from zhaotong_portal.excel import safe_text
from zhaotong_portal.excel.families import label_of
from zhaotong_portal.excel.template import FormColumn
from zhaotong_portal.excel.text import as_text

KIND = "month"
YES, NO = "是", "否"
KEY, VERSION = "行标识", "版本"


@dataclass(frozen=True)
class Layout:
    """One sheet. `entries`: {field: column} of what may be filled in; the rest is for orientation."""

    name: str
    context: Sequence[FormColumn]
    entries: dict[str, FormColumn]
    named_by: str  # the label of the column that says in words what a row is about

    @property
    def columns(self):
        hidden = [FormColumn(label, 12, locked=True, hidden=True) for label in (KEY, VERSION)]
        return [*self.context, *self.entries.values(), *hidden]

    @property
    def fields(self):
        """{label as it is compared: field, or the label itself for the columns that only orient}."""
        mine = {label_of(column.label): field for field, column in self.entries.items()}
        rest = [column.label for column in self.context] + [KEY, VERSION]
        return mine | {label_of(label): label for label in rest}


def _context(label, width=10):
    return FormColumn(label, width, locked=True)


LINES = Layout(
    "事项进展",
    [
        _context("序号", 6), _context("类别", 16), _context("事项", 34), _context("完成时限", 13),
        _context("上次进度", 10), _context("上次进展", 36),
    ],
    {
        "percent": FormColumn("本月进度（%）", 11, "填 0 到 100 的整数，不用写百分号。", check="percent"),
        "light": FormColumn("进度灯", 12, "从下拉列表中选择。不是“正常”的，要写原因。", Light.labels),
        "text": FormColumn("本月进展", 44, "本月做了什么、到了哪一步。与上次相同的，在“无变化”一栏填“是”即可。"),
        "reason": FormColumn("滞后原因和下一步", 32, "进度灯不是“正常”时填写。"),
        "claims_done": FormColumn("报结", 8, "已完成的填“是”，进度应为 100。", (YES, NO)),
        "unchanged": FormColumn("无变化", 8, "与上次完全相同的填“是”，其他各栏不用填。", (YES, NO)),
    },
    "事项",
)  # fmt: skip
VALUES = Layout(
    "指标数据",
    [
        _context("序号", 6), _context("党组织或单位", 30), _context("指标", 26), _context("计量单位", 10),
        _context("以前各月", 32),
    ],
    {
        "value": FormColumn(
            "本月数值", 12, "没有开展的填 0；不适用、免报的，填“不适用”“免报”并写说明。", ("0", "不适用", "免报"),
            open_choices=True,
        ),
        "reason": FormColumn("说明", 40, "不适用或免报的原因。", check=300),
    },
    "指标",
)  # fmt: skip
ANSWERS = Layout(
    "意见答复",
    [_context("序号", 6), _context("所在位置", 34), _context("审核意见", 50)],
    {"answer": FormColumn("答复", 60, "改好内容的，可以不写。")},
    "审核意见",
)
ALL = (LINES, VALUES, ANSWERS)


def plain(value) -> str:
    """A cell as it was meant: without the quote that keeps a text from running as a formula."""
    text = as_text(value)
    if text.startswith("'") and safe_text(text[1:]) == text:
        text = text[1:]
    return tidy(text)


def trace(cells) -> str:
    """Tells whether a row's entries still stand as they were handed out, however the file was saved meanwhile."""
    text = json.dumps([plain(value) for value in cells], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def version_cell(version, cells) -> str:
    return f"{version}-{trace(cells)}"
