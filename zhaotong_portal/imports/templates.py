"""Templates of the lists that can be imported: filled with what the portal has, to be changed and handed back.

Each app declares its lists in `ready/templates.py`. Whoever may import takes any unit's; a unit's officer and secretary
take their own unit's and hand it to the administrator.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from zhaotong_portal.excel import KINDS
from zhaotong_portal.excel.template import FormColumn, FormSheet, write_forms
from zhaotong_portal.excel.template_mark import mark_line, version_of
from zhaotong_portal.imports.registry import unit_choices
from zhaotong_portal.period import Period

KEY = FormColumn("行标识", 12, locked=True, hidden=True)
YES_NO = ("是", "否")
GUIDE = (
    "填写说明",
    "一、这是平台生成的模板，已带出平台上的内容。改好后由管理员在“导入”页面上传，先预览，确认后才写入。",
    "二、表头和灰色的格子请不要改动；其余各格可以修改，新的内容接着往下填。",
    "三、每行右端隐藏的“行标识”用于认出同一项，改了名称仍会更新原来的一项；新的一行不用填。除此之外没有隐藏内容。",
    "四、空白格不会抹掉平台上的内容；没有写到的行保持不变，删去一行不会删去平台上的内容。",
    "五、时限与平台不同的，不直接改，转为待审批的时限变更。",
    "六、第二行写明这是哪张表、哪一年、第几版，请保留。工作表的保护没有密码。",
)


class UnitName(NamedTuple):
    key: int
    name: str
    short_name: str


@dataclass(frozen=True)
class Wanted:
    """Whose list of which year is wanted. `unit` None: all units; `month` for lists of one month."""

    user: object
    year: int
    unit: UnitName | None = None
    label: str = ""
    month: Period | None = None


class ListTemplate(Protocol):
    """One list. A row is as wide as the columns; what it says must come back unchanged through the list's importer."""

    kind: str
    note: str  # what stands in it, for the page
    for_units: bool  # whether a unit may take its own
    has_label: bool
    is_monthly: bool

    def columns(self, wanted: Wanted) -> Sequence[FormColumn]: ...

    def rows(self, wanted: Wanted) -> Iterable[Sequence]: ...


_templates: dict[str, ListTemplate] = {}


def register(template: ListTemplate):
    _templates[template.kind] = template


def offered_to(user) -> list[ListTemplate]:
    """The lists that this person may take."""
    if user.scope.reads_imports:
        return list(_templates.values())
    return [t for t in _templates.values() if t.for_units and user.scope.works_in_unit]


def template_for(user, kind) -> ListTemplate | None:
    return next((template for template in offered_to(user) if template.kind == kind), None)


def units_of(user) -> list[UnitName]:
    """Whose lists this person may take."""
    units = [UnitName(*row) for row in unit_choices()]
    if user.scope.reads_imports:
        return units
    return [unit for unit in units if unit.key in user.scope.unit_ids]


def unit_column(wanted: Wanted, label="责任单位") -> list[FormColumn]:
    """No column in the template of one unit: its title says whose list it is."""
    if wanted.unit:
        return []
    names = [unit.name for unit in units_of(wanted.user)]
    hint = "从下拉列表中选择，也可以写规范简称。已有的一行不能换单位。"
    return [FormColumn(label, 26, hint, names, fixed=True, open_choices=True)]


def build(template: ListTemplate, wanted: Wanted, made_on) -> tuple[str, bytes]:
    """(file name, workbook)."""
    label = KINDS[template.kind].label
    whose = wanted.unit.name if wanted.unit else ""
    when = wanted.month.label if template.is_monthly else f"{wanted.year}年"
    title = f"{whose}{when}{label}"
    mark = mark_line(
        template.kind,
        made_on,
        year=wanted.year,
        month=wanted.month.month if template.is_monthly else None,
        unit=whose,
        label=wanted.label if template.has_label else "",
    )
    sheet = FormSheet(label, title, template.columns(wanted), template.rows(wanted))
    short = f"{wanted.unit.short_name}" if wanted.unit else "全部单位"
    name = f"{short}{when}{label}{wanted.label}（第{version_of(template.kind)}版模板）.xlsx"
    return name, write_forms([sheet], mark, GUIDE)
