"""The filters of the ledger of findings; they stay in the address, so that a figure can open exactly its rows."""

import django_filters
from django import forms
from django.db.models import F, Q
from django.utils import timezone

from reviews.models import Finding, FindingCategory, FindingExtension, FindingSource, FindingState
from reviews.models.finding import OPEN_FINDINGS, SETTLED, WITH_UNIT
from tasks.models import WorkItem
from units.models import District, Unit

FIRST_YEAR = 2023
OPEN, WITH, DONE = "open", "with_unit", "settled"
STATES = [(OPEN, "未销号"), (WITH, "在单位整改"), (DONE, "已办结"), *FindingState.choices]
GROUPS = {OPEN: OPEN_FINDINGS, WITH: WITH_UNIT, DONE: SETTLED}
SORTS = {
    "unit": ("unit__protocol_order", "-found_on"),
    "found": ("found_on",),
    "-found": ("-found_on",),
    "due": (F("due_on").asc(nulls_last=True),),
    "-due": (F("due_on").desc(nulls_last=True),),
}


class FlagFilter(django_filters.Filter):
    """A tick; left out it does not filter."""

    field_class = forms.BooleanField


def year_choices():
    return [(year, f"{year}年") for year in range(timezone.localdate().year, FIRST_YEAR - 1, -1)]


class FindingFilter(django_filters.FilterSet):
    """`filter.qs`: the findings this person may see; `filter.form`: what they were narrowed by."""

    q = django_filters.CharFilter(label="问题或单位", method="by_text")
    district = django_filters.ModelChoiceFilter(
        label="片区",
        queryset=District.objects.all(),
        field_name="unit__district",
        empty_label="全部",
    )
    source = django_filters.ChoiceFilter(
        label="来源", choices=FindingSource.choices, empty_label="全部"
    )
    category = django_filters.ModelChoiceFilter(
        label="类别", queryset=FindingCategory.objects.all(), empty_label="全部"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=STATES, empty_label="全部", method="by_state"
    )
    year = django_filters.ChoiceFilter(label="年度", choices=year_choices, empty_label="全部")
    again = FlagFilter(label="屡查屡犯", method="by_again")
    overdue = FlagFilter(label="只看逾期", method="by_overdue")
    mine = FlagFilter(label="由我办理", method="by_mine")
    asked = FlagFilter(label="申请延期", method="by_asked")
    unsigned = FlagFilter(label="待书记签发", method="by_unsigned")
    item = django_filters.ModelChoiceFilter(
        label="事项", queryset=WorkItem.objects.none(), widget=forms.HiddenInput, method="by_item"
    )
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.none(), widget=forms.HiddenInput
    )

    class Meta:
        model = Finding
        fields = []

    def __init__(self, data, *, user):
        super().__init__(data, queryset=Finding.objects.none())
        self.filters["unit"].queryset = Unit.objects.visible_to(user)
        self.filters["item"].queryset = WorkItem.objects.visible_to(user)
        hint = "名称或拼音，如 swj" if user.scope.reads_all else "名称中的字"
        self.filters["q"].extra["widget"] = forms.TextInput(
            attrs={"placeholder": hint, "maxlength": 100}
        )
        self.user = user
        if not user.scope.reads_all:
            del self.filters["district"]
        if not user.scope.is_committee_side:
            del self.filters["mine"]
        if not user.scope.works_in_unit:
            del self.filters["unsigned"]
        if self.form.is_valid():
            self.queryset = Finding.objects.visible_to(user)

    def by_text(self, queryset, name, value):
        units = Unit.objects.search(value).order_by().values("pk")
        return queryset.filter(Q(title__icontains=value) | Q(unit__in=units))

    def by_state(self, queryset, name, value):
        return queryset.filter(state__in=GROUPS.get(value, [value]))

    def by_item(self, queryset, name, value):
        return queryset.filter(items=value) if value else queryset

    def by_asked(self, queryset, name, value):
        asked = FindingExtension.objects.open().order_by().values("finding")
        return queryset.filter(pk__in=asked) if value else queryset

    def by_again(self, queryset, name, value):
        return queryset.filter(recurred_times__gt=0) if value else queryset

    def by_overdue(self, queryset, name, value):
        return queryset.overdue() if value else queryset

    def by_mine(self, queryset, name, value):
        """Of the units that this person decides for."""
        return self.user.scope.deciding(queryset) if value else queryset

    def by_unsigned(self, queryset, name, value):
        return queryset.unsigned() if value else queryset


def ordered(findings, sort):
    return findings.order_by(*SORTS.get(sort, SORTS["unit"]), "-pk")
