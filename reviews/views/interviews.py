"""约谈: for named persons only. Every row that is shown was written down as looked at before; no table of it goes out."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from reviews import interview_paper
from reviews import interviews as register
from reviews.assessment.secretaries import names_of
from reviews.models import Interview, ResultUse
from reviews.views.interview_forms import (
    CheckForm,
    HoldForm,
    InterviewFilter,
    InterviewForm,
    NoticeForm,
)
from reviews.workflows import interview as workflow
from tasks.views.guidance_pages import edit_page
from tasks.views.move_buttons import Button, Ledger, offered, press, words
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import render_docx
from zhaotong_portal.gate import stopping
from zhaotong_portal.listing import chips, page_of

HEAD = ["单位", "考核年度", "书记", "等次", "状态", "约谈日期", "复核日期"]
LOOKS_HEAD = ["时间", "人员", "操作", "记录"]
LOOKED_AT = [model._meta.label_lower for model in (Interview, ResultUse)]


def readers_only(user):
    if not register.may_look(user):
        raise Http404


def writers_only(user):
    if not register.may_write(user):
        raise Http404


@require_safe
def interviews(request):
    user = request.user
    readers_only(user)
    found = InterviewFilter(request.GET, queryset=Interview.objects.visible_to(user).for_list())
    page = page_of(request, found.qs)
    writes = register.may_write(user)
    context = {
        "filter": found,
        "chips": chips(request, found.form) if found.form.is_valid() else [],
        "page": page,
        "rows": register.look(user, page.object_list),
        "head": HEAD,
        "writes": writes,
        "proposals": workflow.proposals() if writes else [],
    }
    return render(request, "reviews/interview/list.html", context)


def _visible(user, pk):
    return get_object_or_404(Interview.objects.visible_to(user).select_related("unit"), pk=pk)


@require_safe
def interview(request, pk):
    return _page(request, _visible(request.user, pk))


def _page(request, found, refused=None, status=200):
    register.look(request.user, [found])
    context = {
        "object": found,
        "writes": register.may_write(request.user),
        "moves": offered(LEDGER, found, request.user, refused),
        "refused": refused,
    }
    return render(request, "reviews/interview/page.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def interview_new(request):
    writers_only(request.user)
    form = InterviewForm(request.POST or None)
    context = {"title": "登记约谈", "submit": "登记"}
    return edit_page(
        request, form, "reviews/interview/edit.html",
        lambda data: register.enter(request.user, **data), "已登记。", context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def interview_notify(request):
    """`?assessment=` of a proposal fills in whom it is about, and the office's own words."""
    writers_only(request.user)
    form = NoticeForm(request.POST or None, initial=_offered(request))
    context = {"title": "通知约谈", "submit": "保存通知"}
    return edit_page(
        request, form, "reviews/interview/edit.html",
        lambda data: workflow.notify(request.user, **data), "已登记通知，可下载 Word 送达。", context,
    )  # fmt: skip


def _offered(request):
    asked = request.GET.get("assessment", "")
    if request.method == "POST" or not asked:
        return {}
    found = next((row for row in workflow.proposals() if str(row.pk) == asked), None)
    if found is None:
        raise Http404
    grade = found.decision.grade
    return {
        "unit": found.unit.short_name,
        "year": found.year,
        "secretary": names_of([found])[found.pk].split("、")[-1],
        "grade": grade,
        "notice": interview_paper.notice_offered(found.year, grade),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def interview_edit(request, pk):
    found = _visible(request.user, pk)
    writers_only(request.user)
    register.look(request.user, [found])
    form = InterviewForm(request.POST or None, found=found)
    context = {"title": "更正约谈", "submit": "保存更正", "object": found}
    return edit_page(
        request, form, "reviews/interview/edit.html",
        lambda data: register.correct(pk, request.user, **data), "已更正。", context,
    )  # fmt: skip


BUTTONS = {
    "hold": Button(
        "约谈以后登记；有承诺事项的，写明复核日期。",
        lambda pk, actor, data: workflow.hold(pk, actor, **data), form=HoldForm, primary=True, past="已登记约谈情况",
    ),
    "check": Button(
        "对照承诺事项，写明落实情况。",
        lambda pk, actor, data: workflow.check(pk, actor, **data), form=CheckForm, primary=True, past="已登记复核结果",
    ),
    "cancel": Button("不再约谈；记录保留。", words(workflow.cancel), "取消理由", required=True, danger=True),
}  # fmt: skip
LEDGER = Ledger(
    workflow.INTERVIEW, BUTTONS, _visible, _page,
    lambda user, found, move: register.may_write(user),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def interview_move(request, pk, move):
    return press(request, pk, move, LEDGER)


@require_safe
def interview_notice(request, pk):
    """The paper that is handed to the secretary. That it was made is a look."""
    found = _visible(request.user, pk)
    writers_only(request.user)
    if not found.notice:
        raise Http404
    register.look(request.user, [found], register.MADE_NOTICE)
    paper = interview_paper.paper_of(found, demo=is_demo())
    name = f"约谈提醒通知（{found.unit.short_name}）.docx"
    return stopping.word(request, paper, render_docx, name, found.get_absolute_url())


@require_safe
def interview_looks(request):
    """Who looked at what, and nothing of what they saw: for the auditor."""
    if request.user.scope.role != Role.AUDITOR:
        raise Http404
    page = page_of(request, AuditEntry.objects.filter(object_type__in=LOOKED_AT))
    context = {"page": page, "head": LOOKS_HEAD}
    return render(request, "reviews/interview/looks.html", context)
