"""Which years are assessed, and which one a page is about."""

from django.utils import timezone

from reviews.models import Assessment
from zhaotong_portal.listing import address_with


def years_of(user) -> list[int]:
    """The newest first."""
    rows = Assessment.objects.visible_to(user).order_by()
    return sorted(rows.values_list("year", flat=True).distinct(), reverse=True)


def chosen(request, years) -> int:
    """What the address asks for, else the newest year that has any."""
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and int(asked) in years:
        return int(asked)
    return years[0] if years else timezone.localdate().year


def tabs(request, years, year):
    """Each year an address of the same page, under the same filters."""
    return [
        {"label": f"{each}年度", "url": address_with(request, year=each), "active": each == year}
        for each in years
    ]
