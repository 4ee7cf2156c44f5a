"""Addresses of people and units."""

from django.urls import path

from units.views import absence, accounts, first_passwords, handovers, home

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", accounts.Login.as_view(), name="login"),
    path("logout/", accounts.Logout.as_view(), name="logout"),
    path("password/", accounts.PasswordChange.as_view(), name="password_change"),
    path("imports/<int:pk>/passwords/", first_passwords.issue, name="first_passwords"),
    path("absence/", absence.absence, name="absence"),
    path("absence/<int:pk>/end/", absence.absence_end, name="absence_end"),
    path("handovers/", handovers.handovers, name="handovers"),
    path("handovers/new/", handovers.handover_new, name="handover_new"),
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("handovers/<int:pk>/handover.docx", handovers.handover_docx, name="handover_docx"),
    path("handovers/<int:pk>/save/", handovers.handover_save, name="handover_save"),
    path("handovers/<int:pk>/account/", handovers.handover_account, name="handover_account"),
    path("handovers/<int:pk>/<slug:move>/", handovers.handover_move, name="handover_move"),
    path("act-as/", accounts.act_as, name="act_as"),
]
