"""Addresses of this area: see the contract."""

from django.urls import path

from tasks.views import reminders, sheet

urlpatterns = [
    path("reminders/", reminders.months, name="reminders"),
    path("reminders/<period:period>/", reminders.month, name="reminders_month"),
    path("reminders/<period:period>/preview/", reminders.preview, name="reminders_preview"),
    path("reminders/<period:period>/compose/", reminders.compose, name="reminders_compose"),
    path("reminders/<period:period>/common/", reminders.common, name="reminders_common"),
    path("reminders/<period:period>/issue/", reminders.issue, name="reminders_issue"),
    path("reminders/<period:period>/retry/", reminders.retry, name="reminders_retry"),
    path("reminders/sheet/<int:pk>/", sheet.sheet, name="sheet"),
    path("reminders/sheet/<int:pk>.docx", sheet.docx, name="sheet_docx"),
    path("reminders/sheet/<int:pk>/sign/", sheet.sign, name="sheet_sign"),
    path("reminders/sheet/<int:pk>/issue/", sheet.issue, name="sheet_issue"),
    path("reminders/sheet/<int:pk>/recall/", sheet.recall, name="sheet_recall"),
    path("reminders/sheet/<int:pk>/again/", sheet.again, name="sheet_again"),
    path("reminders/sheet/<int:pk>/test/", sheet.test, name="sheet_test"),
]
