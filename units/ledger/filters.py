"""The filters that all registers of the base ledger share; they stay in the address, so that a figure opens its rows."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from units.dated import EARLIEST
from units.figures.ledger import FIGURES
from units.models import District, Unit


class LedgerFilter(django_filters.FilterSet):
    """`filter.qs`: the rows this person may see; `filter.form`: what they were narrowed by.

    A subclass names its `model`, the lookup `unit_of` of a row's unit and the texts that `q` looks through.
    `counted` with `since` and `until` narrows to exactly the rows of a figure (units/figures/ledger.py).
    """

    unit_of = "unit"
    texts: tuple = ()
    model: type

    q = django_filters.CharFilter(label="单位或名称", method="by_text")
    district = django_filters.ModelChoiceFilter(
        label="片区", queryset=District.objects.all(), method="by_district", empty_label="全部"
    )
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.none(), method="by_unit", widget=forms.HiddenInput
    )
    counted = django_filters.ChoiceFilter(
        label="数据", choices=[(figure.code, figure.label) for figure in FIGURES.values()],
        method="by_figure", widget=forms.HiddenInput,
    )  # fmt: skip

    since = django_filters.DateFilter(label="起", method="by_day", widget=forms.HiddenInput)
    until = django_filters.DateFilter(label="止", method="by_day", widget=forms.HiddenInput)

    def __init__(self, data, *, user):
        super().__init__(data, queryset=self.model.objects.none())
        self.user = user
        self.filters["unit"].queryset = Unit.objects.visible_to(user)
        self.filters["q"].extra["widget"] = forms.TextInput(attrs={"maxlength": 100})
        if not user.scope.reads_all:
            del self.filters["district"]
        self.prepare()
        if self.form.is_valid():
            self.queryset = self.model.objects.visible_to(user)

    def prepare(self):
        """Choices that only the running portal knows; the form is made right after."""

    class Meta:
        fields = []

    def by_text(self, queryset, name, value):
        units = Unit.objects.search(value).order_by().values("pk")
        found = Q(**{f"{self.unit_of}__in": units})
        for text in self.texts:
            found |= Q(**{f"{text}__icontains": value})
        return queryset.filter(found)

    def by_district(self, queryset, name, value):
        return queryset.filter(**{f"{self.unit_of}__district": value})

    def by_unit(self, queryset, name, value):
        return queryset.filter(**{self.unit_of: value})

    def by_day(self, queryset, name, value):
        return queryset  # said together with the figure

    def by_figure(self, queryset, name, value):
        rows = self.figure_rows
        return queryset if rows is None else queryset.filter(pk__in=rows.values("pk"))

    @property
    def figure(self):
        """The figure whose rows are shown, or None: not asked for, or of another ledger."""
        if not self.form.is_valid():
            return None
        figure = FIGURES.get(self.form.cleaned_data.get("counted"))
        return figure if figure and figure.rows(EARLIEST, EARLIEST).model is self.model else None

    @property
    def days(self):
        data = self.form.cleaned_data
        return data.get("since") or EARLIEST, data.get("until") or timezone.localdate()

    @property
    def figure_rows(self):
        figure = self.figure
        return figure.rows(*self.days) if figure else None
