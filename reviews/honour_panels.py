"""荣誉 on the page of a unit: the newest few, and how many there are. No query where it has none."""

from django.urls import reverse

from reviews.models import Honour
from units.models import Role
from zhaotong_portal.panels import Panel

PANEL = "reviews/parts/honour_panel.html"
SHOWN = 6


def honours_of(unit_pk):
    return Honour.objects.confirmed().filter(unit=unit_pk)


def of_unit(user, unit):
    if user.scope.role == Role.INSPECTOR:
        return None
    honours = Honour.objects.visible_to(user).confirmed().filter(unit=unit)
    has_any = getattr(unit, "has_honours", True)  # asked beforehand by the page
    shown = list(honours.for_list()[: SHOWN + 1]) if has_any else []
    count = honours.count() if len(shown) > SHOWN else len(shown)
    return Panel(
        PANEL,
        {
            "honours": shown[:SHOWN],
            "count": count,
            "href": f"{reverse('honours')}?unit={unit.pk}&state=confirmed",
        },
    )
