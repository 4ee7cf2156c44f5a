"""What the moves of a 差评件 ask for."""

from django import forms

from reviews.models import Grade
from reviews.views.finding_forms import ReasonForm, text_field


class CallForm(ReasonForm):
    regrade = forms.TypedChoiceField(
        label="群众对处理的评价",
        choices=[("", "没有表示"), *reversed(Grade.choices)],
        required=False,
        coerce=int,
        empty_value=None,
        help_text="仍不满意的，自动提交挂联领导。",
    )
    field_order = ["regrade", "reason"]


class CallerForm(forms.Form):
    caller = forms.ModelChoiceField(
        label="回访人",
        queryset=None,
        empty_label="请选择",
        error_messages={"required": "请选择回访人。", "invalid_choice": "请从列表中选择。"},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["caller"].queryset = people


class TitleForm(forms.Form):
    title = text_field("问题", rows=2)
