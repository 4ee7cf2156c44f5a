"""定等次: all units by their score for the leader who decides, what will be published, and the list that announces it."""

from collections import Counter

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews.assessment import announcement, years
from reviews.assessment.facts import lines_of
from reviews.assessment.ranking import lines_of_year
from reviews.assessment.scoring import scheme_of
from reviews.models import AssessmentState
from reviews.models.assessment import ASSESSMENT_READERS
from reviews.workflows import assessment as workflow
from units.models import District, Role, UnitKind
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import render_docx
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.gate import stopping
from zhaotong_portal.listing import chips
from zhaotong_portal.workflow import WorkflowError

HEAD = [
    {"label": "名次", "num": True}, "单位", {"label": "得分", "num": True}, "建议", "等次", "理由", "进度",
]  # fmt: skip
SHOWN = [("", "全部"), ("open", "未定等次"), ("other", "与建议不同"), *AssessmentState.choices]


class Filter(forms.Form):
    district = forms.ModelChoiceField(
        label="片区", required=False, queryset=District.objects.all(), empty_label="全部"
    )
    kind = forms.ChoiceField(
        label="单位类型", required=False, choices=[("", "全部"), *UnitKind.choices]
    )
    state = forms.ChoiceField(label="状态", required=False, choices=SHOWN)


def _readers_only(user):
    if user.scope.role not in ASSESSMENT_READERS:
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_decisions(request):
    _readers_only(request.user)
    if request.method == "POST":
        if request.user.scope.role != Role.LEADER:
            raise Http404
        return _post(request)
    return _page(request)


# --- What the leader sends ------------------------------------------------------------------------------------------


def _pks(request):
    texts = request.POST.getlist("row")
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def _choice(request, pk):
    reason = request.POST.get(f"reason-{pk}", "").strip()
    return workflow.Choice(
        request.POST.get(f"grade-{pk}", ""), reason, request.POST.get(f"seen-{pk}", "")
    )


def _post(request):
    """The whole table, one row of it (`only`), or blank rows filled with what the score advises (`fill`: nothing is kept)."""
    typed = {pk: _choice(request, pk) for pk in _pks(request)}
    if "fill" in request.POST:
        return _page(request, typed=typed, fill=True)
    only = request.POST.get("only", "")
    wanted = {pk: row for pk, row in typed.items() if str(pk) == only} if only else _changed(request, typed)  # fmt: skip
    if not wanted:
        messages.info(request, "没有需要保存的等次。")
        return HttpResponseRedirect(request.get_full_path())
    try:
        made = workflow.decide(wanted, request.user)
    except workflow.Refused as refused:
        return _page(request, typed=typed, errors=refused.errors, status=422)
    except workflow.Assessment.DoesNotExist:
        raise Http404 from None
    messages.success(request, f"已确定 {made} 个单位的等次。" if made else "没有变化。")
    return HttpResponseRedirect(request.get_full_path())


def _changed(request, typed):
    """Rows that say something else than what stands: a blank one is not decided yet."""
    stands = {
        pk: (grade, reason)
        for pk, grade, reason in workflow.Assessment.objects.visible_to(request.user)
        .filter(pk__in=typed).values_list("pk", "decision__grade", "decision__reason")
    }  # fmt: skip
    return {
        pk: row
        for pk, row in typed.items()
        if (row.grade or None, row.reason) != (stands.get(pk, (None, ""))[0], stands.get(pk, (None, ""))[1] or "")
    }  # fmt: skip


# --- The page ---------------------------------------------------------------------------------------------------------


def _page(request, typed=None, errors=None, fill=False, status=200):
    user = request.user
    all_years = years.years_of(user)
    year = years.chosen(request, all_years)
    everybody = lines_of_year(user, year)
    form = Filter(request.GET)
    said = chips(request, form) if form.is_valid() else []
    lines = _narrowed(everybody, form.cleaned_data)
    if answer := exported(request, lambda: _table(year, lines, said)):
        return answer
    writes = user.scope.role == Role.LEADER
    rows = [_row(line, writes, typed, errors or {}, fill) for line in lines]
    context = {
        "year": year,
        "tabs": years.tabs(request, all_years, year),
        "form": form,
        "chips": said,
        "reset": f"?year={year}",
        "keep": [("year", year)],
        "scheme": scheme_of(year),
        "head": HEAD,
        "rows": rows,
        "grades": settings.ASSESSMENT_GRADES,
        "writes": writes and any(row["open"] for row in rows),
        "gaps": _gaps(rows),
        "filled": fill,
        "counted": _counted(everybody),
        "to_publish": _to_publish(everybody) if writes else None,
        "published": any(line.assessment.state == AssessmentState.PUBLISHED for line in everybody),
        "here": request.get_full_path(),
    }
    return render(request, "reviews/assessment/decisions.html", context, status=status)


def _narrowed(lines, wanted):
    if district := wanted.get("district"):
        lines = [line for line in lines if line.unit.district_id == district.pk]
    if kind := wanted.get("kind"):
        lines = [line for line in lines if line.unit.kind == kind]
    state = wanted.get("state")
    if state == "open":
        lines = [line for line in lines if line.decision is None]
    elif state == "other":
        lines = [line for line in lines if line.decision and line.decision.grade != line.decision.advised]  # fmt: skip
    elif state:
        lines = [line for line in lines if line.assessment.state == state]
    return lines


