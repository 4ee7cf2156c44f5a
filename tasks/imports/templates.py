"""Templates of the lists of work items, and of a month's progress."""

from tasks.clock import open_to_units
from tasks.contents import FIELDS
from tasks.models import Category, ItemKind, ItemProgress, Lead, MonthlyReport, WorkItem
from tasks.models.report import EDITABLE_STATES
from zhaotong_portal.excel.template import FormColumn
from zhaotong_portal.imports.templates import KEY, YES_NO, unit_column
from zhaotong_portal.wording import deadline_cell

PEOPLE_HINT = "几个人之间用顿号分开，不写职务和电话。"
CO_UNITS = FormColumn("协同单位", 24, "几个单位之间用顿号分开，写全称或规范简称。")
DEADLINE = FormColumn(
    "完成时限",
    14,
    "填日期，如 2026-11-30；没有具体日期的填“长期”“每月”或“每季度”。",
    check="deadline",
)
PROGRESS = FormColumn(
    "完成进度",
    10,
    "只用于新增的一行，如 20%；已有事项的进度由单位每月填报。",
    check="share",
    fixed=True,
)


class ItemTemplate:
    """One kind of work item. `before` and `after` stand around what all kinds have."""

    for_units, has_label, is_monthly = True, True, False

    def __init__(self, kind, note, before, people="责任人", after=()):
        self.kind, self.note = kind.value, note
        self.before, self.people, self.after = before, people, after

    def columns(self, wanted):
        return [
            FormColumn("序号", 6, locked=True),
            *unit_column(wanted),
            *(column for column, _ in self.before),
            FormColumn(self.people, 16, PEOPLE_HINT),
            CO_UNITS,
            DEADLINE,
            PROGRESS,
            *(column for column, _ in self.after),
            KEY,
        ]

    def rows(self, wanted):
        items = WorkItem.objects.visible_to(wanted.user).filter(
            kind=self.kind, year=wanted.year, label=wanted.label
        )
        if wanted.unit:
            items = items.filter(unit=wanted.unit.key)
        items = items.for_list().prefetch_related("co_units")
        for number, item in enumerate(items, 1):
            yield [
                number,
                *([] if wanted.unit else [item.unit.name]),
                *(read(item) for _, read in self.before),
                "、".join(item.people),
                "、".join(unit.name for unit in item.co_units.all()),
                deadline_cell(item.deadline, item.deadline_kind),
                item.percent / 100,
                *(read(item) for _, read in self.after),
                str(item.row_key),
            ]


def _text(label, name, width=30, hint="", **options):
    return FormColumn(label, width, hint, **options), lambda item: getattr(item, name)


def _flag(label, name):
    return FormColumn(
        label, 10, "是或否。", YES_NO
    ), lambda item: "是" if getattr(item, name) else "否"


SERVICE_ITEMS = ItemTemplate(
    ItemKind.SERVICE_ITEM,
    "类别、事项、措施、目标、服务对象、责任人、协同单位、时限、是否列入十件实事",
    [
        (FormColumn("服务类别", 12, "从下拉列表中选择。", Category.labels), lambda item: item.get_category_display()),
        _text("服务事项", "title", 34, "一行一项。改名称请在原来的一行改。", check=500),
        _text("具体措施", "measures", 40),
        _text("目标", "target"),
        _text("服务对象", "beneficiary", 18, check=200),
    ],
    after=[_flag("十件民生实事", "livelihood_ten"), _flag("十件惠企实事", "enterprise_ten")],
)  # fmt: skip
LED_PROJECTS = ItemTemplate(
    ItemKind.LED_PROJECT,
    "书记领办和支部引办项目：名称、支部、领办人、举措、目标、协同单位、时限",
    [
        (FormColumn("领办方式", 12, "从下拉列表中选择。", Lead.labels), lambda item: item.get_lead_display()),
        _text("项目名称", "title", 34, "一行一个项目。", check=500),
        _text("支部", "branch", 20, "支部引办的写明支部。", check=100),
        _text("推进举措", "measures", 40),
        _text("目标", "target"),
    ],
    people="领办人",
)  # fmt: skip
KEY_TASKS = ItemTemplate(
    ItemKind.KEY_TASK,
    "任务、内容及要求、目标、责任人、协同单位、时限",
    [
        _text("重点任务", "title", 34, "一行一项。", check=500),
        _text("内容及要求", "measures", 40),
        _text("目标", "target"),
    ],
)


EXTRA_LISTS = ItemTemplate(
    ItemKind.EXTRA_LIST,
    "工委另设的清单：在“清单标签”中填写清单名称；事项、措施、目标、责任人、协同单位、时限",
    [
        _text("事项", "title", 34, "一行一项。", check=500),
        _text("具体措施", "measures", 40),
        _text("目标", "target"),
    ],
)


class ProgressTemplate:
    """Lines of the month's reports that still take entries; one that nobody has written yet is left open."""

    kind, for_units, has_label, is_monthly = "progress", False, False, True
    note = "某月各事项的进度、进展、存在困难；写入填写中或已退回的月报"

    def columns(self, wanted):
        return [
            FormColumn("序号", 6, locked=True),
            *unit_column(wanted),
            FormColumn("工作事项", 34, "事项名称请勿改动。", fixed=True, check=500),
            FormColumn("完成进度", 10, "0% 到 100%，如 80%。", check="share"),
            FormColumn("进展情况", 44, "本月做了什么、到了哪一步。"),
            FormColumn("存在困难", 32, "滞后的原因和需要协调的事。"),
            KEY,
        ]

    def rows(self, wanted):
        reports = MonthlyReport.objects.visible_to(wanted.user).of(wanted.month)
        if wanted.unit:
            reports = reports.filter(unit=wanted.unit.key)
        reports = open_to_units(reports.filter(state__in=EDITABLE_STATES))
        lines = ItemProgress.objects.filter(report__in=reports)
        lines = lines.select_related("item__unit").order_by(
            "item__unit__protocol_order", "item__kind", "item__order", "item_id"
        )
        for number, line in enumerate(lines, 1):
            own = {name: getattr(line, name) for name in FIELDS} if line.edited_at else {}
            percent = own.get("percent")
            yield [
                number,
                *([] if wanted.unit else [line.item.unit.name]),
                line.item.title,
                None if percent is None else percent / 100,
                own.get("text"),
                own.get("reason"),
                str(line.item.row_key),
            ]
