"""模范机关创建: the list of all self-assessments, and the beginning of a new one."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from reviews.model_offices import tables
from reviews.model_offices.disclosure import shows_review
from reviews.model_offices.filters import COUNTED, SORTS, ModelOfficeFilter, ordered
from reviews.model_offices.links import beside_the_list
from reviews.views.model_office_forms import StartForm
from reviews.workflows import model_office as workflow
from tasks.views.guidance_pages import put_errors
from units.models import Role
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import chips, page_of, sort_head

READERS = set(Role) - {Role.INSPECTOR}


def readers_only(user):
    if user.scope.role not in READERS:
        raise Http404


@require_safe
def model_offices(request):
    user = request.user
    readers_only(user)
    found = ModelOfficeFilter(request.GET, user=user)
    if "unit" in found.form.errors:  # somebody else's unit, or none at all
        raise Http404
    rows = ordered(found.qs.annotate(**COUNTED), request.GET.get("sort")).for_list()
    rows = rows.select_related(
        "submitted_by", "reviewed_by", "honour__unit", "honour__organisation"
    )
    said = chips(request, found.form) if found.form.is_valid() else []
    if answer := exported(request, lambda: tables.list_table(rows, lambda row: shows_review(user, row), said)):  # fmt: skip
        return answer
    own = user.scope.works_in_unit
    columns = [
        {"label": "自评" if own else "单位", "sort": "unit"}, {"label": "年度", "sort": "-year"}, {"label": "申报级别"},
        {"label": "状态"}, {"label": "自评结果"}, {"label": "报送"}, {"label": "荣誉"},
    ]  # fmt: skip
    context = {
        "filter": found,
        "page": page_of(request, rows),
        "chips": said,
        "own": own,
        "head": sort_head(request, columns, SORTS),
        "links": {"label": "模范机关", "links": beside_the_list()},
    }
    return render(request, "reviews/model_office/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def model_office_new(request):
    user = request.user
    if not user.scope.works_in_unit:
        raise Http404
    form = StartForm(request.POST or None, user=user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = workflow.start(user, *form.chosen())
            except ValidationError as error:
                put_errors(form, error)
            else:
                return redirect("model_office_edit", made.pk)
    context = {"form": form, "years": form.fields["year"].choices}
    return render(request, "reviews/model_office/new.html", context, status=status)
