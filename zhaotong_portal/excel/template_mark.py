"""The visible line by which the portal knows its own templates again, whatever the file was renamed to.

模板：三服务清单 · 2026年 · 昭通市税务局 · 第1版 · 2026-11-24 生成

A workbook without such a line, or with one that names no list of this portal, is read as an ordinary list.
"""

import re
from dataclasses import dataclass

from .kinds import KINDS
from .messages import WARNING, Message, sentence
from .refusal import FileRefused
from .text import as_text, compact

# What changed with version 2, 3 … of a template, by kind: {"service_item": ("增加“服务对象”一栏。",)} makes 第2版 the
# present one. Older files are still read, by the labels of their columns, and told by name.
NEWS: dict[str, tuple[str, ...]] = {}
# Workbooks of the portal that are no list: they have a page of their own.
FORMS = {"month": "月度填报表"}
SEARCHED_ROWS, SEARCHED_COLUMNS = 8, 4

_PARTS = re.compile(r"[·•・‧∙]")
_DATE = re.compile(r"(20\d\d-\d\d-\d\d)生成")


@dataclass(frozen=True, slots=True)
class TemplateMark:
    """What a template says of itself. `unit` is a name as written, empty for all units."""

    kind: str
    version: int
    year: int | None
    month: int | None
    unit: str
    label: str
    sheet: str
    row: int  # as Excel counts

    @property
    def name(self):
        return name_of(self.kind)

    @property
    def identity(self):
        """Which list it is: rows of two of them are never read together."""
        return self.kind, self.year, self.month, self.label

    @property
    def said(self):
        """“三服务清单”模板（2025年，市税务局，第1版）, for sentences."""
        month = f"{self.month}月" if self.month else ""
        facts = [f"{self.year}年{month}" if self.year else "", self.unit, f"第{self.version}版"]
        return f"“{self.name}”模板（{'，'.join(filter(None, facts))}）"

    @property
    def is_present(self):
        return self.version == version_of(self.kind)


def version_of(kind) -> int:
    """The version that the portal hands out now."""
    return 1 + len(NEWS.get(kind, ()))


def name_of(kind) -> str:
    return FORMS.get(kind) or KINDS[kind].label


def mark_line(kind, made_on, *, year=None, month=None, unit="", label="") -> str:
    facts = [
        name_of(kind),
        f"{year}年{month}月" if month else f"{year}年" if year else "",
        f"标签：{label}" if label else "",
        unit or "全部单位",
        f"第{version_of(kind)}版",
        f"{made_on:%Y-%m-%d} 生成",
    ]
    return "模板：" + " · ".join(filter(None, facts))


def template_mark(sheets, kind=None, year=None, month=None) -> TemplateMark | None:
    """The first such line at the top of a sheet; of several lists in one file the first that was asked for."""
    marks = [mark for sheet in sheets if (mark := _mark_of(sheet))]
    for mark in marks:
        asked = ((kind, mark.kind), (year, mark.year), (month, mark.month))
        if all(wanted in (None, "", said) for wanted, said in asked):
            return mark
    return marks[0] if marks else None


def _mark_of(sheet):
    for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS], 1):
        for value in cells[:SEARCHED_COLUMNS]:
            is_one = isinstance(value, str) and "模板" in value[:4]
            if is_one and (mark := read_mark(value, sheet.name, row)):
                return mark
    return None


def other_lists(sheets, mark) -> dict:
    """{name: mark} of the sheets that say of themselves that they are another list than the one that is read."""
    found = {sheet.name: _mark_of(sheet) for sheet in sheets} if mark else {}
    return {
        name: other for name, other in found.items() if other and other.identity != mark.identity
    }


def said_of_others(others) -> list[Message]:
    """A warning for each sheet that waits to be handed in by itself."""
    return [
        Message(WARNING, name, mark.row, "", "other_list", text, None, mark.row)
        for name, mark in others.items()
        for text in [sentence("other_list", value=mark.said)]
    ]


def read_mark(text, sheet="", row=0) -> TemplateMark | None:
    plain = compact(as_text(text))
    if not plain.startswith("模板:"):
        return None
    name, *facts = _PARTS.split(plain.removeprefix("模板:"))
    kinds = {compact(name_of(code)): code for code in (*FORMS, *KINDS)}
    versions = [int(m[1]) for fact in facts if (m := re.fullmatch(r"第(\d{1,4})版", fact))]
    if name not in kinds or not versions:
        return None
    found = {"year": None, "month": None, "label": "", "unit": ""}
    for fact in facts:
        if match := re.fullmatch(r"(20\d\d)年(?:(\d{1,2})月)?", fact):
            found["year"], found["month"] = int(match[1]), int(match[2]) if match[2] else None
        elif fact.startswith("标签:"):
            found["label"] = fact.removeprefix("标签:")
        elif (
            not re.fullmatch(r"第\d+版", fact) and not _DATE.fullmatch(fact) and fact != "全部单位"
        ):
            found["unit"] = fact
    return TemplateMark(kinds[name], versions[0], sheet=sheet, row=row, **found)


def refuse_other(mark, kind, year, month=None):
    """A template of another list, year or month than was asked for is named, and where it belongs is said."""
    if mark.kind in FORMS:
        raise FileRefused("other_template", f"{mark.said}。请由该单位在“本月填报”页面上传。")
    if kind and kind != mark.kind:
        asked = f"与所选的“{name_of(kind)}”不同"
        raise FileRefused(
            "other_template", f"{mark.said}，{asked}。请改选清单类型，或选“自动识别”。"
        )
    if year and mark.year and year != mark.year:
        advice = f"请下载{year}年的模板填写，或把年度改为{mark.year}"
        raise FileRefused("other_template", f"{mark.said}，与所填的年度 {year} 不同。{advice}。")
    if month and mark.month and month != mark.month:
        text = f"{mark.said}，与所填的月份 {month}月 不同。请下载{month}月的模板填写，或更改月份。"
        raise FileRefused("other_template", text)


def old_template(mark) -> list[Message]:
    """A warning that names an old version and what has changed since; nothing for the present one or for no template."""
    if mark is None or mark.is_present:
        return []
    news = "".join(NEWS.get(mark.kind, ())[mark.version - 1 :])
    text = sentence("old_template", value=mark.said, version=version_of(mark.kind), news=news)
    return [Message(WARNING, mark.sheet, mark.row, "", "old_template", text, None, mark.row)]
