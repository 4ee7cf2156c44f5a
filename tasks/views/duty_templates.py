"""责任清单 as the committee writes it: the layers of a year, what issuing would change, and the form of one duty."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tasks.duties import issuing, writing
from tasks.models.duty import DutyLayer, DutySort, DutyTemplate
from tasks.views.item_forms import day_field, long_text
from units.models import UnitKind
from units.unit_names import unit_called
from units.views.registers import add_errors
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.gate.fields import storable
from zhaotong_portal.workflow import WorkflowError

HEAD = ["责任事项", "履职标准", "完成时限", "范围", "版本", ""]


def _readers_only(request):
    if not request.user.scope.reads_all:
        raise Http404


def _writers_only(request):
    if not issuing.may_write(request.user):
        raise Http404


@require_safe
def duty_templates(request, year):
    _readers_only(request)
    rows = list(
        DutyTemplate.objects.of_year(year)
        .current()
        .select_related("unit")
        .order_by("sort", "order", "pk")
    )
    if answer := exported(request, _table_of(year, rows)):
        return answer
    writes = issuing.may_write(request.user)
    return render(
        request,
        "tasks/duties/templates.html",
        {
            "year": year,
            "layers": [
                {
                    "label": label,
                    "rows": sorted((row for row in rows if row.layer == code), key=_by_sort),
                }
                for code, label in DutyLayer.choices
            ],
            "head": HEAD,
            "any": bool(rows),
            "changes": issuing.pending(year),
            "writes": writes,
            "previous": {"label": f"{year - 1}年", "url": f"../{year - 1}/"},
            "next": {"label": f"{year + 1}年", "url": f"../{year + 1}/"}
            if year <= timezone.localdate().year
            else None,
        },
    )


def _by_sort(row):
    """主体责任 first, then 第一责任人, then 一岗双责."""
    return DutySort.values.index(row.sort)


def _table_of(year, rows):
    header = ["层次", "范围", "类别", "责任事项", "履职标准", "完成时限", "版本", "印发日期"]
    lines = [
        (
            row.get_layer_display(), row.range_label, row.get_sort_display(), row.title, row.standard,
            row.time_limit, row.version, row.issued_on,
        )
        for row in rows
    ]  # fmt: skip
    return table("duties", f"{year}年责任清单", header, lines)


class DutyTemplateForm(forms.Form):
    layer = forms.ChoiceField(label="层次", choices=DutyLayer.choices)
    unit_kind = forms.ChoiceField(
        label="单位类型", required=False, choices=[("", "—"), *UnitKind.choices],
        help_text="类型责任填写。",
    )  # fmt: skip
    unit = forms.CharField(
        label="单位", required=False, max_length=100, help_text="单位责任填写，写简称、全称或别称。"
    )
    sort = forms.ChoiceField(label="责任类别", choices=DutySort.choices)
    title = forms.CharField(
        label="责任事项", max_length=200, validators=[storable],
        help_text="与上一层同名的，以本层为准。",
        error_messages={"required": "请填写责任事项。", "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。"},
    )  # fmt: skip
    standard = long_text("履职标准")
    time_limit = forms.CharField(
        label="完成时限", max_length=100, validators=[storable], help_text="例如：每季度末、11月底前。",
        error_messages={"required": "请填写完成时限。", "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。"},
    )  # fmt: skip
    due_on = day_field("到期日", required=False)
    order = forms.IntegerField(
        label="排序", min_value=0, max_value=9999, initial=0,
        error_messages={"required": "请填写排序，如 10。", "invalid": "请填写整数。", "min_value": "不能小于 0。", "max_value": "不能大于 9999。"},
    )  # fmt: skip
    why = forms.CharField(
        label="变动理由", required=False, max_length=300, validators=[storable],
        help_text="已印发的必须填写，单位会看到。",
    )  # fmt: skip

    def __init__(self, *args, template=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.template = template
        if template is None:
            del self.fields["why"]
            return
        self.initial = {name: getattr(template, name) for name in self.fields if name != "why"}
        self.initial["unit"] = template.unit.short_name if template.unit else ""
        if template.issued_on is None:
            del self.fields["why"]

    def clean_unit(self):
        name = self.cleaned_data["unit"]
        if not name:
            return None
        if unit := unit_called(name):
            return unit
        raise forms.ValidationError(f"没有找到单位“{name}”。请写全称或简称。")

    def clean(self):
        data = super().clean()
        layer = data.get("layer")
        if not data.get("standard") and "standard" not in self.errors:
            self.add_error("standard", "请填写履职标准。")
        if layer == DutyLayer.KIND and not data.get("unit_kind"):
            self.add_error("unit_kind", "类型责任须写明单位类型。")
        if layer == DutyLayer.UNIT and not data.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "单位责任须写明单位。")
        if layer != DutyLayer.KIND:
            data["unit_kind"] = ""
        if layer != DutyLayer.UNIT:
            data["unit"] = None
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def duty_template_new(request, year):
    _writers_only(request)
    return _edit(
        request, year, None, lambda **fields: writing.write(request.user, year=year, **fields)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def duty_template_edit(request, pk):
    _writers_only(request)
    template = get_object_or_404(DutyTemplate.objects.select_related("unit"), pk=pk)
    return _edit(
        request,
        template.year,
        template,
        lambda **fields: writing.revise(pk, request.user, **fields),
    )


def _edit(request, year, template, keep):
    form = DutyTemplateForm(request.POST or None, template=template)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = keep(**form.cleaned_data)
            except ValidationError as error:
                add_errors(form, error)
            except WorkflowError as error:
                form.add_error(None, error.text)
            else:
                messages.success(request, "已保存，印发后单位可见。")
                return redirect(kept)
    context = {"form": form, "year": year, "template": template}
    return render(request, "tasks/duties/template_edit.html", context, status=status)


@require_POST
def duty_template_end(request, pk):
    _writers_only(request)
    template = get_object_or_404(DutyTemplate, pk=pk)
    try:
        writing.end(pk, request.user, request.POST.get("reason", ""))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    except WorkflowError as error:
        messages.error(request, error.text)
    else:
        messages.success(request, "已取消。" if template.issued_on else "已删除。")
    return redirect("duty_templates", template.year)


@require_POST
def duties_issue(request, year):
    _writers_only(request)
    try:
        changes = issuing.issue(year, request.user)
    except WorkflowError as error:
        messages.error(request, error.text)
    else:
        messages.success(request, f"已印发，{len(changes)} 个单位的清单有变化并已告知。")
    return redirect("duty_templates", year)


@require_POST
def duties_begin(request, year):
    _writers_only(request)
    try:
        count = writing.begin_from_last_year(year, request.user)
    except WorkflowError as error:
        messages.error(request, error.text)
    else:
        messages.success(request, f"已沿用 {count} 项，请核对后印发。")
    return redirect("duty_templates", year)
