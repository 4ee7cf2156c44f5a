"""What an administrator tells with a workbook; everything but the file may be left to the reader."""

from django import forms
from django.conf import settings

from zhaotong_portal.gate.checking import sentence
from zhaotong_portal.imports.registry import kinds
from zhaotong_portal.period import Period
from zhaotong_portal.wording import size_text

ACCEPTED = ".xlsx,.xls,.csv"


def size_limit():
    return size_text(settings.IMPORT_MAX_BYTES)


def kind_choices():
    return [("", "自动识别"), *kinds()]


class MonthField(forms.CharField):
    """`2025-11`, as a Period."""

    def __init__(self, **options):
        super().__init__(widget=forms.TextInput(attrs={"type": "month"}), **options)

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        try:
            return Period.parse(value)
        except ValueError as error:
            raise forms.ValidationError("月份应写成 2025-11 这样的形式。") from error


class HintsForm(forms.Form):
    """How to read the file, where the file itself does not say it."""

    kind = forms.ChoiceField(label="清单类型", required=False, choices=kind_choices)
    year = forms.IntegerField(
        label="年度", required=False, min_value=2000, max_value=2100,
        help_text="不填时从标题或时限中识别。",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    month = MonthField(
        label="月份", required=False, help_text="只用于月度进展；不填时从标题中识别。"
    )


class UploadForm(HintsForm):
    file = forms.FileField(
        label="工作簿", allow_empty_file=True, max_length=255,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "请选择要导入的文件。", "max_length": "文件名太长，请改短后再上传。"},
    )  # fmt: skip
    field_order = ["file", "kind", "year", "month"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        file = self.fields["file"]
        file.help_text = f"Excel 工作簿（.xlsx、.xls）或 CSV，不超过 {size_limit()}。"
        file.widget.attrs["data-max-bytes"] = settings.IMPORT_MAX_BYTES
        file.widget.attrs["data-too-large"] = self.too_large_text("")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(self.too_large_text(f" {size_text(file.size)}"))
        if fault := sentence(file.name):
            raise forms.ValidationError(f"文件名{fault}")
        return file

    @staticmethod
    def too_large_text(size):
        return f"文件{size}超过 {size_limit()} 的上限。请删去多余的工作表、空白行和图片，或分成几份上传。"
