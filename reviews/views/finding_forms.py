"""Forms of the ledger: a new finding, and what each move asks for."""

from django import forms
from django.conf import settings
from django.utils import timezone

from reviews.models import FindingSource
from reviews.workflows.finding import default_due
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


class FindingForm(forms.Form):
    """A problem that comes into the ledger."""

    unit = forms.CharField(
        label="责任单位", max_length=100, help_text="写简称、全称或别称。",
        error_messages={"required": "请填写责任单位。"},
    )  # fmt: skip
    title = text_field("问题", rows=2)
    detail = text_field("具体情况", required=False)
    source = forms.ChoiceField(label="来源", choices=FindingSource.choices)
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
    field_order = ["due_on", "reason"]


class DeferForm(ReasonForm):
    until = day_field("暂缓至")
    field_order = ["until", "reason"]


class AgainForm(ReasonForm):
    source = forms.ChoiceField(label="来源", choices=FindingSource.choices)
    found_on = day_field("发现日期", initial=timezone.localdate)
    field_order = ["source", "found_on", "reason"]
