"""A unit's month as lists that go out: its lines in the words that the import of progress understands, and its values."""

from django.utils import timezone

from tasks.models import Light
from zhaotong_portal.excel.template_mark import mark_line
from zhaotong_portal.exports.tables import Part, Table, share, table

LINES = (
    "序号",
    "责任单位",
    "工作事项",
    "完成进度",
    "进展情况",
    "存在困难",
    "进度灯",
    "是否报结",
    "上月进度",
    "填写状态",
)


def tables_of(report, contents):
    yield lines_table(report, contents)
    yield values_table(report, contents)


def lines_table(report, contents):
    rows = [
        (
            number,
            report.unit.name,
            line.item.title,
            share(line.shown.percent),
            line.shown.text,
            line.shown.reason,
            Light(line.shown.light).label if line.shown.light else None,
            "是" if line.shown.claims_done else None,
            share(line.known.percent),
            "已填" if line.is_edited else "未填，沿用上次",
        )
        for number, line in enumerate(contents.lines, 1)
    ]
    title = f"{report.period.label}{report.unit.short_name}月度进展"
    today, period = timezone.localdate(), report.period
    mark = mark_line(
        "progress", today, year=period.year, month=period.month, unit=report.unit.short_name
    )
    part = Part("月度进展", LINES, lambda: rows, len(rows), title, mark)
    return Table("lines", title, [part], note=f"报告状态：{report.get_state_display()}")


def values_table(report, contents):
    indicators, holders = contents.grid()
    header = ("党组织", *(f"{row.name}（{row.get_quantity_display()}）" for row in indicators))
    rows = [
        (holder.name if holder else "本单位", *(_value(cell) for cell in cells))
        for holder, cells in holders
    ]
    title = f"{report.period.label}{report.unit.short_name}党组织数据"
    return table("values", title, header, rows, name="党组织数据")


def _value(cell):
    if cell is None:
        return None
    return "未报" if cell.value is None else cell.text
