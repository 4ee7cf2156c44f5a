"""问题台账: what was found wrong, who mends it and until when."""

from .declaration import Field, Kind, titles
from .shared import CO_UNITS, COMMON, DEADLINE, DIFFICULTY, PEOPLE, RESULT, UNIT

FINDING = Kind(
    "finding",
    "问题台账",
    Field(
        "title",
        "存在问题",
        (
            "title.problem",
            "difficulty",
            *titles("item service_content content task name"),
        ),
    ),
    (
        UNIT,
        CO_UNITS,
        PEOPLE,
        DEADLINE,
        Field("source", "问题来源", ("source",)),
        Field("measures", "整改措施", ("measures", "requirements"), "paragraph"),
        Field("result", "整改情况", ("result", "progress.text", "progress"), "paragraph"),
        Field("closed", "是否销号", ("closed",), "flag"),
        *(field for field in COMMON if field not in (RESULT, DIFFICULTY)),
    ),
    named_by=r"问题.*(整改|台账|清单)|整改(台账|清单)|问题台账|督查.*问题",
    shown_by={"source": 2, "closed": 2, "result": 1, "problem.kind": 2},
    identity=("row_key",),
)
