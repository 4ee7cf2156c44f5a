"""消息接收: each person's own choice, and the robots of the groups that a unit wants to be told in."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tasks import channel_choice, outbox
from tasks.models import MailChoice, MessageChoice, Robot
from units.models import Role, Unit
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.period import Period
from zhaotong_portal.workflow import NotAllowed, WorkflowError

KEEPERS = {Role.SECRETARY, Role.ADMINISTRATOR}
READERS = KEEPERS | {Role.AUDITOR, Role.OFFICER}
HEAD = ["单位", "名称", "类型", "地址", "启用", ""]


@require_http_methods(["GET", "HEAD", "POST"])
def choice(request):
    """How the reader wants to be told."""
    person = request.user
    error = ""
    if request.method == "POST":
        try:
            channel_choice.choose(person, request.POST.get("mail", ""))
        except WorkflowError as refused:
            error = refused.text
        else:
            messages.success(request, "已保存。")
            return redirect("message_choice")
    row = MessageChoice.objects.filter(person=person).first() or MessageChoice(person=person)
    return render(
        request,
        "tasks/message_choice.html",
        {
            "choice": row,
            "choices": MailChoice.choices,
            "error": error,
            "is_refused": bool(person.email) and row.refused_address == person.email,
            "mail_is_set_up": outbox.mail_is_set_up(),
            "reads_robots": person.scope.role in READERS,
        },
        status=422 if error else 200,
    )


class RobotForm(forms.ModelForm):
    class Meta:
        model = Robot
        fields = channel_choice.ROBOT_FIELDS
        widgets = {"secret": forms.PasswordInput(render_value=False)}
        help_texts = {
            "address": "从群设置里整段复制机器人的地址。平台只发标题和链接，不发提示单正文。",
            "secret": "只有钉钉的“加签”方式需要；留空不改。",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored_secret = self.instance.secret
        units = Unit.objects.visible_to(user).active_in(Period.current()).order_by("protocol_order")
        if user.scope.role == Role.SECRETARY:
            units = units.filter(pk__in=user.scope.unit_ids)
        self.fields["unit"].queryset = units
        self.fields["secret"].required = False

    def clean_secret(self):
        return self.cleaned_data["secret"] or self.stored_secret


@require_http_methods(["GET", "HEAD", "POST"])
def robots(request):
    """The robots that the reader may see, and the form for a new one."""
    _readers_only(request, writing=request.method == "POST")
    if request.method != "POST":
        return _shown(request)
    return _stored(request, RobotForm(request.POST, user=request.user), "已登记群机器人。")


@require_http_methods(["GET", "HEAD", "POST"])
def robot(request, pk):
    """Changes one; it is switched off rather than deleted, so that old deliveries keep their name."""
    _readers_only(request, writing=True)
    there = get_object_or_404(Robot.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect("robots")
    form = RobotForm(request.POST, instance=there, auto_id=f"robot-{pk}-%s", user=request.user)
    return _stored(request, form, "已保存。")


def _readers_only(request, writing=False):
    if request.user.scope.role not in (KEEPERS if writing else READERS):
        raise Http404


def _stored(request, form, said):
    if form.is_valid():
        try:
            channel_choice.keep_robot(form.save(commit=False), request.user)
        except NotAllowed as error:
            form.add_error(None, error.text)
        except ValidationError as error:
            form.add_error(None, error)
        except WorkflowError as error:
            form.add_error("address", error.text)
        else:
            messages.success(request, said)
            return redirect("robots")
    return _shown(request, form, status=422)


def _shown(request, refused=None, status=200):
    user = request.user
    rows = list(Robot.objects.visible_to(user).select_related("unit"))
    if answer := exported(request, _table(rows)):
        return answer
    keeps = user.scope.role in KEEPERS
    changed = refused.instance.pk if refused else None
    context = {
        "rows": [_row(row, user, refused if row.pk == changed else None) for row in rows] if keeps
        else [{"robot": row} for row in rows],
        "new": (refused if refused and changed is None else RobotForm(user=user)) if keeps else None,
        "new_open": bool(refused and changed is None),
        "keeps": keeps,
        "head": HEAD if keeps else HEAD[:-1],
    }  # fmt: skip
    return render(request, "tasks/robots.html", context, status=status)


def _row(row, user, refused):
    form = refused or RobotForm(instance=row, auto_id=f"robot-{row.pk}-%s", user=user)
    return {"robot": row, "form": form, "is_refused": bool(refused)}


def _table(rows):
    return table(
        "robots",
        "群机器人",
        ["单位", "名称", "类型", "地址", "启用"],
        [
            (
                row.unit.name,
                row.name,
                row.get_kind_display(),
                row.shown_address,
                "是" if row.is_active else "否",
            )
            for row in rows
        ],
    )
