"""Forms of the ledger: a new finding, and what each move asks for."""

import re

from django import forms
from django.conf import settings
from django.utils import timezone

from reviews.models import FindingCategory, FindingSource, Moment, RecheckVerdict
from reviews.workflows.finding import default_due
from units.names import name_key
from units.unit_names import units_called
from zhaotong_portal.gate.fields import storable

DAY_ERRORS = {"invalid": "日期应写成 2026-03-31 这样的形式。"}


def day_field(label, **kwargs):
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"请填写{label}。", **DAY_ERRORS},
        **kwargs,
    )


def text_field(label, rows=4, required=True, **kwargs):
    return forms.CharField(
        label=label,
        required=required,
        max_length=settings.TEXT_MAX_LENGTH,
        validators=[storable],
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={
            "required": f"请填写{label}。",
            "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。",
        },
        **kwargs,
    )


def category_field():
    return forms.ModelChoiceField(
        label="类别", queryset=FindingCategory.objects.filter(is_active=True), required=False,
        empty_label="按问题中的用词判断",
    )  # fmt: skip


class UnitNamesField(forms.CharField):
    """Names of several units, one a line or with 、 between; `clean` gives the units."""

    def clean(self, value):
        names = [
            name for part in (value or "").splitlines() for name in re.split("[、,，;；]", part)
        ]
        names = [name.strip() for name in names if name.strip()]
        found = units_called(names)
        missing = [name for name in names if name_key(name) not in found]
        if missing:
            raise forms.ValidationError(f"没有找到单位“{'、'.join(missing[:5])}”。请写全称或简称。")
        units = list(dict.fromkeys(found[name_key(name)] for name in names))
        if self.required and not units:
            raise forms.ValidationError(self.error_messages["required"])
        return units


class FindingForm(forms.Form):
    """A problem that comes into the ledger."""

    unit = forms.CharField(
        label="责任单位", max_length=100, help_text="写简称、全称或别称。",
        error_messages={"required": "请填写责任单位。"},
    )  # fmt: skip
    title = text_field("问题", rows=2)
    detail = text_field("具体情况", required=False)
    source = forms.ChoiceField(label="来源", choices=FindingSource.choices)
    category = category_field()
    found_on = day_field("发现日期", initial=timezone.localdate)

    def clean_title(self):
        title = " ".join(self.cleaned_data["title"].split())
        if len(title) > 500:
            raise forms.ValidationError(
                f"最多 500 字，现有 {len(title)} 字，细节请写在“具体情况”中。"
            )
        return title


class ReasonForm(forms.Form):
    """A move that needs words, or takes them."""

    reason = forms.CharField(required=False)

    def __init__(self, *args, label="说明", required=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = text_field(label, required=required, rows=3)


class AssignForm(ReasonForm):
    due_on = day_field("整改时限", initial=default_due)
    assisting = UnitNamesField(
        label="协同单位（可不填）",
        required=False,
        max_length=500,
        help_text="几个单位之间用顿号分开。",
    )
    field_order = ["due_on", "assisting", "reason"]


class DeferForm(ReasonForm):
    until = day_field("暂缓至")
    field_order = ["until", "reason"]


class AgainForm(ReasonForm):
    source = forms.ChoiceField(label="来源", choices=FindingSource.choices)
    found_on = day_field("发现日期", initial=timezone.localdate)
    field_order = ["source", "found_on", "reason"]


class ExtensionForm(forms.Form):
    """The unit asks for another day."""

    new_due_on = day_field("延期至")
    reason = text_field("延期理由", rows=3)


class GrantForm(forms.Form):
    until = day_field("同意延期至", required=False)
    reason = text_field("审批意见", rows=3, required=False)


class EvidenceForm(forms.Form):
    moment = forms.ChoiceField(label="时点", choices=Moment.choices, initial=Moment.AFTER)
    file = forms.FileField(
        label="文件", error_messages={"required": "请选择文件。", "empty": "这个文件是空的。"}
    )
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RecheckForm(forms.Form):
    verdict = forms.ChoiceField(label="复查结论", choices=RecheckVerdict.choices)
    reason = text_field("复查情况", rows=3)
