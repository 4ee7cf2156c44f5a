"""The month that a page of figures shows, from its address, and the steps to the ones beside it."""

from django.contrib import messages
from django.http import Http404

from tasks.figures.months import shown
from zhaotong_portal.listing import address_with
from zhaotong_portal.period import Period


def month_shown(request):
    """`?month=2025-11`, else the latest one. A month that does not exist is said, and the latest shown."""
    text = request.GET.get("month", "").strip()
    if not text:
        return shown()
    try:
        return shown(Period.parse(text))
    except ValueError:
        found = shown()
        messages.error(
            request,
            f"“{text[:20]}”不是一个月份，应写成 2025-11 这样的形式。现在显示的是{found.period.label}。",
        )
        return found


def steps(request, month):
    """What components/page_title.html wants of the month before and the month after."""
    return {
        name: period and {"label": period.label, "url": address_with(request, month=period)}
        for name, period in (("previous", month.previous), ("next", month.next))
    }


def readers_of_all_only(user):
    """Figures over all units are for those who read beyond one unit; for anybody else there is no such page."""
    if not user.scope.reads_all:
        raise Http404
