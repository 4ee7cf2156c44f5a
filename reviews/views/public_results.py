"""公开: what citizens said in a quarter and what was changed because of it; shown to everybody once released (H15)."""

from django.views.decorators.http import require_safe

from reviews.models import PublicResult
from reviews.views.citizen_page import answer

SHOWN = 8


@require_safe
def public_results(request):
    results = list(PublicResult.objects.released().order_by("-year", "-quarter")[:SHOWN])
    return answer("public_results", request, results=results)
