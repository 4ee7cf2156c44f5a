"""The form of an activity: it shows; what may be entered is decided by tasks/activities.py."""

from django import forms
from django.conf import settings

from tasks.models import Activity, ActivityKind, LearningForm, Theme
from tasks.views.item_forms import UnitsField


class ActivityForm(forms.Form):
    """All fields may be empty here: the domain says what is missing, beside its field."""

    held_on = forms.CharField(
        label="日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    topic = forms.CharField(label="主题", required=False)
    kinds = forms.ModelMultipleChoiceField(
        ActivityKind.objects.filter(is_active=True), label="类型", required=False,
        help_text="一次活动同时属于几类的，可以多选，每项数据只计一次。",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    organisations = forms.ModelMultipleChoiceField(
        None, label="开展活动的党组织", required=False,
        help_text="全单位一起开展的可以不选；“第一议题”按党组织统计，须选择。",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    heads = forms.CharField(
        label="参加人数", required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    form = forms.ChoiceField(
        label="学习形式", required=False, choices=[("", "不区分"), *LearningForm.choices]
    )
    partners = UnitsField(
        label="共同开展的单位", required=False,
        help_text="写全称或简称，用顿号分开。对方不必再登记。",
    )  # fmt: skip
    campaign = forms.CharField(label="专项", required=False, help_text="如主题教育、党纪学习教育。")
    place = forms.CharField(label="地点", required=False)
    speaker = forms.CharField(label="主讲人", required=False)
    document = forms.CharField(label="学习内容或链接", required=False)
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.in_use(),
        label="主题标签",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, report, *args, **options):
        super().__init__(*args, **options)
        own = report.unit.organisations.active_in(report.period)
        self.fields["organisations"].queryset = own
        if not own.exists():
            del self.fields["organisations"]
        self.fields["held_on"].widget.attrs |= {
            "min": report.period.first_day.isoformat(),
            "max": report.period.last_day.isoformat(),
        }
        for name in ("topic", "campaign", "place", "speaker", "document"):
            self.fields[name].widget.attrs["maxlength"] = Activity._meta.get_field(name).max_length
        self.fields["held_on"].widget.attrs["autofocus"] = True

    def typed(self) -> dict:
        """What the domain reads: texts as typed, keys of what was ticked. Call after `is_valid`."""
        plain = {name: self.data.get(name, "") for name in self.fields}
        for name in ("kinds", "organisations", "themes"):
            plain[name] = self.data.getlist(name)
        plain["partners"] = [unit.pk for unit in self.cleaned_data.get("partners") or ()]
        return plain

    def refuse(self, errors):
        for name, text in errors.items():
            self.add_error(name if name in self.fields else None, text)


def initial_of(activity) -> dict:
    """What the form shows of a stored activity."""
    plain = {name: getattr(activity, name) for name in ("topic", "heads", "form", "campaign", "place", "speaker", "document")}  # fmt: skip
    return plain | {
        "held_on": activity.held_on.isoformat(),
        "kinds": list(activity.kinds.all()),
        "organisations": list(activity.organisations.all()),
        "partners": list(activity.partners.all()),
        "themes": list(activity.themes.all()),
    }


NOTES_LIMIT = settings.TEXT_MAX_LENGTH * 5
