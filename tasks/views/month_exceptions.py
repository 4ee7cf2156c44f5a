"""免报和延期 of one month: who has one and why, a form to give one, and an end before its time."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tasks import exceptions
from tasks.models import Month, MonthException
from tasks.views.month import not_open
from units.models import Unit
from units.unit_names import unit_called
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import page_of
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, WorkflowError

HEAD = ["单位", "片区", "例外", "延长", "理由", "批准"]
EXPORTED = ["单位", "片区", "例外", "延期至", "延长工作日", "理由", "批准人", "批准时间"]
HISTORY_SHOWN = 30


class ExceptionForm(forms.Form):
    """The unit is written by name, as in the lists."""

    unit = forms.CharField(
        label="单位",
        max_length=100,
        help_text="写简称、全称或别称。",
        error_messages={"required": "请填写单位。"},
    )
    kind = forms.ChoiceField(
        label="例外", choices=MonthException.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": "请选择免报或延期。"},
    )  # fmt: skip
    until = forms.DateField(
        label="延期至",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期应写成 2026-12-08 这样的形式。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "请写明理由。",
            "max_length": "最多 %(limit_value)d 字，现有 %(show_value)d 字，请精简。",
        },
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_unit(self):
        name = self.cleaned_data["unit"]
        unit = unit_called(name)
        if unit is None or not self.user.scope.sees_unit(unit):
            raise forms.ValidationError(f"没有找到单位“{name}”。请写全称或简称。")
        return unit


@require_http_methods(["GET", "HEAD", "POST"])
def month_exceptions(request, period):
    """`?unit=` fills in the unit: from its month page two presses give it a later day."""
    if not request.user.scope.reads_all:
        raise Http404
    month = Month.objects.filter(period=period).first()
    if month is None:
        return not_open(request, f"{period.label}还没有开放填报，不能设免报或延期。")
    writes = exceptions.may_grant_any(request.user) and not month.is_locked
    if request.method == "POST":
        if not exceptions.may_grant_any(request.user):
            raise Http404
        return _give(request, month)
    form = ExceptionForm(user=request.user, initial=_initial(request)) if writes else None
    return _page(request, month, form)


def _initial(request):
    text = request.GET.get("unit", "")
    unit = None
    if text.isascii() and text.isdigit() and len(text) < 10:
        unit = Unit.objects.visible_to(request.user).filter(pk=text).first()
    return {"unit": unit.short_name if unit else "", "kind": MonthException.Kind.EXTENDED}


def _give(request, month):
    form = ExceptionForm(request.POST, user=request.user)
    if not form.is_valid():
        return _page(request, month, form, status=422)
    fields = form.cleaned_data
    unit, kind = fields.pop("unit"), fields.pop("kind")
    try:
        given = exceptions.grant(month, unit, kind, request.user, **fields)
    except ValidationError as error:
        # The model speaks of the moment, the form of its day.
        for name, texts in getattr(error, "message_dict", {"__all__": error.messages}).items():
            place = "until" if name == "due_at" else name if name in form.fields else None
            form.add_error(place, texts)
        return _page(request, month, form, status=422)
    except WorkflowError as error:
        form.add_error(None, error.text)
        status = 422 if isinstance(error, ReasonRequired) else 403 if isinstance(error, NotAllowed) else 409  # fmt: skip
        return _page(request, month, form, status=status)
    messages.success(request, f"已办理：{unit.short_name}{month}{exceptions.said(given)}。")
    return redirect("month_exceptions", month.period)


def _rows(request, month):
    found = (
        MonthException.objects.filter(
            month=month, unit__in=Unit.objects.visible_to(request.user).order_by().values("pk")
        )
        .select_related("unit", "unit__district", "granted_by", "month")
        .order_by("unit__district__order", "unit__protocol_order", "pk")
    )
    return [
        {
            "given": given,
            "said": exceptions.said(given),
            "extra": exceptions.extra_workdays(given),
            "may_end": not month.is_locked and exceptions.may_grant(request.user, given.unit),
        }
        for given in found
    ]


def _page(request, month, form, failed=None, status=200):
    rows = _rows(request, month)
    if answer := exported(request, _table(month, rows), lambda: history_table(month)):
        return answer
    for row in rows:
        row["failed"] = failed if failed and failed["pk"] == row["given"].pk else None
    return render(
        request,
        "tasks/month_exceptions.html",
        {
            "month": month,
            "form": form,
            "failed": failed,
            "head": HEAD,
            "page": page_of(request, rows),
            "last_day": timezone.localdate(month.lock_at - timedelta(minutes=1)),
            "history": AuditEntry.objects.about(month).filter(action__startswith="exception.")[:HISTORY_SHOWN],
        },
        status=status,
    )  # fmt: skip


def _table(month, rows):
    out = [
        (
            row["given"].unit.name, row["given"].unit.district.name, row["given"].get_kind_display(),
            timezone.localtime(row["given"].due_at) if row["given"].due_at else None, row["extra"], row["given"].reason,
            row["given"].granted_by.name if row["given"].granted_by else None, timezone.localtime(row["given"].granted_at),
        )
        for row in rows
    ]  # fmt: skip
    return table("exceptions", f"{month}免报和延期", EXPORTED, out)


@require_http_methods(["GET", "HEAD", "POST"])
def month_exception_end(request, pk):
    """提前结束. Who may not finds no such address."""
    units = Unit.objects.visible_to(request.user).order_by().values("pk")
    rows = MonthException.objects.select_related("unit", "month").filter(unit__in=units)
    given = get_object_or_404(rows, pk=pk)
    if not exceptions.may_grant(request.user, given.unit):
        raise Http404
    if request.method != "POST":
        return redirect("month_exceptions", given.month.period)
    typed = request.POST.get("reason", "")
    try:
        exceptions.end(pk, request.user, typed)
    except WorkflowError as error:
        status = 422 if isinstance(error, ReasonRequired) else 409
        form = ExceptionForm(user=request.user)
        failed = {"pk": pk, "text": error.text, "typed": typed}
        return _page(request, given.month, form, failed=failed, status=status)
    messages.success(request, f"已提前结束{given.unit.short_name}的{given.get_kind_display()}。")
    return redirect("month_exceptions", given.month.period)
