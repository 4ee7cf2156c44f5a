"""REST, read only: districts and units, as far as one's scope goes."""

from rest_framework import mixins, serializers, viewsets

from units.models import District, Unit


class ReadOnly(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Every endpoint starts at `visible_to`; what lies out of scope is a 404."""

    model = None

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):  # the schema is made without a user
            return self.model.objects.none()
        return self.for_list(self.model.objects.visible_to(self.request.user))

    def for_list(self, rows):
        return rows


class DistrictSerializer(serializers.ModelSerializer):
    class Meta:
        model = District
        fields = ["id", "name", "order", "note"]


class UnitSerializer(serializers.ModelSerializer):
    class Meta:
        model = Unit
        fields = [
            "id",
            "code",
            "name",
            "short_name",
            "kind",
            "leading_group",
            "party_relations_local",
            "district",
            "protocol_order",
            "is_committee",
            "active_from",
            "active_to",
            "succeeded_by",
        ]


class DistrictViewSet(ReadOnly):
    """片区。只有查看全市的角色可见。"""

    model = District
    serializer_class = DistrictSerializer

    def for_list(self, rows):
        return rows.order_by("order")


class UnitViewSet(ReadOnly):
    """单位，按排序。"""

    model = Unit
    serializer_class = UnitSerializer
    filterset_fields = ["district", "kind"]

    def for_list(self, rows):
        return rows.order_by("protocol_order", "pk")
