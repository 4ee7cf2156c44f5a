"""结果运用: for the persons named for 约谈, each look on record; no table of it goes out."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from reviews import interviews as restricted
from reviews import result_uses as register
from reviews.models import ResultUse
from reviews.views.interview_forms import ResultUseFilter, ResultUseForm
from reviews.views.interviews import readers_only, writers_only
from tasks.views.guidance_pages import edit_page
from zhaotong_portal.listing import chips, page_of

HEAD = ["单位", "考核年度", "等次", "运用方式", "运用情况", "日期"]


def _look(user, rows):
    return restricted.look(user, rows, register.LOOKED_AT)


@require_safe
def result_uses(request):
    user = request.user
    readers_only(user)
    found = ResultUseFilter(request.GET, queryset=ResultUse.objects.visible_to(user).for_list())
    page = page_of(request, found.qs)
    context = {
        "filter": found,
        "chips": chips(request, found.form) if found.form.is_valid() else [],
        "page": page,
        "rows": _look(user, page.object_list),
        "head": HEAD,
        "writes": restricted.may_write(user),
    }
    return render(request, "reviews/interview/uses.html", context)


def _visible(user, pk):
    return get_object_or_404(ResultUse.objects.visible_to(user).for_list(), pk=pk)


@require_safe
def result_use(request, pk):
    found = _visible(request.user, pk)
    _look(request.user, [found])
    context = {"object": found, "writes": restricted.may_write(request.user)}
    return render(request, "reviews/interview/use.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def result_use_new(request):
    writers_only(request.user)
    form = ResultUseForm(request.POST or None)
    context = {"title": "登记结果运用", "submit": "登记", "uses": True}
    return edit_page(
        request, form, "reviews/interview/edit.html",
        lambda data: register.enter(request.user, **data), "已登记。", context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def result_use_edit(request, pk):
    found = _visible(request.user, pk)
    writers_only(request.user)
    _look(request.user, [found])
    form = ResultUseForm(request.POST or None, found=found)
    context = {"title": "更正结果运用", "submit": "保存更正", "object": found, "uses": True}
    return edit_page(
        request, form, "reviews/interview/edit.html",
        lambda data: register.correct(pk, request.user, **data), "已更正。", context,
    )  # fmt: skip
