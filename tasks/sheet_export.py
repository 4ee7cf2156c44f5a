"""Reminder sheets as lists that go out: a month's sheets, how each was delivered, the months."""

from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from tasks.models import Delivery, LineState, SheetLine
from zhaotong_portal.exports.tables import streamed, table

HEADER = (
    "单位", "片区", "月份", "文号", "状态", "事项", "未销", "再次提示", "印发人", "印发时间", "送达时间", "阅读时间", "签收人", "签收时间",
)  # fmt: skip
RECEIPTS = (
    "单位", "片区", "文号", "收件人", "渠道", "投递状态", "发送时间", "次数", "没有成功的原因", "单位阅读时间", "签收人", "签收时间",
)  # fmt: skip
LINES = ("单位", "片区", "序号", "事项", "内容", "要求时限", "状态", "已提示次数")
MONTHS = ("月份", "提示单", "已印发", "已签收")
SHOWN = {
    "composed": "待印发", "issued": "已印发", "delivered": "已送达", "read": "已阅读", "signed": "已签收",
    "unsigned": "未签收", "trouble": "送达异常", "nobody": "没有收件人", "recalled": "已收回",
}  # fmt: skip


def tables_of_month(sheets, period, show):
    """The month's list as the tab shows it, and the receipts of the same sheets, one row a message."""
    said = [{"label": f"状态：{SHOWN[show]}"}] if show in SHOWN else []
    title = f"{period.label}工作提示单"
    yield table_of(sheets, "sheets", f"{title}总表", said)
    messages = Delivery.objects.filter(sheet__in=sheets.order_by().values("pk"))
    yield table(
        "receipts",
        f"{title}送达回执",
        RECEIPTS,
        lambda: _receipts(messages),
        count=messages.count,
        chips=said,
    )


def table_of(sheets, code, title, chips=()):
    return table(code, title, HEADER, lambda: _rows(sheets), count=sheets.count, chips=chips)


def table_of_lines(sheets, period):
    """Every line of a month's sheets, as the page for looking them over shows them."""
    lines = (
        SheetLine.objects.filter(sheet__in=sheets.order_by().values("pk"))
        .select_related("sheet__unit__district")
        .order_by("sheet__unit__protocol_order", "order")
    )

    def rows():
        for line in streamed(lines):
            unit = line.sheet.unit
            yield (unit.name, unit.district.name, line.order, line.heading, line.text, line.due_on, line.get_state_display(), line.times_carried)  # fmt: skip

    title = f"{period.label}工作提示单各条"
    return table("lines", title, LINES, rows, count=lines.count)


def table_of_months(months):
    rows = (
        (row["period"].label, row["total"], row["issued"], row["signed"])
        for row in months.iterator(chunk_size=500)
    )
    return table("months", "各月工作提示单", MONTHS, lambda: rows, count=months.count)


def _lines(**which):
    """How many lines a sheet has, as a column of it."""
    counted = SheetLine.objects.filter(sheet=OuterRef("pk"), **which).order_by().values("sheet")
    counts = counted.annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def _rows(sheets):
    found = sheets.annotate(
        line_count=_lines(),
        open_count=_lines(state__in=[LineState.OPEN, LineState.PROVISIONAL]),
        again_count=_lines(times_carried__gt=0),
        district_name=F("unit__district__name"),
    ).select_related("unit", "issued_by", "signed_for_by")
    for sheet in streamed(found):
        yield (
            sheet.unit.name,
            sheet.district_name,
            sheet.period.label,
            sheet.document_number,
            sheet.get_state_display(),
            sheet.line_count,
            sheet.open_count,
            sheet.again_count,
            sheet.issued_by.name if sheet.issued_by else None,
            _local(sheet.issued_at),
            _local(sheet.delivered_at),
            _local(sheet.read_at),
            sheet.signed_for_by.name if sheet.signed_for_by else None,
            _local(sheet.signed_for_at),
        )


def _receipts(messages):
    found = messages.select_related(
        "sheet__unit__district", "sheet__signed_for_by", "recipient", "robot"
    )
    for row in streamed(
        found.order_by("sheet__unit__protocol_order", "sheet", "recipient", "channel")
    ):
        sheet = row.sheet
        yield (
            sheet.unit.name,
            sheet.unit.district.name,
            sheet.document_number,
            row.to_whom,
            row.get_channel_display(),
            row.get_state_display(),
            _local(row.sent_at),
            row.attempts,
            row.error,
            _local(sheet.read_at),
            sheet.signed_for_by.name if sheet.signed_for_by else None,
            _local(sheet.signed_for_at),
        )


def _local(at):
    return at and timezone.localtime(at)
