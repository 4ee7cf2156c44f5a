"""The years that may be looked at side by side: from the first month of the portal to the running one."""

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from tasks.models import Month
from zhaotong_portal.listing import address_with


def years_there() -> list[int]:
    """Newest first."""
    this_year = timezone.localdate().year
    first = Month.objects.aggregate(first=Min("period"))["first"]
    return list(range(this_year, min(first.year if first else this_year, this_year) - 1, -1))


def year_asked(request, years) -> int:
    """The year of the address, or the newest where it names none that is there."""
    text = request.GET.get("year", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
    return asked if asked in years else years[0]


def year_tabs(request, years, chosen):
    if len(years) < 2:
        return []
    return [
        {"label": f"{year}年", "url": address_with(request, year=year), "active": year == chosen}
        for year in years
    ]


def shown_years(years, chosen) -> list[int]:
    """The chosen one and those before it, newest first."""
    return [year for year in years if year <= chosen][: settings.PAST_YEARS_SHOWN]
