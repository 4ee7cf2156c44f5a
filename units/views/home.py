"""The home of whoever is logged in: what waits for them now."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhaotong_portal.panels import panels_for
from zhaotong_portal.todo import todos_for


@require_safe
def home(request):
    return render(
        request,
        "units/home.html",
        {"todos": todos_for(request.user), "panels": panels_for("home", request.user)},
    )
