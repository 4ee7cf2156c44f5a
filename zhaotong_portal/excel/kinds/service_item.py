"""三服务清单: services for the grass roots, the public and enterprises."""

from .declaration import Field, Kind, titles
from .shared import (
    CO_UNITS,
    COMMON,
    DEADLINE,
    MEASURES,
    PEOPLE,
    PROGRESS,
    PROGRESS_TEXT,
    TARGET,
    UNIT,
)

SERVICE_ITEM = Kind(
    "service_item",
    "三服务清单",
    Field(
        "title",
        "服务事项",
        titles("service item key task project target service_content content name"),
    ),
    (
        UNIT,
        CO_UNITS,
        Field("category", "服务类别", ("category",), "category"),
        PEOPLE,
        DEADLINE,
        PROGRESS,
        PROGRESS_TEXT,
        Field("measures", "具体措施", MEASURES, "paragraph"),
        TARGET,
        Field("beneficiary", "服务对象", ("beneficiary",)),
        Field("livelihood_ten", "十件民生实事", ("livelihood_ten",), "flag"),
        Field("enterprise_ten", "十件惠企实事", ("enterprise_ten",), "flag"),
        *COMMON,
    ),
    named_by=r"三服务|服务(基层|群众|企业)|服务清单|服务事项",
    shown_by={
        "title.service": 2,
        "title.service_content": 2,
        "category": 2,
        "category.named": 4,
        "beneficiary": 1,
        "livelihood_ten": 2,
        "enterprise_ten": 2,
    },
    has_category=True,
    identity=("row_key",),
)
