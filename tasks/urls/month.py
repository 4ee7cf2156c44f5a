"""Addresses of this area: see the contract."""

from django.urls import path
from django.views.decorators.http import require_safe

from tasks.views import month, month_moves, month_save

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
    path("month/report/<int:pk>/save/", month_save.month_save, name="month_save"),
    path("month/report/<int:pk>/entry/", month_save.month_entry, name="month_entry"),
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
