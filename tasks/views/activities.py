"""Activities of a unit's month: entered on a page of their own, or in a dialog over the month's page (static/month.js)."""

from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tasks import activities, questions
from tasks.contents import Contents
from tasks.entries import EntryConflict, EntryErrors
from tasks.feeding import month_of
from tasks.models import Activity, ActivityKind, MonthlyReport
from tasks.month_entries import Refused
from tasks.notes import read_notes
from tasks.views.activity_form import NOTES_LIMIT, ActivityForm, initial_of
from tasks.views.month_page import side
from tasks.views.month_rows import cell_field
from tasks.views.month_save import own_report
from zhaotong_portal.documents.reading import NotReadable, text_of_docx
from zhaotong_portal.workflow import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
def activity_new(request, pk):
    """A new activity of a report's month; 读取记录 fills the form from minutes and stores nothing."""
    report = own_report(request.user, pk)
    if request.method != "POST":
        return _shown(request, report, ActivityForm(report))
    return _posted(
        request, report, None, lambda typed: activities.enter(report, request.user, typed)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request, pk):
    activity, report = _own(request.user, pk)
    if request.method != "POST":
        return _shown(request, report, ActivityForm(report, initial=initial_of(activity)), activity)
    version = request.POST.get("version", "")
    return _posted(
        request, report, activity,
        lambda typed: activities.change(activity.pk, request.user, typed, version),
    )  # fmt: skip


@require_POST
def activity_remove(request, pk):
    activity, report = _own(request.user, pk)
    before = _counted(report)
    try:
        activities.remove(activity.pk, request.user)
    except WorkflowError as error:
        return _shown(request, report, ActivityForm(report), activity, failed=error, status=409)
    return _done(request, report, before)


def _own(user, pk):
    activity = get_object_or_404(Activity.objects.visible_to(user), pk=pk)
    report = get_object_or_404(MonthlyReport, unit=activity.unit_id, period=activity.period)
    return activity, own_report(user, report.pk)


# --- What was posted ------------------------------------------------------------------------------


def _posted(request, report, activity, store):
    action = request.POST.get("action", "save")
    if action == "lift":
        return _lifted(request, report, activity)
    form = ActivityForm(report, request.POST)
    form.is_valid()
    if action == "foresee":
        return _shown(request, report, form, activity, said=form.typed(), only_claims=True)
    before = _counted(report)
    if not form.errors:
        try:
            store(form.typed())
        except EntryErrors as error:
            form.refuse(error.errors)
        except EntryConflict as conflict:
            text = f"{conflict.by or '他人'}刚才改过这项活动，您的改动没有保存。请核对后重新填写。"
            return _shown(request, report, form, activity, notice=text, status=409)
        except WorkflowError as error:
            return _shown(request, report, form, activity, failed=error, status=409)
    if form.errors:
        return _shown(request, report, form, activity, said=form.typed(), status=422)
    return _done(request, report, before)


def _lifted(request, report, activity):
    """The form with what the minutes say; a field that somebody has filled keeps its text."""
    notice, notes = "", request.POST.get("notes", "")[:NOTES_LIMIT]
    if upload := request.FILES.get("notes_file"):
        try:
            notes = text_of_docx(upload.read())[:NOTES_LIMIT]
        except NotReadable as error:
            notice = error.text
    kinds = list(ActivityKind.objects.filter(is_active=True))
    own = report.unit.organisations.active_in(report.period)
    draft = read_notes(notes, report.period, kinds, own)
    if not notice:
        notice = "" if draft.found else "没有认出日期、主题等内容，请手工填写。"
    data = _merged(request.POST, draft.fields)
    form = ActivityForm(report, data)
    form.is_valid()
    typed = form.typed()
    form = ActivityForm(report, initial=_initial_from(form, data))
    return _shown(
        request, report, form, activity, said=typed, notice=notice, lifted=draft.found, notes=notes
    )


def _merged(post, fields) -> QueryDict:
    data = post.copy()
    for name, value in fields.items():
        if isinstance(value, list):
            if not data.getlist(name):
                data.setlist(name, [str(key) for key in value])
        elif value and not data.get(name, "").strip():
            data[name] = str(value)
    return data


def _initial_from(form, data):
    """As typed, without complaints: nobody has asked to save yet."""
    return {name: data.get(name, "") for name in form.fields} | {
        name: data.getlist(name) for name in ("kinds", "organisations")
    }


# --- What is shown --------------------------------------------------------------------------------


def _shown(request, report, form, activity=None, *, said=None, status=200, only_claims=False, **more):  # fmt: skip
    claims = activities.foreseen(report, said) if said else []
    if activity and not said:
        claims = next((found for each, found in month_of(report.unit, report.period) if each == activity), [])  # fmt: skip
    context = {
        "report": report,
        "form": form,
        "activity": activity,
        "claims": claims,
        "in_dialog": is_htmx(request),
        **more,
    }
    if is_htmx(request):
        # htmx shows only what came with a 2xx; the form says what is wrong.
        status = 200
        template = "claims" if only_claims else "form"
        return render(request, f"tasks/activity/{template}.html", context, status=status)
    return render(request, "tasks/activity/page.html", context, status=status)


def _done(request, report, before):
    """Back to the month; over the month's page only what changed is exchanged."""
    if not is_htmx(request):
        return redirect(f"{report.get_absolute_url()}#activities")
    contents = Contents.of(report)
    held = month_of(report.unit, report.period)
    # What is exchanged keeps its threads.
    questions.attach(contents, request.user, [each for each, _ in held])
    now = {cell.key for cell in contents.cells if cell.value and cell.value.counted}
    cells = [cell_field(cell, Refused()) for cell in contents.cells if cell.key in before | now]
    context = side(contents) | {
        "report": report,
        "activities": held,
        "writes": True,
        "cells": cells,
        "own": {cell.key for cell in contents.cells if cell.organisation is None},
    }
    answer = render(request, "tasks/activity/done.html", context)
    answer["HX-Trigger-After-Settle"] = "activity-saved"
    return answer


def _counted(report):
    """Keys of the grid's cells that activities fill now."""
    return {cell.key for cell in Contents.of(report).cells if cell.value and cell.value.counted}


def is_htmx(request):
    return request.headers.get("HX-Request") == "true"
