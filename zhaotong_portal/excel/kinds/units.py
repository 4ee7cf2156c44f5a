"""单位名录: the units themselves."""

from .declaration import Field, Kind
from .shared import NOTES, ROW_KEY

UNITS = Kind(
    "units",
    "单位名录",
    Field("title", "单位全称", ("units.name", "unit", "plain.name", "title.name")),
    (
        Field("short_name", "单位简称", ("units.short",)),
        Field("aliases", "别称", ("units.alias",), "names"),
        Field("unit_kind", "单位类型", ("units.kind", "plain.kind", "category")),
        Field("district", "片区", ("district",)),
        Field("order", "排序", ("order", "serial"), "count"),
        Field("code", "单位代码", ("code",)),
        ROW_KEY,
        NOTES,
    ),
    named_by=r"单位(名录|名单|名册|一览|信息)|units",
    shown_by={
        "units.name": 3,
        "units.short": 3,
        "units.alias": 3,
        "units.kind": 2,
        "district": 2,
        "code": 1,
        "plain.name": 1,
    },
    needs_unit=False,
)
