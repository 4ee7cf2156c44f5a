"""第三方测评 as a kind of list."""

from zhaotong_portal.excel.kinds import Field, Kind

SURVEY = Kind(
    "survey",
    "第三方测评",
    Field("title", "测评名称", ("survey.title", "title.name", "title.project")),
    (
        Field("unit", "单位", ("unit.lead", "unit", "unit.report"), "unit"),
        Field("asked", "有效样本", ("survey.asked",), "count"),
        Field("satisfied", "满意样本", ("survey.satisfied",), "count"),
        Field("surveyor", "测评机构", ("survey.by",)),
        Field("year", "年度", ("year",), "year"),
        Field("held_on", "测评日期", ("survey.date",), "date"),
    ),
    named_by=r"第三方(测评|调查|评估)|满意度(测评|调查)",
    shown_by={"survey.asked": 4, "survey.satisfied": 4, "survey.by": 2, "survey.date": 1},
    identity=("year",),
)
