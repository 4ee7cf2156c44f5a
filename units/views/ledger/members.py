"""发展党员: months and numbers of the units, and the form of one month."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from units.ledger import keeping, members
from units.ledger.members import CountsForm, MemberFilter
from units.ledger.tabs import tabs_for
from units.models import DevelopmentStage
from units.views.ledger.pages import asked_unit, choose_unit, figure_of, narrowed, said_of
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import page_of
from zhaotong_portal.period import Period


def urls():
    both = require_http_methods(["GET", "HEAD", "POST"])
    return [
        path("ledger/members/", require_safe(listed), name="member_development"),
        path("ledger/members/month/", both(month), name="member_month"),
    ]


def listed(request):
    found = narrowed(request, MemberFilter)
    said = said_of(request, found)
    if answer := exported(request, members.table_of(found.qs, said)):
        return answer
    page = page_of(request, members.by_month(found.qs))
    writable = set(keeping.writable_units(request.user).values_list("pk", flat=True))
    rows = [
        {
            "unit": row["unit__short_name"],
            "period": row["period"],
            "numbers": members.numbers_of(row),
            "url": _month_url(row["unit"], row["period"]) if row["unit"] in writable else "",
        }
        for row in page
    ]
    return render(
        request,
        "units/ledger/members.html",
        {
            "tabs": tabs_for(request.user, "member_development"),
            "filter": found,
            "page": page,
            "rows": rows,
            "head": ["单位", "月份", *({"label": label, "num": True} for label in DevelopmentStage.labels), ""],
            "chips": said,
            "counted": figure_of(found),
            "new_url": reverse("member_month") if keeping.is_writer(request.user) else "",
        },
    )  # fmt: skip


def _month_url(unit_pk, period):
    return f"{reverse('member_month')}?unit={unit_pk}&period={period}"


def month(request):
    """One unit's numbers of one month; `?period=` names it, the running one when left out."""
    if not keeping.is_writer(request.user):
        raise Http404
    unit = asked_unit(request)
    if unit is None:
        return choose_unit(request, "登记发展党员人数")
    period = _period(request)
    form = CountsForm(request.POST or None, unit=unit, period=period)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            changed = members.set_counts(request.user, unit, period, form.cleaned_data)
            messages.success(request, "已登记。" if changed else "没有改动。")
            return redirect(f"{reverse('member_development')}?unit={unit.pk}")
    context = {
        "form": form,
        "unit": unit,
        "period": period,
        "previous": _step(unit, period.previous()),
        "next": _step(unit, period.next()) if period < Period.current() else None,
    }
    return render(request, "units/ledger/member_month.html", context, status=status)


def _step(unit, period):
    return {"label": period.label, "url": _month_url(unit.pk, period)}


def _period(request):
    try:
        period = Period.parse(request.GET.get("period") or str(Period.current()))
    except ValueError as error:
        raise Http404 from error
    if period > Period.current():
        raise Http404
    return period
