"""The form of a self-report: last year's problems first, then the report by paragraph or as a file, then the own problems."""

from django import forms
from django.conf import settings
from django.forms import formset_factory

from reviews.filing import STRUCTURE, length_of
from reviews.workflows.self_report import Content, version_of
from tasks.views.guidance_forms import TOO_LONG, text_field
from zhaotong_portal.gate.fields import storable

PROBLEM_LENGTH = 500
BLANK_PROBLEMS = 1
MOST_PROBLEMS = 20
HINTS = {
    "problem": "一句话写清是什么问题。",
    "evidence": "具体的事例、数据或场合。",
    "cause": "从主观和责任上找。",
    "measure": "做什么、谁来做、到什么时候。",
}


class SelfReportForm(forms.Form):
    """`asked`: the findings that last year's assessment fed back."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label="上传报告文件", required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx"}),
        error_messages={"empty": "这个文件是空的。", "max_length": "文件名过长，请改短后再选。"},
    )  # fmt: skip
    drop_file = forms.BooleanField(label="不用这个文件，改为分段撰写", required=False)

    def __init__(self, *args, report, asked, **kwargs):
        kept = {row.finding_id: row.text for row in report.answers.all()} if report else {}
        written = report.paragraphs if report else {}
        initial = {"seen": version_of(report)}
        initial |= {f"paragraph-{key}": text for key, text in written.items()}
        initial |= {f"answer-{pk}": text for pk, text in kept.items()}
        super().__init__(*args, initial=initial, **kwargs)
        self.asked = list(asked)
        self.fields["file"].widget = forms.FileInput(attrs={"accept": ".pdf,.docx"})
        most = settings.ATTACHMENT_MAX_BYTES // 1024 // 1024
        self.fields["file"].help_text = f"PDF 或 DOCX，最大 {most} MB。上传后不必再分段撰写。"
        if not (report and report.file):
            del self.fields["drop_file"]
        for finding in self.asked:
            self.fields[f"answer-{finding.pk}"] = text_field("整改情况", rows=3, required=False)
        for key, heading, least in settings.SELF_REPORT_PARAGRAPHS:
            field = text_field(heading, rows=8, required=False)
            there = length_of(written.get(key, ""))
            field.help_text = f"至少 {least} 字" + (f"，已存 {there} 字" if there else "") + "。"
            self.fields[f"paragraph-{key}"] = field

    def paragraphs(self):
        return [self[f"paragraph-{key}"] for key, _, _ in settings.SELF_REPORT_PARAGRAPHS]

    def answers(self):
        """[(finding, bound field)]"""
        return [(finding, self[f"answer-{finding.pk}"]) for finding in self.asked]

    def content(self, problems) -> Content:
        data = self.cleaned_data
        return Content(
            paragraphs={key: data[f"paragraph-{key}"] for key, _, _ in settings.SELF_REPORT_PARAGRAPHS},
            problems=problems,
            answers={finding.pk: data[f"answer-{finding.pk}"] for finding in self.asked},
            upload=data.get("file"),
            drop_file=data.get("drop_file", False),
        )  # fmt: skip


def problem_field(name, label, required):
    return forms.CharField(
        label=label, required=required, max_length=PROBLEM_LENGTH, validators=[storable], help_text=HINTS[name],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请先写明是什么问题，再写其他各项。", "max_length": TOO_LONG},
    )  # fmt: skip


class OwnProblemForm(forms.Form):
    """One problem. A draft may lack the rest; what has no problem at all cannot be kept."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in STRUCTURE.items():
            self.fields[name] = problem_field(name, label, required=name == "problem")


def problems_form(data, report):
    """As many empty ones as are still asked for, one more where there are enough."""
    rows = [
        {name: getattr(row, name) for name in STRUCTURE}
        for row in (report.own_problems.all() if report else ())
    ]
    extra = max(settings.SELF_REPORT_LEAST_PROBLEMS - len(rows), BLANK_PROBLEMS)
    made = formset_factory(
        OwnProblemForm, extra=extra, max_num=MOST_PROBLEMS, absolute_max=MOST_PROBLEMS * 2
    )
    formset = made(data, initial=rows, prefix="problem")
    for form in formset:  # an emptied one is taken away, not complained about
        form.empty_permitted = True
        form.initial = form.initial if data is None else {}
    return formset


def typed_problems(formset) -> list[dict]:
    return [form.cleaned_data for form in formset if form.cleaned_data.get("problem")]
