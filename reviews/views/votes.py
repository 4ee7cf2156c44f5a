"""现场测评 as staff see it: preparing a vote, printing its slips, opening and closing it, the result when it is closed."""

from urllib.parse import urljoin

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews import vote_paper, voting
from reviews.models import VOTE_READERS, VoteSession, VoteState
from reviews.workflows import vote_session as workflow
from tasks.views.guidance_forms import day_field, line_field, text_field
from tasks.views.guidance_pages import edit_page
from tasks.views.move_buttons import Button, Ledger, offered, plain, press, words
from units.unit_names import unit_called
from zhaotong_portal import downloads
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.documents.qr import qr_svg
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import page_of
from zhaotong_portal.workflow import WorkflowError

HEAD = ("会议", "年度", "测评日期", "述职人", "状态")
HISTORY_SHOWN = 30
BUTTONS = {
    "open": Button("开始后不能再印制测评码，与会人员即可投票。", plain(workflow.open_vote), primary=True),
    "close": Button("截止后不能再投票，结果随即可以查看。", plain(workflow.close_vote), primary=True),
    "cancel": Button("取消后测评码全部作废。", words(workflow.cancel), "取消理由", required=True, danger=True),
}  # fmt: skip


def _readers_only(user):
    if user.scope.role not in VOTE_READERS:
        raise Http404


def visible(user, pk):
    return get_object_or_404(VoteSession.objects.visible_to(user), pk=pk)


@require_safe
def vote_sessions(request):
    _readers_only(request.user)
    rows = VoteSession.objects.visible_to(request.user).for_list()
    if answer := exported(request, table("votes", "现场测评", HEAD, map(_line, rows))):
        return answer
    context = {
        "page": page_of(request, rows),
        "head": HEAD,
        "may_prepare": workflow.may_prepare(request.user),
    }
    return render(request, "reviews/vote/sessions.html", context)


def _line(row):
    return [row.title, row.year, row.held_on, row.subject_count, row.get_state_display()]


class VoteForm(forms.Form):
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    title = line_field("会议名称", 100)
    held_on = day_field("测评日期")
    subjects = text_field("述职单位", rows=6)
    groups = text_field("测评人员和权重", rows=4)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields[
            "subjects"
        ].help_text = "一行一个，单位后面可以空一格写述职人，如：市税务局 王示例"
        self.fields[
            "groups"
        ].help_text = "一行一组，名称后面空一格写权重，合计 100，如：工委班子成员 40"

    def clean_subjects(self):
        return [self._subject(line.strip()) for line in self.cleaned_data["subjects"].splitlines() if line.strip()]  # fmt: skip

    def _subject(self, line):
        unit = unit_called(line)
        if unit is not None:
            return unit, ""
        name, _, person = line.rpartition(" ")
        unit = unit_called(name.strip()) if name.strip() else None
        if unit is None:
            raise forms.ValidationError(f"没有找到单位“{line}”，请写简称、全称或别称。")
        return unit, person.strip()[:50]

    def clean_groups(self):
        groups = []
        for line in self.cleaned_data["groups"].splitlines():
            if not line.strip():
                continue
            name, _, weight = line.strip().rpartition(" ")
            weight = weight.rstrip("%％")
            if not name.strip() or not (weight.isascii() and weight.isdigit() and len(weight) < 4):
                raise forms.ValidationError(
                    f"“{line.strip()}”应写成名称、空格、权重，如：党员代表 30"
                )
            groups.append((name.strip()[:30], int(weight)))
        return groups


@require_http_methods(["GET", "HEAD", "POST"])
def vote_new(request):
    if not workflow.may_prepare(request.user):
        raise Http404
    today = timezone.localdate()
    initial = {"year": today.year, "held_on": today, "title": f"{today.year}年度述职评议会议"}
    form = VoteForm(request.POST or None, user=request.user, initial=initial)
    return edit_page(
        request, form, "reviews/vote/edit.html",
        lambda data: workflow.prepare(request.user, **data), "已准备，请印制测评票。", {},
    )  # fmt: skip


@require_safe
def vote_session(request, pk):
    return page(request, visible(request.user, pk))


def page(request, found, refused=None, status=200):
    user = request.user
    closed = found.state == VoteState.CLOSED
    results = voting.results(found) if closed else []
    if closed and (answer := exported(request, _result_table(found, results))):
        return answer
    context = {
        "object": found,
        "moves": offered(LEDGER, found, user, refused),
        "refused": refused,
        "turnout": voting.turnout(found),
        "subjects": found.subjects.select_related("unit"),
        "results": results,
        "result_head": _result_head(found),
        "may_issue": found.state == VoteState.PREPARED and workflow.may_prepare(user),
        "least": settings.VOTE_GROUP_MIN,
        "history": AuditEntry.objects.about(found)[:HISTORY_SHOWN],
    }
    return render(request, "reviews/vote/session.html", context, status=status)


def _result_head(found):
    return ["单位", "述职人", *found.options, "得分"]


def _result_table(found, results):
    rows = [
        [one.subject.unit.short_name, one.subject.name, *one.spread, one.score] for one in results
    ]
    return table("result", f"{found.title}测评结果", _result_head(found), rows)


LEDGER = Ledger(
    workflow.VOTE_SESSION, BUTTONS, visible, page,
    lambda user, obj, move: workflow.may_prepare(user),
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def vote_move(request, pk, move):
    return press(request, pk, move, LEDGER)


@require_POST
def vote_slips(request, pk):
    """Codes are made and shown in one answer: nothing keeps them, a second look makes new ones."""
    found = visible(request.user, pk)
    if not workflow.may_prepare(request.user):
        raise Http404
    numbers = {group.pk: _number(request, group) for group in found.groups.all()}
    try:
        made = workflow.issue_codes(pk, request.user, numbers)
    except (ValidationError, WorkflowError) as error:
        text = error.text if isinstance(error, WorkflowError) else error.messages[0]
        return page(request, found, _Refused(text), 422)
    address = urljoin(settings.PORTAL_PUBLIC_URL, reverse("ballot"))
    slips = [
        {"group": group, "code": code, "qr": qr_svg(f"{address}#{code}", f"测评码 {code}")}
        for group, codes in made
        for code in codes
    ]
    context = {"session": found, "slips": slips, "address": address, "back_url": found.get_absolute_url()}  # fmt: skip
    response = render(request, "reviews/vote/slips.html", context)
    response["Cache-Control"] = "no-store"
    return response


class _Refused:
    """What components/refused_move.html says when slips were not made."""

    move = "slips"

    def __init__(self, text):
        self.text = text


def _number(request, group):
    text = request.POST.get(f"number-{group.pk}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


@require_safe
def vote_docx(request, pk):
    """测评结果单, when the vote is closed."""
    found = visible(request.user, pk)
    if found.state != VoteState.CLOSED:
        return redirect(found)
    return downloads.docx(vote_paper.result_docx(found), f"{found.title}测评结果.docx")
