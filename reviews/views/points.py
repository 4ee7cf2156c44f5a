"""评议码: where the codes hang, their posters, and how the administrator issues, renews and revokes them."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from reviews import points as codes
from reviews.loading import units_without_code
from reviews.models import RatingPoint
from units.models import District, Role, Unit
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import streamed, table
from zhaotong_portal.listing import chips, page_of
from zhaotong_portal.workflow import ReasonRequired, WorkflowError

REVOKED = "revoked"
# Administrators keep the codes; what citizens said is not theirs to read (rules.md §3).
STATISTICS = {Role.STAFF, Role.LEADER, Role.AUDITOR, Role.OFFICER, Role.SECRETARY}
MOVES = {
    "reissue": (codes.reissue, "已换发，请打印新海报并换下旧的。"),
    "revoke": (codes.revoke, "已停用。"),
}
HEAD = [
    "单位",
    "窗口",
    "类别",
    "启用日期",
    {"label": "有效评议", "num": True},
    {"label": "满意率", "num": True},
    "状态",
    "操作",
]


class PointFilter(forms.Form):
    q = forms.CharField(
        label="单位或窗口",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "名称或拼音，如 swj", "maxlength": 100}),
    )
    district = forms.ModelChoiceField(
        label="片区", queryset=District.objects.all(), required=False, empty_label="全部"
    )
    state = forms.ChoiceField(
        label="状态",
        choices=[("", "在用"), (REVOKED, "已停用"), ("all", "全部")],
        required=False,
    )

    def rows(self, user):
        rows = RatingPoint.objects.visible_to(user)
        chosen = self.cleaned_data if self.is_valid() else {}
        if chosen.get("state") == REVOKED:
            rows = rows.filter(revoked_at__isnull=False)
        elif chosen.get("state") != "all":
            rows = rows.live()
        if chosen.get("district"):
            rows = rows.filter(unit__district=chosen["district"])
        if chosen.get("q"):
            units = Unit.objects.search(chosen["q"]).order_by().values("pk")
            rows = rows.filter(unit__in=units) | rows.filter(name__icontains=chosen["q"])
        return rows.select_related("unit", "unit__district").order_by(
            "unit__protocol_order", "name", "-issued_at", "pk"
        )


class PointForm(forms.Form):
    """A new code; an empty name is the unit's own."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选择")
    name = forms.CharField(label="窗口", required=False, help_text="留空表示单位本身")
    kind = forms.ChoiceField(
        label="类别", choices=codes.WINDOW_KINDS, required=False, help_text="填了窗口的才选"
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(user).active()


def refuse_strangers(user):
    """Inspectors have no part in ratings (rules.md §3)."""
    if user.scope.role in (None, Role.INSPECTOR):
        raise Http404


def points(request):
    refuse_strangers(request.user)
    manages = codes.may_manage(request.user)
    form, status = None, 200
    if request.method == "POST":
        if not manages:
            raise Http404
        form = PointForm(request.POST, user=request.user)
        if _issued(request, form):
            return redirect("rating_points")
        status = 422
    elif manages:
        form = PointForm(user=request.user)
    return _points_page(request, form, status=status)


def _issued(request, form):
    if not form.is_valid():
        return False
    try:
        point = codes.issue(
            form.cleaned_data["unit"],
            form.cleaned_data["name"],
            request.user,
            form.cleaned_data["kind"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, f"已为{point}启用评议码，可以打印海报。")
    return True


def _points_page(request, form=None, *, failed=None, status=200):
    chosen = PointFilter(request.GET)
    rows = chosen.rows(request.user)
    said = chips(request, chosen) if chosen.is_valid() else []
    if answer := exported(request, _table(rows, said)):
        return answer
    page = page_of(request, rows)
    figures = codes.figures_of(page) if request.user.scope.role in STATISTICS else {}
    for point in page:
        point.figures = shown(request.user, figures.get(point.pk))
    manages = codes.may_manage(request.user)
    if manages and form is None:
        form = PointForm(user=request.user)
    return render(
        request,
        "reviews/rating_points.html",
        {
            "filter_form": chosen if request.user.scope.reads_all else None,
            "chips": said,
            "page": page,
            "head": HEAD,
            "form": form,
            "manages": manages,
            "failed": failed or {},
            "without_code": units_without_code().count() if manages else 0,
        },
        status=status,
    )


def shown(user, figures):
    """A unit reads the figures of a point only where enough rated to hide who did."""
    if figures and user.scope.works_in_unit and figures.n < settings.RATING_COMMENT_GROUP:
        return None
    return figures


def _table(rows, said):
    """Where the codes hang. The code itself stays out: who has it can rate, and a list is passed on."""

    def lines():
        for point in streamed(rows):
            state = "已停用" if point.revoked_at else "在用"
            issued, revoked = (
                at and timezone.localdate(at) for at in (point.issued_at, point.revoked_at)
            )
            yield (
                point.unit.name,
                point.unit.district.name,
                point.name,
                point.get_kind_display(),
                issued,
                state,
                revoked,
            )

    header = ["单位", "片区", "窗口", "类别", "启用日期", "状态", "停用日期"]
    return table("points", "评议码", header, lines, count=rows.count, chips=said)


@require_POST
def issue_missing(request):
    if not codes.may_manage(request.user):
        raise Http404
    count = codes.issue_missing(request.user)
    messages.success(request, f"已为{count}个单位启用评议码。" if count else "各单位都已有评议码。")
    return redirect("rating_points")


@require_POST
def move(request, pk, move):
    """Re-issue or revoke; who may not manage codes finds no such address."""
    if move not in MOVES or not codes.may_manage(request.user):
        raise Http404
    get_object_or_404(RatingPoint.objects.visible_to(request.user), pk=pk)
    make, done = MOVES[move]
    reason = request.POST.get("reason", "")
    try:
        point = make(pk, request.user, reason)
    except WorkflowError as error:
        failed = {"pk": pk, "move": move, "reason": reason, "error": error.text}
        status = 422 if isinstance(error, ReasonRequired) else 409
        return _points_page(request, failed=failed, status=status)
    messages.success(request, done)
    if move == "reissue":  # the new poster is what is wanted next
        return redirect(f"{reverse('rating_posters')}?point={point.pk}")
    return redirect("rating_points")
