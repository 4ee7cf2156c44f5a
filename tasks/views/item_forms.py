"""Forms about items: the plan, its milestones, a new item, another deadline."""

from django import forms
from django.conf import settings
from django.forms import formset_factory
from django.utils import timezone

from tasks import editing
from tasks.models import Category, DeadlineKind, FiveType, ItemKind, Lead, Theme
from units.names import name_key
from units.unit_names import units_called
from zhaotong_portal.excel.cells.people import read_people
from zhaotong_portal.gate.fields import storable

SPLIT_HINT = "多个之间用顿号分开。"
MOST_PEOPLE = 50


def long_text(label, **attrs):
    return forms.CharField(
        label=label,
        required=False,
        max_length=settings.TEXT_MAX_LENGTH,
        strip=True,
        validators=[storable],
        widget=forms.Textarea(attrs={"rows": 3, **attrs}),
        error_messages={"max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。"},
    )


class NamesField(forms.CharField):
    """A text that becomes a list: its length is judged as typed."""

    LONGEST = 2000

    def to_python(self, value):
        text = super().to_python(value)
        if len(text) > self.LONGEST:
            raise forms.ValidationError(f"最多 {self.LONGEST} 字，现有 {len(text)} 字，请精简。")
        storable(text)
        return self.read(text)


class PeopleField(NamesField):
    """Names as people write them, kept as a list."""

    def read(self, text):
        names = list(read_people(text))
        if len(names) > MOST_PEOPLE:
            raise forms.ValidationError(f"最多填写 {MOST_PEOPLE} 人。")
        if long := next((name for name in names if len(name) > 50), None):
            raise forms.ValidationError(f"“{long[:20]}…”过长，姓名之间请用顿号分开。")
        return names

    def prepare_value(self, value):
        return "、".join(value) if isinstance(value, list) else value


class UnitsField(NamesField):
    """Units by name, short name or alias; what nobody knows is named in the error."""

    def read(self, text):
        names = [part for part in _split(text) if name_key(part)]
        found = units_called(names)
        if unknown := [name for name in names if name_key(name) not in found]:
            raise forms.ValidationError(f"没有找到单位：{'、'.join(unknown)}。请写全称或简称。")
        return list({unit.pk: unit for unit in found.values()}.values())

    def prepare_value(self, value):
        return "、".join(unit.short_name for unit in value) if isinstance(value, list) else value


class UnitField(UnitsField):
    """Exactly one unit."""

    def read(self, text):
        units = super().read(text)
        if len(units) > 1:
            raise forms.ValidationError("只能填写一个责任单位。")
        return units[0] if units else None


def _split(text):
    for mark in "，,；;\n\r":
        text = text.replace(mark, "、")
    return [part.strip() for part in text.split("、")]


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


