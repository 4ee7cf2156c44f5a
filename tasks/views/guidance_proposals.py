"""谁需要帮助、谁还没去过: computed proposals, each leading to a consultation, an order or a visit."""

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks.guidance.proposals import proposals
from tasks.models.guidance_readers import GUIDANCE_READERS
from units.models import District
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import chips

HEAD = ("单位", "为什么", "最近一次", "已安排", "建议")
EXPORTED = ("单位", "片区", "原因", "建议", "最近调研", "最近会商", "已安排")


class ProposalFilter(forms.Form):
    district = forms.ModelChoiceField(
        label="片区", required=False, queryset=District.objects.all(), empty_label="全部"
    )


@require_safe
def guidance_proposals(request):
    """Over all units: for whoever reads them all and has to do with guidance."""
    scope = request.user.scope
    if not scope.reads_all or scope.role not in GUIDANCE_READERS:
        raise Http404
    form = ProposalFilter(request.GET)
    form.is_valid()
    found = proposals(request.user, form.cleaned_data.get("district"))
    if answer := exported(
        request,
        _table("stuck", "谁需要帮助", found.stuck),
        _table("unmet", "谁还没去过", found.unmet),
    ):
        return answer
    return render(
        request,
        "tasks/guidance/proposals.html",
        {
            "form": form,
            "chips": chips(request, form),
            "found": found,
            "head": HEAD,
            "may_act": scope.role == "staff",
        },
    )


def _table(code, title, rows):
    cells = [
        (row.unit.name, row.unit.district.name, row.reasons, row.step, row.met.visited, row.met.consulted, row.met.next)
        for row in rows
    ]  # fmt: skip
    return table(code, title, EXPORTED, cells)
