"""The ledger of honours as rows of a workbook, with the words that the import understands."""

from zhaotong_portal.exports.tables import streamed, table

HEADER = (
    "序号", "获得单位", "党组织", "荣誉名称", "级别", "年度", "授予单位", "依据文件", "有效期至", "备注",
)  # fmt: skip


def table_of(honours, chips=()):
    return table(
        "honours",
        "荣誉台账",
        HEADER,
        lambda: rows(streamed(honours)),
        count=honours.count,
        chips=chips,
    )


def rows(honours):
    """One row an honour; one query for any number."""
    for number, row in enumerate(honours, 1):
        yield (
            number,
            row.unit.name,
            row.organisation.name if row.organisation_id else "",
            *said_of(row),
        )


def said_of(row):
    """What stands beside the holder, in the ledger and in the template alike."""
    return (
        row.title,
        row.get_level_display(),
        row.year,
        row.awarded_by,
        row.document,
        row.valid_until,
        row.note,
    )