class PlanForm(forms.Form):
    """The fields of an item's plan; only those that the person may change are kept."""

    title = forms.CharField(
        label="事项", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), validators=[storable],
        error_messages={"required": "请填写事项名称。", "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字。"},
    )  # fmt: skip
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    lead = forms.ChoiceField(label="领办方式", choices=Lead.choices)
    branch = forms.CharField(label="党支部", max_length=100, required=False, validators=[storable])
    beneficiary = forms.CharField(
        label="服务对象", max_length=200, required=False, validators=[storable]
    )
    livelihood_ten = forms.BooleanField(label="列入十件民生实事", required=False)
    enterprise_ten = forms.BooleanField(label="列入十件惠企实事", required=False)
    core_indicator = forms.CharField(
        label="核心指标", max_length=200, required=False, validators=[storable],
        help_text="写清用哪一个数来衡量。",
        error_messages={"max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。"},
    )  # fmt: skip
    target = long_text("目标")
    measures = long_text("措施")
    carrier = long_text("载体")
    path = long_text("路径")
    people = PeopleField(label="责任人", required=False, help_text=SPLIT_HINT)
    co_units = UnitsField(
        label="协同单位", required=False,
        help_text="写单位简称、全称或别称，" + SPLIT_HINT,
    )  # fmt: skip
    five_type = forms.ChoiceField(
        label="五型机关", required=False, choices=[("", "不区分"), *FiveType.choices]
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.in_use(),
        label="主题标签",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(names) - set(self.KEEP):
            del self.fields[name]

    KEEP = ()


class EditForm(PlanForm):
    """`seen` says which state of the item the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    KEEP = ("seen",)

    @classmethod
    def of(cls, item, names, data=None):
        initial = {
            name: getattr(item, name)
            for name in names
            if name not in ("milestones", "co_units", "themes")
        }
        if "co_units" in names:
            initial["co_units"] = list(item.co_units.all())
        if "themes" in names:
            initial["themes"] = list(item.themes.all())
        return cls(data, names=names, initial={**initial, "seen": editing.fingerprint(item)})


class AddForm(PlanForm):
    """A new item: whose, of which year, until when."""

    unit = UnitField(label="责任单位", error_messages={"required": "请填写责任单位。"})
    year = forms.TypedChoiceField(label="年度", coerce=int)
    label = forms.CharField(
        label="清单标签", max_length=50, required=False, help_text="如“上半年”“补充”，没有则不填。"
    )
    deadline_kind = forms.ChoiceField(
        label="时限类型", choices=DeadlineKind.choices, initial="date"
    )
    deadline = day_field("完成时限", required=False)
    KEEP = ("unit", "year", "label", "deadline_kind", "deadline")
    field_order = [
        "unit",
        "year",
        "title",
        "category",
        "lead",
        "branch",
        "deadline_kind",
        "deadline",
    ]

    def __init__(self, data=None, *, kind, own_units=(), into=None):
        """`into`: the further list that the item is for; its name is the item's label."""
        self.own_units, self.into = own_units, into
        names = [name for name in PlanForm.base_fields if editing.fits(name, kind)]
        this_year = timezone.localdate().year
        super().__init__(data, names=names, initial={"year": this_year})
        self.fields["year"].choices = [
            (year, f"{year}年") for year in (this_year - 1, this_year, this_year + 1)
        ]
        if len(own_units) == 1:
            del self.fields["unit"]
        if into:
            del self.fields["label"]
            self.fields["title"].help_text = into.hint
        elif kind != ItemKind.SERVICE_ITEM:
            self.fields["label"].help_text = "同一年度有几份清单时用来区分，没有则不填。"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("deadline_kind") == DeadlineKind.DATE and "deadline" not in self.errors:
            if cleaned.get("deadline") is None:
                self.add_error("deadline", "请填写完成时限，或选择其他时限类型。")
        elif cleaned.get("deadline_kind") != DeadlineKind.DATE:
            cleaned["deadline"] = None
        if len(self.own_units) == 1:
            cleaned["unit"] = self.own_units[0]
        if self.into:
            cleaned["label"] = self.into.name
        return cleaned


class MilestoneForm(forms.Form):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="里程碑", max_length=200, required=False, validators=[storable])
    planned_on = day_field("计划日期", required=False)
    actual_on = day_field("实际日期", required=False)

    def clean(self):
        cleaned = super().clean()
        title, planned = cleaned.get("title"), cleaned.get("planned_on")
        if title and not planned and "planned_on" not in self.errors:
            self.add_error("planned_on", "请填写计划日期。")
        if (
            not title
            and "title" not in self.errors
            and (planned or cleaned.get("actual_on"))
            and not cleaned.get("id")
        ):
            self.add_error("title", "请填写里程碑名称。")
        actual = cleaned.get("actual_on")
        if actual and actual > timezone.localdate():
            self.add_error("actual_on", "实际日期不能晚于今天。")
        return cleaned


class _MilestoneSet(forms.BaseFormSet):
    def rows(self):
        """What `editing` takes; a row without a title is gone."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data.get("title")]


MilestoneSet = formset_factory(
    MilestoneForm, formset=_MilestoneSet, extra=2, max_num=40, validate_max=True
)


def milestone_set(item=None, data=None):
    rows = item.milestones.all() if item else []
    initial = [
        {"id": row.pk, "title": row.title, "planned_on": row.planned_on, "actual_on": row.actual_on}
        for row in rows
    ]
    return MilestoneSet(data, initial=initial, prefix="milestones")


class DeadlineForm(forms.Form):
    new_deadline = day_field("申请的新时限")
    reason = forms.CharField(
        label="理由",
        max_length=1000,
        validators=[storable],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明原因、目前进展和保证措施。",
        error_messages={
            "required": "请写明申请变更时限的理由。",
            "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字。",
        },
    )
