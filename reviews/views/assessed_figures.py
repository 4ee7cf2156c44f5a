"""What the computed parts of a scheme count: their cards, and the rows behind one unit's figure."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reviews.assessment.figures import FIGURES
from reviews.five_types.axes import figure_of
from units.models import Role, Unit
from units.registers.entry import FIRST_YEAR, LAST_YEAR
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import page_of

READERS = set(Role) - {Role.INSPECTOR}
HEAD = ["时间", "内容", "状态", "是否达到要求"]


def readers_only(user):
    if user.scope.role not in READERS:
        raise Http404


@require_safe
def assessed_figures(request):
    readers_only(request.user)
    return render(request, "reviews/assessment/figures.html", {"figures": FIGURES.values()})


@require_safe
def assessed_figure_rows(request, key, year, pk):
    readers_only(request.user)
    figure = figure_of(key)
    if figure is None or figure.shares is None or not FIRST_YEAR < year <= LAST_YEAR:
        raise Http404
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    rows = [figure.shares.row(row) for row in figure.shares.listed(year, unit.pk, request.user)]
    title = f"{unit.short_name}{year}年{figure.label}"
    if answer := exported(request, table("rows", title, HEAD, map(_line, rows))):
        return answer
    context = {
        "figure": figure,
        "unit": unit,
        "title": title,
        "value": figure.compute(year, [unit.pk]).get(unit.pk),
        "page": page_of(request, rows),
        "head": HEAD,
        "all_figures": f"{reverse('assessed_figures')}#{key}" if key in FIGURES else "",
    }
    return render(request, "reviews/assessment/figure_rows.html", context)


def _line(row):
    return row.when, row.text, row.standing, "是" if row.is_counted else "否"
