"""Forms of a handover: what is planned, and the account of somebody who takes over."""

from django import forms
from django.conf import settings

from units.models import Person
from units.models.person import UNIT_ROLES
from zhaotong_portal.gate.fields import storable


def _text(label, most, **kwargs):
    return forms.CharField(
        label=label,
        max_length=most,
        error_messages={
            "required": f"请填写{label}。",
            "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。",
        },
        **kwargs,
    )


class PlanForm(forms.Form):
    """`unit` None: the administrator has not chosen the post yet, and names the account later."""

    incoming = forms.ModelChoiceField(
        Person.objects.none(), label="接手人", required=False, empty_label="还没有账号（填写姓名）",
        error_messages={"invalid_choice": "请从列表中选择接手人，或填写姓名。"},
    )  # fmt: skip
    incoming_name = _text("接手人姓名", 50, required=False, help_text="已在上面选择的不用填。账号由管理员建立。")  # fmt: skip
    incoming_phone = _text("接手人电话", 30, required=False)
    takes_effect_on = forms.DateField(
        label="交接日期",
        help_text="接手人从这一天起任职，移交人任职到前一天。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "请填写交接日期。",
            "invalid": "日期应写成 2026-03-31 这样的形式。",
        },
    )
    reason = _text("交接原因", 300, validators=[storable], help_text="如岗位调整、退休、借调。")
    notes = _text(
        "移交说明", settings.TEXT_MAX_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="资料放在哪里、有事找谁、哪些事正在谈。密码不要写在这里。",
    )  # fmt: skip

    def __init__(self, *args, units=(), outgoing=None, **kwargs):
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(is_active=True, appointments__role__in=UNIT_ROLES, appointments__unit__in=units)  # fmt: skip
        current = self.initial.get("incoming")
        if current:
            people = people | Person.objects.filter(pk=current)
        if outgoing:
            people = people.exclude(pk=outgoing)
        self.fields["incoming"].queryset = people.distinct().order_by("name", "pk")
        if not units and not current:
            del self.fields["incoming"]
            self.fields["incoming_name"].help_text = "发起后在交接页上建立账号或指定已有账号。"

    @property
    def plan(self):
        return {"incoming": None, **self.cleaned_data}


class StartForm(PlanForm):
    """A new handover: of which post."""

    post = forms.ModelChoiceField(
        None, label="移交的任职", empty_label=None,
        error_messages={"required": "请选择移交的任职。", "invalid_choice": "请从列表中选择移交的任职。"},
    )  # fmt: skip
    field_order = ["post"]

    def __init__(self, *args, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts
        self.fields["post"].label_from_instance = _post

    @property
    def plan(self):
        plan = super().plan
        plan.pop("post")
        return plan


def _post(appointment):
    left = f"（{appointment.ends_on:%Y-%m-%d}离任）" if appointment.ends_on else ""
    return f"{appointment.unit} {appointment.get_role_display()} {appointment.person.name}{left}"


class AccountForm(forms.Form):
    username = _text("登录名", 50, help_text="字母、数字，如 shuiwu02。")
