"""What the ledger of honours filters by beside the filters of every register: who holds it, and whether it still holds."""

import django_filters
from django import forms
from django.db.models import Q

from reviews.models import HolderKind
from units.registers.filters import EntryFilter

VALID, EXPIRED = "valid", "expired"


class HonourFilter(EntryFilter):
    holder = django_filters.ChoiceFilter(
        label="获得者", choices=HolderKind.choices, empty_label="全部", method="by_holder"
    )
    validity = django_filters.ChoiceFilter(
        label="有效期",
        choices=[(VALID, "有效"), (EXPIRED, "已过期")],
        empty_label="全部",
        method="by_validity",
    )
    on = django_filters.DateFilter(
        label="有效于", method="by_day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )  # fmt: skip

    def said_in(self, value):
        return super().said_in(value) | Q(organisation__name__icontains=value)

    def by_holder(self, queryset, name, value):
        return queryset.held_by(value)

    def by_validity(self, queryset, name, value):
        return queryset.valid() if value == VALID else queryset.expired()

    def by_day(self, queryset, name, value):
        return queryset.in_force(value)
