"""The small form above tables of computed figures: which units, by district and kind."""

from django import forms

from units.models import District, UnitKind


class UnitNarrowing(forms.Form):
    district = forms.ModelChoiceField(
        District.objects.all(), label="片区", required=False, empty_label="全部"
    )
    kind = forms.ChoiceField(
        label="类型", required=False, choices=[("", "全部"), *UnitKind.choices]
    )

    def narrowed(self, units):
        """`units` as they are where the form says nothing; none where it is wrong."""
        if not self.is_valid():
            return units.none()
        if district := self.cleaned_data["district"]:
            units = units.filter(district=district)
        return units.filter(kind=kind) if (kind := self.cleaned_data["kind"]) else units
