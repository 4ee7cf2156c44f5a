"""The filters of a year's assessments; the year itself is chosen above the list and stays in the address."""

import django_filters
from django import forms
from django.db.models import F, Q

from reviews.assessment.disclosure import decision_shown
from reviews.finding_filter import FlagFilter
from reviews.models import Assessment, AssessmentState, GradeDecision, SelfReportState
from units.models import District, Unit, UnitKind

NOT_FILED, DECISION = "none", "decision__score"
# What the committee can tell apart: a report that is still with the unit is one that was not filed.
REPORTS = [
    (NOT_FILED, "未报送"),
    (SelfReportState.FILED.value, "待审核"),
    (SelfReportState.RETURNED.value, "已退回"),
    (SelfReportState.ACCEPTED.value, "已受理"),
]
WITH_UNIT = Q(self_report=None) | Q(
    self_report__state__in=[SelfReportState.DRAFT, SelfReportState.TO_SIGN]
)
SORTS = {
    "unit": ("unit__protocol_order", "-year"),
    "-unit": ("-unit__protocol_order", "-year"),
    "-score": (F("decision__score").desc(nulls_last=True), "unit__protocol_order"),
    "score": (F("decision__score").asc(nulls_last=True), "unit__protocol_order"),
}


class YearFilter(django_filters.Filter):
    field_class = forms.IntegerField


class AssessmentFilter(django_filters.FilterSet):
    year = YearFilter(label="年度", widget=forms.HiddenInput, min_value=1, max_value=9999)
    q = django_filters.CharFilter(label="单位", method="by_text")
    district = django_filters.ModelChoiceFilter(
        label="片区", queryset=District.objects.all(), field_name="unit__district", empty_label="全部"
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        label="类型", choices=UnitKind.choices, field_name="unit__kind", empty_label="全部"
    )
    state = django_filters.ChoiceFilter(
        label="阶段", choices=AssessmentState.choices, empty_label="全部"
    )
    report = django_filters.ChoiceFilter(
        label="述职报告", choices=REPORTS, empty_label="全部", method="by_report"
    )
    grade = django_filters.ChoiceFilter(label="等次", empty_label="全部", method="by_grade")
    mine = FlagFilter(label="由我办理", method="by_mine")
    unit = django_filters.ModelChoiceFilter(
        label="单位", queryset=Unit.objects.none(), widget=forms.HiddenInput
    )

    class Meta:
        model = Assessment
        fields = []

    def __init__(self, data, *, user):
        super().__init__(data, queryset=Assessment.objects.none())
        self.user = user
        self.filters["unit"].queryset = Unit.objects.visible_to(user)
        self.filters["grade"].extra["choices"] = grades_shown_to(user)
        hint = "名称或拼音，如 swj"
        self.filters["q"].extra["widget"] = forms.TextInput(
            attrs={"placeholder": hint, "maxlength": 100}
        )
        if user.scope.works_in_unit:
            for name in ("q", "district", "kind", "report"):
                del self.filters[name]
        if not user.scope.is_committee_side:
            del self.filters["mine"]
        if self.form.is_valid():
            self.queryset = Assessment.objects.visible_to(user)

    def by_text(self, queryset, name, value):
        return queryset.filter(unit__in=Unit.objects.search(value).order_by().values("pk"))

    def by_report(self, queryset, name, value):
        return queryset.filter(WITH_UNIT if value == NOT_FILED else Q(self_report__state=value))

    def by_grade(self, queryset, name, value):
        return queryset.filter(decision_shown(self.user), decision__grade=value)

    def by_mine(self, queryset, name, value):
        return self.user.scope.deciding(queryset) if value else queryset


def grades_shown_to(user):
    """Grades that this person reads anywhere; their names are settings, and other years may have had others."""
    seen = Assessment.objects.visible_to(user).filter(decision_shown(user)).order_by()
    rows = GradeDecision.objects.filter(pk__in=seen.values("decision")).order_by("grade")
    return [(grade, grade) for grade in rows.values_list("grade", flat=True).distinct()]


def ordered(rows, sort):
    return rows.order_by(*SORTS.get(sort, ("-year", "unit__protocol_order")), "pk")
