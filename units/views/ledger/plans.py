"""整顿提升: the pages of all registers, and 销号 by staff on the page of a plan."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods

from units.ledger import keeping, plans
from units.ledger.plans import LiftForm
from units.models import ImprovementPlan
from units.views.ledger.pages import LedgerPages, attempt, visible
from units.workflows.grade_year import lift
from zhaotong_portal.workflow import StateChanged


class PlanPages(LedgerPages):
    template_row = "units/ledger/plan.html"

    def urls(self):
        both = require_http_methods(["GET", "HEAD", "POST"])
        lifting = path("ledger/plans/<int:pk>/lift/", both(self.lift), name="improvement_plan_lift")
        return [*super().urls(), lifting]

    def proposed(self, request, unit):
        grade = request.GET.get("grade", "")
        return {"grade": grade} if grade.isdecimal() else {}

    def about(self, request, plan):
        may_lift = plan.lifted_on is None and keeping.responsible(request.user, plan.unit)
        return {"lift_form": LiftForm() if may_lift else None}

    def lift(self, request, pk):
        plan = visible(ImprovementPlan, request.user, pk)
        if not keeping.responsible(request.user, plan.unit):
            raise Http404
        if request.method != "POST":
            return redirect(plan)
        form = LiftForm(request.POST)
        if form.is_valid():
            try:
                if attempt(form, lambda: lift(pk, request.user, **form.cleaned_data)):
                    messages.success(request, "已销号。")
                    return redirect(plan)
            except StateChanged as error:
                messages.warning(request, error.text)
                return redirect(plan)
        return self.row(request, pk, status=422, lift_form=form)


PAGES = PlanPages(plans.LEDGER)
