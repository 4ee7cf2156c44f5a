"""Template of the ledger of honours."""

from reviews.honour_export import said_of
from reviews.models import Honour, HonourLevel
from zhaotong_portal.excel.template import FormColumn
from zhaotong_portal.imports.templates import unit_column


class HonourTemplate:
    """Holder, name and year tell an honour from others: a list does not change them."""

    kind, for_units, has_label, is_monthly = "honour", True, False, False
    note = "单位和党组织获得的荣誉：级别、年度、授予单位、依据文件、有效期"

    def columns(self, wanted):
        return [
            FormColumn("序号", 6, locked=True),
            *unit_column(wanted, "获得单位"),
            FormColumn("党组织", 26, "由党组织获得的写党组织名称；单位获得的不填。", fixed=True),
            FormColumn("荣誉名称", 36, "一行一项荣誉。", fixed=True, check=200),
            FormColumn("级别", 10, "从下拉列表中选择。", HonourLevel.labels),
            FormColumn("年度", 8, "获得荣誉的年份，如 2026。", fixed=True, check="count"),
            FormColumn("授予单位", 24, check=100),
            FormColumn("依据文件", 30, check=200),
            FormColumn("有效期至", 13, "长期有效的不填。", check="date"),
            FormColumn("备注", 26, check=300),
        ]

    def rows(self, wanted):
        rows = Honour.objects.visible_to(wanted.user).filter(year=wanted.year).for_list()
        if wanted.unit:
            rows = rows.filter(unit=wanted.unit.key)
        for number, row in enumerate(rows, 1):
            yield [
                number,
                *([] if wanted.unit else [row.unit.name]),
                row.organisation.name if row.organisation_id else None,
                *said_of(row),
            ]
