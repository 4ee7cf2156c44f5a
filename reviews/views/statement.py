"""季度评议通报 of one unit as Word."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reviews import statements
from reviews.quarters import figures_of, quarter_of
from reviews.views.ratings import READS_ALL
from units.models import Unit
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents.ledger_word import render_ledger
from zhaotong_portal.gate import stopping


@require_safe
def rating_statement(request, pk, year, quarter):
    scope = request.user.scope
    today = timezone.localdate()
    if scope.role not in READS_ALL and not scope.works_in_unit:
        raise Http404
    if (
        quarter not in range(1, 5)
        or not year >= 2000
        or (year, quarter) > (today.year, quarter_of(today))
    ):
        raise Http404
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    enough = figures_of(year, quarter, unit=unit).n >= settings.RATING_COMMENT_GROUP
    paper = statements.statement(
        request.user,
        unit,
        year,
        quarter,
        shows_spread=enough or not scope.works_in_unit,
        demo=is_demo(),
    )
    name = f"{unit.short_name}{paper.title}.docx"
    return stopping.word(
        request, paper, render_ledger, name, reverse("unit_ratings", args=[unit.pk])
    )
