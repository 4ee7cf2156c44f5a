"""Forms of guidance: consultations, meetings, supervision orders, visits, and the commitments agreed there."""

from django import forms
from django.conf import settings
from django.forms import formset_factory
from django.utils import timezone

from tasks.models import ConsultationKind, VisitKind
from tasks.views.item_forms import PeopleField, UnitsField
from tasks.workflows.commitment import Promise
from tasks.workflows.supervision_order import default_due
from units.models import Unit
from zhaotong_portal.gate.fields import storable

PROMISES_OFFERED = 4
TOO_LONG = "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。"


def day_field(label, **kwargs):
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": f"请填写{label}。",
            "invalid": "日期应写成 2026-03-31 这样的形式。",
        },
        **kwargs,
    )


def text_field(label, rows=4, required=True, **kwargs):
    return forms.CharField(
        label=label,
        required=required,
        max_length=settings.TEXT_MAX_LENGTH,
        validators=[storable],
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。", "max_length": TOO_LONG},
        **kwargs,
    )


def line_field(label, most, required=True, **kwargs):
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        validators=[storable],
        error_messages={"required": f"请填写{label}。", "max_length": TOO_LONG},
        **kwargs,
    )


class CalledUnitsField(UnitsField):
    """Units by name, at least one."""

    def read(self, text):
        units = super().read(text)
        return sorted(units, key=lambda unit: unit.protocol_order)


def units_field(label):
    return CalledUnitsField(
        label=label,
        help_text="写简称、全称或别称，多个之间用顿号分开。",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": f"请填写{label}。"},
    )


class ReasonForm(forms.Form):
    """A move that needs words, takes them, or needs nothing at all."""

    reason = forms.CharField(required=False)

    def __init__(self, *args, obj=None, label="", required=False, **kwargs):
        super().__init__(*args, **kwargs)
        if label:
            self.fields["reason"] = text_field(label, required=required, rows=3)
        else:
            self.fields["reason"].widget = forms.HiddenInput()


class HeldForm(ReasonForm):
    """登记已会商、已召开: on which day, and who was there."""

    held_on = day_field("日期")
    attendees = text_field("参加人员", rows=2, required=False)
    field_order = ["held_on", "attendees", "reason"]

    def __init__(self, *args, obj=None, **kwargs):
        super().__init__(*args, obj=obj, **kwargs)
        self.fields["held_on"].initial = obj and min(obj.held_on, timezone.localdate())
        self.fields["attendees"].initial = obj and obj.attendees


class NewDateForm(ReasonForm):
    due_on = day_field("完成时限")
    field_order = ["due_on", "reason"]

    def __init__(self, *args, obj=None, **kwargs):
        super().__init__(*args, obj=obj, **kwargs)
        self.fields["due_on"].initial = obj and obj.due_on


class NumberForm(ReasonForm):
    """报备: the number that the platform gave, where it gave one."""

    registration_number = line_field("报备编号", 60, required=False)
    field_order = ["registration_number", "reason"]

    def __init__(self, *args, obj=None, **kwargs):
        super().__init__(*args, obj=obj, **kwargs)
        self.fields["registration_number"].initial = obj and obj.registration_number


class ConsultationForm(forms.Form):
    units = units_field("会商单位")
    kind = forms.ChoiceField(label="形式", choices=ConsultationKind.choices)
    topic = line_field("议题", 200)
    held_on = day_field("会商日期")
    place = line_field("地点", 100, required=False)
    attendees = text_field("参加人员", rows=2, required=False)
    reason = text_field("会商缘由", rows=3, required=False)


class MeetingForm(forms.Form):
    units = units_field("参会单位")
    title = line_field("会议", 200)
    held_on = day_field("召开日期")
    place = line_field("地点", 100, required=False)
    chair = line_field("主持人", 50, required=False)
    attendees = text_field("参加人员", rows=2, required=False)


class OrderForm(forms.Form):
    unit = units_field("责任单位")
    title = line_field("督办事项", 200)
    facts = text_field("存在问题")
    demand = text_field("督办要求")
    due_on = day_field("办理时限", initial=default_due)

    def __init__(self, *args, is_new=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_new:  # who it goes to stays
            del self.fields["unit"]

    def clean_unit(self):
        units = self.cleaned_data["unit"]
        if len(units) > 1:
            raise forms.ValidationError("督办单一单位一份，请只填写一个单位。")
        return units[0]


class VisitForm(forms.Form):
    """The fields that the platform for registering visits asks for stand together (调研报备)."""

    units = units_field("调研单位")
    kind = forms.ChoiceField(label="类型", choices=VisitKind.choices)
    purpose = line_field("调研主题", 200)
    starts_on = day_field("开始日期")
    ends_on = day_field("结束日期", required=False, help_text="不填即当天。")
    lead = line_field("带队人", 50, required=False)
    lead_post = line_field("带队人职务", 50, required=False)
    team = PeopleField(label="随行人员", required=False, help_text="姓名之间用顿号分开。")
    people_count = forms.IntegerField(
        label="人数", min_value=1, max_value=200, initial=1,
        error_messages={"required": "请填写人数。", "invalid": "人数应为整数。",
                        "min_value": "至少 1 人。", "max_value": "最多填写 200 人。"},
    )  # fmt: skip
    county = line_field("县（市、区）", 30, required=False)
    places = line_field("调研点位", 300, required=False)
    contact = line_field("联系人", 50, required=False)
    contact_phone = forms.CharField(label="联系电话", max_length=30, required=False)
    note = line_field("备注", 300, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["county"].initial = settings.VISIT_COUNTY

    def clean(self):
        data = super().clean()
        data["ends_on"] = data.get("ends_on") or data.get("starts_on")
        return data


class PromiseForm(forms.Form):
    """One commitment. A line that is begun is finished, above all with its date."""

    unit = forms.ModelChoiceField(
        label="责任单位", queryset=Unit.objects.none(), empty_label="请选择",
        error_messages={"required": "请选择责任单位。", "invalid_choice": "请选择参加单位。"},
    )  # fmt: skip
    what = line_field("商定事项", 300)
    who = line_field("责任人", 100)
    due_on = day_field("完成时限")

    def __init__(self, *args, units=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            self.fields["unit"].initial = units[0].pk
        self.fields["due_on"].error_messages["required"] = "请填写完成时限，没有时限的不能登记。"

    def has_changed(self):
        """A unit that merely stands chosen is no commitment."""
        typed = (self.data.get(self.add_prefix(name), "") for name in ("what", "who", "due_on"))
        return self.is_bound and any(text.strip() for text in typed)


PromiseFormSet = formset_factory(PromiseForm, extra=PROMISES_OFFERED, max_num=30, absolute_max=40)


def promises_form(data, units):
    return PromiseFormSet(data, prefix="promise", form_kwargs={"units": list(units)})


def promised(formset) -> list[Promise]:
    """What was filled in; empty lines are none."""
    return [
        Promise(form.cleaned_data["unit"], form.cleaned_data["what"], form.cleaned_data["who"], form.cleaned_data["due_on"])
        for form in formset
        if form.has_changed()
    ]  # fmt: skip


class RecordForm(forms.Form):
    """What comes of a consultation, a meeting or a visit; `label` is what its text is called."""

    text = forms.CharField()

    def __init__(self, *args, label="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"] = text_field(label, rows=8)
