"""Address of the check of stored texts."""

from django.urls import path

from zhaotong_portal.gate import views

urlpatterns = [path("", views.gate, name="gate")]
