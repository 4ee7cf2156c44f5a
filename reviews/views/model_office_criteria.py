"""模范机关标准 by year: read by everybody who has to do with them, kept by the administrator."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from reviews.model_offices import criteria as register
from reviews.model_offices.tables import criteria_table
from reviews.models import ModelOfficeCriterion
from reviews.views.model_office_forms import CriterionForm, NewCriterionForm
from reviews.views.model_offices import readers_only
from tasks.views.guidance_pages import put_errors
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.workflow import StateChanged, WorkflowError

HEAD = [{"label": "序号", "num": True, "width": "4rem"}, {"label": "五型机关", "width": "7rem"}, "标准", {"label": "状态", "width": "6rem"}]  # fmt: skip
HISTORY_SHOWN = 30


def _writers_only(user):
    if not register.may_write(user):
        raise Http404


def _address(year):
    return f"{reverse('model_office_criteria')}?year={year}"


@require_http_methods(["GET", "HEAD", "POST"])
def criteria(request):
    readers_only(request.user)
    if request.method != "POST":
        return _page(request)
    _writers_only(request.user)
    form = NewCriterionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    data = form.cleaned_data
    try:
        register.add(request.user, data["year"], data["five_type"], data["text"])
    except ValidationError as error:
        put_errors(form, error)
        return _page(request, form, 422)
    except WorkflowError as error:
        form.add_error(None, error.text)
        return _page(request, form, 409)
    messages.success(request, "已新增。")
    return redirect(_address(data["year"]))


def _years(user):
    rows = ModelOfficeCriterion.objects.order_by().values_list("year", flat=True).distinct()
    offered = register.writable_years() if register.may_write(user) else ()
    return sorted({*rows, *offered}, reverse=True)


def _chosen(request, years):
    text = request.POST.get("year") or request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    now = timezone.localdate().year
    return year if year in years else now if now in years else next(iter(years), now)


def _page(request, form=None, status=200):
    user = request.user
    years = _years(user)
    year = _chosen(request, years)
    rows = list(register.with_answers(ModelOfficeCriterion.objects.filter(year=year)))
    if answer := exported(request, lambda: criteria_table(year, rows)):
        return answer
    writes = register.may_write(user) and year in register.writable_years()
    context = {
        "year": year,
        "years": [{"label": f"{one}年", "url": _address(one), "active": one == year} for one in years],
        "rows": rows,
        "head": HEAD,
        "writes": writes,
        "form": form or NewCriterionForm(initial={"year": year}),
        "copied_from": register.year_to_copy(year) if writes else None,
    }  # fmt: skip
    return render(request, "reviews/model_office/criteria.html", context, status=status)


@require_POST
def criteria_copy(request):
    _writers_only(request.user)
    text = request.POST.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
    try:
        made = register.copy_from_before(request.user, year)
    except WorkflowError as error:
        messages.error(request, error.text)
        return redirect("model_office_criteria")
    if made:
        messages.success(request, f"已沿用 {made} 条。")
    else:
        messages.info(request, "没有可以补充的标准。")
    return redirect(_address(year))


@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request, pk):
    _writers_only(request.user)
    found = get_object_or_404(register.with_answers(ModelOfficeCriterion.objects.all()), pk=pk)
    if answer := exported(request, history_table(found)):
        return answer
    initial = {name: getattr(found, name) for name in register.WRITTEN}
    form = CriterionForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                register.change(pk, request.user, **form.cleaned_data)
            except ValidationError as error:
                put_errors(form, error)
            except WorkflowError as error:
                form.add_error(None, error.text)
                status = 409 if isinstance(error, StateChanged) else 422
            else:
                messages.success(request, "已保存。")
                return redirect(_address(found.year))
    context = {
        "object": found,
        "form": form,
        "writes": found.year in register.writable_years(),
        "back_url": _address(found.year),
        "history": AuditEntry.objects.about(found)[:HISTORY_SHOWN],
    }
    return render(request, "reviews/model_office/criterion.html", context, status=status)


@require_POST
def criterion_use(request, pk):
    """停用 or 恢复, by the value of the button."""
    _writers_only(request.user)
    found = get_object_or_404(ModelOfficeCriterion, pk=pk)
    restores = request.POST.get("use") == "1"
    try:
        (register.restore if restores else register.retire)(pk, request.user)
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
    except WorkflowError as error:
        messages.error(request, error.text)
    else:
        messages.success(request, "已恢复使用。" if restores else "已停用，已填写的保留。")
    return redirect(_address(found.year))
