"""The pages that every register of the base ledger has: its list, one row with its history, entering, correcting."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from units.ledger import keeping
from units.ledger.tabs import tabs_for
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import chips, page_of, sort_head
from zhaotong_portal.wording import NOTHING
from zhaotong_portal.workflow import NotAllowed

HISTORY_SHOWN = 30
HIDDEN = ("since", "until")
AUDITED = (Role.OFFICER, Role.SECRETARY, Role.STAFF, Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR)


def visible(model, user, pk):
    return get_object_or_404(model.objects.visible_to(user).for_list(), pk=pk)


def history_of(row):
    return AuditEntry.objects.about(row)[:HISTORY_SHOWN]


def said_of(request, found):
    """Chips of the filter; a figure and its days go together."""
    if not found.form.is_valid():
        return []
    shown = chips(request, found.form, drops={"counted": HIDDEN})
    days = {str(found.form.fields[name].label) for name in HIDDEN if name in found.form.fields}
    return [chip for chip in shown if chip["label"].split("：")[0] not in days]


def narrowed(request, filter_class):
    """The filter of a list. Somebody else's unit, or none at all, is no page."""
    found = filter_class(request.GET, user=request.user)
    if "unit" in found.form.errors:
        raise Http404
    return found


def figure_of(found):
    """What a figure's rows add up to: {label, total, measure, definition}, or None."""
    figure = found.figure
    if figure is None:
        return None
    rows = found.qs.order_by()
    total = sum(number or 0 for _, number in figure.count(rows))
    return {"figure": figure, "total": total, "days": found.days}


