"""Saving what was typed into a month: the whole page by a plain form, or one entry at a time by static/month.js."""

from django.http import FileResponse, Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone

from tasks.attachments import attach, take_away
from tasks.carrying import carry_over, read_seen
from tasks.contents import FIELDS, Contents
from tasks.entries import value_text
from tasks.hints import by_place
from tasks.lines import EntryConflict, EntryErrors, answer_remark, save_line
from tasks.models import IndicatorValue, ItemProgress, LineAttachment, MonthlyReport, Remark
from tasks.month_entries import Refused, save_entries
from tasks.questions import answer_typed
from tasks.values import report_zero_for_rest, save_value
from tasks.views import month_moves, month_page
from tasks.views.month_rows import entries_of
from tasks.views.question_fields import typed_in
from tasks.writing import fills_for
from zhaotong_portal.gate import checking as gate
from zhaotong_portal.wording import clock_text
from zhaotong_portal.workflow import WorkflowError


def month_save(request, pk):
    """The whole page at once; what is refused stays typed, with its fault beside it, and the rest is kept."""
    report = own_report(request.user, pk)
    if request.method != "POST":
        return redirect(report)
    try:
        typed = entries_of(Contents.of(report), request.POST)
        refused = save_entries(report, request.user, typed).refused
        save_files(report, request, refused)
        unsent = answer_typed(report, request.user, typed_in(request.POST))
        action = request.POST.get("action", "save")
        if action == "zero" and not (refused or unsent):
            report_zero_for_rest(report, request.user)
            return redirect(f"{report.get_absolute_url()}#values")
        if action == "unchanged" and not (refused or unsent):
            carry_over(report, request.user, read_seen(request.POST.getlist("carry")))
    except WorkflowError as error:
        return month_page.shown(request, report, failed=error, status=409)
    if refused or unsent:
        return month_page.shown(request, report, refused=refused, unsent=unsent, status=422)
    if action in ("send_to_sign", "sign_and_submit"):
        return month_moves.make(request, report, action)
    return redirect(f"{report.get_absolute_url()}&saved=1")


def own_report(user, pk) -> MonthlyReport:
    """A report that this person fills; for anybody else the address does not exist."""
    report = MonthlyReport.objects.visible_to(user).select_related("unit").filter(pk=pk).first()
    if report is None or not fills_for(user, report.unit):
        raise Http404
    return report


def save_files(report, request, refused: Refused):
    """Files beside the lines, and the one whose button 移除 was pressed."""
    for pk in report.lines.values_list("pk", flat=True):
        key = f"line-{pk}"
        for upload in request.FILES.getlist(f"file-{pk}"):
            _try(refused, key, refused.typed.get(key, {}), attach, pk, request.user, upload)
    word, _, pk = request.POST.get("action", "").partition("-")
    if word == "remove" and pk.isascii() and pk.isdigit():
        mine = LineAttachment.objects.filter(pk=int(pk), line__report=report).first()
        if mine:
            key = f"line-{mine.line_id}"
            _try(refused, key, refused.typed.get(key, {}), take_away, mine.pk, request.user)


def attachment(request, pk):
    """The file itself, to be saved: never shown by the browser as a page of the portal."""
    found = get_object_or_404(LineAttachment.objects.visible_to(request.user), pk=pk)
    try:
        file = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        file, as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )


def _try(refused, key, typed, save, *args):
    try:
        save(*args)
    except EntryErrors as error:
        refused.put(key, typed, error.errors)
    except EntryConflict as conflict:
        refused.put_conflict(key, typed, conflict)


# --- One entry at a time --------------------------------------------------------------------------


def month_entry(request, pk):
    """One line, value or answer, as JSON: 200 stored, 422 with faults, 409 with both texts or why it is closed."""
    report = own_report(request.user, pk)
    if request.method != "POST":
        return _who(request) if month_moves.wants_json(request) else redirect(report)
    try:
        row = _store(report, request.user, request.POST)
    except EntryErrors as error:
        return JsonResponse(
            {"errors": error.errors, "masked": masked_in(request.POST, error.errors)}, status=422
        )
    except EntryConflict as conflict:
        return JsonResponse({"conflict": _both(conflict)}, status=409)
    except (WorkflowError, ValueError) as error:
        return JsonResponse(
            {"closed": getattr(error, "text", "内容无法识别，请刷新页面。")}, status=409
        )
    except (ItemProgress.DoesNotExist, IndicatorValue.DoesNotExist, Remark.DoesNotExist):
        raise Http404 from None
    contents = Contents.of(report)
    if request.POST.get("kind") in ("unchanged", "zero"):
        row = {"rows": [*map(_line_row, contents.lines), *map(_cell_row, contents.cells)]}
    return JsonResponse(row | {"saved_at": clock_text(timezone.now())} | side_of(contents))


def _who(request):
    """Who is logged in now, for a page that was open when its session ended: only the same person's words go on."""
    return JsonResponse({"person": request.user.pk, "token": get_token(request)})


def _line_row(line):
    row = {name: getattr(line.shown, name) for name in FIELDS} | {"unchanged": line.line.unchanged}
    return {"key": f"line:{line.line.pk}", "version": line.line.version, "row": row, "filled": line.is_edited}  # fmt: skip


def _cell_row(cell):
    row = {"value": cell.text, "reason": cell.value.reason if cell.value else ""}
    version = cell.value.version if cell.value else 0
    return {"key": f"value:{cell.key}", "version": version, "row": row, "filled": bool(cell.value)}


def _store(report, actor, post) -> dict:
    kind, key = post.get("kind", ""), post.get("id", "")
    version = post.get("version", "0")
    if kind == "line":
        fields = {name: post[name] for name in (*FIELDS, "unchanged") if name in post}
        line = save_line(int(key), actor, fields, version)
        return {"version": line.version, "row": {name: getattr(line, name) for name in (*FIELDS, "unchanged")}}  # fmt: skip
    if kind == "value":
        indicator, _, holder = key.partition("-")
        organisation = None if holder == "u" else int(holder)
        value = save_value(
            report, int(indicator), organisation, actor, post.get("value", ""), post.get("reason", ""), version
        )  # fmt: skip
        row = {"value": value_text(value), "reason": value.reason if value else ""}
        return {"version": value.version if value else 0, "row": row}
    if kind == "answer":
        remark = answer_remark(int(key), actor, post.get("answer", ""))
        return {"version": 0, "row": {"answer": remark.answer}}
    if kind == "unchanged":
        carry_over(report, actor, read_seen(post.getlist("carry")))
        return {}
    if kind == "zero":
        report_zero_for_rest(report, actor)
        return {}
    raise ValueError(kind)


def masked_in(post, errors) -> dict:
    """What each refused field would hold with its numbers hidden, where that would mend it."""
    return {
        name: gate.masked(post[name])[0]
        for name, text in errors.items()
        if gate.OFFER in text and name in post
    }


def _both(conflict):
    return {
        "mine": conflict.mine,
        "theirs": conflict.theirs,
        "version": conflict.version,
        "by": conflict.by,
        "at": clock_text(conflict.at),
    }


def side_of(contents) -> dict:
    """What the page shows of the whole after each entry: what is missing, the counts, what one key would carry over."""
    context = month_page.side(contents)
    return {
        "side": render_to_string("tasks/parts/month_gaps.html", context),
        "rest": render_to_string("tasks/parts/month_rest.html", context),
        "hints": by_place(context["hints"]),
        "empty_cells": sum(cell.value is None for cell in contents.cells),
        "count": context["count_text"],
        "items": context["items_text"],
    }
