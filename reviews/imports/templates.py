"""Template of the ledger of problems."""

from reviews.models import Finding, FindingSource
from zhaotong_portal.excel.template import FormColumn
from zhaotong_portal.imports.templates import KEY, YES_NO, unit_column


class FindingTemplate:
    kind, for_units, has_label, is_monthly = "finding", True, True, False
    note = "问题、来源、整改措施和情况、责任人、时限"

    def columns(self, wanted):
        only_new = "只用于新增的一行；已有问题在问题页面办理。"
        return [
            FormColumn("序号", 6, locked=True),
            *unit_column(wanted),
            FormColumn("存在问题", 40, "一行一个问题。", check=500),
            FormColumn("问题来源", 14, only_new, FindingSource.labels, fixed=True, open_choices=True),
            FormColumn("整改措施", 40),
            FormColumn("整改情况", 40),
            FormColumn("责任人", 16, "几个人之间用顿号分开，不写职务和电话。"),
            FormColumn("完成时限", 14, "填日期，如 2026-11-30。" + only_new, check="deadline", fixed=True),
            FormColumn("是否销号", 10, only_new, YES_NO, fixed=True),
            KEY,
        ]  # fmt: skip

    def rows(self, wanted):
        rows = Finding.objects.visible_to(wanted.user).filter(year=wanted.year, label=wanted.label)
        if wanted.unit:
            rows = rows.filter(unit=wanted.unit.key)
        for number, row in enumerate(rows.for_list(), 1):
            yield [
                number,
                *([] if wanted.unit else [row.unit.name]),
                row.title,
                row.get_source_display(),
                row.measures,
                row.result,
                "、".join(row.people),
                row.due_on,
                "是" if row.closed_at else "否",
                str(row.row_key),
            ]
