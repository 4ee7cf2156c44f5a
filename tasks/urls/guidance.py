"""Addresses of this area: see the contract."""

from django.urls import path

from tasks.views import (
    calendar,
    commitments,
    consultations,
    guidance_proposals,
    guidance_ratings,
    meetings,
    orders,
    visit_plan,
    visits,
)

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<slug:kind>/<int:pk>/", calendar.calendar_entry, name="calendar_entry"),
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/new/", consultations.consultation_new, name="consultation_new"),
    path("consultations/<int:pk>/", consultations.consultation, name="consultation"),
    path("consultations/<int:pk>.docx", consultations.consultation_docx, name="consultation_docx"),
    path("consultations/<int:pk>/edit/", consultations.consultation_edit, name="consultation_edit"),
    path(
        "consultations/<int:pk>/record/",
        consultations.consultation_record,
        name="consultation_record",
    ),
    path(
        "consultations/<int:pk>/<slug:move>/",
        consultations.consultation_move,
        name="consultation_move",
    ),
    path("commitments/", commitments.commitments, name="commitments"),
    path("commitments/<int:pk>/", commitments.commitment, name="commitment"),
    path("commitments/<int:pk>/<slug:move>/", commitments.commitment_move, name="commitment_move"),
    path(
        "consultations/proposals/", guidance_proposals.guidance_proposals, name="guidance_proposals"
    ),
    path("consultations/ratings/", guidance_ratings.guidance_ratings, name="guidance_ratings"),
    path("consultations/ratings/<int:pk>/", guidance_ratings.guidance_rate, name="guidance_rate"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>.docx", meetings.meeting_docx, name="meeting_docx"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("meetings/<int:pk>/record/", meetings.meeting_record, name="meeting_record"),
    path("meetings/<int:pk>/<slug:move>/", meetings.meeting_move, name="meeting_move"),
    path("orders/", orders.orders, name="orders"),
    path("orders/new/", orders.order_new, name="order_new"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>.docx", orders.order_docx, name="order_docx"),
    path("orders/<int:pk>/edit/", orders.order_edit, name="order_edit"),
    path("orders/<int:pk>/<slug:move>/", orders.order_move, name="order_move"),
    path("visits/", visits.visits, name="visits"),
    path("visits/plan/", visit_plan.visit_plan, name="visit_plan"),
    path("visits/new/", visits.visit_new, name="visit_new"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/sheet/", visits.visit_print, name="visit_print"),
    path("visits/<int:pk>/sheet.docx", visits.visit_docx, name="visit_docx"),
    path("visits/<int:pk>/edit/", visits.visit_edit, name="visit_edit"),
    path("visits/<int:pk>/feedback/", visits.visit_feed_back, name="visit_feed_back"),
    path("visits/<int:pk>/<slug:move>/", visits.visit_move, name="visit_move"),
]
