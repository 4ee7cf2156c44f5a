"""Addresses of this area: see the contract."""

from django.urls import path

from tasks.views import burden, dashboard, definitions, district, reports, unit

urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/definitions/", definitions.definitions, name="definitions"),
    path("dashboard/reports/", reports.reports, name="reports"),
    path("burden/", burden.burdens, name="burden"),
    path("districts/<int:pk>/", district.district, name="district"),
    path("units/mine/", unit.own_unit, name="own_unit"),
    path("units/<int:pk>/", unit.unit, name="unit"),
]
