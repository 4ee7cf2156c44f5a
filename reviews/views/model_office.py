"""One self-assessment: read by the unit and the committee, submitted, returned, named."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews.model_offices import tables
from reviews.model_offices.answering import gaps_of, lines_of, review_gaps_of
from reviews.model_offices.disclosure import history_for, shows_review
from reviews.models import ModelOfficeApplication
from reviews.views.model_office_forms import NamingForm
from reviews.workflows import model_office as workflow
from tasks.views.move_buttons import (
    Button,
    Ledger,
    granted_by_table,
    offered,
    plain,
    press,
    words,
)
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.workflow import WorkflowError

HISTORY_SHOWN = 30


def visible(user, pk):
    rows = ModelOfficeApplication.objects.visible_to(user).for_list()
    people = rows.select_related(
        "submitted_by", "reviewed_by", "honour__unit", "honour__organisation"
    )
    return get_object_or_404(people, pk=pk)


@require_safe
def model_office(request, pk):
    return page(request, visible(request.user, pk))


def page(request, found, refused=None, status=200):
    user = request.user
    lines = lines_of(found)
    reviewed = shows_review(user, found)
    history = history_for(user, found)
    if answer := exported(
        request,
        lambda: tables.application_table(found, lines, reviewed),
        lambda: history_table(found, history),
    ):
        return answer
    gaps = _gaps(found, refused)
    context = {
        "object": found,
        "lines": lines,
        "title": workflow.title_of(found.level),
        "shows_review": reviewed,
        "moves": offered(LEDGER, found, user, refused),
        "refused": refused,
        "gaps": gaps,
        "writes": workflow.may_write(found, user),
        "discards": workflow.may_write(found, user) and not found.submitted_at,
        "reviews": workflow.may_review(found, user),
        "history": history[:HISTORY_SHOWN],
    }
    return render(
        request, "reviews/model_office/page.html", context, status=422 if gaps else status
    )


def _gaps(found, refused):
    """What the move that was refused lacks, all of it."""
    if refused is None or found.state not in workflow.TRANSITIONS[refused.move].sources:
        return ()  # somebody was faster: nothing is lacking any more
    return {"submit": gaps_of, "name": review_gaps_of}.get(refused.move, lambda row: ())(found)


BUTTONS = {
    "submit": Button("报送工委审核，内容由您负责。", plain(workflow.submit), primary=True, past="已报送，等待工委审核"),
    "name": Button(
        "命名同时登记到荣誉台账，名称按申报级别，年度按命名日期；台账已有同名同年度的，直接关联，不重复登记。",
        lambda pk, actor, data: workflow.name(pk, actor, NamingForm.naming(data), data["reason"]), "审核意见",
        form=NamingForm, primary=True, past="已命名，并登记到荣誉台账",
    ),
    "return_for_correction": Button("退回后由单位修改，再次报送。", words(workflow.return_for_correction), "退回意见", required=True),
    "not_name": Button("理由告知单位；本年度这一级别不再申报。", words(workflow.not_name), "不予命名的理由", required=True),
}  # fmt: skip
LEDGER = Ledger(
    workflow.MODEL_OFFICE, BUTTONS, visible, page,
    granted_by_table(workflow.MODEL_OFFICE, lambda scope, found: scope.decides_for(found.unit)),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def model_office_move(request, pk, move):
    return press(request, pk, move, LEDGER)


@require_POST
def discard(request, pk):
    found = visible(request.user, pk)
    if not request.user.scope.works_in_unit:
        raise Http404
    try:
        workflow.discard(pk, request.user)
    except WorkflowError as error:
        messages.error(request, error.text)
        return redirect(found)
    messages.success(request, "已删除草稿。")
    return redirect("model_offices")
