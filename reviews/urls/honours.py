"""Addresses of this area: see the contract."""

from django.urls import path

from reviews.views import honours

urlpatterns = [
    path("honours/", honours.honours, name="honours"),
    path("honours/new/", honours.honour_new, name="honour_new"),
    path("honours/<int:pk>/", honours.honour, name="honour"),
    path("honours/<int:pk>/edit/", honours.honour_edit, name="honour_edit"),
]
