"""Forms of 模范机关: a unit's answers, the committee's marks, a new self-assessment, a naming, a criterion."""

from django import forms
from django.conf import settings

from reviews.model_offices.answering import review_version_of, version_of
from reviews.model_offices.criteria import MOST_PLACES, TEXT_LENGTH
from reviews.models import Fulfilment, HonourLevel
from reviews.workflows.model_office import Naming, offered_years, title_of
from tasks.models import FiveType
from tasks.views.guidance_forms import ReasonForm, day_field, line_field, text_field
from units.models import Unit

CHOICES = [("", "未选"), *Fulfilment.choices]
CHOOSE = {"invalid_choice": "请选择达到、部分达到或未达到。"}


def fulfilment_field(label):
    return forms.ChoiceField(label=label, choices=CHOICES, required=False, error_messages=CHOOSE)


class AnswersForm(forms.Form):
    """Everything may stay empty: a draft is kept as it is."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, application, lines, **kwargs):
        self.lines = [line for line in lines if line.is_asked]
        initial = {"seen": version_of(application)}
        for line in self.lines:
            initial |= {
                f"own-{line.criterion.pk}": line.own,
                f"evidence-{line.criterion.pk}": line.evidence,
            }
        super().__init__(*args, initial=initial, **kwargs)
        for line in self.lines:
            self.fields[f"own-{line.criterion.pk}"] = fulfilment_field("自评")
            self.fields[f"evidence-{line.criterion.pk}"] = text_field(
                "依据", rows=3, required=False
            )

    def rows(self):
        """[(line, own, evidence)]"""
        return [
            (line, self[f"own-{line.criterion.pk}"], self[f"evidence-{line.criterion.pk}"])
            for line in self.lines
        ]

    def typed(self):
        data = self.cleaned_data
        return {
            line.criterion.pk: (data[f"own-{line.criterion.pk}"], data[f"evidence-{line.criterion.pk}"])
            for line in self.lines
        }  # fmt: skip


class ReviewForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, application, lines, **kwargs):
        self.lines = [line for line in lines if line.answer]
        initial = {"seen": review_version_of(application)}
        for line in self.lines:
            pk, answer = line.criterion.pk, line.answer
            initial |= {f"reviewed-{pk}": answer.reviewed, f"remark-{pk}": answer.remark}
        super().__init__(*args, initial=initial, **kwargs)
        for line in self.lines:
            self.fields[f"reviewed-{line.criterion.pk}"] = fulfilment_field("审核")
            self.fields[f"remark-{line.criterion.pk}"] = line_field("审核说明", 300, required=False)

    def rows(self):
        """[(line, reviewed, remark)]"""
        return [
            (line, self[f"reviewed-{line.criterion.pk}"], self[f"remark-{line.criterion.pk}"])
            for line in self.lines
        ]

    def typed(self):
        data = self.cleaned_data
        return {
            line.criterion.pk: (data[f"reviewed-{line.criterion.pk}"], data[f"remark-{line.criterion.pk}"])
            for line in self.lines
        }  # fmt: skip


class StartForm(forms.Form):
    """Of one's only unit one need not say which it is."""

    unit = forms.ModelChoiceField(
        label="单位", queryset=Unit.objects.none(), empty_label=None,
        error_messages={"required": "请选择单位。", "invalid_choice": "请选择单位。"},
    )  # fmt: skip
    year = forms.TypedChoiceField(
        label="年度", coerce=int,
        error_messages={"required": "请选择年度。", "invalid_choice": "这个年度没有可以对照的标准。"},
    )  # fmt: skip
    level = forms.ChoiceField(
        label="申报级别",
        error_messages={"required": "请选择申报级别。", "invalid_choice": "请选择申报级别。"},
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        units = list(Unit.objects.filter(pk__in=user.scope.unit_ids).order_by("protocol_order"))
        self.only = units[0] if len(units) == 1 else None
        if self.only:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = Unit.objects.filter(pk__in=user.scope.unit_ids)
        self.fields["year"].choices = [(year, f"{year}年") for year in offered_years()]
        names = dict(HonourLevel.choices)
        self.fields["level"].choices = [
            (level, f"{names.get(level, level)}（{title_of(level)}）") for level in settings.MODEL_OFFICE_TITLES
        ]  # fmt: skip

    def chosen(self):
        data = self.cleaned_data
        return self.only or data["unit"], data["year"], data["level"]


class NamingForm(ReasonForm):
    """命名: by which paper, when, until when; the title follows from the level."""

    document = line_field("依据文件", 200)
    awarded_on = day_field("命名日期")
    awarded_by = line_field("授予单位", 100, required=False, help_text="可不填。")
    valid_until = day_field("有效期至", required=False, help_text="长期有效的不填。")
    field_order = ["document", "awarded_on", "awarded_by", "valid_until", "reason"]

    @staticmethod
    def naming(data):
        return Naming(data["document"], data["awarded_on"], data["awarded_by"], data["valid_until"])


def side_field():
    return forms.ChoiceField(
        label="五型机关", choices=FiveType.choices,
        error_messages={"required": "请选择五型机关的一个方面。", "invalid_choice": "请选择五型机关的一个方面。"},
    )  # fmt: skip


class NewCriterionForm(forms.Form):
    year = forms.IntegerField(widget=forms.HiddenInput)
    five_type = side_field()
    text = line_field("标准", TEXT_LENGTH)


class CriterionForm(forms.Form):
    five_type = side_field()
    order = forms.IntegerField(
        label="序号", min_value=1, max_value=MOST_PLACES,
        error_messages={
            "required": "请填写序号。", "invalid": "序号应为整数，如 3。", "min_value": "序号从 1 开始。",
            "max_value": f"序号最大 {MOST_PLACES}。",
        },
    )  # fmt: skip
    text = line_field("标准", TEXT_LENGTH)
