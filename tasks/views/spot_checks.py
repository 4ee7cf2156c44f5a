"""抽查核实 (W6): the sample of each month with its verdicts beside the totals, and one entry with verdict and answer."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tasks import spot_check_totals, spot_checks
from tasks.models import Month, SpotCheck, SpotCheckDraw, Verdict
from units.models import District, Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import share, streamed, table
from zhaotong_portal.listing import chips, page_of
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, WorkflowError

WAITING = "waiting"
HEAD = ["填报内容", "单位", "月份", "核实结果", "核实人"]
EXPORTED = [
    "单位", "片区", "月份", "填报内容", "核实结果", "核实说明", "核实人", "核实时间", "单位说明",
]  # fmt: skip
TOTALS_HEAD = [
    "数据", *({"label": each, "num": True} for each in ("填报合计", "抽取", "属实", "部分属实", "不实", "属实率")),
]  # fmt: skip
HISTORY_SHOWN = 30
DRAWERS = (Role.STAFF,)


class SpotCheckFilter(forms.Form):
    month = forms.TypedChoiceField(
        label="月份", required=False, coerce=Period.parse, empty_value=None
    )
    district = forms.ModelChoiceField(
        label="片区", required=False, queryset=District.objects.all(), empty_label="全部"
    )
    verdict = forms.ChoiceField(
        label="核实结果",
        required=False,
        choices=[("", "全部"), (WAITING, "待核实"), *Verdict.choices],
    )

    def __init__(self, data, user, periods):
        super().__init__(data)
        self.fields["month"].choices = [("", "全部"), *((str(p), p.label) for p in periods)]
        if not user.scope.reads_all:
            del self.fields["district"]


class VerdictForm(forms.Form):
    """What was found; what must be written with it is decided by tasks/spot_checks.py."""

    verdict = forms.ChoiceField(label="核实结果", choices=Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="查实的情况",
        required=False,
        help_text="看了什么、问了谁；部分属实和不实的必须写明。",
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": settings.TEXT_MAX_LENGTH}),
    )


@require_safe
def spot_check_list(request):
    user = request.user
    draws = list(SpotCheckDraw.objects.all())
    form = SpotCheckFilter(request.GET, user, [each.period for each in draws])
    form.is_valid()
    wanted = form.cleaned_data
    rows = _rows(user, wanted)
    drawn = next((each for each in draws if each.period == wanted.get("month")), None)
    span = _span(wanted.get("month"), draws)
    totals = spot_check_totals.totals(user, *span) if span else []
    said = chips(request, form)
    if answer := exported(request, _table(rows, said), _totals_table(totals, span)):
        return answer
    return render(
        request,
        "tasks/spot_checks.html",
        {
            "form": form,
            "chips": said,
            "page": page_of(request, rows),
            "head": HEAD,
            "totals": totals,
            "totals_head": TOTALS_HEAD,
            "span": _span_text(span),
            "drawn": drawn,
            "to_draw": spot_checks.due_to_draw() if user.scope.role in DRAWERS else [],
        },
    )


def _rows(user, wanted):
    rows = SpotCheck.objects.visible_to(user).for_list()
    if wanted.get("month"):
        rows = rows.filter(draw__period=wanted["month"])
    if wanted.get("district"):
        rows = rows.filter(unit__district=wanted["district"])
    if wanted.get("verdict"):
        rows = rows.filter(verdict=wanted["verdict"].replace(WAITING, ""))
    return rows


def _span(month, draws):
    """The months whose totals stand beside the verdicts: the chosen one, else the newest sample's year so far."""
    if month:
        return month, month
    newest = max((each.period for each in draws), default=None)
    return (Period(newest.year, 1), newest) if newest else None


def _span_text(span):
    if not span:
        return ""
    first, last = span
    return last.label if first == last else f"{first.label}至{last.short_label}"


def _table(rows, said):
    return table(
        "checks", "抽查核实", EXPORTED, lambda: _exported(rows), count=rows.count, chips=said
    )


