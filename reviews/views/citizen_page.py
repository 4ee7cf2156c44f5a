"""How a citizen's page is drawn: without context processors, so that nothing of the office's pages is asked for."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from reviews import languages
from zhaotong_portal.demo import pages_say_demo


def answer(template, request, point=None, *, status=200, **context):
    big = request.GET.get("big") == "1"
    language = languages.known(request.GET.get("lang", ""))
    context |= {
        "unit_name": point.unit_name if point else "",
        "window_name": point.name if point else "",
        "big": big,
        "language": language,
        "languages": [
            {"name": name, "query": _query(big, code), "code": code}
            for code, name in languages.offered()
            if code != language
        ],
        "query": _query(big, language),
        "text_size_query": _query(not big, language),
        "portal": {"demo": pages_say_demo(), "committee_name": settings.COMMITTEE_NAME},
    }
    return HttpResponse(render_to_string(f"reviews/{template}.html", context), status=status)


def _query(big, language):
    """What keeps large text and language from page to page: no cookie does."""
    chosen = {"big": "1"} if big else {}
    if language:
        chosen["lang"] = language
    return f"?{urlencode(chosen)}"
