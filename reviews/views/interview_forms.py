"""Forms of 约谈 and 结果运用: a notice, a talk, its check, and for what a grade was used."""

import django_filters
from django import forms
from django.utils import timezone

from reviews.models import Interview, InterviewState, ResultUse, UseKind
from tasks.views.guidance_forms import ReasonForm, day_field, line_field, text_field
from units.registers.entry import FIRST_YEAR
from units.unit_names import unit_called


class OfAYearForm(forms.Form):
    """Of one unit and one year that has begun; `found` is the row that is corrected."""

    unit = line_field("单位", 100, help_text="写简称、全称或别称。")
    year = forms.IntegerField(
        label="考核年度", min_value=FIRST_YEAR,
        error_messages={"required": "请填写考核年度。", "invalid": "年度应写成 2025 这样的形式。", "min_value": "年度不能早于 %(limit_value)d 年。"},
    )  # fmt: skip

    def __init__(self, *args, found=None, initial=None, **kwargs):
        if found:
            initial = {name: getattr(found, name) for name in self.base_fields}
            initial["unit"] = found.unit.short_name
        super().__init__(*args, initial={"year": timezone.localdate().year, **(initial or {})}, **kwargs)  # fmt: skip

    def clean_unit(self):
        if unit := unit_called(self.cleaned_data["unit"]):
            return unit
        raise forms.ValidationError(f"没有找到单位“{self.cleaned_data['unit']}”。请写全称或简称。")

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError(f"{year}年还没有到，请核对年度。")
        return year


class NoticeForm(OfAYearForm):
    secretary = line_field("党组（党委）书记", 50)
    grade = line_field("考核等次", 20)
    planned_on = day_field("拟约谈日期")
    notice = text_field("通知内容", rows=6)


class InterviewForm(OfAYearForm):
    """What the record holds; what its state does not know yet is left out."""

    secretary = line_field("党组（党委）书记", 50)
    grade = line_field("考核等次", 20)
    notified_on = day_field("通知日期", required=False)
    planned_on = day_field("拟约谈日期", required=False)
    notice = text_field("通知内容", rows=6, required=False)
    held_on = day_field("约谈日期")
    held_by = line_field("约谈人", 50, required=False)
    summary = text_field("约谈要点", required=False)
    promise = text_field("承诺事项", required=False)
    check_on = day_field("复核日期", required=False, help_text="有承诺事项的，写明哪一天复核。")
    checked_on = day_field("实际复核日期")
    check_result = text_field("复核结果")

    def __init__(self, *args, found=None, **kwargs):
        super().__init__(*args, found=found, initial={"grade": "一般"}, **kwargs)
        for name in self._unknown(found):
            del self.fields[name]
        if found and found.state in (InterviewState.NOTIFIED, InterviewState.CANCELLED):
            for name in ("notified_on", "planned_on", "notice"):
                self.fields[name].required = True

    def _unknown(self, found):
        notice, talk = ("notified_on", "planned_on", "notice"), ("held_on", "held_by", "summary", "promise", "check_on")  # fmt: skip
        check = ("checked_on", "check_result")
        if found is None:
            return (*notice, *check)
        if found.state == InterviewState.CHECKED:
            return ()
        return check if found.state == InterviewState.HELD else (*talk, *check)


class HoldForm(ReasonForm):
    held_on = day_field("约谈日期")
    held_by = line_field("约谈人", 50)
    summary = text_field("约谈要点")
    promise = text_field("承诺事项", rows=3, required=False)
    check_on = day_field("复核日期", required=False, help_text="有承诺事项的，写明哪一天复核。")

    def __init__(self, *args, obj=None, **kwargs):
        super().__init__(*args, obj=obj, **kwargs)
        del self.fields["reason"]
        if obj and obj.planned_on:
            self.fields["held_on"].initial = min(obj.planned_on, timezone.localdate())


class CheckForm(ReasonForm):
    checked_on = day_field("实际复核日期", initial=timezone.localdate)
    check_result = text_field("复核结果")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class ResultUseForm(OfAYearForm):
    grade = line_field("考核等次", 20)
    kind = forms.ChoiceField(
        label="运用方式", choices=[("", "请选择"), *UseKind.choices], error_messages={"required": "请选择运用方式。"}
    )  # fmt: skip
    detail = text_field("运用情况", help_text="写明评了什么先进、怎样选任，或者怎样问责。")
    used_on = day_field("日期")
    document = line_field("依据文件", 200, required=False)


class InterviewFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label="考核年度")
    state = django_filters.ChoiceFilter(
        label="状态", choices=InterviewState.choices, empty_label="全部"
    )

    class Meta:
        model = Interview
        fields = []


class ResultUseFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label="考核年度")
    kind = django_filters.ChoiceFilter(
        label="运用方式", choices=UseKind.choices, empty_label="全部"
    )

    class Meta:
        model = ResultUse
        fields = []
