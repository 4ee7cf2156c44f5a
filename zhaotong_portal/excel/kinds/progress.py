"""月度进展: what a month brought for items that exist."""

from .declaration import Field, Kind, titles
from .shared import CO_UNITS, COMMON, PROGRESS, PROGRESS_TEXT, UNIT

PROGRESS_REPORT = Kind(
    "progress",
    "月度进展",
    Field(
        "title",
        "工作事项",
        titles("item service key task project target name service_content content"),
    ),
    (
        UNIT,
        CO_UNITS,
        PROGRESS,
        PROGRESS_TEXT,
        Field("next_steps", "下步打算", ("next_steps",), "paragraph"),
        *COMMON,
    ),
    is_monthly=True,
    identity=("row_key",),  # 书记领办 and 支部引办 may have one title
    named_by=r"月度.*(进展|进度)|月(份)?.{0,6}进展|进展情况(统计)?表|月报|进度(统计)?表",
    shown_by={"progress.text": 1, "progress": 1, "next_steps": 1},
)
