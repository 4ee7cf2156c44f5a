"""Addresses of the import pages."""

from django.urls import path

from zhaotong_portal.imports import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<int:pk>/", views.import_batch, name="import_batch"),
    path("<int:pk>/commit/", views.import_commit, name="import_commit"),
    path("<int:pk>/cancel/", views.import_cancel, name="import_cancel"),
    path("<int:pk>/undo/", views.import_undo, name="import_undo"),
    path("<int:pk>/reread/", views.import_reread, name="import_reread"),
    path("<int:pk>/marked/", views.import_marked, name="import_marked"),
]
