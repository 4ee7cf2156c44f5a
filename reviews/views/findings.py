"""问题整改: the ledger, one problem with its rounds, and a button for each move that a person may make."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reviews import finding_export
from reviews.finding_filter import SORTS, FindingFilter, ordered
from reviews.finding_history import entries_of, knows_finder, may_ask_finder
from reviews.models import Finding
from reviews.views.finding_forms import AgainForm, AssignForm, DeferForm, FindingForm, ReasonForm
from reviews.views.finding_parts import parts_of
from reviews.workflows import finding as workflow
from units.models import Role
from units.unit_names import unit_called
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import chips, page_of, sort_head
from zhaotong_portal.workflow import ReasonRequired, WorkflowError

HISTORY_SHOWN = 30


@dataclass(frozen=True)
class Button:
    """How a move is offered: what it says beforehand, what its words are called, which form it takes."""

    message: str
    words: str
    call: object
    required: bool = False
    form: type = ReasonForm
    danger: bool = False
    primary: bool = False


def _words(function):
    """A move that takes nothing but words."""
    return lambda pk, actor, data: function(pk, actor, data["reason"])


def _settle(name):
    return lambda pk, actor, data: workflow.settle(name, pk, actor, data["reason"])


BUTTONS = {
    "confirm": Button("核实属实，可以交办整改。", "核实情况", _words(workflow.confirm), primary=True),
    "assign": Button(
        "交办后单位即可看到，并从现在起计算时限。", "整改要求",
        lambda pk, actor, data: workflow.assign(
            pk, actor, data["due_on"], data["reason"], assisting=data["assisting"]
        ),
        form=AssignForm, primary=True,
    ),
    "take_up": Button("开始整改，并写明打算怎么改。", "整改措施", _words(workflow.take_up), primary=True),
    "report": Button(
        "报告后由工委核验，核验期间不计逾期。", "整改情况", _words(workflow.report), required=True, primary=True
    ),
    "verify": Button("确认问题已经整改到位。", "核验情况", _words(workflow.verify), primary=True),
    "return_for_more": Button(
        "退回后单位继续整改，这一轮报告和意见都会保留。", "退回理由", _words(workflow.return_for_more), required=True
    ),
    "close": Button("销号后不再跟踪；再次发现可以重新打开。", "销号说明", _words(workflow.close), primary=True),
    "resume": Button("恢复整改，时限重新计算。", "说明", _words(workflow.resume), primary=True),
    "fix_on_site": Button(
        "现场已改好的，一步登记并销号。", "现场整改情况", _words(workflow.fix_on_site), required=True
    ),
    "not_ours": Button("不属该单位职责，不再跟踪。", "说明", _settle("not_ours"), required=True),
    "no_basis": Button("经核实没有这个问题，不再跟踪。", "说明", _settle("no_basis"), required=True),
    "already_fixed": Button("此前已经整改，不再跟踪。", "说明", _settle("already_fixed"), required=True),
    "defer": Button(
        "暂缓期间不计逾期，到期自动恢复整改。", "暂缓理由",
        lambda pk, actor, data: workflow.defer(pk, actor, data["reason"], data["until"]),
        required=True, form=DeferForm,
    ),
    "meet_again": Button(
        "同一问题再次发现，重新整改，并记为一次新的发现。", "发现情况",
        lambda pk, actor, data: workflow.meet_again(
            pk, actor, data["reason"], data["source"], data["found_on"]
        ),
        required=True, form=AgainForm,
    ),
}  # fmt: skip
PAST = {
    "not_ours": "已认定不属该单位",
    "no_basis": "已认定查无依据",
    "already_fixed": "已认定此前已整改",
}


@require_safe
def findings(request):
    found = FindingFilter(request.GET, user=request.user)
    if "unit" in found.form.errors:  # somebody else's unit, or none at all
        raise Http404
    rows = ordered(found.qs, request.GET.get("sort")).select_related("unit", "unit__district")
    said = chips(request, found.form) if found.form.is_valid() else []
    owner = request.user.scope.unit_label if request.user.scope.works_in_unit else ""
    if answer := exported(request, lambda: finding_export.table_of(rows, owner=owner, chips=said)):
        return answer
    own = not request.user.scope.reads_all
    return render(
        request,
        "reviews/findings.html",
        {
            "filter": found,
            "page": page_of(request, rows),
            "head": _head(request, own),
            "own": own,
            "chips": said,
            "notice_url": _notice(request, found),
            "print_url": f"{reverse('finding_print')}?{request.GET.urlencode()}",
            "may_record": request.user.scope.role in workflow.FINDERS,
        },
    )


def _notice(request, found):
    """整改通知 of the unit that the page is narrowed to."""
    unit = found.form.cleaned_data.get("unit") if found.form.is_valid() else None
    if unit is None or not request.user.scope.is_committee_side:
        return ""
    return reverse("finding_notice", args=[unit.pk])


def _head(request, own):
    columns = [
        {"label": "问题", "sort": "found"},
        *([] if own else [{"label": "单位", "sort": "unit"}]),
        {"label": "来源"},
        {"label": "发现日期", "sort": "-found"},
        {"label": "整改时限", "sort": "due"},
        {"label": "责任人"},
        {"label": "状态"},
    ]
    columns[0].pop("sort")
    return sort_head(request, columns, SORTS)


def visible_finding(user, pk):
    rows = Finding.objects.visible_to(user).select_related(
        "unit", "unit__district", "found_by", "rectified_by", "verified_by", "category", "family", "joined_to",
        "original_unit",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@require_safe
def finding(request, pk):
    return finding_page(request, visible_finding(request.user, pk))


def finding_page(request, found, *, refused=None, forms=None, status=200):
    """One problem. `refused` is (move, bound form, what went wrong) after a move that was not made; `forms` are bound
    forms of the page's panels after a refusal, by their names."""
    user = request.user
    if answer := exported(request, history_table(found, entries_of(found, user))):
        return answer
    return render(
        request,
        "reviews/finding.html",
        {
            "finding": found,
            "steps": found.steps.select_related("reported_by", "signed_by", "verified_by"),
            "occurrences": found.occurrences.all(),
            "moves": _moves(found, user, refused),
            "refused": refused and {"text": refused[2], "typed": refused[1].data.get("reason", "")},
            "can_sign": workflow.can_sign(found, user),
            "history": entries_of(found, user)[:HISTORY_SHOWN],
            "knows_finder": knows_finder(found, user),
            "may_ask_finder": may_ask_finder(found, user),
            **parts_of(found, user, forms or {}),
        },
        status=status,
    )


