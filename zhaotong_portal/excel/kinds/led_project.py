"""领办引办项目: projects led by a secretary or by a branch."""

from .declaration import Field, Kind, titles
from .shared import CO_UNITS, COMMON, DEADLINE, MEASURES, PROGRESS, PROGRESS_TEXT, TARGET, UNIT

LEADERS = ("people.lead", "people.branch", "people", "leader")

LED_PROJECT = Kind(
    "led_project",
    "领办引办项目",
    Field(
        "title",
        "项目名称",
        titles("project key item service task target service_content content name"),
    ),
    (
        UNIT,
        CO_UNITS,
        Field("people", "领办人", LEADERS, "people"),
        DEADLINE,
        PROGRESS,
        PROGRESS_TEXT,
        Field("lead", "领办方式", ("lead", "category"), "lead"),
        Field("branch", "支部", ("branch",)),
        TARGET,
        Field("measures", "推进举措", MEASURES, "paragraph"),
        *COMMON,
    ),
    named_by=r"领办|引办",
    shown_by={"people.lead": 3, "people.branch": 2, "branch": 2, "title.project": 1, "lead": 3},
    has_lead=True,
    identity=("row_key", "lead"),
)
