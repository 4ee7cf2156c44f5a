"""问题线索: the list, one clue with its steps, intake by workbook, results as a file, the look at who complained."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reviews import clue_returns, clue_workbook
from reviews import clues as domain
from reviews.models import Clue, ClueState
from reviews.views.clue_forms import ForwardForm, IntakeForm, TextForm, VerifyForm
from reviews.workflows import clue as workflow
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import streamed, table
from zhaotong_portal.listing import page_of
from zhaotong_portal.workflow import ReasonRequired, WorkflowError

HEAD = [{"label": "线索"}, {"label": "外部编号"}, {"label": "来源系统"}, {"label": "单位"}, {"label": "收到"}, {"label": "本环节时限"}, {"label": "状态"}]  # fmt: skip
RESULT_HEAD = ("外部编号", "状态", "核实结论", "办理结果", "承办单位", "办结日期")
READERS = (Role.STAFF, Role.LEADER, Role.AUDITOR)
VIEWS = {"": "未办结", "late": "逾期", "done": "已反馈", "all": "全部"}


def readers_only(request):
    if request.user.scope.role not in READERS:
        raise Http404


@require_safe
def clues(request):
    readers_only(request)
    rows = Clue.objects.visible_to(request.user)
    view = request.GET.get("view", "")
    shown = {
        "late": rows.overdue(),
        "done": rows.filter(state=ClueState.FED_BACK),
        "all": rows,
    }.get(view, rows.open())
    shown = shown.select_related("channel", "unit").order_by("due_on", "-received_at", "-pk")
    results = (
        rows.filter(state__in=[ClueState.FED_BACK, ClueState.RETURNED])
        .select_related("unit")
        .order_by("pk")
    )
    if answer := exported(
        request,
        table("clues", "问题线索", HEAD, lambda: _cells(shown), count=shown.count),
        table(
            "results", "线索办理结果", RESULT_HEAD, lambda: _results(results), count=results.count
        ),
    ):
        return answer
    return render(
        request,
        "reviews/clues.html",
        {
            "page": page_of(request, shown),
            "head": HEAD,
            "tabs": [{"label": label, "url": f"?view={code}" if code else "?", "active": code == view} for code, label in VIEWS.items()],
            "may_take_in": request.user.scope.role == Role.STAFF and request.user.scope.whole,
        },
    )  # fmt: skip


def _cells(rows):
    for row in streamed(rows):
        yield (row.shown_title, row.outside_number, row.channel.name, row.unit and row.unit.short_name, timezone.localdate(row.received_at), row.due_on, row.get_state_display())  # fmt: skip


def _results(rows):
    """What the outside system reads back: no complainant, no person."""
    for row in streamed(rows):
        done = row.fed_back_at and timezone.localdate(row.fed_back_at)
        yield (row.outside_number, row.get_state_display(), row.get_verdict_display() if row.verdict else "", row.result or row.returned_text, row.unit and row.unit.name, done)  # fmt: skip


def intake(request):
    if request.user.scope.role != Role.STAFF or not request.user.scope.whole:
        raise Http404
    form = IntakeForm(request.POST or None, request.FILES or None)
    read, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                read = clue_workbook.read(form.cleaned_data["channel"], form.cleaned_data["file"])
                status = 200
            except ValidationError as error:
                form.add_error(None, error)
    return render(
        request,
        "reviews/clue_intake.html",
        {"form": form, "read": read and _said(read)},
        status=status,
    )


OUTCOMES = {
    "created": "新收到",
    "same": "已经收到过，没有变化",
    "changed": "内容有变化，记为新版本",
    "stub": "违纪线索，只登记移送",
}


def _said(read):
    return {
        "counts": [(OUTCOMES[code], n) for code, n in read.counts.items()],
        "refused": read.refused,
    }


STEPS = {
    "forward": (ForwardForm, "转给承办单位的对口科室核实。", lambda pk, user, data: workflow.forward(pk, user, data["unit"], data["reason"])),
    "verify": (VerifyForm, "属实的自动登记为问题，按整改流程办理。", lambda pk, user, data: workflow.verify(pk, user, data["verdict"], data["reason"])),
    "dispose": (TextForm, "问题销号后写明处置情况。", lambda pk, user, data: workflow.dispose(pk, user, data["reason"])),
    "feed_back": (TextForm, "反馈内容回传来源系统，并可导出办理结果。", lambda pk, user, data: workflow.feed_back(pk, user, data["reason"])),
    "return_back": (TextForm, "不属市直机关工委办理的，退回来源系统。", lambda pk, user, data: workflow.return_back(pk, user, data["reason"])),
    "transfer": (TextForm, "违纪线索移送纪检监察机关。移送后平台不保存内容，不能恢复。", lambda pk, user, data: workflow.transfer(pk, user, data["reason"])),
}  # fmt: skip
LABELS = {
    "dispose": "处置情况",
    "feed_back": "反馈内容",
    "return_back": "退回说明",
    "transfer": "移送至",
}


def _form(move, data=None):
    form = STEPS[move][0]
    more = {"label": LABELS[move]} if form is TextForm else {}
    return form(data, auto_id=f"{move}-%s", **more)


def visible_clue(request, pk):
    readers_only(request)
    rows = Clue.objects.visible_to(request.user).select_related(
        "channel", "unit", "finding", "way_back"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def clue(request, pk):
    return clue_page(request, visible_clue(request, pk))


def clue_page(request, found, *, refused=None, complainant=None, status=200):
    user = request.user
    moves = [
        {"name": name, "label": workflow.TRANSITIONS[name].label, "message": STEPS[name][1], "open": bool(refused and refused[0] == name),
         "form": refused[1] if refused and refused[0] == name else _form(name), "danger": name == "transfer", "primary": at == 0}
        for at, name in enumerate(workflow.CLUE.allowed(found, user))
    ]  # fmt: skip
    finding = found.finding
    return render(
        request,
        "reviews/clue.html",
        {
            "clue": found,
            "moves": moves,
            "refused": refused and refused[2],
            "versions": found.versions.all(),
            "finding": finding,
            "has_complainant": hasattr(found, "complainant"),
            "may_see_complainant": domain.may_see_complainant(user),
            "complainant": complainant,
            "way_back": getattr(found, "way_back", None),
            "may_retry": user.scope.role == Role.STAFF,
            "history": AuditEntry.objects.about(found)[:30],
        },
        status=status,
    )


def clue_move(request, pk, move):
    found = visible_clue(request, pk)
    if move not in STEPS or request.user.scope.role != Role.STAFF:
        raise Http404
    if request.method != "POST":
        return redirect(found)
    form = _form(move, request.POST)
    if not form.is_valid():
        return clue_page(request, found, refused=(move, form, ""), status=422)
    try:
        STEPS[move][2](pk, request.user, form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return clue_page(request, found, refused=(move, form, ""), status=422)
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 409
        return clue_page(
            request, visible_clue(request, pk), refused=(move, form, error.text), status=status
        )
    messages.success(request, f"已{workflow.TRANSITIONS[move].label}。")
    return redirect(found)


@require_POST
def complainant(request, pk):
    """Told on the answer to this press and nowhere else."""
    found = visible_clue(request, pk)
    if not domain.may_see_complainant(request.user):
        raise Http404
    try:
        told = domain.complainant_of(found, request.user, request.POST.get("reason", ""))
    except WorkflowError as error:
        messages.error(request, error.text)
        return redirect(found)
    return clue_page(request, found, complainant=told)


@require_POST
def clue_retry(request, pk):
    found = visible_clue(request, pk)
    if request.user.scope.role != Role.STAFF:
        raise Http404
    if clue_returns.retry(found):
        messages.success(request, "已重新排队回传。")
    else:
        messages.error(request, "没有需要重新回传的结果。")
    return redirect(found)
