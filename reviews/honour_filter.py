"""The filters of the ledger of honours; they stay in the address, so that a figure can open exactly its rows."""

import django_filters
from django import forms
from django.db.models import F, Max, Min, Q

from reviews.models import HolderKind, Honour, HonourLevel
from units.models import District, Unit

VALID, EXPIRED = "valid", "expired"
SORTS = {
    "unit": ("unit__protocol_order", "-year"),
    "year": ("year", "unit__protocol_order"),
    "-year": ("-year", "unit__protocol_order"),
    "until": (F("valid_until").asc(nulls_last=True),),
    "-until": (F("valid_until").desc(nulls_last=True),),
}


class HonourFilter(django_filters.FilterSet):
    """`filter.qs`: the honours this person may see; `filter.form`: what they were narrowed by."""

    q = django_filters.CharFilter(label="荣誉或单位", method="by_text")
    level = django_filters.ChoiceFilter(
        label="级别", choices=HonourLevel.choices, empty_label="全部"
    )
    year = django_filters.ChoiceFilter(label="年度", empty_label="全部")
    holder = django_filters.ChoiceFilter(
        label="获得者", choices=HolderKind.choices, empty_label="全部", method="by_holder"
    )
    district = django_filters.ModelChoiceFilter(
        label="片区",
        queryset=District.objects.all(),
        field_name="unit__district",
        empty_label="全部",
    )
    validity = django_filters.ChoiceFilter(
        label="有效期",
        choices=[(VALID, "有效"), (EXPIRED, "已过期")],
        empty_label="全部",
        method="by_validity",
    )
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.none(), widget=forms.HiddenInput
    )

    class Meta:
        model = Honour
        fields = []

    def __init__(self, data, *, user):
        super().__init__(data, queryset=Honour.objects.none())
        visible = Honour.objects.visible_to(user)
        self.filters["unit"].queryset = Unit.objects.visible_to(user)
        self.filters["year"].extra["choices"] = _years(visible)
        self.filters["q"].extra["widget"] = forms.TextInput(attrs={"maxlength": 100})
        if not user.scope.reads_all:
            del self.filters["district"]
        if self.form.is_valid():
            self.queryset = visible

    def by_text(self, queryset, name, value):
        units = Unit.objects.search(value).order_by().values("pk")
        named = Q(title__icontains=value) | Q(organisation__name__icontains=value)
        return queryset.filter(named | Q(unit__in=units))

    def by_holder(self, queryset, name, value):
        return queryset.held_by(value)

    def by_validity(self, queryset, name, value):
        return queryset.valid() if value == VALID else queryset.expired()


def _years(honours):
    ends = honours.aggregate(first=Min("year"), last=Max("year"))
    if ends["first"] is None:
        return []
    return [(year, f"{year}年") for year in range(ends["last"], ends["first"] - 1, -1)]


def ordered(honours, sort):
    return honours.order_by(*SORTS.get(sort, SORTS["-year"]), "pk")
