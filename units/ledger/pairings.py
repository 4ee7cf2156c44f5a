"""结对共建: which branch builds together with which other one, or with whom outside."""

from django import forms
from django.db.models import Q

from units.ledger import fields
from units.ledger.contact_points import HeldFilter, held_badge
from units.ledger.ledger import Column, Ledger, column
from units.models import Pairing, PartyOrganisation, Unit
from units.organisation_names import OrganisationNames
from zhaotong_portal.wording import full_day_text


class PairingFilter(HeldFilter):
    model = Pairing
    unit_of = "organisation__unit"
    texts = ("organisation__name", "partner__name", "partner_name", "theme")

    def by_unit(self, queryset, name, value):
        return queryset.filter(Q(organisation__unit=value) | Q(partner__unit=value))


class PairingForm(fields.RowForm):
    organisation = fields.organisation("本单位党组织")
    partner_unit = forms.ModelChoiceField(
        None, label="结对方单位", required=False, empty_label="市直机关以外",
        error_messages={"invalid_choice": "请从列表中选择结对方单位。"},
    )  # fmt: skip
    partner_name = fields.line(
        Pairing, "partner_name", required=True, label="结对方名称", help_text="市直单位的写党组织名称；以外的写村、社区、企业或单位全称。"
    )  # fmt: skip
    theme = fields.line(Pairing, "theme")
    starts_on = fields.day("结对日期")
    ends_on = fields.day("结束日期", required=False, help_text="仍在结对的不填。")
    note = fields.line(Pairing, "note")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner_unit"].queryset = Unit.objects.active()

    @staticmethod
    def initial_of(row, name):
        if name == "partner_unit":
            return row.partner.unit_id if row.partner_id else None
        if name == "partner_name" and row.partner_id:
            return row.partner.name
        return getattr(row, name)

    def clean(self):
        data = super().clean()
        unit, name = data.get("partner_unit"), data.get("partner_name")
        if unit and name:
            names = OrganisationNames(PartyOrganisation.objects.filter(unit=unit).select_related("unit"))  # fmt: skip
            data["partner"] = names.find(unit.pk, name, unit)
            if data["partner"] is None:
                self.add_error("partner_name", names.unknown(unit, name))
            data["partner_name"] = ""
        else:
            data["partner"] = None
        return data

    @property
    def facts(self):
        return {name: value for name, value in super().facts.items() if name != "partner_unit"}


LEDGER = Ledger(
    code="pairings",
    name="结对共建",
    one="pairing",
    many="pairings",
    model=Pairing,
    filter=PairingFilter,
    form=PairingForm,
    measure="对",
    note="双方都是市直机关党组织的，由一方登记，双方都能看到。",
    empty="登记党支部结对后会出现在这里。",
    columns=(
        Column("党组织", lambda row: row.organisation.name),
        Column("结对方", lambda row: row.partner_text, note=lambda row: "" if row.partner_id else "市直机关以外", value=lambda row: row.partner_text),
        column("theme", Pairing),
        Column("结对日期", lambda row: full_day_text(row.starts_on), value=lambda row: row.starts_on, sort="starts"),
        Column("状态", lambda row: held_badge(row)["label"], badge=held_badge),
        Column("结束日期", lambda row: full_day_text(row.ends_on), value=lambda row: row.ends_on, more=True),
        column("note", Pairing, more=True),
    ),
    sorts={
        "unit": ("organisation__unit__protocol_order", "organisation__order"),
        "starts": ("starts_on",),
        "-starts": ("-starts_on",),
    },
)  # fmt: skip
