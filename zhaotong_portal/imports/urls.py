"""Addresses of the import pages."""

from django.urls import path

from zhaotong_portal.imports import decide_views, template_views, views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("templates/", template_views.import_templates, name="import_templates"),
    path("templates/<slug:kind>/", template_views.import_template, name="import_template"),
    path("<int:pk>/", views.import_batch, name="import_batch"),
    path("<int:pk>/progress/", views.import_progress, name="import_progress"),
    path("<int:pk>/decide/", decide_views.import_decide, name="import_decide"),
    path("<int:pk>/commit/", decide_views.import_commit_checked, name="import_commit"),
    path("<int:pk>/cancel/", views.import_cancel, name="import_cancel"),
    path("<int:pk>/undo/", views.import_undo, name="import_undo"),
    path("<int:pk>/reread/", views.import_reread, name="import_reread"),
    path("<int:pk>/marked/", views.import_marked, name="import_marked"),
]
