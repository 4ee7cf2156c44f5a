"""任期换届: the pages of all registers, and on the page of a term the two acts: a re-election held, a delay approved."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from units.ledger import keeping, terms
from units.ledger.terms import CompleteForm, DelayForm
from units.models import Term
from units.views.ledger.pages import LedgerPages, attempt, visible
from zhaotong_portal.workflow import StateChanged


class TermPages(LedgerPages):
    template_list = "units/ledger/terms.html"
    template_row = "units/ledger/term.html"

    def urls(self):
        both = require_http_methods(["GET", "HEAD", "POST"])
        return [
            *super().urls(),
            path("ledger/terms/<int:pk>/complete/", both(self.complete), name="term_complete"),
            path("ledger/terms/<int:pk>/delay/", both(self.delay), name="term_delay"),
        ]

    def beside(self, request, found):
        """How many are overdue or coming, each the list that it counts."""
        here, now = reverse("terms"), request.GET.get("standing", "")
        rows = Term.objects.visible_to(request.user)
        counts = [(terms.OVERDUE, "已逾期", rows.overdue())]
        counts += [(code, label, rows.due_within(terms.months_of(code))) for code, label in terms.notice_choices()]  # fmt: skip
        strip = [
            {
                "label": label,
                "count": row.count(),
                "active": now == code,
                "url": f"{here}?standing={code}&sort=due",
            }
            for code, label, row in counts
        ]
        return {"strip": [{"label": "全部", "url": here, "active": not now}, *strip]}

    def about(self, request, term):
        open_now = term.completed_on is None and term.organisation.is_alive()
        may_write = keeping.may_write(request.user, term.unit)
        initial = {"delayed_until": term.delayed_until, "document": term.delay_document}
        return {
            "standing": terms.standing(term),
            "complete_form": CompleteForm() if open_now and may_write else None,
            "delay_form": DelayForm(initial=initial) if open_now and terms.may_delay(request.user, term) else None,
        }  # fmt: skip

    def complete(self, request, pk):
        term = visible(Term, request.user, pk)
        if not keeping.may_write(request.user, term.unit):
            raise Http404
        form = CompleteForm(request.POST or None)
        said = "已登记换届，新一届任期已开始计算。"
        return self._act(request, term, form, "complete_form", lambda data: terms.complete(pk, request.user, **data), said)  # fmt: skip

    def delay(self, request, pk):
        term = visible(Term, request.user, pk)
        if not terms.may_delay(request.user, term):
            raise Http404
        form = DelayForm(request.POST or None)
        return self._act(request, term, form, "delay_form", lambda data: terms.delay(pk, request.user, **data), "已登记延期。")  # fmt: skip

    def _act(self, request, term, form, name, deed, said):
        if request.method != "POST":
            return redirect(term)
        if form.is_valid():
            try:
                if done := attempt(form, lambda: deed(form.cleaned_data)):
                    messages.success(request, said)
                    return redirect(done)
            except StateChanged as error:
                messages.warning(request, error.text)
                return redirect(term)
        return self.row(request, term.pk, status=422, **{name: form})


PAGES = TermPages(terms.LEDGER)
