"""约谈: for named persons only. Every row that is shown was written down as looked at before; nothing goes out as a file."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from reviews import interviews as register
from reviews.models import Interview
from reviews.views.finding_forms import day_field, text_field
from units.models import Role
from units.unit_names import unit_called
from units.views.registers import add_errors
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.gate.fields import storable
from zhaotong_portal.listing import page_of

HEAD = ["单位", "考核年度", "书记", "等次", "约谈日期"]
LOOKS_HEAD = ["时间", "人员", "操作", "记录"]


def short(label, most, required=True, **kwargs):
    return forms.CharField(
        label=label, max_length=most, required=required, validators=[storable],
        error_messages={
            "required": f"请填写{label}。",
            "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。",
        },
        **kwargs,
    )  # fmt: skip


class InterviewForm(forms.Form):
    """`cleaned_data` holds what `reviews.interviews` takes."""

    unit = short("单位", 100, help_text="写简称、全称或别称。")
    year = forms.IntegerField(
        label="考核年度", min_value=2000,
        error_messages={"required": "请填写考核年度。", "invalid": "年度应写成 2025 这样的形式。", "min_value": "年度不能早于 %(limit_value)d 年。"},
    )  # fmt: skip
    secretary = short("党组（党委）书记", 50)
    grade = short("考核等次", 20)
    held_on = day_field("约谈日期")
    held_by = short("约谈人", 50, required=False)
    summary = text_field("约谈要点", required=False)

    def __init__(self, *args, interview=None, **kwargs):
        super().__init__(*args, **kwargs)
        if interview:
            self.initial = {name: getattr(interview, name) for name in self.fields}
            self.initial["unit"] = interview.unit.short_name
        else:
            self.initial = {"year": timezone.localdate().year, "grade": "一般"}

    def clean_unit(self):
        if unit := unit_called(self.cleaned_data["unit"]):
            return unit
        raise forms.ValidationError(f"没有找到单位“{self.cleaned_data['unit']}”。请写全称或简称。")

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise forms.ValidationError(f"{year}年还没有到，请核对年度。")
        return year

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("日期还没有到，请核对；约谈以后再登记。")
        return day


@require_safe
def interviews(request):
    if not register.may_look(request.user):
        raise Http404
    page = page_of(request, Interview.objects.visible_to(request.user).select_related("unit"))
    rows = register.look(request.user, page.object_list)
    context = {"page": page, "rows": rows, "head": HEAD, "writes": register.may_write(request.user)}
    return render(request, "reviews/interviews.html", context)


def _visible(user, pk):
    return get_object_or_404(Interview.objects.visible_to(user).select_related("unit"), pk=pk)


@require_safe
def interview(request, pk):
    found = _visible(request.user, pk)
    register.look(request.user, [found])
    context = {"interview": found, "writes": register.may_write(request.user)}
    return render(request, "reviews/interview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def interview_new(request):
    if not register.may_write(request.user):
        raise Http404
    return _edit(request, None, lambda **fields: register.enter(request.user, **fields))


@require_http_methods(["GET", "HEAD", "POST"])
def interview_edit(request, pk):
    found = _visible(request.user, pk)
    if not register.may_write(request.user):
        raise Http404
    if request.method != "POST":
        register.look(request.user, [found])
    return _edit(request, found, lambda **fields: register.correct(pk, request.user, **fields))


def _edit(request, found, keep):
    form = InterviewForm(request.POST or None, interview=found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = keep(**form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, "已更正。" if found else "已登记。")
                return redirect(kept)
    context = {"form": form, "interview": found}
    return render(request, "reviews/interview_edit.html", context, status=status)


@require_safe
def interview_looks(request):
    """Who looked at what, and nothing of what they saw: for the auditor."""
    if request.user.scope.role != Role.AUDITOR:
        raise Http404
    entries = AuditEntry.objects.filter(object_type=Interview._meta.label_lower)
    page = page_of(request, entries)
    context = {"page": page, "head": LOOKS_HEAD}
    return render(request, "reviews/interview_looks.html", context)
