"""请人代办: who stands in for whom, from when to when; naming a substitute and ending it early."""

import re

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from units import substituting
from units.models import Person, Role, Substitution
from units.models.substitution import HANDED_ON_CHOICES
from units.scope import COMMITTEE_SIDE
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import streamed, table
from zhaotong_portal.listing import page_of
from zhaotong_portal.workflow import WorkflowError

HEAD = ["请代办的人", "身份", "代办人", "日期", "事由", "状态", ""]
EXPORTED = ["请代办的人", "身份", "代办人", "开始", "结束", "事由", "状态", "设定人"]
# As the suggestions write somebody: 陈示例（staff）.
SUGGESTED = re.compile(r"^.+（(?P<username>[^（）]+)）$")


class PersonField(forms.CharField):
    """Somebody named by name or log-in name: a list of everybody would show every unit's people to each."""

    def __init__(self, **kwargs):
        super().__init__(max_length=110, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        match = SUGGESTED.match(text)
        found = list(Person.objects.filter(username=match["username"] if match else text))
        found = found or list(Person.objects.filter(name=text)[:2])
        if not found:
            raise ValidationError("没有这个人的账号，请核对姓名或登录名。")
        if len(found) > 1:
            raise ValidationError("有同名的人，请填写登录名。")
        return found[0]


def _day(label):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label, widget=widget, error_messages={"required": f"请填写{label}。"}
    )


class AbsenceForm(forms.Form):
    absent = PersonField(label="请代办的人", help_text="姓名或登录名。", error_messages={"required": "请填写请代办的人。"})  # fmt: skip
    role = forms.ChoiceField(
        label="代办身份", choices=HANDED_ON_CHOICES, error_messages={"required": "请选择代办身份。"}
    )
    substitute = PersonField(label="代办人", help_text="姓名或登录名。", error_messages={"required": "请填写代办人。"})  # fmt: skip
    begins_on = _day("开始日期")
    ends_on = _day("结束日期")
    reason = forms.CharField(
        label="事由", max_length=100, help_text="如出差、休假、学习。", error_messages={"required": "请填写事由，如出差、休假。"}
    )  # fmt: skip

    def __init__(self, actor, data=None):
        super().__init__(data)
        for_others = substituting.may_set_for_others(actor)
        suggested = _suggested(actor, for_others)
        self.lists = {"substitute": suggested}
        if for_others:
            self.lists["absent"] = suggested
        else:
            del self.fields["absent"]
            roles = substituting.roles_to_hand_on(actor)
            self.fields["role"].choices = [(role.value, role.label) for role in roles]
        for name in self.lists:
            self.fields[name].widget.attrs |= {"list": f"people-{name}", "autocomplete": "off"}

    def clean(self):
        days = [self.cleaned_data.get(name) for name in ("begins_on", "ends_on")]
        for name, text in (substituting.faults_of_days(*days) if all(days) else {}).items():
            self.add_error(name, text)


def _suggested(actor, for_others):
    """Whom one may know: the committee's side its own people, a secretary the people of the own unit."""
    people = Person.objects.filter(is_active=True).exclude(pk=actor.pk)
    if for_others or actor.scope.role in COMMITTEE_SIDE:
        people = people.filter(appointments__role__in=COMMITTEE_SIDE)
    else:
        own = people.filter(appointments__unit__in=actor.scope.unit_ids)
        people = own.exclude(appointments__role=Role.OFFICER)
    return [
        f"{person.name}（{person.username}）" for person in people.order_by("name", "pk").distinct()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def absence(request):
    """Everybody sees what concerns them; who has a duty to hand on, or is an administrator, names substitutes."""
    user = request.user
    sets = substituting.may_set(user)
    if request.method == "POST":
        if not sets:
            raise Http404
        return _add(request)
    return _page(request, AbsenceForm(user) if sets else None)


def _add(request):
    form = AbsenceForm(request.user, request.POST)
    if form.is_valid():
        try:
            asked = form.cleaned_data | {"absent": form.cleaned_data.get("absent", request.user)}
            made = substituting.set_substitute(request.user, **asked)
            said = f"{substituting.days_of(made)}由{made.substitute.name}代办。"
            messages.success(request, said)
            return redirect("absence")
        except ValidationError as error:
            for name, text in error.message_dict.items():
                form.add_error(name if name in form.fields else None, text)
    return _page(request, form, status=422)


def _page(request, form, status=200):
    rows = Substitution.objects.visible_to(request.user)
    rows = rows.select_related("absent", "substitute", "set_by")
    if answer := exported(request, _table(rows)):
        return answer
    page = page_of(request, rows)
    shown = [
        {"row": row, "state": _state(row), "may_end": not row.is_over and substituting.may_end(row, request.user)}
        for row in page
    ]  # fmt: skip
    context = {"form": form, "page": page, "rows": shown, "head": HEAD}
    return render(request, "units/absence.html", context, status=status)


def _state(row):
    """(label, tone) of the row today."""
    if row.ended_at:
        return "已提前结束", "neutral"
    if row.is_over:
        return "已结束", "neutral"
    return ("代办中", "info") if row.runs else ("未开始", "neutral")


def _table(rows):
    return table("absence", "代办安排", EXPORTED, lambda: _exported(rows), count=rows.count)


def _exported(rows):
    for row in streamed(rows):
        yield (
            row.absent.name,
            row.get_role_display(),
            row.substitute.name,
            row.begins_on,
            row.ends_on,
            row.reason,
            _state(row)[0],
            row.set_by.name,
        )


def absence_end(request, pk):
    found = get_object_or_404(Substitution.objects.visible_to(request.user), pk=pk)
    if not substituting.may_end(found, request.user):
        raise Http404
    if request.method == "POST":
        try:
            substituting.end_substitution(found.pk, request.user)
            messages.success(request, "代办已结束。")
        except WorkflowError as error:
            messages.warning(request, error.text)
    return redirect("absence")
