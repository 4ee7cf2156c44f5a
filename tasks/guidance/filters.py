"""The filters of the ledgers of guidance; they stay in the address, so that a figure can open exactly its rows."""

import django_filters
from django import forms
from django.db.models import Max, Min, Q
from django.utils import timezone

from tasks.item_filter import FlagFilter
from tasks.models import (
    Commitment,
    CommitmentState,
    Consultation,
    ConsultationKind,
    ConsultationState,
    DispatchMeeting,
    MeetingState,
    OrderState,
    SupervisionOrder,
    Visit,
    VisitKind,
    VisitState,
)
from units.models import District, Unit

OPEN, OVERDUE, REPORTED, DONE, PAST = "open_all", "overdue", "reported", "done", "past"
PAST_LABEL = "日期已过待登记"


class GuidanceFilter(django_filters.FilterSet):
    """`filter.qs`: what this person may see; `filter.form`: what it was narrowed by. `day` names the year's field.

    `units` is the lookup of the unit, of several or of one; `text` are the lookups that the search looks into.
    """

    q = django_filters.CharFilter(label="内容或单位", method="by_text")
    year = django_filters.ChoiceFilter(label="年度", empty_label="全部", method="by_year")
    quarter = django_filters.ChoiceFilter(
        label="季度", choices=[(n, f"第{n}季度") for n in range(1, 5)], empty_label="全部", method="by_quarter"
    )  # fmt: skip
    district = django_filters.ModelChoiceFilter(
        label="片区", queryset=District.objects.all(), empty_label="全部", method="by_district"
    )
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.none(), widget=forms.HiddenInput, method="by_unit"
    )
    mine = FlagFilter(label="由我办理", method="by_mine")
    units, day, text = "units", "held_on", ("topic",)

    def __init__(self, data, *, user):
        model = self._meta.model
        super().__init__(data, queryset=model.objects.none())
        visible = model.objects.visible_to(user)
        self.filters["unit"].queryset = Unit.objects.visible_to(user)
        self.filters["year"].extra["choices"] = self._years(visible)
        self.filters["q"].extra["widget"] = forms.TextInput(attrs={"maxlength": 100})
        self.user = user
        if not user.scope.reads_all:
            del self.filters["district"]
        if self.units != "unit" or not user.scope.is_committee_side:
            del self.filters["mine"]
        if self.form.is_valid():
            self.queryset = visible

    def _years(self, rows):
        ends = rows.order_by().aggregate(first=Min(self.day), last=Max(self.day))
        if ends["first"] is None:
            return []
        years = [timezone.localdate(day).year if hasattr(day, "hour") else day.year for day in ends.values()]  # fmt: skip
        return [(year, f"{year}年") for year in range(years[1], years[0] - 1, -1)]

    def _of_units(self, queryset, units):
        """Without a join, which would give a row for each of its units."""
        if self.units == "unit":
            return queryset.filter(unit__in=units)
        model = self._meta.model
        return queryset.filter(pk__in=model.objects.filter(units__in=units).values("pk"))

    def by_text(self, queryset, name, value):
        said = Q()
        for field in self.text:
            said |= Q(**{f"{field}__icontains": value})
        named = self._of_units(self._meta.model.objects.all(), Unit.objects.search(value).order_by().values("pk"))  # fmt: skip
        return queryset.filter(said | Q(pk__in=named.order_by().values("pk")))

    def by_mine(self, queryset, name, value):
        return self.user.scope.deciding(queryset) if value else queryset

    def by_year(self, queryset, name, value):
        return queryset.filter(**{f"{self.day}__year": value})

    def by_quarter(self, queryset, name, value):
        return queryset.filter(**{f"{self.day}__quarter": value})

    def by_district(self, queryset, name, value):
        return self._of_units(queryset, Unit.objects.filter(district=value).values("pk"))

    def by_unit(self, queryset, name, value):
        return self._of_units(queryset, [value.pk])


class ConsultationFilter(GuidanceFilter):
    """`state=done` are those that count (200余次): what took place."""

    state = django_filters.ChoiceFilter(
        label="状态", choices=[(DONE, "已开展"), (PAST, PAST_LABEL), *ConsultationState.choices], empty_label="全部", method="by_state"
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        label="形式", choices=ConsultationKind.choices, empty_label="全部"
    )
    text = ("topic", "diagnosis")

    class Meta:
        model = Consultation
        fields = []

    def by_state(self, queryset, name, value):
        if value == PAST:
            return queryset.past_planned()
        return queryset.carried_out() if value == DONE else queryset.filter(state=value)


class MeetingFilter(GuidanceFilter):
    state = django_filters.ChoiceFilter(
        label="状态", choices=[(PAST, PAST_LABEL), *MeetingState.choices], empty_label="全部", method="by_state"
    )  # fmt: skip
    text = ("title", "minutes")

    class Meta:
        model = DispatchMeeting
        fields = []

    def by_state(self, queryset, name, value):
        return queryset.past_planned() if value == PAST else queryset.filter(state=value)


class CommitmentFilter(GuidanceFilter):
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=[*CommitmentState.choices, (OVERDUE, "逾期"), (REPORTED, "待确认")],
        empty_label="全部",
        method="by_state",
    )
    units, day, text = "unit", "due_on", ("what", "who")

    class Meta:
        model = Commitment
        fields = []

    def by_state(self, queryset, name, value):
        if value == OVERDUE:
            return queryset.overdue()
        return queryset.reported() if value == REPORTED else queryset.filter(state=value)


class OrderFilter(GuidanceFilter):
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=[(OPEN, "未办结"), (OVERDUE, "逾期"), *OrderState.choices],
        empty_label="全部",
        method="by_state",
    )
    units, day, text = "unit", "drafted_at", ("title", "document_number")

    class Meta:
        model = SupervisionOrder
        fields = []

    def by_state(self, queryset, name, value):
        if value == OVERDUE:
            return queryset.overdue()
        return queryset.open() if value == OPEN else queryset.filter(state=value)


class VisitFilter(GuidanceFilter):
    state = django_filters.ChoiceFilter(
        label="状态", choices=[(DONE, "已开展"), (PAST, PAST_LABEL), *VisitState.choices], empty_label="全部", method="by_state"
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(label="类型", choices=VisitKind.choices, empty_label="全部")
    day, text = "starts_on", ("purpose", "lead")

    class Meta:
        model = Visit
        fields = []

    def by_state(self, queryset, name, value):
        if value == PAST:
            return queryset.past_registered()
        return queryset.done() if value == DONE else queryset.filter(state=value)
