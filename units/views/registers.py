"""台账: the page that groups the registers, and the list, page and form that all of them share."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from units.registers import entering
from units.registers.cells import is_number, text_of
from units.registers.entry import EntryState
from units.registers.filters import EntryFilter
from units.registers.forms import EntryForm
from units.registers.panels import page_parts
from units.registers.register import register_called, registers
from units.registers.standing import standing_of
from units.registers.table import table_of
from units.workflows.entry import TRANSITIONS, workflow_of
from units.workflows.entry import move as make_move
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import chips, page_of, sort_head
from zhaotong_portal.panels import panels_for
from zhaotong_portal.workflow import WorkflowError

HISTORY_SHOWN = 30
# Moves in which something is taken back, drawn apart from the others.
TAKING_BACK = ("decline", "withdraw", "strike_off")
MESSAGES = {
    "confirm": "核定后计入台账和各项数据。",
    "decline": "理由告知单位，单位可以修改后重新申报。",
    "withdraw": "撤回后工委不再核定。",
    "strike_off": "撤销后不再计入任何数据，记录保留。",
}


@require_safe
def registers_home(request):
    """All registers under their headings, with how many entries each has and how many wait; one query."""
    shown = [row for row in registers() if row.may_read(request.user)]
    if not shown:
        raise Http404
    counted = standing_of(request.user, shown)
    groups = [
        {"name": name, "rows": [{"register": row, **counted[row.code]} for row in rows]}
        for name, rows in groupby(shown, key=lambda row: row.group)
    ]
    panels = panels_for("registers", request.user)
    return render(request, "units/registers.html", {"groups": groups, "panels": panels})


def _readable(request, code):
    declared = register_called(code)
    if not declared.may_read(request.user):
        raise Http404
    return declared


@require_safe
def register(request, code):
    declared = _readable(request, code)
    filterset = declared.filterset or EntryFilter
    found = filterset(request.GET, declared=declared, user=request.user)
    if "unit" in found.form.errors:  # somebody else's unit, or none at all
        raise Http404
    sorts = sorts_of(declared)
    order = sorts.get(request.GET.get("sort"), sorts[f"-{declared.when}"])
    rows = found.qs.order_by(*order, "pk").for_list()
    rows = rows.select_related(*foreign_keys(declared))
    said = chips(request, found.form) if found.form.is_valid() else []
    if answer := exported(request, table_of(declared, rows, said)):
        return answer
    page = page_of(request, rows)
    shows_unit = not declared.committee_only
    return render(
        request,
        "units/register.html",
        {
            "register": declared,
            "filter": found,
            "page": page,
            "rows": [_row(declared, entry) for entry in page],
            "head": sort_head(request, _columns(declared, shows_unit), sorts),
            "shows_unit": shows_unit,
            "chips": said,
            "writes": declared.may_write(request.user),
            "proposes": declared.may_propose(request.user),
            "new_url": declared.url("new"),
            "panels": panels_for("register", request.user, declared),
        },
    )


def sorts_of(declared):
    when, unit = declared.when, "unit__protocol_order"
    return {
        "unit": (unit, f"-{when}"), when: (when, unit), f"-{when}": (f"-{when}", unit),
        "title": (declared.title,), "-title": (f"-{declared.title}",),
    }  # fmt: skip


def foreign_keys(declared):
    fields = [declared.model._meta.get_field(name) for name in declared.fields]
    return [found.name for found in fields if found.many_to_one]


def _columns(declared, shows_unit):
    yield_unit = [{"label": declared.label("unit"), "sort": "unit"}] if shows_unit else []
    head = [{"label": declared.label(declared.title), "sort": "title"}, *yield_unit]
    for name in declared.columns:
        column = {"label": declared.label(name), "num": is_number(declared.model, name)}
        if name == declared.when:
            column["sort"] = f"-{name}"
        head.append(column)
    return [*head, {"label": "状态"}]


def _row(declared, entry):
    cells = [
        {
            "label": declared.label(name),
            "text": text_of(entry, name),
            "num": is_number(declared.model, name),
        }
        for name in declared.columns
    ]
    return {"entry": entry, "title": text_of(entry, declared.title), "cells": cells}


def _visible(declared, user, pk):
    rows = declared.model.objects.visible_to(user).for_list()
    return get_object_or_404(rows.select_related(*foreign_keys(declared), "proposed_by"), pk=pk)


@require_safe
def register_entry(request, code, pk):
    declared = _readable(request, code)
    entry = _visible(declared, request.user, pk)
    if answer := exported(request, history_table(entry)):
        return answer
    return _entry_page(request, declared, entry)


def _entry_page(request, declared, entry, refused=None, status=200):
    user = request.user
    facts = [
        (declared.label(name), text_of(entry, name))
        for name in dict.fromkeys([*declared.fields, *declared.columns])
        if name != declared.title
    ]
    return render(
        request,
        "units/register_entry.html",
        {
            "register": declared,
            "entry": entry,
            "title": text_of(entry, declared.title),
            "facts": facts,
            "may_mend": entering.may_mend(declared, entry, user),
            "edit_url": declared.url("edit", entry.pk),
            "list_url": declared.url(),
            "moves": _moves(declared, entry, user, refused),
            "parts": page_parts(declared, user, entry),
            "shows_unit": not declared.committee_only,
            "decided": entry.state != EntryState.CONFIRMED,
            "history": AuditEntry.objects.about(entry)[:HISTORY_SHOWN],
        },
        status=status,
    )


def _moves(declared, entry, user, refused):
    """The buttons, and the words of one that was refused, beside what was typed."""
    shown = []
    for name in workflow_of(declared.model).allowed(entry, user):
        row = TRANSITIONS[name]
        again = refused if refused and refused["name"] == name else {}
        shown.append(
            {
                "name": name,
                "label": row.label,
                "url": declared.url("move", entry.pk, name.replace("_", "-")),
                "reason": "理由" if row.needs_reason else "",
                "message": MESSAGES[name],
                "danger": name in TAKING_BACK,
                "primary": name == "confirm",
                **again,
            }
        )
    return shown


@require_http_methods(["GET", "HEAD", "POST"])
def register_new(request, code):
    declared = _readable(request, code)
    if not (declared.may_write(request.user) or declared.may_propose(request.user)):
        raise Http404
    return _edit(
        request,
        declared,
        None,
        lambda **fields: entering.enter(declared.model, request.user, **fields),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def register_edit(request, code, pk):
    declared = _readable(request, code)
    entry = _visible(declared, request.user, pk)
    own = declared.may_propose(request.user) and entry.unit_id in request.user.scope.unit_ids
    if not (declared.may_write(request.user) or own):
        raise Http404
    return _edit(
        request, declared, entry,
        lambda **fields: entering.correct(declared.model, pk, request.user, **fields),
    )  # fmt: skip


def _edit(request, declared, entry, keep):
    form = EntryForm(request.POST or None, declared=declared, user=request.user, entry=entry)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = keep(**form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            except WorkflowError as error:
                form.add_error(None, error.text)
            else:
                messages.success(request, _done(kept, entry))
                return redirect(kept)
    return render(
        request,
        "units/register_edit.html",
        {
            "form": form,
            "register": declared,
            "entry": entry,
            "proposes": not declared.may_write(request.user),
            "back_url": entry.get_absolute_url() if entry else declared.url(),
        },
        status=status,
    )


def add_errors(form, error):
    """Beside their fields; what concerns no field of the form stands on top."""
    for name, said in error.update_error_dict({}).items():
        form.add_error(name if name in form.fields else None, said)


def _done(kept, before):
    if kept.state == EntryState.PROPOSED:
        return "已申报，待工委核定。"
    return "已更正。" if before else "已登记。"


@require_POST
def register_move(request, code, pk, move):
    declared = _readable(request, code)
    entry = _visible(declared, request.user, pk)
    name = move.replace("-", "_")
    if name not in TRANSITIONS or request.user.scope.role not in TRANSITIONS[name].by:
        raise Http404
    reason = request.POST.get("reason", "")
    try:
        make_move(declared.model, name, pk, request.user, reason)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    except WorkflowError as error:
        refused = {"name": name, "error": error.text, "reason_value": reason}
        return _entry_page(request, declared, entry, refused, status=409)
    messages.success(request, f"已{TRANSITIONS[name].label}。")
    return redirect(entry)
