"""满意率 on pages of other apps: one query a panel, the year up to the month shown."""

from dataclasses import replace

from django.conf import settings
from django.db.models import Max
from django.urls import reverse

from reviews.models import UnitMonthReviews
from reviews.satisfaction import Satisfaction, between, satisfied_label, sums
from units.models import Role
from zhaotong_portal import wording
from zhaotong_portal.panels import Panel
from zhaotong_portal.period import Period

CARD = "reviews/parts/rate_card.html"
PANEL = "reviews/parts/rate_panel.html"
# Who may follow the link to the ratings themselves; the figure is on every dashboard.
MAY_OPEN = {Role.STAFF, Role.LEADER, Role.AUDITOR, Role.OFFICER, Role.SECRETARY}


def of_all(user, subject=None):
    """One query for both: the panel, and the card in the row on top of the dashboard."""
    panel = _panel(PANEL, user, _months(subject), reverse("ratings"))
    return panel and replace(panel, card=CARD)


def of_district(user, district):
    url = f"{reverse('ratings')}?district={district.pk}"
    return _panel(PANEL, user, _months(), url, unit__district=district)


def of_unit(user, unit):
    return _panel(PANEL, user, _months(), reverse("unit_ratings", args=[unit.pk]), unit=unit)


def home(user, subject=None):
    """Staff and leaders see all units, a unit its own; administrators and auditors have other work here."""
    if user.scope.role not in {Role.STAFF, Role.LEADER, Role.OFFICER, Role.SECRETARY}:
        return None
    return _panel(PANEL, user, _months(), reverse("ratings"))


def _months(subject=None):
    last = getattr(subject, "period", None) or Period.current()
    return Period(last.year, 1), last


def _panel(template, user, months, url, **where):
    if user.scope.role == Role.INSPECTOR:
        return None
    first, last = months
    rows = UnitMonthReviews.objects.visible_to(user).filter(between(first, last), **where)
    found = rows.aggregate(**sums(), counted=Max("as_of"))
    figures = Satisfaction.of(found)
    joint = "&" if "?" in url else "?"
    href = f"{url}{joint}since={first}&until={last}" if user.scope.role in MAY_OPEN else ""
    return Panel(
        template,
        {
            "figures": figures,
            "number": wording.rate_text(figures.rate),
            "note": card_note(figures),
            "label": f"{first.year}年满意率",
            "range": first.label if first == last else f"{first.label}至{last.short_label}",
            "href": href,
            "as_of": found["counted"],
            "satisfied": satisfied_label(),
            "spread": shown_spread(user, figures),
        },
    )


def card_note(figures):
    """The count and the interval: a rate never stands without them."""
    if not figures.n:
        return "还没有收到评议"
    interval = f"{wording.rate_text(figures.low)}–{wording.rate_text(figures.high)}"
    few = "" if figures.is_comparable else "，样本少"
    return f"{wording.number_text(figures.n)} 条{few}，{interval}"


def shown_spread(user, figures):
    """The grades apart; a unit sees them only when there are enough to hide who gave which."""
    if not figures.n or (user.scope.works_in_unit and figures.n < settings.RATING_COMMENT_GROUP):
        return []
    return figures.rows
