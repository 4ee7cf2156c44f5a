"""问题家族: all rows by which one problem came, over channels and years."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reviews.models import Finding, FindingFamily
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table

HEAD = [{"label": "问题"}, {"label": "来源"}, {"label": "发现日期"}, {"label": "状态"}, {"label": "再次发现", "num": True}]  # fmt: skip


@require_safe
def family(request, pk):
    found = get_object_or_404(
        FindingFamily.objects.visible_to(request.user).select_related("unit"), pk=pk
    )
    members = list(
        Finding.objects.visible_to(request.user).filter(family=found)
        .prefetch_related("occurrences").order_by("found_on", "pk")
    )  # fmt: skip
    rows = [
        (
            row.title,
            row.get_source_display(),
            row.found_on,
            row.get_state_display(),
            row.recurred_times,
        )
        for row in members
    ]
    if answer := exported(request, table("family", f"{found.name[:30]}问题家族", HEAD, rows)):
        return answer
    return render(
        request,
        "reviews/finding_family.html",
        {
            "family": found,
            "members": members,
            "head": HEAD,
            "recurred": sum(row.recurred_times for row in members),
            "sources": len({row.source for row in members}),
        },
    )
