"""荣誉 as a kind of list."""

from zhaotong_portal.excel.kinds import Field, Kind

HONOUR = Kind(
    "honour",
    "荣誉台账",
    Field(
        "title",
        "荣誉名称",
        ("honour.title", "title.name", "title.item", "title.project", "title.content"),
    ),
    (
        Field("unit", "获得单位", ("unit.lead", "unit", "unit.report"), "unit"),
        Field("organisation", "党组织", ("org.name", "branch")),
        Field("level", "级别", ("honour.level",)),
        Field("year", "年度", ("year",), "year"),
        Field("awarded_on", "授予日期", ("honour.date",), "date"),
        Field("awarded_by", "授予单位", ("honour.by",)),
        Field("document", "依据文件", ("document",)),
        Field("valid_until", "有效期至", ("valid_until",)),
        Field("note", "备注", ("notes",)),
    ),
    named_by=r"荣誉|表彰(情况|名单|统计|汇总)|获奖|授牌|命名(情况|名单)",
    shown_by={
        "honour.title": 4,
        "honour.level": 2,
        "honour.by": 3,
        "honour.date": 2,
        "valid_until": 1,
    },
    identity=("year", "awarded_on", "organisation"),
)
