"""荣誉: the ledger, one honour with its history, and the form of staff and administrators."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from reviews import honour_export
from reviews.honour_filter import SORTS, HonourFilter, ordered
from reviews.honours import correct, enter, may_write
from reviews.models import Honour
from reviews.views.honour_form import HonourForm
from units.models import Role
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import chips, page_of, sort_head

HISTORY_SHOWN = 30


@require_safe
def honours(request):
    _refuse_inspectors(request.user)
    found = HonourFilter(request.GET, user=request.user)
    if "unit" in found.form.errors:  # somebody else's unit, or none at all
        raise Http404
    rows = ordered(found.qs, request.GET.get("sort")).for_list()
    said = chips(request, found.form) if found.form.is_valid() else []
    if answer := exported(request, honour_export.table_of(rows, said)):
        return answer
    return render(
        request,
        "reviews/honours.html",
        {
            "filter": found,
            "page": page_of(request, rows),
            "head": sort_head(request, _columns(), SORTS),
            "own": not request.user.scope.reads_all,
            "chips": said,
            "may_write": may_write(request.user),
        },
    )


def _columns():
    return [
        {"label": "荣誉"},
        {"label": "获得者", "sort": "unit"},
        {"label": "级别"},
        {"label": "年度", "sort": "-year"},
        {"label": "授予单位"},
        {"label": "依据文件"},
        {"label": "有效期至", "sort": "until"},
    ]


def _refuse_inspectors(user):
    if user.scope.role == Role.INSPECTOR:
        raise Http404


def _visible(user, pk):
    rows = Honour.objects.visible_to(user).for_list().select_related("import_batch")
    return get_object_or_404(rows, pk=pk)


@require_safe
def honour(request, pk):
    found = _visible(request.user, pk)
    if answer := exported(request, history_table(found)):
        return answer
    return render(
        request,
        "reviews/honour.html",
        {
            "honour": found,
            "may_write": may_write(request.user),
            "reads_imports": request.user.scope.reads_imports,
            "history": AuditEntry.objects.about(found)[:HISTORY_SHOWN],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def honour_new(request):
    if not may_write(request.user):
        raise Http404
    return _edit(request, None, enter)


@require_http_methods(["GET", "HEAD", "POST"])
def honour_edit(request, pk):
    if not may_write(request.user):
        raise Http404
    found = _visible(request.user, pk)
    return _edit(request, found, lambda actor, **fields: correct(pk, actor, **fields))


def _edit(request, found, keep):
    form = HonourForm(request.POST or None, user=request.user, honour=found)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                kept = keep(request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, "已更正。" if found else "已登记。")
                return redirect(kept)
    return render(
        request, "reviews/honour_edit.html", {"form": form, "honour": found}, status=status
    )
