"""The ledger of findings as offices keep it, in the words that the import understands: a sheet for each year."""

from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils import timezone

from reviews.models import FindingState
from zhaotong_portal.excel.template_mark import mark_line
from zhaotong_portal.exports.tables import Part, Table, streamed

NAME = "问题整改"
HEADER = (
    "序号", "责任单位", "存在问题", "问题描述", "问题来源", "发现日期", "整改措施", "整改情况", "责任人", "整改时限", "最初时限",
    "状态", "是否销号", "销号日期", "逾期天数", "退回次数", "清单标签", "行标识",
)  # fmt: skip


def rows_of(findings):
    """One row a finding; one query for each portion of the rows."""
    for number, row in enumerate(streamed(findings.select_related("unit")), 1):
        yield (
            number,
            row.unit.name,
            row.title,
            row.detail,
            row.get_source_display(),
            row.found_on,
            row.measures,
            row.result,
            "、".join(row.people),
            row.due_on,
            row.first_due_on,
            row.get_state_display(),
            "是" if row.state == FindingState.CLOSED else None,
            row.closed_at and timezone.localdate(row.closed_at),
            row.overdue_days or None,
            row.returned_times or None,
            row.label,
            str(row.row_key),
        )


def table_of(findings, *, owner="", chips=()):
    """The page's findings. `owner`: whose ledger it is, the committee's when left out."""
    years = findings.order_by().values_list("year")
    found = years.annotate(n=Count("pk"), first=Min("label"), last=Max("label")).order_by("-year")
    owner = owner or settings.LEDGER_OWNER
    parts = [_part(findings, owner, *each) for each in found]
    parts = parts or [Part(NAME, HEADER, list, 0, f"{owner}{NAME}台账")]
    title = parts[0].title if len(parts) == 1 else f"{owner}{NAME}台账"
    return Table("findings", title, parts, chips)


def _part(findings, owner, year, count, first, last):
    rows = findings.filter(year=year)
    label = first if first == last else ""
    return Part(
        f"{NAME}{year}",
        HEADER,
        lambda: rows_of(rows),
        count,
        f"{year}年{owner}{NAME}台账{f'（{label}）' if label else ''}",
        mark_line("finding", timezone.localdate(), year=year, label=label),
        beside_the_print=1,
    )
