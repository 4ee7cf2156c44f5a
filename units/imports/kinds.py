"""The kind of list that this app brings to the reader: 基层党组织名册."""

from zhaotong_portal.excel import Field, Kind

ORGANISATION = Kind(
    "organisation",
    "基层党组织名册",
    Field("title", "党组织名称", ("org.name", "branch", "plain.name", "title.name")),
    (
        Field("unit", "单位", ("unit.lead", "unit"), "unit"),
        Field("org_kind", "类别", ("org.kind", "category", "plain.kind")),
        Field("parent", "上级党组织", ("org.parent",)),
        Field("window", "窗口党支部", ("org.window",), "flag"),
        Field("front", "项目一线党支部", ("org.front",), "flag"),
        Field("founded_on", "成立日期", ("org.founded",), "date"),
        Field("dissolved_on", "撤销日期", ("org.dissolved",)),
        Field("order", "排序", ("order",), "count"),
        Field("row_key", "行标识", ("row_key",)),
        Field("notes", "备注", ("notes",), "paragraph"),
    ),
    named_by=r"党组织.{0,4}(名册|名录|名单|一览|台账|花名册|信息|情况|设置)|党?(支部|总支)(名册|名录|名单|一览|花名册|信息表|基本情况)",
    shown_by={
        "org.name": 4,
        "org.parent": 3,
        "org.founded": 3,
        "org.dissolved": 2,
        "org.window": 3,
        "org.front": 3,
        "org.kind": 3,
        "branch": 1,
    },
)
