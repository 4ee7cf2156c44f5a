"""`/api/v1/`, its schema, and its offline page."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import DefaultRouter

from tasks import api as tasks_api
from units import api as units_api

router = DefaultRouter()
router.register("districts", units_api.DistrictViewSet, basename="api-district")
router.register("units", units_api.UnitViewSet, basename="api-unit")
router.register("items", tasks_api.ItemViewSet, basename="api-item")
router.register("reports", tasks_api.ReportViewSet, basename="api-report")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api_docs"),
]
