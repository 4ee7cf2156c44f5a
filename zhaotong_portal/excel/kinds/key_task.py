"""重点任务清单: tasks of the year with a leading and assisting units."""

from .declaration import Field, Kind, titles
from .shared import CO_UNITS, COMMON, DEADLINE, PEOPLE, PROGRESS, PROGRESS_TEXT, TARGET, UNIT

KEY_TASK = Kind(
    "key_task",
    "重点任务",
    Field(
        "title",
        "重点任务",
        titles("key task item target project service service_content content name"),
    ),
    (
        UNIT,
        CO_UNITS,
        PEOPLE,
        DEADLINE,
        PROGRESS,
        PROGRESS_TEXT,
        Field(
            "requirements",
            "内容及要求",
            ("requirements", *titles("service_content content")),
            "paragraph",
        ),
        Field("measures", "措施", ("measures",), "paragraph"),
        TARGET,
        *COMMON,
    ),
    named_by=r"重点任务|任务(清单|分解|分工)|工作要点",
    shown_by={"title.key": 2, "requirements": 1, "co_units": 1, "unit.lead": 1, "title.task": 1},
    identity=("row_key",),
)
