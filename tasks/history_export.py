"""The ledger of history totals as rows of a workbook, with the words that the import understands."""

from zhaotong_portal.exports.tables import streamed, table

HEADER = ("序号", "指标", "范围", "年度", "数值", "计量单位", "出处", "说明", "性质")
NATURE = "历史汇总，无明细"


def table_of(totals, chips=()):
    return table(
        "history",
        "历史汇总",
        HEADER,
        lambda: rows(streamed(totals)),
        count=totals.count,
        chips=chips,
    )


def rows(totals):
    """One row a total; one query for any number."""
    for number, row in enumerate(totals, 1):
        yield (
            number,
            row.name,
            str(row.unit.name if row.unit_id else row.scope_name),
            row.years,
            row.as_written or _plain(row.value),
            row.counted_in,
            row.source,
            row.note,
            NATURE,
        )


def _plain(value):
    return int(value) if value == value.to_integral_value() else float(value)
