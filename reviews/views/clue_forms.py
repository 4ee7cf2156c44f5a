"""Forms of 线索: what each step asks for, and the workbook that brings clues in."""

from django import forms

from reviews.models import ClueChannel, ClueVerdict
from reviews.views.finding_forms import text_field
from reviews.views.inspection_forms import line
from units.unit_names import unit_called


class ForwardForm(forms.Form):
    unit = line("承办单位", 100, help_text="写简称、全称或别称。")
    reason = text_field("说明", rows=2, required=False)

    def clean_unit(self):
        unit = unit_called(self.cleaned_data["unit"])
        if unit is None:
            raise forms.ValidationError(
                f"没有找到单位“{self.cleaned_data['unit']}”。请写全称或简称。"
            )
        return unit


class VerifyForm(forms.Form):
    verdict = forms.ChoiceField(label="核实结论", choices=ClueVerdict.choices)
    reason = text_field("核实情况", rows=3)


class TextForm(forms.Form):
    reason = text_field("情况", rows=3)

    def __init__(self, *args, label="情况", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = text_field(label, rows=3)


class IntakeForm(forms.Form):
    channel = forms.ModelChoiceField(
        label="来源系统", queryset=ClueChannel.objects.filter(is_active=True), empty_label=None,
        error_messages={"required": "请选择来源系统。"},
    )  # fmt: skip
    file = forms.FileField(
        label="线索表（xlsx）", error_messages={"required": "请选择文件。", "empty": "这个文件是空的。"},
        help_text="第一行是栏目：外部编号、线索、内容、涉及单位、反映人、联系方式、是否违纪。文件不保存。",
    )  # fmt: skip
