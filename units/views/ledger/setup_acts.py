"""设置调整: the list, asking for an act of one of four kinds, its page with a button for each move."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from units.ledger import setup_acts
from units.ledger.setup_acts import SetupActForm
from units.models import SetupAct, SetupKind
from units.views.ledger.organisations import PROPOSERS
from units.views.ledger.pages import LedgerPages, asked_unit, attempt, choose_unit, visible
from units.workflows import setup_act as workflow
from zhaotong_portal.workflow import WorkflowError

CALLS = {
    "approve": lambda pk, actor, post: workflow.approve(pk, actor, post.get("document", "")),
    "decline": lambda pk, actor, post: workflow.decline(pk, actor, post.get("reason", "")),
    "withdraw": lambda pk, actor, post: workflow.withdraw(pk, actor),
}
SAID = {
    "approve": "已批准，党组织树已更新。",
    "decline": "已退回，未批准。",
    "withdraw": "已撤回申请。",
}


class SetupActPages(LedgerPages):
    template_row = "units/ledger/setup_act.html"

    def urls(self):
        both = require_http_methods(["GET", "HEAD", "POST"])
        return [
            *super().urls(),
            path("ledger/setup-acts/new/", both(self.new), name="setup_act_new"),
            path("ledger/setup-acts/<int:pk>/<slug:move>/", both(self.move), name="setup_act_move"),
        ]

    def new_url(self, user):
        return reverse("setup_act_new") if user.scope.role in PROPOSERS else ""

    def new(self, request):
        user = request.user
        if user.scope.role not in PROPOSERS:
            raise Http404
        unit = asked_unit(request)
        if unit is None:
            return choose_unit(request, "申请设置调整")
        kind = request.GET.get("kind", SetupKind.FOUND)
        if kind not in SetupKind.values:
            raise Http404
        kind = SetupKind(kind)
        organisation = self._organisation(request, unit) if kind != SetupKind.FOUND else None
        if kind == SetupKind.ADJUST and organisation is None:
            return self._choose_organisation(request, unit)
        form = SetupActForm(request.POST or None, unit=unit, user=user, kind=kind, organisation=organisation)  # fmt: skip
        status = 200
        if request.method == "POST":
            status = 422
            if form.is_valid() and (made := attempt(form, lambda: workflow.propose(user, unit, **form.facts))):  # fmt: skip
                messages.success(request, "已提出申请，等待工委审批。")
                return redirect(made)
        context = {
            "form": form,
            "unit": unit,
            "kind": kind,
            "organisation": organisation,
            "kinds": _kind_tabs(unit, kind),
        }
        return render(request, "units/ledger/setup_act_new.html", context, status=status)

    @staticmethod
    def _organisation(request, unit):
        wanted = request.GET.get("organisation", "")
        if not wanted:
            return None
        if not wanted.isdecimal():
            raise Http404
        return get_object_or_404(unit.organisations.alive(), pk=wanted)

    @staticmethod
    def _choose_organisation(request, unit):
        rows = unit.organisations.alive().order_by("order", "pk")
        context = {
            "unit": unit,
            "organisations": rows,
            "kinds": _kind_tabs(unit, SetupKind.ADJUST),
        }
        return render(request, "units/ledger/choose_organisation.html", context)

    def about(self, request, act):
        return {
            "moves": workflow.SETUP_ACT.allowed(act, request.user),
            "badge": setup_acts.tone_of(act),
        }

    def move(self, request, pk, move):
        """A button of the page. Who may never make the move finds no such address."""
        act = visible(SetupAct, request.user, pk)
        if move not in CALLS or request.user.scope.role not in workflow.TRANSITIONS[move].by:
            raise Http404
        if request.method != "POST":
            return redirect(act)
        try:
            CALLS[move](pk, request.user, request.POST)
        except WorkflowError as error:
            typed = {name: request.POST.get(name, "") for name in ("reason", "document")}
            # Where somebody was faster, the button that could say it is gone.
            again = visible(SetupAct, request.user, pk)
            name = move if move in workflow.SETUP_ACT.allowed(again, request.user) else "closed"
            return self.row(request, pk, status=409, failed={name: error.text, **typed})
        messages.success(request, SAID[move])
        return redirect(act)


def _kind_tabs(unit, active):
    here = reverse("setup_act_new")
    return [
        {"label": kind.label, "url": f"{here}?kind={kind}&unit={unit.pk}", "active": kind == active}
        for kind in SetupKind
    ]


PAGES = SetupActPages(setup_acts.LEDGER)
