"""The addresses of the app, one file an area."""

from tasks.urls import dashboard, items, month, queue, reminders

urlpatterns = [
    *month.urlpatterns,
    *queue.urlpatterns,
    *items.urlpatterns,
    *reminders.urlpatterns,
    *dashboard.urlpatterns,
]
