"""The page of one unit's month, in the form that suits who looks at it and where the report stands."""

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from tasks import reading, text_diff
from tasks.carrying import untouched
from tasks.clock import return_due_at
from tasks.contents import Contents
from tasks.feeding import month_of
from tasks.gaps import gaps_in
from tasks.hints import hints_in
from tasks.models import (
    DeadlineChange,
    Light,
    MonthlyReport,
    ReportState,
    SheetLine,
    SheetState,
    ValueState,
)
from tasks.month_entries import Refused
from tasks.month_workbook import uploads
from tasks.plan import against_plan
from tasks.questions import asked_beforehand
from tasks.turns import turn_of
from tasks.views import month_questions
from tasks.views.month_rows import grid_of, group_of, groups_of
from tasks.workflows.report import DECISIONS, REPORT
from tasks.writing import may_write
from units.models import Role

MANY_GAPS = 12
PEOPLE = ("unit", "unit__district", "sent_by", "signed_by", "opened_by", "decided_by")


def shown(request, report, *, refused=None, failed=None, typed=None, status=200, fresh=False, unsent=None):  # fmt: skip
    """`failed` is a WorkflowError of a move, `typed` what was written with it, `refused` what a save left out,
    `unsent` {question pk: error} the answers to questions that it did not send.

    After a move the report is read anew (unless `fresh`): what the page says is what is stored.
    """
    if not fresh:
        report = with_people(report.pk)
    month = report.month
    contents = Contents.of(report)
    user = request.user
    moves = set(REPORT.allowed(report, user))
    writes = may_write(report, month, user)
    readings = reading.readings_of(report, user)
    activities = month_of(report.unit, report.period)
    context = {
        "report": report,
        "readings": readings,
        "reads": reading.may_read(report, user, readings),
        "month": month,
        "contents": contents,
        "activities": activities,
        "turn": turn_of(report, month),
        "moves": moves,
        "writes": writes,
        "decides": bool(moves & DECISIONS),
        "failed": failed,
        "typed": typed or {},
        "sheet_lines": _sheet_lines(report),
        "lights": _lights(contents),
        "own": user.scope.works_in_unit,
        "is_secretary": user.scope.role == Role.SECRETARY,
    }
    context |= month_questions.context_of(request, contents, activities, moves, unsent)
    if writes:
        template = "tasks/month.html"
        context |= _form(contents, refused or Refused(), request)
        context["upload"] = uploads.pending(report, user)
    else:
        template = "tasks/month_read.html"
        context |= _reading(contents, report, moves, typed or {})
    return render(request, template, context, status=status)


def with_people(pk):
    return asked_beforehand(MonthlyReport.objects.select_related(*PEOPLE)).get(pk=pk)


def side(contents) -> dict:
    """Gaps and hints, always in sight; and which lines one key would report as unchanged."""
    missing, hints = gaps_in(contents), hints_in(contents)
    places = {gap.anchor for gap in missing}
    total = len(contents.lines) + len(contents.cells)
    done = sum(place.anchor not in places for place in [*contents.lines, *contents.cells])
    count = len(contents.lines)
    carried, alone = untouched(contents)
    return {
        "carried": carried,
        "alone": alone,
        "gaps": missing[:MANY_GAPS],
        "more_gaps": missing[MANY_GAPS:],
        "gap_count": len(missing),
        "hints": hints,
        "count_text": f"{total} 项中已完成 {done} 项",
        "items_text": f"{count} 项，已填 {contents.filled} 项，其中 {contents.unchanged} 项无变化",
    }


def _form(contents, refused, request):
    report = contents.report
    place_errors = [
        {"label": _label(contents, key), "url": f"#{key}", "text": "；".join(errors.values())}
        for key, errors in refused.errors.items()
    ] + [
        {
            "label": _label(contents, key),
            "url": f"#{key}",
            "text": f"{c.by or '他人'}刚才也改过，请选用一份",
        }
        for key, c in refused.conflicts.items()
    ]
    beside = side(contents)
    for _, remark in contents.remarks:  # what was refused stays typed
        remark.answer = refused.typed.get(f"remark-{remark.pk}", {}).get("answer", remark.answer)
    return beside | {
        "groups": groups_of(contents.lines, refused),
        "grid": grid_of(contents, refused),
        "refused": refused,
        "place_errors": place_errors,
        "text_limit": settings.TEXT_MAX_LENGTH,
        "saved": request.GET.get("saved") == "1",
        "handed_back": _handed_back(contents),
        "empty_cells": sum(cell.value is None for cell in contents.cells),
        "storage_key": f"month:{request.user.pk}:{report.pk}",
    }


def _label(contents, key):
    for line in contents.lines:
        if line.anchor == key:
            return line.item.title
    for cell in contents.cells:
        if cell.anchor == key:
            return cell.label
    return "答复"


def _handed_back(contents):
    """The secretary's words when the last round came back from the signature."""
    done = [round_ for round_ in contents.rounds if round_.outcome]
    last = done[-1] if done else None
    in_hand = contents.report.state == ReportState.DRAFT
    return last if last and in_hand and last.outcome == "handed_back" else None