def _exported(rows):
    for row in streamed(rows):
        yield (
            row.unit.name, row.unit.district.name, row.draw.period.label, row.said,
            row.get_verdict_display() or "待核实", row.note, row.checked_by.name if row.checked_by else None,
            row.checked_at and timezone.localtime(row.checked_at), row.answer,
        )  # fmt: skip


def _totals_table(totals, span):
    rows = [
        (
            f"{each.label}（{each.quantity}）", each.reported, each.tally.drawn, each.tally.true, each.tally.partly,
            each.tally.untrue, share(each.tally.percent),
        )
        for each in totals
    ]  # fmt: skip
    return table("totals", "填报合计与抽查核实", TOTALS_HEAD, rows, note=_span_text(span))


# --- Drawing --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def spot_check_draw(request, period):
    """The sample is drawn by itself after the last grace; who looks earlier than that may have it drawn now."""
    if request.user.scope.role not in DRAWERS:
        raise Http404
    get_object_or_404(Month, period=period)
    if request.method == "POST":
        if period in spot_checks.due_to_draw():
            drawn = spot_checks.draw(period, actor=request.user)
            messages.success(request, f"已从 {drawn.population:,} 条中抽取 {drawn.size} 条。")
        else:
            messages.warning(request, f"{period.label}还没有过补报期，或者已经抽取。")
    return redirect("spot_checks")


# --- One entry ------------------------------------------------------------------------------------


@require_safe
def spot_check(request, pk):
    check = _visible(request, pk)
    if answer := exported(request, history_table(check)):
        return answer
    return _shown(request, check)


@require_http_methods(["GET", "HEAD", "POST"])
def spot_check_verify(request, pk):
    if request.user.scope.role not in spot_checks.VERIFIERS:
        raise Http404
    return _made(
        request, pk, "verify", "已记录核实结果。",
        lambda post: spot_checks.verify(pk, request.user, post.get("verdict", ""), post.get("note", "")),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def spot_check_answer(request, pk):
    if not request.user.scope.works_in_unit:
        raise Http404
    return _made(
        request, pk, "answer", "已说明情况，工委会看到。",
        lambda post: spot_checks.answer(pk, request.user, post.get("answer", "")),
    )  # fmt: skip


def _visible(request, pk):
    rows = SpotCheck.objects.visible_to(request.user).for_list()
    rows = rows.select_related(
        "draw", "unit__district", "checked_by", "answered_by", "item", "activity"
    )
    return get_object_or_404(rows, pk=pk)


def _made(request, pk, move, said, call):
    check = _visible(request, pk)
    if request.method != "POST":  # the page again, after a refusal left this address in the browser
        return redirect(check)
    try:
        call(request.POST)
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 403 if isinstance(error, NotAllowed) else 409  # fmt: skip
        return _shown(request, _visible(request, pk), error.text, move, request.POST, status)
    messages.success(request, said)
    if "next" in request.POST and (following := spot_checks.waiting_for(request.user).first()):
        return redirect(following)
    return redirect(check)


def _shown(request, check, failed="", move="", typed=None, status=200):
    verifies = spot_checks.may_verify(check, request.user)
    return render(
        request,
        "tasks/spot_check.html",
        {
            "check": check,
            "failed": failed,
            "failed_move": move,
            "typed": typed or {},
            "form": VerdictForm(
                initial=typed
                if move == "verify"
                else {"verdict": check.verdict, "note": check.note}
            ),
            "verifies": verifies or move == "verify",
            "why_not": ""
            if verifies or check.verdict
            else spot_checks.why_not(check, request.user),
            "answers": spot_checks.may_answer(check, request.user) or move == "answer",
            "month_url": f"/month/{check.draw.period}/?unit={check.unit_id}",
            "history": AuditEntry.objects.about(check)[:HISTORY_SHOWN],
        },
        status=status,
    )
