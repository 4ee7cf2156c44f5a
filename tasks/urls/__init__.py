"""The addresses of the app, one file an area."""

from tasks.urls import (
    contradictions,
    dashboard,
    duties,
    guidance,
    history,
    items,
    month,
    phases,
    questions,
    queue,
    reminders,
    spot_checks,
)

urlpatterns = [
    *questions.urlpatterns,
    *month.urlpatterns,
    *queue.urlpatterns,
    *items.urlpatterns,
    *reminders.urlpatterns,
    *dashboard.urlpatterns,
    *history.urlpatterns,
    *duties.urlpatterns,
    *phases.urlpatterns,
    *guidance.urlpatterns,
    *spot_checks.urlpatterns,
    *contradictions.urlpatterns,
]