def _moves(found, user, refused):
    allowed = set(workflow.FINDING.allowed(found, user))
    offered = []
    for name, button in BUTTONS.items():
        if name not in allowed:
            continue
        tried = refused is not None and refused[0] == name
        form = refused[1] if tried else _form(name)
        offered.append(
            {
                "name": name,
                "label": workflow.TRANSITIONS[name].label,
                "button": button,
                "form": form,
                "open": tried,
            }
        )
    return offered


def _form(name, data=None):
    button = BUTTONS[name]
    return button.form(data, label=button.words, required=button.required, auto_id=f"{name}-%s")


def finding_move(request, pk, move):
    """A button of the page. Who may never make the move finds no such address."""
    found = visible_finding(request.user, pk)
    if move != "sign" and (move not in BUTTONS or not _granted(request.user, found, move)):
        raise Http404
    if move == "sign" and request.user.scope.role != Role.SECRETARY:
        raise Http404
    if request.method != "POST":  # the page again, after a refusal left this address in the browser
        return redirect(found)
    if move == "sign":
        return _sign(request, found)
    form = _form(move, request.POST)
    try:
        if not form.is_valid():
            return finding_page(request, found, refused=(move, form, ""), status=422)
        BUTTONS[move].call(pk, request.user, form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return finding_page(request, found, refused=(move, form, ""), status=422)
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 409
        again = visible_finding(request.user, pk)
        return finding_page(request, again, refused=(move, form, error.text), status=status)
    messages.success(request, f"{PAST.get(move) or '已' + workflow.TRANSITIONS[move].label}。")
    return redirect(found)


def _granted(user, found, move):
    if user.scope.role not in workflow.TRANSITIONS[move].by:
        return False
    return user.scope.role in (*workflow.UNIT, Role.INSPECTOR) or user.scope.decides_for(found.unit)


def _sign(request, found):
    try:
        workflow.sign(found.pk, request.user)
        messages.success(request, "已签发整改报告。")
    except WorkflowError as error:
        messages.error(request, error.text)
    return redirect(found)


def finding_new(request):
    """Staff and inspectors put a problem into the ledger."""
    if request.user.scope.role not in workflow.FINDERS:
        raise Http404
    form = FindingForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            recorded = _record(request, form)
            if recorded is not None:
                messages.success(request, "已登记。")
                return redirect(recorded)
    return render(request, "reviews/finding_new.html", {"form": form}, status=status)


def _record(request, form):
    fields = dict(form.cleaned_data)
    name = fields.pop("unit")
    unit = unit_called(name)
    if unit is None or not request.user.scope.sees_unit(unit):
        form.add_error("unit", f"没有找到单位“{name}”。请写全称或简称。")
        return None
    try:
        return workflow.record_finding(request.user, unit, **fields)
    except WorkflowError as error:
        form.add_error("unit", error.text)
    except ValidationError as error:
        form.add_error(None, error)
    return None
