"""Saving what was typed into a month: the whole page by a plain form, or one entry at a time by static/month.js."""

from django.http import FileResponse, Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone

from tasks.attachments import attach, take_away
from tasks.contents import FIELDS, Contents
from tasks.entries import tidy
from tasks.lines import EntryConflict, EntryErrors, answer_remark, save_line
from tasks.models import IndicatorValue, ItemProgress, LineAttachment, MonthlyReport, Remark
from tasks.values import report_zero_for_rest, save_value
from tasks.views import month_moves, month_page
from tasks.views.month_rows import Refused, typed_line
from tasks.writing import fills_for
from zhaotong_portal.wording import clock_text
from zhaotong_portal.workflow import WorkflowError


def month_save(request, pk):
    """The whole page at once; what is refused stays typed, with its fault beside it, and the rest is kept."""
    report = own_report(request.user, pk)
    if request.method != "POST":
        return redirect(report)
    refused = Refused()
    try:
        save_page(report, request.user, request.POST, refused)
        save_files(report, request, refused)
        action = request.POST.get("action", "save")
        if action == "zero" and not refused:
            report_zero_for_rest(report, request.user)
            return redirect(f"{report.get_absolute_url()}#values")
    except WorkflowError as error:
        return month_page.shown(request, report, failed=error, status=409)
    if refused:
        return month_page.shown(request, report, refused=refused, status=422)
    if action in ("send_to_sign", "sign_and_submit"):
        return month_moves.make(request, report, action)
    return redirect(f"{report.get_absolute_url()}&saved=1")


def own_report(user, pk) -> MonthlyReport:
    """A report that this person fills; for anybody else the address does not exist."""
    report = MonthlyReport.objects.visible_to(user).select_related("unit").filter(pk=pk).first()
    if report is None or not fills_for(user, report.unit):
        raise Http404
    return report


def save_page(report, actor, post, refused: Refused):
    """Store each entry that differs from what is stored; raises StateChanged when the report is no longer open."""
    contents = Contents.of(report)
    for line in contents.lines:
        typed = typed_line(post, line.line.pk)
        changed = _changed(line, typed)
        if changed:
            _try(
                refused,
                line.anchor,
                typed,
                save_line,
                line.line.pk,
                actor,
                changed,
                typed["version"],
            )
    for cell in contents.cells:
        if f"value-{cell.key}" in post:
            _save_cell(report, actor, post, cell, refused)
    for _, remark in contents.remarks:
        name = f"answer-{remark.pk}"
        if tidy(post.get(name)) not in ("", remark.answer):
            _try(refused, f"remark-{remark.pk}", {"answer": post[name]}, answer_remark, remark.pk, actor, post[name])  # fmt: skip


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


def _changed(line, typed) -> dict:
    """Only what differs from what the page showed: a line nobody touched stays untouched.

    Typed words win over the tick of 无变化, so that nothing typed is lost.
    """
    if not typed:
        return {}
    shown = {name: getattr(line.shown, name) for name in FIELDS}
    shown["percent"] = "" if shown["percent"] is None else str(shown["percent"])
    changed = {
        name: typed[name]
        for name in FIELDS
        if (tidy(typed[name]) if isinstance(typed[name], str) else typed[name]) != shown[name]
    }
    if typed["unchanged"] and not changed and not line.line.unchanged:
        return {"unchanged": True}
    if not typed["unchanged"] and line.line.unchanged and not changed:
        return {"unchanged": False}
    return changed


def _save_cell(report, actor, post, cell, refused):
    typed = {
        "value": post.get(f"value-{cell.key}", ""),
        "reason": post.get(f"why-{cell.key}", ""),
        "version": post.get(f"value-version-{cell.key}", "0"),
    }
    stored = cell.value.reason if cell.value else ""
    if (tidy(typed["value"]), tidy(typed["reason"])) == (cell.text, stored):
        return
    holder = cell.organisation.pk if cell.organisation else None
    _try(
        refused, cell.anchor, typed, save_value, report, cell.indicator.pk, holder, actor,
        typed["value"], typed["reason"], typed["version"],
    )  # fmt: skip


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
        return redirect(report)
    try:
        row = _store(report, request.user, request.POST)
    except EntryErrors as error:
        return JsonResponse({"errors": error.errors}, status=422)
    except EntryConflict as conflict:
        return JsonResponse({"conflict": _both(conflict)}, status=409)
    except (WorkflowError, ValueError) as error:
        return JsonResponse(
            {"closed": getattr(error, "text", "内容无法识别，请刷新页面。")}, status=409
        )
    except (ItemProgress.DoesNotExist, IndicatorValue.DoesNotExist, Remark.DoesNotExist):
        raise Http404 from None
    return JsonResponse(
        row | {"saved_at": clock_text(timezone.now())} | side_of(report, request.user)
    )


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
        return {"version": value.version if value else 0, "row": {}}
    if kind == "answer":
        remark = answer_remark(int(key), actor, post.get("answer", ""))
        return {"version": 0, "row": {"answer": remark.answer}}
    raise ValueError(kind)


def _both(conflict):
    return {
        "mine": conflict.mine,
        "theirs": conflict.theirs,
        "version": conflict.version,
        "by": conflict.by,
        "at": clock_text(conflict.at),
    }


def side_of(report, user) -> dict:
    """What the page shows of the whole after each entry: the list of what is missing, and the counts."""
    context = month_page.side(Contents.of(report))
    return {
        "side": render_to_string("tasks/parts/month_gaps.html", context),
        "count": context["count_text"],
        "items": context["items_text"],
    }
