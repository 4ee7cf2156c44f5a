"""Fields that several kinds have."""

from .declaration import Field, titles

UNIT = Field("unit", "责任单位", ("unit.lead", "unit", "unit.report", "units.name"), "unit")
CO_UNITS = Field("co_units", "协同单位", ("co_units",), "co_units")
PEOPLE = Field("people", "责任人", ("people", "people.lead", "people.branch", "leader"), "people")
DEADLINE = Field("deadline", "完成时限", ("deadline", "deadline.loose"), "deadline")
PROGRESS = Field("progress", "完成进度", ("progress", "progress.text"), "percent")
PROGRESS_TEXT = Field("progress_text", "进展情况", ("progress.text",), "paragraph")
TARGET = Field("target", "目标", ("target", "title.target", "figure.name"), "paragraph")
RESULT = Field("result", "成效", ("result",), "paragraph")
DIFFICULTY = Field("difficulty", "存在困难", ("difficulty", "title.problem"), "paragraph")
NOTES = Field("notes", "备注", ("notes",), "paragraph")
ROW_KEY = Field("row_key", "行标识", ("row_key",))
COMMON = (
    ROW_KEY,
    Field("leader", "责任领导", ("leader",), "people"),
    Field("office", "责任科室", ("office",)),
    Field("contact", "联系人", ("contact",)),
    Field("phone", "联系电话", ("phone",)),
    DIFFICULTY,
    RESULT,
    NOTES,
)
MEASURES = ("measures", "requirements", *titles("service_content content"))
