"""Papers about findings: the ledger to print, 整改通知 of a unit, 整改通报 of a month."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reviews import finding_papers
from reviews.finding_filter import FindingFilter, ordered
from units.models import Unit
from zhaotong_portal.documents import render_docx, render_ledger
from zhaotong_portal.gate import stopping
from zhaotong_portal.listing import chips

# More rows than anybody prints; the workbook takes them all.
MOST_ROWS = 600


def _ledger(request):
    """(the paper, None) or (None, answer): the ledger page's own filter decides what is printed."""
    found = FindingFilter(request.GET, user=request.user)
    if "unit" in found.form.errors or not found.form.is_valid():
        raise Http404
    rows = ordered(found.qs, "unit")
    if rows.count() > MOST_ROWS:
        messages.error(
            request, f"超过 {MOST_ROWS} 个问题，请按单位、年度或状态缩小范围后打印，或导出 Excel。"
        )
        return None, redirect(f"{reverse('findings')}?{request.GET.urlencode()}")
    scope = request.user.scope
    owner = scope.unit_label if scope.works_in_unit else settings.LEDGER_OWNER
    return finding_papers.ledger_paper(rows, owner=owner, chips=chips(request, found.form)), None


@require_safe
def ledger_print(request):
    paper, answer = _ledger(request)
    if answer:
        return answer
    query = request.GET.urlencode()
    context = {
        "ledger": paper,
        "back_url": f"{reverse('findings')}?{query}",
        "docx_url": f"{reverse('finding_docx')}?{query}",
    }
    return render(request, "reviews/finding_print.html", context)


@require_safe
def ledger_docx(request):
    paper, answer = _ledger(request)
    if answer:
        return answer
    back = f"{reverse('finding_print')}?{request.GET.urlencode()}"
    return stopping.word(request, paper, render_ledger, f"{paper.title}.docx", back)


@require_safe
def notice(request, pk):
    """整改通知 of one unit: what it has in hand."""
    if not request.user.scope.is_committee_side:
        raise Http404
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    found = list(finding_papers.due_of_unit(unit, request.user))
    back = f"{reverse('findings')}?unit={unit.pk}&state=with_unit"
    if not found:
        messages.error(request, f"{unit.short_name}没有正在整改的问题，不需要整改通知。")
        return redirect(back)
    paper = finding_papers.notice_paper(unit, found)
    return stopping.word(request, paper, render_docx, f"整改通知（{unit.short_name}）.docx", back)


@require_safe
def bulletin(request, period):
    """整改通报 of a month."""
    if not request.user.scope.is_committee_side:
        raise Http404
    paper = finding_papers.bulletin_paper(request.user, period)
    return stopping.word(request, paper, render_docx, f"{paper.title}.docx", reverse("findings"))
