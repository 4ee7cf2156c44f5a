"""Addresses of people and units."""

from django.urls import path

from units.ledger import contact_points, pairings, party_officers, youth_groups
from units.views import absence, accounts, first_passwords, handovers, home, registers
from units.views.ledger import grades, members, organisations, overview, plans, setup_acts, terms
from units.views.ledger.pages import LedgerPages

# Registers that have no pages of their own beside those that all have.
PLAIN = (contact_points, pairings, party_officers, youth_groups)

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
    path("registers/", registers.registers_home, name="registers"),
    path("registers/<slug:code>/", registers.register, name="register"),
    path("registers/<slug:code>/new/", registers.register_new, name="register_new"),
    path("registers/<slug:code>/<int:pk>/", registers.register_entry, name="register_entry"),
    path("registers/<slug:code>/<int:pk>/edit/", registers.register_edit, name="register_edit"),
    path(
        "registers/<slug:code>/<int:pk>/<slug:move>/", registers.register_move, name="register_move"
    ),
    path("act-as/", accounts.act_as, name="act_as"),
    *overview.urls(),
    *organisations.PAGES.urls(),
    *setup_acts.PAGES.urls(),
    *terms.PAGES.urls(),
    *grades.PAGES.urls(),
    *plans.PAGES.urls(),
    *members.urls(),
    *(address for module in PLAIN for address in LedgerPages(module.LEDGER).urls()),
]
