"""加分扣分 of one unit: entered with evidence, taken back with a trace, until the grade is decided."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from reviews.assessment import adjusting
from reviews.assessment.judging import is_open
from reviews.models import Assessment, AssessmentAdjustment
from reviews.models.assessment import ASSESSMENT_READERS
from tasks.views.guidance_forms import line_field
from tasks.views.guidance_pages import edit_page
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.workflow import WorkflowError

HEAD = ["事项", "分值", "依据", "登记", ""]


class AdjustmentForm(forms.Form):
    kind = forms.ModelChoiceField(
        label="事项", queryset=None, empty_label="请选择",
        error_messages={"required": "请选择事项。", "invalid_choice": "请选择施行中方案里的事项。"},
    )  # fmt: skip
    points = forms.DecimalField(
        label="分值", max_digits=4, decimal_places=1, min_value=0,
        error_messages={
            "required": "请填写分值。", "invalid": "分值应为数字。", "max_decimal_places": "最多一位小数。",
            "max_digits": "分值太大，请核对。", "max_whole_digits": "分值太大，请核对。", "min_value": "分值应大于 0。",
        },
    )  # fmt: skip
    evidence = line_field(
        "依据", 300, widget=forms.Textarea(attrs={"rows": 2}), help_text="写明文件、事实和日期。"
    )
    honour = forms.ModelChoiceField(
        label="荣誉", queryset=None, required=False, empty_label="不关联"
    )
    finding = forms.ModelChoiceField(
        label="问题", queryset=None, required=False, empty_label="不关联"
    )

    def __init__(self, *args, assessment, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = adjusting.kinds_for(assessment)
        self.fields["kind"].label_from_instance = lambda kind: (
            f"{kind}（最多 {kind.most.normalize():f} 分）"
        )
        self.fields["honour"].queryset = adjusting.honours_of(assessment, user)
        self.fields["finding"].queryset = adjusting.findings_of(assessment, user)


def visible(user, pk):
    """The committee's side: what it rests on is told to the unit with the score."""
    if user.scope.role not in ASSESSMENT_READERS:
        raise Http404
    return get_object_or_404(Assessment.objects.visible_to(user).select_related("unit"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_adjustments(request, pk):
    found = visible(request.user, pk)
    may_enter = adjusting.may_adjust(request.user, found)
    if request.method == "POST" and not may_enter:
        raise Http404
    rows = found.adjustments.select_related("kind", "honour", "finding", "entered_by")
    if answer := exported(request, _table(found, rows)):
        return answer
    form = AdjustmentForm(request.POST or None, assessment=found, user=request.user)
    context = {
        "object": found,
        "rows": rows,
        "head": HEAD,
        "open": is_open(found),
        "writes": may_enter and is_open(found),
    }
    return edit_page(
        request, form, "reviews/assessment/adjustments.html",
        lambda data: _enter(pk, request.user, data), "已登记。", context,
    )  # fmt: skip


def _enter(pk, user, data):
    """Where the page goes on: itself."""
    adjusting.enter(pk, user, **data)
    return reverse("assessment_adjustments", args=[pk])


@require_POST
def adjustment_take_back(request, pk):
    seen = Assessment.objects.visible_to(request.user).order_by().values("pk")
    row = get_object_or_404(AssessmentAdjustment.objects.filter(assessment__in=seen), pk=pk)
    found = visible(request.user, row.assessment_id)
    if not adjusting.may_adjust(request.user, found):
        raise Http404
    try:
        adjusting.take_back(found.pk, request.user, pk)
        messages.success(request, "已取消。")
    except WorkflowError as error:
        messages.error(request, error.text)
    return redirect("assessment_adjustments", pk=found.pk)


def _table(found, rows):
    header = ["类别", "事项", "分值", "依据", "荣誉", "问题", "登记人", "登记时间"]
    lines = [
        [
            row.kind.get_sign_display(), row.kind.name, row.points, row.evidence, row.honour and str(row.honour),
            row.finding and str(row.finding), row.entered_by.name, row.entered_at,
        ]
        for row in rows
    ]  # fmt: skip
    return table("adjustments", f"{found}加分扣分", header, lines)
