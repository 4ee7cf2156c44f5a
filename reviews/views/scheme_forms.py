"""The editor of a scheme: its head, its parts and its plus and minus items, each a row (form_rows.py)."""

from collections import Counter

from django import forms
from django.forms import BaseFormSet, formset_factory

from reviews.assessment.content import AdjustmentContent, PartContent, SchemeContent
from reviews.assessment.figures import FIGURES
from reviews.assessment.scoring import FIGURE_OF
from reviews.models import AdjustmentSign, PartSource
from reviews.views.form_rows import MOST_ROWS, reshaped
from tasks.views.guidance_forms import line_field, text_field
from units.models import Role, UnitKind

JUDGES = [(role.value, role.label) for role in (Role.STAFF, Role.LEADER)]


def source_choices():
    """One choice for a source with its figure; those that have a source of their own are no figures to choose."""
    apart = set(FIGURE_OF.values())
    figures = [
        (f"{PartSource.FIGURE}.{key}", figure.label)
        for key, figure in FIGURES.items()
        if key not in apart
    ]
    others = [choice for choice in PartSource.choices if choice[0] != PartSource.FIGURE]
    return [("", "请选择"), *others, (PartSource.FIGURE.label, figures)]


class HeadForm(forms.Form):
    title = line_field("方案名称", 100)
    basis = line_field("依据文件", 200, required=False)
    change_note = line_field("修订说明", 300, required=False)

    def __init__(self, *args, version=1, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["change_note"].help_text = "为什么修订、修订了什么，施行后单位可见。"
        if version == 1:
            del self.fields["change_note"]


class PartForm(forms.Form):
    name = line_field("考核内容", 60)
    weight = forms.IntegerField(
        label="权重", min_value=1, max_value=100,
        error_messages={
            "required": "请填写权重。", "invalid": "权重应为整数，如 15。",
            "min_value": "权重应为 1 至 100 的整数。", "max_value": "权重应为 1 至 100 的整数。",
        },
    )  # fmt: skip
    source = forms.ChoiceField(
        label="来源", choices=source_choices,
        error_messages={"required": "请选择来源。", "invalid_choice": "没有这个来源，请重新选择。"},
    )  # fmt: skip
    judges = forms.MultipleChoiceField(
        label="评委", choices=JUDGES, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="由评委打分的选择。",
    )  # fmt: skip
    exempt_kinds = forms.MultipleChoiceField(
        label="不考核的单位类型", choices=UnitKind.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="这些单位的这一项不计，权重由其他各项分担。",
    )  # fmt: skip
    standard = text_field("评分标准", rows=2, required=False)

    TYPED = ("name", "weight", "standard", "source")

    def clean(self):
        data = super().clean()
        judged = data.get("source") == PartSource.JUDGED
        if judged and not data.get("judges") and "judges" not in self.errors:
            self.add_error("judges", "由评委打分的，请选择评委。")
        if not judged:
            data["judges"] = []
        return data

    def content(self):
        data = self.cleaned_data
        source, _, figure = data["source"].partition(".")
        return PartContent(
            data["name"].strip(), data["weight"], source, figure, tuple(data["judges"]),
            tuple(data["exempt_kinds"]), data["standard"].strip(),
        )  # fmt: skip

    @staticmethod
    def initial_of(part):
        source = f"{part.source}.{part.figure}" if part.figure else part.source
        return {
            "name": part.name, "weight": part.weight, "source": source, "judges": list(part.judges),
            "exempt_kinds": list(part.exempt_kinds), "standard": part.standard,
        }  # fmt: skip

    @property
    def opens(self):
        """Whether what is folded away holds something, or something to mend."""
        typed = any(self[name].value() for name in ("judges", "exempt_kinds"))
        return bool(typed or (self.is_bound and {"judges", "exempt_kinds"} & set(self.errors)))


class AdjustmentForm(forms.Form):
    sign = forms.ChoiceField(label="类别", choices=AdjustmentSign.choices)
    name = line_field("事项", 100)
    most = forms.DecimalField(
        label="最多", min_value=0.1, max_value=20, max_digits=4, decimal_places=1,
        error_messages={
            "required": "请填写最多多少分。", "invalid": "分值应为数字，如 2 或 0.5。",
            "min_value": "分值应大于 0。", "max_value": "一项最多 20 分。",
            "max_decimal_places": "分值最多一位小数。", "max_digits": "一项最多 20 分。",
            "max_whole_digits": "一项最多 20 分。",
        },
    )  # fmt: skip

    TYPED = ("name", "most")

    def content(self):
        data = self.cleaned_data
        return AdjustmentContent(data["sign"], data["name"].strip(), data["most"])

    @staticmethod
    def initial_of(one):
        return {"sign": one.sign, "name": one.name, "most": one.most}


class Rows(BaseFormSet):
    """Rows of which those that are left empty count for nothing."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.use_required_attribute = False
        form.empty_permitted = True
        form.has_changed = lambda: self._is_typed(form)
        return form

    def _is_typed(self, form):
        return any(str(form.data.get(form.add_prefix(name), "")).strip() for name in form.TYPED)

    def clean(self):
        """The same name twice is said at the second one."""
        seen = Counter()
        for form in self.forms:
            name = (
                form.cleaned_data.get("name", "").strip() if hasattr(form, "cleaned_data") else ""
            )
            seen[name] += bool(name)
            if seen[name] > 1:
                form.add_error("name", f"“{name}”写了两次，请合并或改名。")

    def content(self):
        return tuple(form.content() for form in self.forms if form.has_changed())


def _rows(form):
    return formset_factory(
        form, formset=Rows, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )


PartRows, AdjustmentRows = _rows(PartForm), _rows(AdjustmentForm)
# Prefix → the form of its rows.
KINDS = {"part": PartForm, "adjustment": AdjustmentForm}


class Editor:
    """Head and rows together: of a content, of what was sent, or of what was sent with the rows changed."""

    def __init__(self, version, data=None, content=None):
        self.pressed = data.get("row", "") if data is not None else ""
        if content is not None:
            initial = _initial_of(content)
        elif self.pressed:
            initial, data = reshaped(data, self.pressed, HeadForm, KINDS), None
        else:
            initial = {"head": None, "part": None, "adjustment": None}
        self.head = HeadForm(data, initial=initial["head"], version=version)
        self.parts = PartRows(data, initial=initial["part"], prefix="part")
        self.adjustments = AdjustmentRows(data, initial=initial["adjustment"], prefix="adjustment")

    def is_valid(self):
        return all([self.head.is_valid(), self.parts.is_valid(), self.adjustments.is_valid()])

    def content(self):
        head = self.head.cleaned_data
        return SchemeContent(
            head["title"].strip(), self.parts.content(), self.adjustments.content(),
            head["basis"].strip(), head.get("change_note", "").strip(),
        )  # fmt: skip

    def faults(self):
        """[{label, url, text}] for the summary on top: each leads to its field."""
        found = []
        for rows, what in ((self.parts, "考核内容"), (self.adjustments, "加分扣分项")):
            found += [{"label": what, "text": text} for text in rows.non_form_errors()]
            for number, form in enumerate(rows.forms, 1):
                found += [
                    {
                        "label": f"{what}第 {number} 行{field.label}",
                        "url": f"#{field.auto_id or field.id_for_label}",
                        "text": "；".join(field.errors),
                    }
                    for field in form
                    if field.errors
                ]
        return found


def _initial_of(content):
    return {
        "head": {
            "title": content.title, "basis": content.basis, "change_note": content.change_note
        },
        "part": [PartForm.initial_of(part) for part in content.parts],
        "adjustment": [AdjustmentForm.initial_of(one) for one in content.adjustments],
    }  # fmt: skip
