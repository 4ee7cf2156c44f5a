"""The filters of a register's list, made from its declaration; they stay in the address, so that a figure opens its rows."""

import django_filters
from django import forms
from django.db import models
from django.db.models import Max, Min, Q

from units.models import District, Unit
from units.registers.entry import EntryState


class FlagFilter(django_filters.Filter):
    field_class = forms.BooleanField


class EntryFilter(django_filters.FilterSet):
    """`filter.qs`: the entries this person may see; `filter.form`: what they were narrowed by."""

    q = django_filters.CharFilter(label="名称或单位", method="by_text")
    year = django_filters.ChoiceFilter(label="年度", empty_label="全部", method="by_year")
    state = django_filters.ChoiceFilter(
        label="状态", choices=EntryState.choices, empty_label="全部"
    )
    district = django_filters.ModelChoiceFilter(
        label="片区", queryset=District.objects.all(), field_name="unit__district",
        empty_label="全部",
    )  # fmt: skip
    since = django_filters.DateFilter(label="自", method="by_since", widget=forms.HiddenInput)
    until = django_filters.DateFilter(label="至", method="by_until", widget=forms.HiddenInput)
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.none(), widget=forms.HiddenInput
    )

    def __init__(self, data, *, declared, user):
        model = declared.model
        visible = model.objects.visible_to(user)
        super().__init__(data, queryset=model.objects.none())
        self.declared = declared
        own = {name: _filter_for(declared, name) for name in declared.filters}
        own |= {name: _link_for(declared, name, user) for name in declared.links}
        own |= {name: _flag_for(*flag) for name, flag in declared.flags.items()}
        for found in own.values():
            found.parent, found.model = self, model
        rest = dict(self.filters)
        first = {name: rest.pop(name) for name in ("q", "year")}
        self.filters = {**first, **own, **rest}
        self.filters["unit"].queryset = Unit.objects.visible_to(user)
        self.filters["year"].extra["choices"] = years_of(visible)
        self.filters["q"].extra["widget"] = forms.TextInput(attrs={"maxlength": 100})
        if not user.scope.reads_all or declared.committee_only:
            del self.filters["district"]
        if self.form.is_valid():
            asked = self.form.cleaned_data["state"]
            self.queryset = visible if asked else visible.exclude(state=EntryState.STRUCK_OFF)

    def by_text(self, queryset, name, value):
        units = Unit.objects.search(value).order_by().values("pk")
        return queryset.filter(self.said_in(value) | Q(unit__in=units))

    def said_in(self, value):
        return Q(**{f"{self.declared.title}__icontains": value})

    def by_year(self, queryset, name, value):
        return queryset.of_year(int(value))

    def by_since(self, queryset, name, value):
        return queryset.between(since=value)

    def by_until(self, queryset, name, value):
        return queryset.between(until=value)


def _link_for(declared, name, user):
    rows = declared.model._meta.get_field(name).related_model.objects.visible_to(user)
    return django_filters.ModelChoiceFilter(
        field_name=name, label=declared.label(name), queryset=rows, widget=forms.HiddenInput
    )


def _flag_for(label, narrow):
    """A tick; left out it does not filter."""

    def ticked(queryset, name, value):
        return narrow(queryset) if value else queryset

    return FlagFilter(label=label, method=ticked)


def _filter_for(declared, name):
    found = declared.model._meta.get_field(name)
    label = declared.label(name)
    if isinstance(found, models.BooleanField):
        return django_filters.ChoiceFilter(
            field_name=name,
            label=label,
            choices=[("True", "是"), ("False", "否")],
            empty_label="全部",
        )
    if isinstance(found, models.ForeignKey):
        rows = found.related_model._default_manager.all()
        return django_filters.ModelChoiceFilter(
            field_name=name, label=label, queryset=rows, empty_label="全部"
        )
    return django_filters.ChoiceFilter(
        field_name=name, label=label, choices=found.choices, empty_label="全部"
    )


def years_of(entries):
    """The years between the first and the last entry, newest first."""
    name = entries.model.WHEN
    ends = entries.aggregate(first=Min(name), last=Max(name))
    if ends["first"] is None:
        return []
    first, last = (end if name == "year" else end.year for end in (ends["first"], ends["last"]))
    return [(year, f"{year}年") for year in range(last, first - 1, -1)]