# --- Reading: who signs, who decides, and everybody who may look ------------------------------------


def _reading(contents, report, moves, typed):
    plans = against_plan(contents)
    news = [line for line in contents.lines if _comes_first(line, plans)]
    rest = [line for line in contents.lines if line not in news]
    return {
        "read_title": _read_title(news, plans),
        "signs": "sign_and_submit" in moves,
        "reviews": "accept" in moves,
        "news": [_read_row(line, typed, plans) for line in news],
        "rest": _grouped(rest, typed, plans),
        "rest_count": len(rest),
        "changes": _changes_asked(contents),
        "sums": _sums(contents),
        "grid": _read_grid(contents, typed),
        "hints": hints_in(contents),
        "reopen_until": f"{timezone.localtime(return_due_at()):%Y-%m-%dT%H:%M}",
        "typed_remarks": _typed_remarks(contents, typed),
    }


def _typed_remarks(contents, typed):
    """Every remark as it was typed: shown in full where the page no longer offers its field."""
    found = [(line.item.title, typed.get(f"remark-line-{line.line.pk}")) for line in contents.lines]
    found += [
        (cell.label, typed.get(f"remark-value-{cell.value.pk}"))
        for cell in contents.cells
        if cell.value
    ]
    return [(label, text) for label, text in found if text]


def _read_grid(contents, typed):
    indicators, rows = contents.grid()
    return indicators, [
        (
            holder,
            [
                cell
                and {
                    "cell": cell,
                    "typed": cell.value and typed.get(f"remark-value-{cell.value.pk}", ""),
                }
                for cell in cells
            ],
        )
        for holder, cells in rows
    ]


def _moved(line):
    """More than the usual step forward: an item begun or brought to its end."""
    return bool(line.shown.percent == 100 and line.step)


def _read_title(news, plans):
    if not news:
        return "与上月相比没有突出变化"
    compared = "与上月、与计划" if any(plan.lags for plan in plans.values()) else "与上月"
    return f"{compared}相比，先看这 {len(news)} 处"


def _comes_first(line, plans):
    plan = plans.get(line.line.pk)
    return line.is_news or _moved(line) or bool(line.questions) or bool(plan and plan.lags)


def _grouped(lines, typed, plans):
    found = {}
    for line in lines:
        found.setdefault(group_of(line.item), []).append(_read_row(line, typed, plans))
    return list(found.items())


def _read_row(line, typed, plans):
    old, new = line.known.text, line.shown.text
    marked = text_diff.parts(old, new) if line.is_edited else text_diff.parts("", new)
    return {
        "line": line,
        "item": line.item,
        "shown": line.shown,
        "before": line.known.percent,
        "plan": plans.get(line.line.pk),
        "parts": marked,
        # Where the two have little in common, last month's words stand below.
        "old_text": old if line.text_changed and len(marked) == 1 else "",
        "carried": line.line.unchanged or line.repeats_text,
        "kept": not line.is_edited,
        "typed_remark": typed.get(f"remark-line-{line.line.pk}", ""),
    }


def _lights(contents):
    counts = contents.light_counts()
    return [
        {"light": light, "label": label, "count": counts[light]}
        for light, label in ((Light.ON_TRACK, "正常"), (Light.AT_RISK, "有风险"), (Light.BEHIND, "滞后"))
    ]  # fmt: skip


def _changes_asked(contents):
    items = [line.line.item_id for line in contents.lines]
    return list(DeadlineChange.objects.open().filter(item__in=items).select_related("item"))


def _sums(contents):
    """Each indicator's sum over its holders, beside it last month's and that of the same month of last year."""
    found = {}
    for cell in contents.cells:
        found.setdefault(cell.indicator, []).append(cell)
    period = contents.report.period
    return [_sum(indicator, cells, period) for indicator, cells in found.items()]


def _sum(indicator, cells, period):
    values = [cell.value for cell in cells if cell.value]
    numbers = [value.value for value in values if value.value is not None]
    states = {value.state for value in values}
    word = ""
    if states == {ValueState.ZERO}:
        word = "零报告"
    elif values and not numbers:
        word = values[0].get_state_display()
    elif not values:
        word = "未报"
    return {
        "indicator": indicator,
        "word": word,
        "number": sum(numbers) if numbers and not word else None,
        "before": _sum_of(cells, period.previous()),
        "year_before": _sum_of(cells, period.shift(-12)),
        "open": len(cells) - len(values),
    }


def _sum_of(cells, month):
    """What the same holders reported in an earlier month; None where nobody did."""
    numbers = [
        float(text)
        for cell in cells
        for earlier, text in cell.earlier
        if earlier == month and text.replace(".", "", 1).isdigit()
    ]
    return sum(numbers) if numbers else None


def _sheet_lines(report):
    """What the month's reminder sheet asks of the unit; one query."""
    return list(
        SheetLine.objects.filter(
            sheet__unit=report.unit_id, sheet__period=report.period, sheet__state=SheetState.ISSUED
        ).select_related("sheet")
    )
