"""The filters of 模范机关 applications; they stay in the address, so that a to-do opens its rows."""

import django_filters
from django import forms
from django.db.models import Count, Q

from reviews.finding_filter import FlagFilter
from reviews.models import Fulfilment, HonourLevel, ModelOfficeApplication, ModelOfficeState
from units.models import District, Unit, UnitKind

SORTS = {
    "unit": ("unit__protocol_order", "-year"),
    "-unit": ("-unit__protocol_order", "-year"),
    "year": ("year", "unit__protocol_order"),
    "-year": ("-year", "unit__protocol_order"),
}
COUNTED = {value: Count("answers", filter=Q(answers__own=value)) for value in Fulfilment.values}


class ModelOfficeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="单位", method="by_text")
    year = django_filters.ChoiceFilter(label="年度", empty_label="全部")
    level = django_filters.ChoiceFilter(label="申报级别", empty_label="全部")
    state = django_filters.ChoiceFilter(
        label="状态", choices=ModelOfficeState.choices, empty_label="全部"
    )
    district = django_filters.ModelChoiceFilter(
        label="片区", queryset=District.objects.all(), field_name="unit__district", empty_label="全部"
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        label="类型", choices=UnitKind.choices, field_name="unit__kind", empty_label="全部"
    )
    mine = FlagFilter(label="由我审核", method="by_mine")
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.none(), widget=forms.HiddenInput
    )

    class Meta:
        model = ModelOfficeApplication
        fields = []

    def __init__(self, data, *, user):
        visible = ModelOfficeApplication.objects.visible_to(user)
        super().__init__(data, queryset=visible.none())
        self.user = user
        self.filters["unit"].queryset = Unit.objects.visible_to(user)
        pairs = list(visible.order_by().values_list("year", "level").distinct())
        years, levels = (
            sorted({year for year, _ in pairs}, reverse=True),
            {code for _, code in pairs},
        )
        self.filters["year"].extra["choices"] = [(year, f"{year}年") for year in years]
        self.filters["level"].extra["choices"] = [
            choice for choice in HonourLevel.choices if choice[0] in levels
        ]
        self.filters["q"].extra["widget"] = forms.TextInput(
            attrs={"placeholder": "名称或拼音，如 swj", "maxlength": 100}
        )
        if user.scope.works_in_unit:
            for name in ("q", "district", "kind"):
                del self.filters[name]
        else:
            states = [row for row in ModelOfficeState.choices if row[0] != ModelOfficeState.DRAFT]
            self.filters["state"].extra["choices"] = states
        if not user.scope.is_committee_side:
            del self.filters["mine"]
        if self.form.is_valid():
            self.queryset = visible

    def by_text(self, queryset, name, value):
        return queryset.filter(unit__in=Unit.objects.search(value).order_by().values("pk"))

    def by_mine(self, queryset, name, value):
        return self.user.scope.deciding(queryset) if value else queryset


def ordered(rows, sort):
    return rows.order_by(*SORTS.get(sort, SORTS["-year"]), "pk")
