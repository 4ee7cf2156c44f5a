"""党务干部 roster: who does the party's work in each unit."""

import django_filters

from units.ledger import fields
from units.ledger.filters import LedgerFilter
from units.ledger.ledger import Column, Ledger, column
from units.models import OfficerKind, PartyOfficer
from zhaotong_portal.wording import full_day_text

SERVING, LEFT = "serving", "left"


class PartyOfficerFilter(LedgerFilter):
    model = PartyOfficer
    texts = ("name", "post", "organisation__name")
    kind = django_filters.ChoiceFilter(
        label="专兼职", choices=OfficerKind.choices, empty_label="全部"
    )
    serving = django_filters.ChoiceFilter(
        label="状态", choices=[(SERVING, "在任"), (LEFT, "已离任")], method="by_serving", empty_label="全部"
    )  # fmt: skip

    def by_serving(self, queryset, name, value):
        now = queryset.serving()
        return now if value == SERVING else queryset.exclude(pk__in=now.values("pk"))


class PartyOfficerForm(fields.RowForm):
    holds_unit = True
    name = fields.line(PartyOfficer, "name", required=True)
    organisation = fields.organisation(required=False, empty_label="单位（不在某个党组织）")
    kind = fields.choice("专兼职", OfficerKind.choices)
    post = fields.line(PartyOfficer, "post", help_text="如 机关党委专职副书记、支部组织委员。")
    appointed_on = fields.day("任职日期")
    left_on = fields.day("离任日期", required=False, help_text="在任的不填。")
    trained_on = fields.day("最近培训", required=False)
    note = fields.line(PartyOfficer, "note")


def _badge(row):
    return (
        {"label": "已离任", "tone": "neutral"} if row.left_on else {"label": "在任", "tone": "info"}
    )


LEDGER = Ledger(
    code="officers",
    name="党务干部",
    one="party_officer",
    many="party_officers",
    model=PartyOfficer,
    filter=PartyOfficerFilter,
    form=PartyOfficerForm,
    measure="名",
    note="名册只记姓名、职务和任离职日期；登录账号由管理员另建。",
    empty="登记专职和兼职党务干部后会出现在这里。",
    columns=(
        Column("姓名", lambda row: row.name),
        Column("专兼职", lambda row: row.get_kind_display()),
        Column("党内职务", lambda row: row.post, note=lambda row: row.organisation.name if row.organisation else "", value=lambda row: row.post),
        Column("党组织", lambda row: row.organisation.name if row.organisation else "", more=True),
        Column("任职日期", lambda row: full_day_text(row.appointed_on), value=lambda row: row.appointed_on, sort="appointed"),
        Column("状态", lambda row: _badge(row)["label"], badge=_badge),
        Column("离任日期", lambda row: full_day_text(row.left_on), value=lambda row: row.left_on, more=True),
        Column("最近培训", lambda row: full_day_text(row.trained_on), value=lambda row: row.trained_on),
        column("note", PartyOfficer, more=True),
    ),
    sorts={
        "unit": ("unit__protocol_order",),
        "appointed": ("appointed_on",),
        "-appointed": ("-appointed_on",),
    },
)  # fmt: skip
