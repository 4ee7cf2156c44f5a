"""The form of an honour: its holder is written by name, as in the lists."""

from django import forms
from django.utils import timezone

from reviews.models import Honour, HonourLevel
from reviews.models.honour import FIRST_YEAR
from reviews.views.finding_forms import day_field
from units.models import PartyOrganisation
from units.names import name_key
from units.unit_names import unit_called
from zhaotong_portal.gate.fields import storable


def line_field(name, label, required=False, **kwargs):
    most = Honour._meta.get_field(name).max_length
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        validators=[storable],
        error_messages={
            "required": f"请填写{label}。",
            "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。",
        },
        **kwargs,
    )


class HonourForm(forms.Form):
    """`cleaned_data` holds what `reviews.honours` takes."""

    unit = forms.CharField(
        label="获得单位", max_length=100, help_text="写简称、全称或别称。",
        error_messages={"required": "请填写获得单位。"},
    )  # fmt: skip
    organisation = forms.CharField(
        label="党组织", max_length=100, required=False, help_text="由党支部等获得的填写，单位获得的不填。"
    )  # fmt: skip
    title = line_field("title", "荣誉名称", required=True)
    level = forms.ChoiceField(label="级别", choices=HonourLevel.choices)
    year = forms.IntegerField(
        label="年度",
        min_value=FIRST_YEAR,
        error_messages={
            "required": "请填写年度。",
            "invalid": "年度应写成 2025 这样的形式。",
            "min_value": "年度不能早于 %(limit_value)d 年。",
        },
    )
    awarded_by = line_field("awarded_by", "授予单位")
    document = line_field("document", "依据文件")
    valid_until = day_field("有效期至", required=False)
    note = line_field("note", "备注")

    def __init__(self, *args, user, honour=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if honour:
            self.initial = {name: getattr(honour, name) for name in self.fields}
            self.initial["unit"] = honour.unit.short_name
            self.initial["organisation"] = honour.organisation.name if honour.organisation else ""
        else:
            self.initial = {"year": timezone.localdate().year, "level": HonourLevel.MUNICIPAL}

    def clean_unit(self):
        name = self.cleaned_data["unit"]
        unit = unit_called(name)
        if unit is None or not self.user.scope.sees_unit(unit):
            raise forms.ValidationError(f"没有找到单位“{name}”。请写全称或简称。")
        return unit

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError(f"{year}年还没有到，请核对年度。")
        return year

    def clean_title(self):
        return " ".join(self.cleaned_data["title"].split())

    def clean(self):
        data = super().clean()
        name, unit = data.get("organisation"), data.get("unit")
        if name and unit:
            data["organisation"] = self._organisation(unit, name)
        else:
            data["organisation"] = None
        return data

    def _organisation(self, unit, name):
        own = PartyOrganisation.objects.filter(unit=unit)
        found = next((row for row in own if name_key(row.name) == name_key(name)), None)
        if found is None:
            self.add_error("organisation", f"{unit.short_name}没有登记“{name}”。")
        return found
