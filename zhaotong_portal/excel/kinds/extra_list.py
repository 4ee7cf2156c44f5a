"""其他清单: a list that the committee set up itself; which one, its title says."""

from .declaration import Field, Kind, titles
from .shared import CO_UNITS, COMMON, DEADLINE, PEOPLE, PROGRESS, PROGRESS_TEXT, TARGET, UNIT

EXTRA_LIST = Kind(
    "extra_list",
    "其他清单",
    Field(
        "title", "事项", titles("item target key task project service service_content content name")
    ),
    (
        UNIT,
        CO_UNITS,
        PEOPLE,
        DEADLINE,
        PROGRESS,
        PROGRESS_TEXT,
        Field("measures", "措施", ("measures", "requirements"), "paragraph"),
        TARGET,
        *COMMON,
    ),
    named_by=r"其他清单",
    shown_by={},
    identity=("row_key",),
)
