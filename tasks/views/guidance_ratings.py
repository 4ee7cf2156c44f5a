"""反向评价: the tap of a unit, and what may be shown of all of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tasks.guidance import rating
from tasks.models import GuidanceGrade, RatingInvitation
from tasks.views.guidance_pages import readers_only
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.workflow import WorkflowError

HEAD = ("季度", "对象", *GuidanceGrade.labels, "合计", "有帮助占比")


@require_safe
def guidance_ratings(request):
    readers_only(request.user)
    rows = rating.told(request.user)
    if answer := exported(
        request, lambda: table("guidance_ratings", "反向评价", HEAD, _cells(rows))
    ):
        return answer
    return render(request, "tasks/guidance/ratings.html", {"rows": rows, "head": HEAD})


def _cells(rows):
    return [
        (row.quarters, row.kind_label, *row.counts, row.total, f"{row.helped:.1%}") for row in rows
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def guidance_rate(request, pk):
    """One tap. Another unit's invitation, and one that is used up, is not found or said to be over."""
    there, mine = (
        RatingInvitation.objects.filter(pk=pk),
        RatingInvitation.objects.visible_to(request.user),
    )
    if not request.user.scope.works_in_unit or (there.exists() and not mine.filter(pk=pk).exists()):
        raise Http404
    if request.method != "POST":
        return redirect("home")
    try:
        rating.rate(pk, request.user, request.POST.get("grade", ""))
    except RatingInvitation.DoesNotExist:
        raise Http404 from None
    except WorkflowError as error:
        messages.error(request, error.text)
    else:
        messages.success(request, "谢谢，评价已计入，不记单位和姓名。")
    return redirect("home")
