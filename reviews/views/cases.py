"""差评件: the ledger, one case with its rounds, and a button for each step that a person may take."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from reviews import case_export, contacts
from reviews.case_filter import SORTS, CaseFilter, ordered
from reviews.case_reading import Reader, history_for
from reviews.models import Rating, RatingAppeal, RatingCase
from reviews.models.rating_case import READERS
from reviews.views.case_moves import BUTTONS, allowed, form_of, may_ever
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import chips, page_of, sort_head
from zhaotong_portal.panels import panels_for
from zhaotong_portal.workflow import ReasonRequired, WorkflowError

HISTORY_SHOWN = 30


@require_safe
def rating_cases(request):
    if request.user.scope.role not in READERS:
        raise Http404
    found = CaseFilter(request.GET, user=request.user)
    if "unit" in found.form.errors:
        raise Http404
    rows = ordered(found.qs, request.GET.get("sort")).for_list()
    said = chips(request, found.form) if found.form.is_valid() else []
    if answer := exported(request, lambda: case_export.table_of(rows, chips=said)):
        return answer
    own = not request.user.scope.reads_all
    return render(
        request,
        "reviews/rating_cases.html",
        {
            "filter": found,
            "page": page_of(request, rows),
            "head": _head(request, own),
            "own": own,
            "chips": said,
        },
    )


def _head(request, own):
    columns = [
        {"label": "差评件"},
        *([] if own else [{"label": "单位", "sort": "unit"}]),
        {"label": "窗口"},
        {"label": "评价"},
        {"label": "收到日期", "sort": "-opened"},
        {"label": "办理时限", "sort": "due"},
        {"label": "状态"},
    ]
    return sort_head(request, columns, SORTS)


def visible_case(user, pk):
    rows = RatingCase.objects.visible_to(user).for_list()
    return get_object_or_404(rows.select_related("contact", "caller"), pk=pk)


@require_safe
def rating_case(request, pk):
    return case_page(request, visible_case(request.user, pk))


def case_page(request, case, *, refused=None, contact="", status=200):
    """One case; `refused` is (move, bound form, what went wrong) after a move that was not made."""
    user = request.user
    history = history_for(user, AuditEntry.objects.about(case))
    if answer := exported(request, history_table(case, history)):
        return answer
    reader = Reader.of(user, case.unit)
    appeal = RatingAppeal.objects.filter(case=case).select_related("asked_by", "decided_by").first()
    rounds = list(case.rounds.select_related("answered_by", "called_by"))
    for step in rounds:
        step.told = reader.told(step.said)
    return render(
        request,
        "reviews/rating_case.html",
        {
            "case": case,
            "comment": reader.told(case.rating.comment),
            "reader": reader,
            "rounds": rounds,
            "appeal": appeal,
            "moves": _moves(case, appeal, user, refused),
            "refused": refused and {"text": refused[2], "typed": refused[1].data.get("reason", "")},
            "has_picture": reader.tells_words and hasattr(case.rating, "picture"),
            "shows_contact": user.scope.is_committee_side and hasattr(case, "contact"),
            "may_look": contacts.may_look(case, user),
            "contact": contact,
            "panels": panels_for("rating_case", user, case),
            "history": history[:HISTORY_SHOWN],
        },
        status=status,
    )


def _moves(case, appeal, user, refused):
    offered = []
    for name in allowed(case, appeal, user):
        tried = refused is not None and refused[0] == name
        form = refused[1] if tried else form_of(name, case)
        offered.append({"name": name, "button": BUTTONS[name], "form": form, "open": tried})
    return offered


def rating_case_move(request, pk, move):
    """A button of the page. Who may never make the move finds no such address."""
    case = visible_case(request.user, pk)
    if move not in BUTTONS or not may_ever(move, case, request.user):
        raise Http404
    if request.method != "POST":  # the page again, after a refusal left this address in the browser
        return redirect(case)
    form = form_of(move, case, request.POST)
    try:
        if not form.is_valid():
            return case_page(request, case, refused=(move, form, ""), status=422)
        BUTTONS[move].call(case, request.user, form.cleaned_data)
    except RatingAppeal.DoesNotExist as error:
        raise Http404 from error
    except ValidationError as error:
        form.add_error(None, error)
        return case_page(request, case, refused=(move, form, ""), status=422)
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 409
        again = visible_case(request.user, pk)
        return case_page(request, again, refused=(move, form, error.text), status=status)
    messages.success(request, BUTTONS[move].done)
    return redirect(case)


@require_POST
def rating_case_contact(request, pk):
    """The contact, shown once to the named caller; a new look is a new line in the trail."""
    if not request.user.scope.is_committee_side:
        raise Http404
    case = visible_case(request.user, pk)
    try:
        contact = contacts.look(pk, request.user)
    except WorkflowError as error:
        messages.error(request, error.text)
        return redirect(case)
    response = case_page(request, visible_case(request.user, pk), contact=contact)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def rating_picture(request, pk):
    """The picture of a rating: staff and leaders; the unit where it came with one of its cases."""
    scope = request.user.scope
    if scope.role not in (Role.STAFF, Role.LEADER) and not scope.works_in_unit:
        raise Http404
    rows = Rating.objects.visible_to(request.user).select_related("picture")
    if scope.works_in_unit:
        rows = rows.filter(case__isnull=False)
    rating = get_object_or_404(rows.filter(picture__isnull=False), pk=pk)
    return HttpResponse(
        bytes(rating.picture.jpeg),
        content_type="image/jpeg",
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )
