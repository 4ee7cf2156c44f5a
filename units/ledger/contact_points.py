"""联系点: which leader keeps contact with which branch."""

import django_filters
from django.utils import timezone

from units.ledger import fields
from units.ledger.filters import LedgerFilter
from units.ledger.ledger import Column, Ledger, column
from units.models import ContactPoint
from zhaotong_portal.wording import full_day_text

HELD, OVER = "held", "over"


def held_badge(row):
    """Whether something dated still holds today."""
    if row.ends_on and row.ends_on < timezone.localdate():
        return {"label": "已结束", "tone": "neutral"}
    return {"label": "进行中", "tone": "info"}


class HeldFilter(LedgerFilter):
    """For registers of what holds from one day to another."""

    held = django_filters.ChoiceFilter(
        label="状态", choices=[(HELD, "进行中"), (OVER, "已结束")], method="by_held", empty_label="全部"
    )  # fmt: skip

    def by_held(self, queryset, name, value):
        now = queryset.current()
        return now if value == HELD else queryset.exclude(pk__in=now.values("pk"))


class ContactPointFilter(HeldFilter):
    model = ContactPoint
    unit_of = "organisation__unit"
    texts = ("organisation__name", "leader")


class ContactPointForm(fields.RowForm):
    organisation = fields.organisation()
    leader = fields.line(ContactPoint, "leader", required=True)
    post = fields.line(ContactPoint, "post")
    starts_on = fields.day("建立日期")
    ends_on = fields.day("结束日期", required=False, help_text="不再联系的填写，仍在联系的不填。")
    note = fields.line(ContactPoint, "note", help_text="到联系点做了什么、帮助解决了什么。")


LEDGER = Ledger(
    code="contact-points",
    name="联系点",
    one="contact_point",
    many="contact_points",
    model=ContactPoint,
    filter=ContactPointFilter,
    form=ContactPointForm,
    measure="个",
    note="领导干部联系党支部。同一单位同一人联系几个支部，统计时计一名。",
    empty="登记领导干部联系的党支部后会出现在这里。",
    columns=(
        Column("党组织", lambda row: row.organisation.name),
        Column("领导干部", lambda row: row.leader, note=lambda row: row.post, value=lambda row: row.leader),
        column("post", ContactPoint, more=True),
        Column("建立日期", lambda row: full_day_text(row.starts_on), value=lambda row: row.starts_on, sort="starts"),
        Column("状态", lambda row: held_badge(row)["label"], badge=held_badge),
        Column("结束日期", lambda row: full_day_text(row.ends_on), value=lambda row: row.ends_on, more=True),
        column("note", ContactPoint, more=True),
    ),
    sorts={
        "unit": ("organisation__unit__protocol_order", "organisation__order"),
        "starts": ("starts_on",),
        "-starts": ("-starts_on",),
    },
)  # fmt: skip
