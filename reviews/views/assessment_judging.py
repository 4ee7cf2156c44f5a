"""评委打分: one table of all units for each judge, kept whole; what is wrong stands in its cell, what was typed stays."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from reviews.assessment import judging, years
from reviews.assessment.scoring import scheme_of
from reviews.models import Assessment
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.workflow import WorkflowError


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_judging(request):
    if request.user.scope.role not in judging.JUDGES:
        raise Http404
    found = years.years_of(request.user)
    year = years.chosen(request, found)
    if request.method == "POST":
        return _save(request, found, year)
    return _page(request, found, year)


def _cell_name(assessment_pk, part_pk):
    return f"score-{assessment_pk}-{part_pk}"


def _typed(data):
    """{(assessment pk, part pk): text} of what the form sent."""
    cells = {}
    for name, text in data.items():
        prefix, _, rest = name.partition("-")
        pks = rest.split("-")
        if prefix == "score" and len(pks) == 2 and all(pk.isascii() and pk.isdigit() and len(pk) < 19 for pk in pks):  # fmt: skip
            cells[int(pks[0]), int(pks[1])] = text[:20]
    return cells


def _save(request, found, year):
    typed = _typed(request.POST)
    try:
        changed = judging.save(year, request.user, typed)
    except judging.Refused as refused:
        return _page(request, found, year, typed, refused.errors, status=422)
    except WorkflowError as error:
        return _page(request, found, year, typed, said=error.text, status=409)
    messages.success(request, f"已保存，{changed} 处有变化。" if changed else "没有变化。")
    return HttpResponseRedirect(request.get_full_path())


def _page(request, found, year, typed=None, errors=None, said="", status=200):
    user = request.user
    scheme = scheme_of(year)
    parts = judging.parts_judged_by(user, scheme)
    given = judging.own_scores(user, year, parts)
    rows = []
    if parts:
        assessments = Assessment.objects.visible_to(user).filter(year=year).for_list()
        rows = list(assessments.order_by("unit__protocol_order", "pk"))
    if answer := exported(request, _table(year, rows, parts, given)):
        return answer
    errors = errors or {}
    own = judging.own_units(user, year) if parts else set()
    lines = [_line(row, parts, user, given, typed, errors, own) for row in rows]
    cells = [cell for line in lines for cell in line["cells"]]
    context = {
        "year": year,
        "tabs": years.tabs(request, found, year),
        "scheme": scheme,
        "parts": parts,
        "head": ["单位", *(f"{part.name}（{part.weight}%）" for part in parts), "进度"],
        "lines": lines,
        "progress": f"已评 {sum(cell['given'] for cell in cells)} / {sum(cell['asked'] for cell in cells)}",
        "gaps": [
            {"label": cell["label"], "url": f"#{cell['name']}", "text": cell["error"]}
            for cell in cells
            if cell["error"]
        ],
        "said": said,
        "writes": any(cell["open"] for cell in cells),
        "here": request.get_full_path(),
    }
    return render(request, "reviews/assessment/judging.html", context, status=status)


def _line(row, parts, user, given, typed, errors, own):
    return {
        "assessment": row,
        "cells": [_cell(row, part, user, given, typed, errors, own) for part in parts],
    }


def _cell(row, part, user, given, typed, errors, own):
    key = (row.pk, part.pk)
    asked = judging.asks(part, row, user.scope.role, own)
    value = given.get(key)
    text = "" if value is None else f"{value.normalize():f}"
    return {
        "name": _cell_name(*key),
        "label": f"{row.unit.short_name} {part.name}",
        "part": part.name,
        "asked": asked,
        "given": asked and value is not None,
        "open": asked and judging.is_open(row),
        "text": typed[key] if typed and key in typed else text,
        "error": errors.get(key, ""),
    }


def _table(year, rows, parts, given):
    header = ["单位", "片区", *(part.name for part in parts), "状态"]
    lines = [
        [
            row.unit.name, row.unit.district.name,
            *(given.get((row.pk, part.pk)) for part in parts), row.get_state_display(),
        ]
        for row in rows
    ]  # fmt: skip
    return table("judging", f"{year}年度述职评议本人评分", header, lines)
