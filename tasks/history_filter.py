"""The filters of the ledger of history totals; they stay in the address."""

import django_filters
from django import forms
from django.db.models import F, Max, Min, Q

from tasks.models import HistoryTotal
from units.models import District, Unit

WHOLE, OF_DISTRICTS, OF_UNITS = "whole", "districts", "units"
SCOPES = [(WHOLE, "市直机关合计"), (OF_DISTRICTS, "片区"), (OF_UNITS, "单位")]
SORTS = {
    "year": ("from_year", "to_year"),
    "-year": ("-to_year", "-from_year"),
    "scope": (
        F("district__order").asc(nulls_first=True),
        F("unit__protocol_order").asc(nulls_first=True),
        "-to_year",
    ),
}


class HistoryFilter(django_filters.FilterSet):
    """`filter.qs`: the totals this person may see; `filter.form`: what they were narrowed by."""

    q = django_filters.CharFilter(label="指标或单位", method="by_text")
    year = django_filters.ChoiceFilter(label="年度", empty_label="全部", method="by_year")
    scope = django_filters.ChoiceFilter(
        label="范围", choices=SCOPES, empty_label="全部", method="by_scope"
    )
    district = django_filters.ModelChoiceFilter(
        label="片区", queryset=District.objects.all(), empty_label="全部", method="by_district"
    )
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.none(), widget=forms.HiddenInput
    )

    class Meta:
        model = HistoryTotal
        fields = []

    def __init__(self, data, *, user):
        super().__init__(data, queryset=HistoryTotal.objects.none())
        visible = HistoryTotal.objects.visible_to(user)
        self.filters["unit"].queryset = Unit.objects.visible_to(user)
        self.filters["year"].extra["choices"] = _years(visible)
        self.filters["q"].extra["widget"] = forms.TextInput(attrs={"maxlength": 100})
        if not user.scope.reads_all:
            del self.filters["district"], self.filters["scope"]
        if self.form.is_valid():
            self.queryset = visible

    def by_text(self, queryset, name, value):
        units = Unit.objects.search(value).order_by().values("pk")
        named = Q(label__icontains=value) | Q(indicator__name__icontains=value)
        return queryset.filter(named | Q(unit__in=units))

    def by_year(self, queryset, name, value):
        """A span of years is of each of its years."""
        value = int(value)
        return queryset.filter(from_year__lte=value, to_year__gte=value)

    def by_scope(self, queryset, name, value):
        if value == WHOLE:
            return queryset.filter(unit=None, district=None)
        return queryset.filter(**{f"{'unit' if value == OF_UNITS else 'district'}__isnull": False})

    def by_district(self, queryset, name, value):
        """The district's own totals, and those of its units."""
        return queryset.filter(Q(district=value) | Q(unit__district=value))


def _years(totals):
    ends = totals.aggregate(first=Min("from_year"), last=Max("to_year"))
    if ends["first"] is None:
        return []
    return [(year, f"{year}年") for year in range(ends["last"], ends["first"] - 1, -1)]


def ordered(totals, sort):
    figure = (F("indicator__order").asc(nulls_last=True), "label", "pk")
    return totals.order_by(*SORTS.get(sort, SORTS["-year"]), *figure)
