"""看板数字口径: what each figure of the dashboards counts."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks.figures.definitions import DEFINITIONS
from tasks.views.month_shown import readers_of_all_only


@require_safe
def definitions(request):
    readers_of_all_only(request.user)
    return render(request, "tasks/definitions.html", {"definitions": DEFINITIONS.items()})
