"""模范机关 as workbooks: the list, one application criterion by criterion, the criteria of a year."""

from zhaotong_portal.exports.tables import streamed, table

HEADER = [
    "年度", "单位", "片区", "类型", "申报级别", "状态", "自评达到", "部分达到", "未达到", "报送人", "报送时间",
    "审核人", "审核时间", "审核意见", "荣誉", "依据文件", "有效期至",
]  # fmt: skip
LINES = ["序号", "五型机关", "标准", "自评", "依据", "审核", "审核说明"]
CRITERIA = ["序号", "五型机关", "标准", "状态"]


def list_table(rows, shown, chips=()):
    """`shown(row)`: whether the committee's opinion is this reader's yet."""

    def lines():
        for row in streamed(rows):
            honour, decided = row.honour, shown(row)
            yield (
                row.year, row.unit.name, row.unit.district.name, row.unit.get_kind_display(), row.get_level_display(),
                row.get_state_display(), row.met, row.partly, row.unmet, row.submitted_by and row.submitted_by.name,
                row.submitted_at, decided and row.reviewed_by and row.reviewed_by.name or "",
                row.reviewed_at if decided else None, row.opinion if decided else "", str(honour or ""),
                honour.document if honour else "", honour.valid_until if honour else None,
            )  # fmt: skip

    return table("model_offices", "模范机关自评", HEADER, lines, count=rows.count, chips=chips)


def application_table(application, lines, shows_review):
    rows = [
        (
            line.criterion.order, line.criterion.get_five_type_display(), line.criterion.text,
            line.answer.get_own_display() if line.answer else "", line.evidence,
            line.answer.get_reviewed_display() if line.answer and shows_review else "",
            line.answer.remark if line.answer and shows_review else "",
        )
        for line in lines
    ]  # fmt: skip
    return table("criteria", str(application), LINES, rows)


def criteria_table(year, rows):
    lines = [
        (row.order, row.get_five_type_display(), row.text, "使用中" if row.is_active else "已停用") for row in rows
    ]  # fmt: skip
    return table("criteria", f"{year}年模范机关标准", CRITERIA, lines)
