"""青年理论学习小组: which unit has one, since when."""

from units.ledger import fields
from units.ledger.contact_points import HeldFilter, held_badge
from units.ledger.ledger import Column, Ledger, column
from units.models import YouthStudyGroup
from zhaotong_portal.wording import full_day_text


class YouthGroupFilter(HeldFilter):
    model = YouthStudyGroup
    texts = ("name",)


class YouthGroupForm(fields.RowForm):
    holds_unit = True
    name = fields.line(YouthStudyGroup, "name", help_text="没有专门名称的不填。")
    starts_on = fields.day("组建日期")
    ends_on = fields.day("停止日期", required=False, help_text="仍在活动的不填。")
    note = fields.line(YouthStudyGroup, "note")


LEDGER = Ledger(
    code="youth-groups",
    name="青年小组",
    thing="青年理论学习小组",
    one="youth_group",
    many="youth_groups",
    model=YouthStudyGroup,
    filter=YouthGroupFilter,
    form=YouthGroupForm,
    measure="个",
    note="青年理论学习小组，一个单位登记一个。",
    empty="单位登记青年理论学习小组后会出现在这里。",
    columns=(
        Column("小组", str, value=lambda row: row.name),
        Column("组建日期", lambda row: full_day_text(row.starts_on), value=lambda row: row.starts_on, sort="starts"),
        Column("状态", lambda row: held_badge(row)["label"], badge=held_badge),
        Column("停止日期", lambda row: full_day_text(row.ends_on), value=lambda row: row.ends_on, more=True),
        column("note", YouthStudyGroup, more=True),
    ),
    sorts={"unit": ("unit__protocol_order",), "starts": ("starts_on",), "-starts": ("-starts_on",)},
)  # fmt: skip
