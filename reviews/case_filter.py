"""The filters of the ledger of 差评件; they stay in the address, so that a figure can open exactly its rows."""

import django_filters
from django import forms
from django.db.models import F

from reviews.finding_filter import FlagFilter
from reviews.models import CaseState, RatingCase
from reviews.models.rating_case import OPEN_CASES, SETTLED_CASES, WITH_UNIT
from units.models import District, Unit

GROUPS = {"open": OPEN_CASES, "with_unit": WITH_UNIT, "settled": SETTLED_CASES}
STATES = [
    ("open", "未办结"),
    ("with_unit", "在单位办理"),
    ("settled", "已结束"),
    *CaseState.choices,
]
SORTS = {
    "unit": ("unit__protocol_order", "-opened_on"),
    "opened": ("opened_on",),
    "-opened": ("-opened_on",),
    "due": (F("due_on").asc(nulls_last=True),),
    "-due": (F("due_on").desc(nulls_last=True),),
}


class CaseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="单位", method="by_text")
    district = django_filters.ModelChoiceFilter(
        label="片区",
        queryset=District.objects.all(),
        field_name="unit__district",
        empty_label="全部",
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=STATES, empty_label="全部", method="by_state"
    )
    overdue = FlagFilter(label="只看逾期", method="by_overdue")
    mine = FlagFilter(label="由我办理", method="by_mine")
    appealed = FlagFilter(label="申诉待核定", method="by_appealed")
    to_call = FlagFilter(label="由我回访", method="by_to_call")
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.none(), widget=forms.HiddenInput
    )

    class Meta:
        model = RatingCase
        fields = []

    def __init__(self, data, *, user):
        super().__init__(data, queryset=RatingCase.objects.none())
        self.filters["unit"].queryset = Unit.objects.visible_to(user)
        hint = "名称或拼音，如 swj"
        self.filters["q"].extra["widget"] = forms.TextInput(
            attrs={"placeholder": hint, "maxlength": 100}
        )
        self.user = user
        if not user.scope.reads_all:
            del self.filters["district"]
            del self.filters["q"]
        if not user.scope.is_committee_side:
            del self.filters["mine"]
            del self.filters["to_call"]
        if self.form.is_valid():
            self.queryset = RatingCase.objects.visible_to(user)

    def by_text(self, queryset, name, value):
        return queryset.filter(unit__in=Unit.objects.search(value).order_by().values("pk"))

    def by_state(self, queryset, name, value):
        return queryset.filter(state__in=GROUPS.get(value, [value]))

    def by_overdue(self, queryset, name, value):
        return queryset.overdue() if value else queryset

    def by_mine(self, queryset, name, value):
        return self.user.scope.deciding(queryset) if value else queryset

    def by_appealed(self, queryset, name, value):
        return queryset.filter(appeals__state="appealed") if value else queryset

    def by_to_call(self, queryset, name, value):
        return queryset.filter(caller=self.user, state="answered") if value else queryset


def ordered(cases, sort):
    return cases.order_by(*SORTS.get(sort, ("-opened_on",)), "-pk")
