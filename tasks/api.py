"""REST, read only: work items and monthly reports with their lines."""

import django_filters
from django import forms
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from tasks.models import ItemProgress, MonthlyReport, ReportState, WorkItem
from units.api import ReadOnly
from zhaotong_portal.period import Period


@extend_schema_field(OpenApiTypes.STR)
class PeriodField(serializers.Field):
    """`2025-11`."""

    def to_representation(self, value):
        return str(value)


class ItemSerializer(serializers.ModelSerializer):
    is_overdue = serializers.BooleanField(read_only=True)

    class Meta:
        model = WorkItem
        fields = [
            "id",
            "kind",
            "unit",
            "year",
            "title",
            "label",
            "category",
            "lead",
            "people",
            "measures",
            "target",
            "deadline",
            "deadline_kind",
            "first_deadline",
            "state",
            "percent",
            "light",
            "is_overdue",
            "livelihood_ten",
            "enterprise_ten",
        ]


class LineSerializer(serializers.ModelSerializer):
    class Meta:
        model = ItemProgress
        fields = ["item", "percent", "light", "text", "reason", "claims_done", "unchanged"]


class ReportSerializer(serializers.ModelSerializer):
    period = PeriodField(read_only=True)
    was_late = serializers.BooleanField(read_only=True, allow_null=True)

    class Meta:
        model = MonthlyReport
        fields = [
            "id",
            "unit",
            "period",
            "state",
            "round_number",
            "signed_at",
            "first_signed_at",
            "was_late",
        ]


class ReportDetailSerializer(ReportSerializer):
    lines = LineSerializer(many=True, read_only=True)

    class Meta(ReportSerializer.Meta):
        fields = [*ReportSerializer.Meta.fields, "lines"]


class PeriodParameter(forms.CharField):
    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        try:
            return Period.parse(value)
        except ValueError as error:
            raise forms.ValidationError("月份应写成 2025-11 这样的形式。") from error


class PeriodFilter(django_filters.CharFilter):
    field_class = PeriodParameter


class ReportFilter(django_filters.FilterSet):
    period = PeriodFilter(field_name="period")
    state = django_filters.ChoiceFilter(choices=ReportState.choices)

    class Meta:
        model = MonthlyReport
        fields = ["unit"]


class ItemViewSet(ReadOnly):
    """事项。"""

    model = WorkItem
    serializer_class = ItemSerializer
    filterset_fields = ["unit", "year", "kind", "state", "light"]

    def for_list(self, rows):
        return rows.order_by("-year", "unit__protocol_order", "pk")


class ReportViewSet(ReadOnly):
    """月度进展；单份带各事项的一行。"""

    model = MonthlyReport
    filterset_class = ReportFilter

    def get_serializer_class(self):
        return ReportDetailSerializer if self.action == "retrieve" else ReportSerializer

    def for_list(self, rows):
        return rows.order_by("-period", "unit__protocol_order", "pk")
