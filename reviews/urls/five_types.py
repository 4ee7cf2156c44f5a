"""五型机关: the profile of one unit, and of all."""

from django.urls import path

from reviews.views import five_types

urlpatterns = [
    path("five-types/", five_types.five_types, name="five_types"),
    path("units/<int:pk>/five-types/", five_types.unit_five_types, name="unit_five_types"),
]
