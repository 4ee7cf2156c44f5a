"""五型机关画像 on the page of a unit: the way to it. What it says costs a query a share, so that it is asked for there only."""

from django.urls import reverse

from reviews.models import ASSESSMENT_READERS
from zhaotong_portal.panels import Panel

PANEL = "reviews/parts/five_types_panel.html"


def of_unit(user, unit):
    if user.scope.role not in ASSESSMENT_READERS and not user.scope.works_in_unit:
        return None
    return Panel(PANEL, {"href": reverse("unit_five_types", args=[unit.pk])})
