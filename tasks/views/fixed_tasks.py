"""固定任务: what stands on every unit's sheet in certain months, kept by staff and administrators."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from tasks import fixed_tasks
from tasks.models import FixedTask, Indicator
from tasks.models.fixed_task import MONTHS
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.workflow import WorkflowError

HEAD = ["名称", "要求", "月份", "销号", "启用", ""]


class FixedTaskForm(forms.ModelForm):
    months = forms.TypedMultipleChoiceField(
        label="月份",
        coerce=int,
        choices=[(n, f"{n}月") for n in MONTHS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一个月份。"},
    )

    class Meta:
        model = FixedTask
        fields = fixed_tasks.FIELDS
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "maxlength": 400})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = Indicator.objects.filter(is_active=True)
        self.fields["indicator"].empty_label = "不以指标销号，由单位答复、工委认可"


@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request):
    """All of them, and the field for a new one."""
    _keepers_only(request, reading=request.method != "POST")
    if request.method != "POST":
        return _shown(request)
    return _stored(request, FixedTaskForm(request.POST), "已新增固定任务。")


@require_http_methods(["GET", "HEAD", "POST"])
def task(request, pk):
    """Changes one; what is no longer wanted is switched off."""
    _keepers_only(request)
    there = get_object_or_404(FixedTask, pk=pk)
    if request.method != "POST":
        return redirect("fixed_tasks")
    form = FixedTaskForm(request.POST, instance=there, auto_id=f"task-{pk}-%s")
    return _stored(request, form, "已保存。")


def _keepers_only(request, reading=False):
    role = request.user.scope.role
    if role not in fixed_tasks.KEEPERS and not (reading and role == "auditor"):
        raise Http404


def _stored(request, form, said):
    if form.is_valid():
        try:
            fixed_tasks.keep(form.save(commit=False), request.user)
        except ValidationError as error:
            form.add_error(None, error)
        except WorkflowError as error:
            form.add_error("text", error.text)
        else:
            messages.success(request, said)
            return redirect("fixed_tasks")
    return _shown(request, form, status=422)


def _shown(request, refused=None, status=200):
    rows = list(FixedTask.objects.select_related("indicator"))
    if answer := exported(request, _table(rows)):
        return answer
    keeps = request.user.scope.role in fixed_tasks.KEEPERS
    changed = refused.instance.pk if refused else None
    context = {
        "rows": [_row(row, refused if row.pk == changed else None) for row in rows],
        "new": refused if refused and changed is None else FixedTaskForm(),
        "new_open": bool(refused and changed is None),
        "keeps": keeps,
        "head": HEAD if keeps else HEAD[:-1],
    }
    return render(request, "tasks/fixed_tasks.html", context, status=status)


def _row(row, refused):
    form = refused or FixedTaskForm(instance=row, auto_id=f"task-{row.pk}-%s")
    return {"task": row, "months": months_text(row.months), "form": form, "is_refused": bool(refused)}  # fmt: skip


def months_text(months):
    return "每月" if len(months) == 12 else "、".join(f"{n}月" for n in sorted(months))


def _table(rows):
    return table(
        "fixed_tasks",
        "固定任务",
        ["名称", "要求", "月份", "当月几日前", "以指标销号", "启用"],
        [
            (
                row.heading,
                row.text,
                months_text(row.months),
                row.due_day,
                row.indicator.name if row.indicator else None,
                "是" if row.is_active else "否",
            )
            for row in rows
        ],
    )
