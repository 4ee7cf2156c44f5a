"""Addresses of long exports."""

from django.urls import path

from zhaotong_portal.exports import views

urlpatterns = [
    path("", views.exports, name="exports"),
    path("<int:pk>/file/", views.export_file, name="export_file"),
    path("<int:pk>/again/", views.export_again, name="export_again"),
]
