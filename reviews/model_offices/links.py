"""Ways between 模范机关, its titles in the register of honours, and the registers of 擂台比拼 and of what was held."""

from django.urls import reverse
from django.utils import timezone

from reviews.models import ModelOfficeApplication
from tasks.models import EventKind
from units.models import Role
from zhaotong_portal.panels import Panel

LINKS = "reviews/assessment/decision_links.html"
TITLES = "模范机关"
# What the committee does to move the whole forward (I14).
EVENTS = (EventKind.ADVANCE, EventKind.DISTRICT_TALK, EventKind.FIELD_VISIT)
LINKED_BACK = ("honours", "contests", "events")


def titles_url(day=None):
    """Titles on record; on a day: those that somebody bears then."""
    query = f"?q={TITLES}&state=confirmed"
    return reverse("honours") + query + (f"&on={day.isoformat()}" if day else "")


def beside_the_list():
    events = reverse("register", args=["events"])
    return [
        {"label": "命名台账", "url": titles_url()},
        {"label": "当前有效的命名", "url": titles_url(timezone.localdate())},
        *({"label": kind.label, "url": f"{events}?kind={kind.value}"} for kind in EVENTS),
        {"label": "擂台比拼", "url": reverse("register", args=["contests"])},
    ]


def _to_the_list():
    return Panel(
        LINKS,
        {
            "label": "模范机关",
            "links": [{"label": "模范机关创建", "url": reverse("model_offices")}],
        },
    )


def of_year(user, year):
    """Beside the year's assessments."""
    return None if user.scope.role == Role.INSPECTOR else _to_the_list()


def of_register(user, declared):
    return _to_the_list() if declared.code in LINKED_BACK else None


def of_honour(user, entry):
    """On the page of a title: the self-assessment that led to it, where there is one."""
    rows = ModelOfficeApplication.objects.visible_to(user).filter(honour=entry)
    found = rows.select_related("unit").first()
    return found and Panel("reviews/model_office/of_honour.html", {"application": found})