class LedgerPages:
    """`urls()` are the addresses of one register. Rows are written through `units.ledger.keeping` alone."""

    template_list = "units/ledger/list.html"
    template_row = "units/ledger/row.html"
    template_edit = "units/ledger/edit.html"

    def __init__(self, ledger):
        self.ledger = ledger

    def urls(self):
        here, one = f"ledger/{self.ledger.code}/", self.ledger.one
        rows = [
            path(here, require_safe(self.list), name=self.ledger.many),
            path(f"{here}<int:pk>/", require_safe(self.row), name=one),
        ]
        if self.ledger.form is None:
            return rows
        both = require_http_methods(["GET", "HEAD", "POST"])
        return [
            *rows,
            path(f"{here}new/", both(self.new), name=f"{one}_new"),
            path(f"{here}<int:pk>/edit/", both(self.edit), name=f"{one}_edit"),
        ]

    # --- the list -----------------------------------------------------------------------------------

    def list(self, request):
        ledger, user = self.ledger, request.user
        found = narrowed(request, ledger.filter)
        rows = ledger.ordered(found.qs.for_list(), request.GET.get("sort"))
        said = said_of(request, found)
        if answer := exported(request, ledger.table(rows, said)):
            return answer
        page = page_of(request, rows)
        context = {
            "ledger": ledger,
            "tabs": tabs_for(user, ledger.many),
            "filter": found,
            "page": page,
            "rows": [self.shown(row, user) for row in page],
            "head": self.head(request),
            "chips": said,
            "own": not user.scope.reads_all,
            "counted": figure_of(found),
            "new_url": self.new_url(user),
            **self.beside(request, found),
        }
        return render(request, self.template_list, context)

    def beside(self, request, found):
        """Further context of the list."""
        return {}

    def head(self, request):
        columns = [{"label": "单位", "sort": "unit"}] if request.user.scope.reads_all else []
        columns += [
            {"label": column.label, "num": column.num} | ({"sort": column.sort} if column.sort else {})
            for column in self.ledger.shown
        ]  # fmt: skip
        if self.ledger.deed:
            columns.append({"label": "办理"})
        return sort_head(request, columns, self.ledger.sorts)

    def shown(self, row, user):
        deed = self.ledger.deed(row, user) if self.ledger.deed else None
        return {
            "url": row.get_absolute_url(),
            "unit": row.unit.short_name if user.scope.reads_all else "",
            "cells": [column.cell(row) for column in self.ledger.shown],
            "deed": deed,
        }

    def new_url(self, user):
        if self.ledger.form is None or not keeping.is_writer(user):
            return ""
        return reverse(f"{self.ledger.one}_new")

    # --- one row ------------------------------------------------------------------------------------

    def row(self, request, pk, *, status=200, **more):
        row = visible(self.ledger.model, request.user, pk)
        if answer := exported(request, history_table(row)):
            return answer
        context = {
            "ledger": self.ledger,
            "row": row,
            "facts": [cell for cell in self._facts(row) if cell["text"] not in ("", NOTHING)],
            "may_write": self.ledger.form is not None and keeping.may_write(request.user, row.unit),
            "edit_url": self.ledger.form and reverse(f"{self.ledger.one}_edit", args=[pk]),
            "list_url": reverse(self.ledger.many),
            "history": history_of(row) if request.user.scope.role in AUDITED else [],
            **self.about(request, row),
            **more,
        }
        return render(request, self.template_row, context, status=status)

    def _facts(self, row):
        return [column.cell(row) for column in self.ledger.columns]

    def about(self, request, row):
        """Further context of one row."""
        return {}

    # --- entering and correcting --------------------------------------------------------------------

    def new(self, request):
        if not keeping.is_writer(request.user):
            raise Http404
        unit = asked_unit(request)
        if unit is None:
            return choose_unit(request, f"登记{self.ledger.entry}")
        form = self.ledger.form(request.POST or None, unit=unit, user=request.user, initial=self.proposed(request, unit))  # fmt: skip
        return self._edit(request, form, unit, lambda facts: self.enter(request.user, **facts))

    def proposed(self, request, unit):
        """What a new form shows already, such as the organisation that the page before spoke of."""
        organisation = request.GET.get("organisation", "")
        return {"organisation": organisation} if organisation.isdecimal() else {}

    def enter(self, actor, **facts):
        return keeping.enter(self.ledger.model, actor, **facts)

    def edit(self, request, pk):
        row = visible(self.ledger.model, request.user, pk)
        if not keeping.may_write(request.user, row.unit):
            raise Http404
        form = self.ledger.form(request.POST or None, unit=row.unit, user=request.user, row=row)
        return self._edit(request, form, row.unit, lambda facts: self.correct(pk, request.user, **facts), row)  # fmt: skip

    def correct(self, pk, actor, **facts):
        return keeping.correct(self.ledger.model, pk, actor, **facts)

    def _edit(self, request, form, unit, store, row=None):
        status = 200
        if request.method == "POST":
            status = 422
            if form.is_valid() and (kept := attempt(form, lambda: store(form.facts))):
                messages.success(request, "已更正。" if row else "已登记。")
                return redirect(kept)
        context = {
            "ledger": self.ledger,
            "form": form,
            "unit": unit,
            "row": row,
            "back": row.get_absolute_url() if row else reverse(self.ledger.many),
        }
        return render(request, self.template_edit, context, status=status)


def attempt(form, deed):
    """What the deed gives, or None with its faults beside their fields."""
    try:
        return deed()
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            form.add_error(None, error)
            return None
        for name, faults in error.message_dict.items():
            form.add_error(name if name in form.fields else None, faults)
    except NotAllowed as error:
        form.add_error(None, error.text)
    return None


def asked_unit(request):
    """The unit that the address names, or the only one that this person writes for; None: to be chosen."""
    units = keeping.writable_units(request.user)
    if wanted := request.GET.get("unit"):
        if not wanted.isdecimal():
            raise Http404
        return get_object_or_404(units, pk=wanted)
    few = list(units[:2])
    return few[0] if len(few) == 1 else None


def choose_unit(request, title):
    """Staff say first for which unit; the form then offers that unit's party organisations."""
    units = keeping.writable_units(request.user)
    return render(request, "units/ledger/choose_unit.html", {"units": units, "title": title})
