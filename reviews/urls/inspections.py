"""Addresses of this area: see the contract."""

from django.urls import path

from reviews.views import inspection_visit, inspections

urlpatterns = [
    path("inspections/", inspections.inspections, name="inspections"),
    path("inspections/new/", inspections.inspection_new, name="inspection_new"),
    path("inspections/checklists/<int:pk>/", inspections.checklist, name="checklist"),
    path("inspections/visits/<int:pk>/", inspection_visit.visit, name="inspection_visit"),
    path("inspections/visits/<int:pk>/feedback.docx", inspection_visit.visit_feedback, name="inspection_feedback"),
    path("inspections/visits/<int:pk>/findings/<int:question>/", inspection_visit.visit_finding, name="inspection_finding"),
    path("inspections/visits/<int:pk>/<slug:move>/", inspection_visit.visit_move, name="inspection_visit_move"),
    path("inspections/<int:pk>/", inspections.inspection, name="inspection"),
    path("inspections/<int:pk>/units/", inspections.add_units, name="inspection_units"),
    path("inspections/<int:pk>/members/", inspections.add_members, name="inspection_members"),
]  # fmt: skip
