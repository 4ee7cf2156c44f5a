"""数据互核: the contradictions of all checks side by side, and waiving one with a reason and an end."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tasks import waivers
from tasks.contradictions import registry
from tasks.models import CheckWaiver
from units.models import District, Role
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import chips, page_of
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, WorkflowError

DECIDERS = (Role.STAFF, Role.LEADER)
WAIVED, ALL = "waived", "all"
HEAD = ["单位", "所涉内容", "一处", "另一处", "核对项", ""]
EXPORTED = ["单位", "片区", "核对项", "所涉内容", "一处", "另一处", "豁免到", "豁免理由", "批准人"]


class ContradictionFilter(forms.Form):
    check = forms.ChoiceField(label="核对项", required=False)
    district = forms.ModelChoiceField(
        label="片区", required=False, queryset=District.objects.all(), empty_label="全部"
    )
    show = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[("", "待处理"), (WAIVED, "已豁免"), (ALL, "全部")],
    )

    def __init__(self, data, user):
        super().__init__(data)
        self.fields["check"].choices = [("", "全部"), *registry.choices()]
        if not user.scope.reads_all:
            del self.fields["district"]


class WaiveForm(forms.Form):
    reason = forms.CharField(
        label="理由",
        max_length=settings.TEXT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明豁免的理由。"},
    )
    until = forms.DateField(
        label="豁免到",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "请填写截止日期。",
            "invalid": "日期应写成 2026-12-31 这样的形式。",
        },
    )


@require_safe
def contradictions(request):
    user = request.user
    form = ContradictionFilter(request.GET, user)
    form.is_valid()
    found = _chosen(registry.found_by(user, form.cleaned_data.get("check")), form.cleaned_data)
    said = chips(request, form)
    if answer := exported(request, table("contradictions", "数据互核", EXPORTED, _exported(found), chips=said)):  # fmt: skip
        return answer
    page = page_of(request, found)
    return render(
        request,
        "tasks/contradictions/list.html",
        {
            "form": form,
            "chips": said,
            "page": page,
            "rows": [
                {"found": each, "may_waive": waivers.may_waive(user, each.unit)} for each in page
            ],
            "head": HEAD,
            "period": registry.month_under_review(),
        },
    )


def _chosen(found, wanted):
    if wanted.get("district"):
        found = [each for each in found if each.unit.district_id == wanted["district"].pk]
    if wanted.get("show") == ALL:
        return found
    waived = wanted.get("show") == WAIVED
    return [each for each in found if bool(each.waiver) == waived]


def _exported(found):
    return [
        (
            each.unit.name, each.unit.district.name, each.label, each.row.about, each.row.said, each.row.against,
            each.waiver and each.waiver.until, each.waiver.reason if each.waiver else "",
            each.waiver.granted_by.name if each.waiver else "",
        )
        for each in found
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def waive(request):
    """`?check=` and `?subject=` name the contradiction, from its line on the page."""
    user = request.user
    if user.scope.role not in DECIDERS:
        raise Http404
    found = registry.one(user, request.GET.get("check", ""), request.GET.get("subject", ""))
    if found is None:
        if request.GET.get("subject"):
            messages.info(request, "两处已经一致，不需要豁免。")
        return redirect("contradictions")
    if not waivers.may_waive(user, found.unit):
        raise Http404
    form, notice, status = WaiveForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                waivers.grant(found, user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            except WorkflowError as error:
                notice, status = error.text, status_of(error)
            else:
                messages.success(request, "已豁免，到期自动恢复核对。")
                return redirect("contradictions")
    return render(
        request,
        "tasks/contradictions/waive.html",
        {"found": found, "form": form, "notice": notice},
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_waiver(request, pk):
    if request.user.scope.role not in DECIDERS:
        raise Http404
    get_object_or_404(CheckWaiver.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        try:
            waivers.end(pk, request.user, request.POST.get("reason", ""))
        except WorkflowError as error:
            messages.error(request, error.text)
        else:
            messages.success(request, "已提前结束豁免，恢复核对。")
    return redirect("contradictions")


def status_of(error):
    if isinstance(error, NotAllowed):
        return 403
    return 422 if isinstance(error, ReasonRequired) else 409
