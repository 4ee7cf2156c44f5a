"""Addresses of this area: see the contract."""

from django.urls import path
from django.views.decorators.http import require_safe

from tasks.views import (
    activities,
    month,
    month_exceptions,
    month_ledger,
    month_moves,
    month_save,
    month_workbook,
)

MOVES = {
    "send": "send_to_sign",
    "hand-back": "hand_back",
    "sign": "sign_and_submit",
    "withdraw": "withdraw",
    "accept": "accept",
    "return": "return_for_correction",
    "reopen": "reopen",
}

urlpatterns = [
    path("month/", month.month_now, name="month_now"),
    path("month/<period:period>/", month.month, name="month"),
    path("month/<period:period>/print/", month_ledger.month_print, name="month_print"),
    path("month/<period:period>/ledger.docx", month_ledger.month_docx, name="month_docx"),
    path(
        "month/<period:period>/exceptions/",
        month_exceptions.month_exceptions,
        name="month_exceptions",
    ),
    path(
        "month/exceptions/<int:pk>/end/",
        month_exceptions.month_exception_end,
        name="month_exception_end",
    ),
    path("month/<period:period>/workbook/", month_workbook.month_workbook, name="month_workbook"),
    path("month/report/<int:pk>/workbook/", month_workbook.month_upload, name="month_upload"),
    path(
        "month/report/<int:pk>/workbook/confirm/",
        month_workbook.month_upload_confirm,
        name="month_upload_confirm",
    ),
    path(
        "month/report/<int:pk>/workbook/discard/",
        month_workbook.month_upload_discard,
        name="month_upload_discard",
    ),
    path(
        "month/report/<int:pk>/workbook/marked/",
        month_workbook.month_upload_marked,
        name="month_upload_marked",
    ),
    path("month/report/<int:pk>/save/", month_save.month_save, name="month_save"),
    path("month/report/<int:pk>/entry/", month_save.month_entry, name="month_entry"),
    path("month/report/<int:pk>/activity/", activities.activity_new, name="activity_new"),
    path("month/activity/<int:pk>/", activities.activity_edit, name="activity_edit"),
    path("month/activity/<int:pk>/remove/", activities.activity_remove, name="activity_remove"),
    path("month/attachment/<int:pk>/", require_safe(month_save.attachment), name="attachment"),
    *(
        path(
            f"month/report/<int:pk>/{word}/",
            month_moves.month_move,
            {"move": move},
            name=f"month_{word.replace('-', '_')}",
        )
        for word, move in MOVES.items()
    ),
    path("month/<str:text>/", month.month_unknown, name="month_unknown"),
]