def _row(line, writes, typed, errors, fill):
    pk, decision = line.assessment.pk, line.decision
    grade, reason = (decision.grade, decision.reason) if decision else ("", "")
    if typed and pk in typed:
        grade, reason = typed[pk].grade, typed[pk].reason
    if fill and not grade and line.is_decidable:
        grade = line.advised
    field, error = errors.get(pk, ("", ""))
    return {
        "line": line,
        "pk": pk,
        "grade": grade,
        "reason": reason,
        "open": writes and line.is_decidable,
        "field": field,
        "error": error,
    }


def _gaps(rows):
    return [
        {
            "label": row["line"].unit.short_name,
            "url": f"#{'reason' if row['field'] == 'reason' else 'grade'}-{row['pk']}",
            "text": row["error"],
        }
        for row in rows
        if row["error"]
    ]


def _counted(lines):
    """How many of each grade, and how many the score advised: the two side by side."""
    grades = Counter(line.decision.grade for line in lines if line.decision)
    advice = Counter(line.advised for line in lines if line.advised)
    return {
        "head": ["", *({"label": grade, "num": True} for grade in settings.ASSESSMENT_GRADES), {"label": "未定", "num": True}],
        "rows": [
            ("得分建议", [advice[grade] for grade in settings.ASSESSMENT_GRADES], sum(not line.advised for line in lines)),
            ("工委确定", [grades[grade] for grade in settings.ASSESSMENT_GRADES], sum(line.decision is None for line in lines)),
        ],
    }  # fmt: skip


def _to_publish(lines):
    """What the button publishes: every grade decided so far; and which units are left out."""
    decided = [line for line in lines if line.assessment.state == AssessmentState.DECIDED]
    undecided = [line.unit.short_name for line in lines if line.decision is None]
    said = Counter(line.decision.grade for line in decided)
    return {
        "rows": [f"{line.assessment.pk}:{line.decision.number}" for line in decided],
        "grades": [(grade, said[grade]) for grade in settings.ASSESSMENT_GRADES if said[grade]],
        "undecided": len(undecided),
        "left_out": "、".join(undecided[:6]) + ("等" if len(undecided) > 6 else ""),
    }


def _table(year, lines, said):
    names = list(dict.fromkeys(part["name"] for line in lines for part in lines_of(line.facts, line.role)))  # fmt: skip
    header = ["名次", "单位", "类型", "片区", "得分", "得分建议", "等次", "理由", "状态", *names]
    rows = []
    for line in lines:
        points = {part["name"]: part["points"] for part in line.parts}
        decision = line.decision
        rows.append([
            line.place, line.unit.name, line.unit.get_kind_display(), line.unit.district.name, line.score,
            line.advised, decision and decision.grade, decision and decision.reason,
            line.assessment.get_state_display(), *(points.get(name) for name in names),
        ])  # fmt: skip
    return table("decisions", f"{year}年度述职评议考核等次", header, rows, chips=said)


# --- Publication ------------------------------------------------------------------------------------------------------


@require_POST
def assessment_publish(request):
    if request.user.scope.role != Role.LEADER:
        raise Http404
    back = f"{reverse('assessment_decisions')}?year={_digits(request.POST.get('year', ''))}"
    numbers = {}
    for text in request.POST.getlist("decision"):
        pk, _, number = text.partition(":")
        numbers[_digits(pk)] = _digits(number)
    if not numbers:
        messages.error(request, "没有已定等次、可以公布的单位。")
        return redirect(back)
    try:
        done = workflow.publish(numbers, request.user)
    except workflow.Assessment.DoesNotExist:
        raise Http404 from None
    except WorkflowError as error:
        messages.error(request, f"没有公布：{error.text}")
        return redirect(back)
    messages.success(request, f"已公布 {len(done)} 个单位的等次，各单位已收到通知。")
    return redirect(f"{reverse('assessment_announcement')}?year={done[0].year}")


def _digits(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


@require_safe
def assessment_announcement(request):
    """公布名单: grades as published."""
    _readers_only(request.user)
    all_years = years.years_of(request.user)
    year = years.chosen(request, all_years)
    rows = announcement.rows_of(request.user, year)
    if answer := exported(request, announcement.table_of(year, rows)):
        return answer
    context = {
        "year": year,
        "tabs": years.tabs(request, all_years, year),
        "rows": rows,
        "head": ["序号", "单位", "述职人", "等次"],
        "paper": announcement.paper_of(year, rows, demo=is_demo()),
    }
    return render(request, "reviews/assessment/announcement.html", context)


@require_safe
def announcement_docx(request):
    _readers_only(request.user)
    year = years.chosen(request, years.years_of(request.user))
    rows = announcement.rows_of(request.user, year)
    back = f"{reverse('assessment_announcement')}?year={year}"
    if not rows:
        messages.error(request, f"{year}年度还没有公布的等次。")
        return redirect(back)
    paper = announcement.paper_of(year, rows, demo=is_demo())
    return stopping.word(request, paper, render_docx, f"{paper.title}.docx", back)
