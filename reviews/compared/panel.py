"""The ways from the year's assessments to what stands beside them: places, own past, the five sides."""

from django.urls import reverse

from zhaotong_portal.panels import Panel

PANEL = "reviews/parts/compared_panel.html"


def of_year(user, year):
    scope = user.scope
    if scope.reads_all:
        five_types = reverse("five_types")
    elif scope.unit_ids:
        five_types = reverse(
            "unit_five_types", args=[min(scope.parts[0].unit_ids or scope.unit_ids)]
        )
    else:
        return None
    query = f"?year={year}" if year else ""
    links = [("成效比较", f"{reverse('ranking')}{query}"), ("五型机关画像", f"{five_types}{query}")]
    return Panel(PANEL, {"links": links})
