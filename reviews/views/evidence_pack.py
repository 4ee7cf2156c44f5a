"""述职证据包: the page, which is the same for the unit and for whoever judges it, its print and its Word."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reviews.assessment.evidence_pack import pack_of
from reviews.assessment.evidence_paper import paper_of, span_text, workbook_of
from reviews.views.assessments import visible
from zhaotong_portal.documents.ledger_word import render_ledger
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.gate import stopping


@require_safe
def evidence(request, pk):
    assessment = visible(request.user, pk)
    pack = pack_of(assessment)
    if answer := exported(request, lambda: workbook_of(pack)):
        return answer
    context = {
        "assessment": assessment,
        "pack": pack,
        "span": span_text(pack),
        "now": timezone.now(),
    }
    return render(request, "reviews/assessment/evidence.html", context)


@require_safe
def evidence_print(request, pk):
    assessment = visible(request.user, pk)
    context = {
        "ledger": paper_of(pack_of(assessment)),
        "back_url": reverse("evidence_pack", args=[pk]),
        "docx_url": reverse("evidence_pack_docx", args=[pk]),
    }
    return render(request, "reviews/assessment/print.html", context)


@require_safe
def evidence_docx(request, pk):
    paper = paper_of(pack_of(visible(request.user, pk)))
    back = reverse("evidence_pack", args=[pk])
    return stopping.word(request, paper, render_ledger, f"{paper.title}.docx", back)
