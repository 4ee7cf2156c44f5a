"""Forms of 督查: a campaign, its team and units, a feedback, a checklist."""

from django import forms
from django.utils import timezone

from reviews.models import Checklist, InspectionKind
from reviews.views.finding_forms import UnitNamesField, day_field, text_field
from units.models import Person
from zhaotong_portal.gate.fields import storable


def line(label, most, required=True, **kwargs):
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        validators=[storable],
        error_messages={
            "required": f"请填写{label}。",
            "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。",
        },
        **kwargs,
    )


class PeopleField(forms.CharField):
    """Log-in names or names of people, with 、 between; a name that several people bear asks for the log-in name."""

    def clean(self, value):
        names = [
            name.strip() for name in (value or "").replace("，", "、").split("、") if name.strip()
        ]
        found = []
        for name in names:
            people = Person.objects.filter(is_active=True).filter(
                username=name
            ) or Person.objects.filter(is_active=True, name=name)
            if len(people) != 1:
                text = f"没有找到“{name}”。" if not people else f"有几位“{name}”，请写登录名。"
                raise forms.ValidationError(text)
            found += people
        return list(dict.fromkeys(found))


class InspectionForm(forms.Form):
    title = line("名称", 100)
    kind = forms.ChoiceField(
        label="方式", choices=InspectionKind.choices,
        help_text="四不两直：反馈以前，只有督查组成员和指定的知情人员看得到。",
    )  # fmt: skip
    theme = line("主题", 100)
    checklist = forms.ModelChoiceField(
        label="督查清单", queryset=Checklist.objects.filter(is_active=True), required=False, empty_label="不用清单"
    )  # fmt: skip
    begins_on = day_field("开始日期", initial=timezone.localdate)
    ends_on = day_field("结束日期", initial=timezone.localdate)
    members = PeopleField(
        label="督查组成员",
        required=False,
        max_length=500,
        help_text="姓名或登录名，用顿号分开；您本人自动列入。",
    )
    units = UnitNamesField(
        label="走访单位", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="简称、全称或别称，用顿号分开或一行一个，之后还可以增加。",
    )  # fmt: skip
    note = text_field("说明", rows=2, required=False)


class UnitsForm(forms.Form):
    units = UnitNamesField(
        label="走访单位", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请填写走访单位。"},
    )  # fmt: skip
    planned_on = day_field("计划日期", required=False)
    team = line("组别", 30, required=False)


class MemberForm(forms.Form):
    people = PeopleField(label="成员", max_length=200, error_messages={"required": "请填写成员。"})
    team = line("组别", 30, required=False)


class FeedbackForm(forms.Form):
    place = line("地点", 100, required=False)
    impression = text_field("总体情况", rows=3, required=False)


class ChecklistForm(forms.Form):
    """One question a line: 检查内容 | 依据 | 类别; a small office edits a text faster than a grid of fields."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    questions = text_field("检查内容", rows=16)
