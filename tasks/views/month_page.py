"""The page of one unit's month, in the form that suits who looks at it and where the report stands."""

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone

from tasks import text_diff
from tasks.clock import return_due_at
from tasks.contents import Contents
from tasks.gaps import gaps_in, hints_in
from tasks.models import (
    DeadlineChange,
    Light,
    MonthlyReport,
    ReportState,
    SheetLine,
    SheetState,
    ValueState,
)
from tasks.turns import turn_of
from tasks.views.month_rows import GROUPS, Refused, grid_of, groups_of
from tasks.workflows.report import DECISIONS, REPORT
from tasks.writing import may_write
from units.models import Role

MANY_GAPS = 12
PEOPLE = ("unit", "unit__district", "sent_by", "signed_by", "opened_by", "decided_by")


def shown(request, report, *, refused=None, failed=None, typed=None, status=200, fresh=False):
    """`failed` is a WorkflowError of a move, `typed` what was written with it, `refused` what a save left out.

    After a move the report is read anew (unless `fresh`): what the page says is what is stored.
    """
    if not fresh:
        report = with_people(report.pk)
    month = report.month
    contents = Contents.of(report)
    user = request.user
    moves = set(REPORT.allowed(report, user))
    writes = may_write(report, month, user)
    context = {
        "report": report,
        "month": month,
        "contents": contents,
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
    if writes:
        template = "tasks/month.html"
        context |= _form(contents, refused or Refused(), request)
    else:
        template = "tasks/month_read.html"
        context |= _reading(contents, report, moves, typed or {})
    return render(request, template, context, status=status)


def with_people(pk):
    return MonthlyReport.objects.select_related(*PEOPLE).get(pk=pk)


def side(contents) -> dict:
    """Gaps and hints, always in sight."""
    missing, hints = gaps_in(contents), hints_in(contents)
    places = {gap.anchor for gap in missing}
    total = len(contents.lines) + len(contents.cells)
    done = sum(place.anchor not in places for place in [*contents.lines, *contents.cells])
    count = len(contents.lines)
    return {
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
    return side(contents) | {
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
    news = [line for line in contents.lines if line.is_news or _moved(line)]
    rest = [line for line in contents.lines if line not in news]
    return {
        "read_title": f"与上月相比，先看这 {len(news)} 处" if news else "与上月相比没有突出变化",
        "signs": "sign_and_submit" in moves,
        "reviews": "accept" in moves,
        "news": [_read_row(line, typed) for line in news],
        "rest": _grouped(rest, typed),
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


def _grouped(lines, typed):
    found = {}
    for line in lines:
        found.setdefault(GROUPS[line.item.kind], []).append(_read_row(line, typed))
    return list(found.items())


def _read_row(line, typed):
    old, new = line.known.text, line.shown.text
    marked = text_diff.parts(old, new) if line.is_edited else text_diff.parts("", new)
    return {
        "line": line,
        "item": line.item,
        "shown": line.shown,
        "before": line.known.percent,
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
    """Each indicator's sum over its holders with last month's beside it; words where there is no number."""
    found = {}
    for cell in contents.cells:
        found.setdefault(cell.indicator, []).append(cell)
    previous = contents.report.period.previous()
    return [_sum(indicator, cells, previous) for indicator, cells in found.items()]


def _sum(indicator, cells, previous):
    values = [cell.value for cell in cells if cell.value]
    numbers = [value.value for value in values if value.value is not None]
    before = [float(text) for cell in cells for month, text in cell.earlier
              if month == previous and text.replace(".", "", 1).isdigit()]  # fmt: skip
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
        "before": sum(before) if before else None,
        "open": len(cells) - len(values),
    }


def _sheet_lines(report):
    """What the month's reminder sheet asks of the unit; one query."""
    return list(
        SheetLine.objects.filter(
            sheet__unit=report.unit_id, sheet__period=report.period, sheet__state=SheetState.ISSUED
        ).select_related("sheet")
    )
