"""What every page shows around its content: who is working in which role, and where they can go."""

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from zhaotong_portal.demo import pages_say_demo
from zhaotong_portal.navigation import links_for


def portal(request):
    """`portal`, and for somebody who is logged in `nav`, `acting`, `role_choices`."""
    context = {
        "portal": {
            "name": settings.PORTAL_NAME,
            "committee_name": settings.COMMITTEE_NAME,
            "demo": SimpleLazyObject(pages_say_demo),
        },
        "now": timezone.localtime(),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    labels = dict(user.appointments.model._meta.get_field("role").choices)
    role = user.scope.role
    nav = links_for(user, request.path)
    return context | {
        "nav": nav,
        "nav_folded": [entry for entry in nav if entry["folded"]],
        "acting": {
            "role_label": labels.get(role, "无任职"),
            "unit_label": user.scope.unit_label,
            "person_name": user.name,
        },
        "role_choices": [
            {"key": key, "label": labels[key], "current": key == role} for key in user.roles
        ],
    }
