"""Writes a month as a workbook: what the page shows, with the unit's own entries open to be filled in."""

from django.utils import timezone

from tasks.contents import FIELDS, Contents
from tasks.models import Light
from tasks.month_workbook.layout import ANSWERS, KIND, LINES, VALUES, YES, version_cell
from zhaotong_portal.excel.template import FormSheet, Locked, write_forms
from zhaotong_portal.excel.template_mark import mark_line
from zhaotong_portal.wording import deadline_text

EARLIER_SHOWN = 6
GUIDE = (
    "填写说明",
    "一、这是平台生成的月度填报表，填好后在“本月填报”页面的“离线填写”处上传。上传后先预览，确认后才写入；送签和签发仍在页面上办理。",
    "二、灰色各栏供对照，不用填写，也请不要改动；白色各栏由本单位填写。",
    "三、空白格不改动平台上的内容；要清空已填的内容，请在页面上修改。没有动过的行不会写入。",
    "四、“事项进展”：与上次相同的，只在“无变化”填“是”；有进展的填进度、进度灯和进展；进度灯不是“正常”的写明原因；完成的在“报结”填“是”。",
    "五、“指标数据”：没有开展的填 0；不适用、免报的填“不适用”“免报”并写说明。",
    "六、填表期间有人在页面上改了同一处的，上传时两份都会列出，由您选用。",
    "七、每张表右端隐藏的“行标识”“版本”两栏用于对应平台上的行，请保留；除此之外没有隐藏内容。工作表的保护没有密码。",
    "八、佐证材料请在页面上添加。",
)


def write_month(contents: Contents) -> bytes:
    """The report's workbook. `contents` is all there is to read: no further queries but the unit's name."""
    report = contents.report
    unit, period = report.unit, report.period
    mark = mark_line(
        KIND, timezone.localdate(), year=period.year, month=period.month, unit=unit.name
    )
    title = f"{unit.name}{period.label}月度填报表"
    sheets = [_sheet(LINES, f"{title}——事项进展", _lines(contents))]
    sheets.append(_sheet(VALUES, f"{title}——指标数据", _values(contents)))
    if contents.remarks:
        sheets.append(_sheet(ANSWERS, f"{title}——意见答复", _answers(contents)))
    return write_forms(sheets, mark, GUIDE)


def _sheet(layout, title, rows):
    return FormSheet(layout.name, title, layout.columns, rows, empty_rows=0)


def _lines(contents):
    for number, line in enumerate(contents.lines, 1):
        item, known = line.item, line.known
        entries = line_cells(line)
        yield [
            number,
            item.kind_label,
            item.title,
            deadline_text(item.deadline, item.deadline_kind),
            "" if line.is_first or known.percent is None else f"{known.percent}%",
            known.text,
            *entries,
            str(line.line.pk),
            version_cell(line.line.version, entries),
        ]


def line_cells(line):
    """The entry cells of a line: its own words, nothing where nobody has filled it in yet."""
    if not line.is_edited:
        return [None] * (len(FIELDS) + 1)
    own = line.line
    return [
        own.percent,
        Light(own.light).label if own.light else "",
        own.text,
        own.reason,
        YES if own.claims_done else "",
        YES if own.unchanged else "",
    ]


def _values(contents):
    _, rows = contents.grid()
    cells = [cell for _, row in rows for cell in row if cell]
    for number, cell in enumerate(cells, 1):
        entries = value_cells(cell)
        yield [
            number,
            cell.organisation.name if cell.organisation else contents.report.unit.name,
            cell.indicator.name,
            cell.indicator.get_quantity_display(),
            "　".join(f"{month.short_label} {text}" for month, text in cell.earlier[-EARLIER_SHOWN:]),
            *([Locked(value) for value in entries] if is_counted(cell) else entries),
            cell.key,
            version_cell(cell.value.version if cell.value else 0, entries),
        ]  # fmt: skip


def is_counted(cell):
    """Its number comes from the month's activities: nobody types it."""
    return bool(cell.value and cell.value.counted)


def value_cells(cell):
    if cell.value is None:
        return [None, None]
    number = cell.value.value
    shown = cell.text if number is None else int(number) if number == int(number) else float(number)
    return [shown, cell.value.reason]


def _answers(contents):
    for number, (place, remark) in enumerate(contents.remarks, 1):
        where = place.item.title if hasattr(place, "item") else place.label if place else "总体"
        yield [
            number,
            where,
            remark.text,
            remark.answer,
            str(remark.pk),
            version_cell(0, [remark.answer]),
        ]
