"""评议: how citizens rate, for all units or for one, with count, spread and interval (rules.md §3, row "ratings")."""

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reviews import comments, entering, rating_export
from reviews.figures import counted_as_of
from reviews.models import Grade, Rating, UnitMonthReviews
from reviews.praise import praise_for
from reviews.quarters import before, cases_of, quarter_of, reasons_of, surveys_of
from reviews.rating_filter import RangeForm, RatingFilter, presets
from reviews.satisfaction import (
    GRADES,
    Satisfaction,
    between,
    satisfaction_by,
    satisfied_label,
    sums,
)
from reviews.views.points import points
from units.models import District, Role, Unit
from zhaotong_portal import wording
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import chart_table
from zhaotong_portal.listing import address_with, chips, page_of, sort_head

READS_ALL = {Role.STAFF, Role.LEADER, Role.AUDITOR}
READS_COMMENTS = {Role.STAFF, Role.LEADER}
SORTS = {"unit": "protocol_order", "n": "n", "-n": "-n", "-poor": "-poor"}
DISTRICT_HEAD = [
    "片区",
    *({"label": label, "num": True} for label in ("有效评议", "满意率", "95%置信区间", "差评")),
]
COMMENT_HEAD = [
    {"label": "日期", "width": "9rem"},
    {"label": "评价", "width": "8rem"},
    "窗口",
    "意见",
]
MONTHS_SHOWN = 12


@require_safe
def ratings(request):
    """The page of the header's link, for each role what the matrix grants."""
    scope = request.user.scope
    if scope.role == Role.ADMINISTRATOR:
        return points(request)
    if scope.works_in_unit and len(scope.unit_ids) == 1:
        return unit_ratings(request, min(scope.unit_ids))
    if scope.role not in READS_ALL and not scope.works_in_unit:
        raise Http404
    return _all_units(request)


def _all_units(request):
    form = RatingFilter(request.GET)
    first, last = form.months
    units = form.units(request.user)
    rows = _with_figures(units, first, last).select_related("district")
    rows = rows.order_by(
        SORTS.get(request.GET.get("sort"), "protocol_order"), "protocol_order", "pk"
    )
    by_district = _by_district(request.user, units, first, last)
    districts = _district_rows(request, by_district)
    said = chips(request, form) if form.is_valid() else []
    if answer := exported(
        request,
        rating_export.units_table(rows, form, said),
        rating_export.districts_table(districts, form, said),
    ):
        return answer
    page = page_of(request, rows)
    whole = Satisfaction.added_up(by_district.values())
    return render(
        request,
        "reviews/ratings.html",
        {
            "form": form,
            "tabs": presets(request, (first, last)),
            "chips": said,
            "whole": whole,
            "card": rate_card(whole),
            "districts": districts,
            "page": page,
            "rows": [{"unit": unit, "figures": Satisfaction.of(unit)} for unit in page],
            "head": _head(request),
            "district_head": DISTRICT_HEAD,
            "as_of": counted_as_of(),
            "satisfied": satisfied_label(),
            "minimum": settings.RATING_MIN_COMPARABLE,
            "shows_flags": request.user.scope.role in (Role.STAFF, Role.LEADER),
            "may_enter": entering.may_enter(request.user),
            "range_query": f"since={first}&until={last}",
        },
    )


def _with_figures(units, first, last):
    found = sums("review_months__", between(first, last, "review_months__"))
    rows = units.annotate(**found)
    return rows.annotate(
        n=sum((found[f"grade_{value}"] for value in GRADES[1:]), found[f"grade_{GRADES[0]}"]),
        poor=found["grade_2"] + found["grade_1"],
    )


def _by_district(user, units, first, last):
    """{district id: Satisfaction} of the units shown, by the district they belong to today."""
    rows = UnitMonthReviews.objects.visible_to(user).filter(between(first, last))
    return satisfaction_by(rows.filter(unit__in=units.order_by().values("pk")), "unit__district")


def _district_rows(request, figures):
    return [
        {
            "district": district,
            "figures": figures[district.pk],
            "url": address_with(request, district=district.pk),
        }
        for district in District.objects.all()
        if district.pk in figures
    ]


def rate_card(figures):
    """满意率 as `figure_card` shows it: never without its count and interval."""
    return {
        "number": wording.rate_text(figures.rate),
        "note": rate_note(figures),
    }


def rate_note(figures):
    if not figures.n:
        return "还没有收到评议"
    interval = f"{wording.rate_text(figures.low)}–{wording.rate_text(figures.high)}"
    return f"{wording.number_text(figures.n)} 条有效评议，95%置信区间 {interval}"


def _head(request):
    columns = [
        {"label": "单位", "sort": "unit"},
        {"label": "片区"},
        {"label": "有效评议", "num": True, "sort": "-n"},
        {"label": "满意率", "num": True},
        {"label": "95%置信区间", "num": True},
        *({"label": Grade(value).label, "num": True} for value in GRADES),
        {"label": "不计入", "num": True},
    ]
    return sort_head(request, columns, SORTS)


# --- One unit -----------------------------------------------------------------------------------------


@require_safe
def unit_ratings(request, pk):
    scope = request.user.scope
    if scope.role not in READS_ALL and not scope.works_in_unit:
        raise Http404
    unit = get_object_or_404(
        Unit.objects.visible_to(request.user).select_related("district"), pk=pk
    )
    form = RangeForm(request.GET)
    first, last = form.months
    by_month = satisfaction_by(
        UnitMonthReviews.objects.visible_to(request.user).filter(between(first, last), unit=unit),
        "period",
    )
    figures = Satisfaction.added_up(by_month.values())
    # A handful of ratings, told apart, would tell the unit who gave them.
    shows_spread = not scope.works_in_unit or figures.n >= settings.RATING_COMMENT_GROUP
    chart = _chart(by_month) if shows_spread else None
    days = first.first_day, last.last_day
    told = _comments(request, unit, first, last)
    if answer := exported(request, *_tables(unit, form, figures, shows_spread, chart, told)):
        return answer
    if "rows" in told:
        told["page"] = page_of(request, told.pop("rows"), 20)
    return render(
        request,
        "reviews/unit_ratings.html",
        {
            "unit": unit,
            "form": form,
            "tabs": presets(request, (first, last)),
            "chips": chips(request, form) if form.is_valid() else [],
            "figures": figures,
            "card": rate_card(figures),
            "shows_spread": shows_spread,
            "group": settings.RATING_COMMENT_GROUP,
            "reasons": reasons_of(*days, Q(unit=unit)) if shows_spread else [],
            "praise": praise_for(unit, days, request.user),
            "cases": cases_of(*days, unit=unit),
            "surveys": surveys_of(request.user, first, last, unit),
            "quarters": _quarters(),
            "chart": chart,
            "as_of": counted_as_of(),
            "satisfied": satisfied_label(),
            "minimum": settings.RATING_MIN_COMPARABLE,
            "shows_flags": scope.role == Role.STAFF,
            "own": scope.works_in_unit,
            **told,
        },
    )


def _comments(request, unit, first, last):
    """Staff and leaders read each with its day; the unit reads groups; an auditor reads none."""
    scope = request.user.scope
    if scope.works_in_unit:
        return {"groups": comments.groups_for_unit(unit), "waiting": comments.waiting_count(unit)}
    if scope.role not in READS_COMMENTS:
        return {}
    rows = (
        Rating.objects.visible_to(request.user)
        .filter(unit=unit, given_on__range=(first.first_day, last.last_day))
        .exclude(comment="")
        .select_related("point")
        .order_by("-given_on", "grade", "pk")
    )
    return {"rows": rows, "comment_head": COMMENT_HEAD}


def _tables(unit, form, figures, shows_spread, chart, told):
    """What goes out is what this role is shown: comments as they are told to it, grades where they hide who gave them."""
    if "rows" in told:
        yield rating_export.comments_table(unit, told["rows"], form)
    if "groups" in told:
        yield rating_export.groups_table(unit, told["groups"])
    if shows_spread:
        yield rating_export.spread_table(unit, figures, form)
    if chart:
        yield chart_table(chart)


def _quarters():
    """The quarters of which a statement can be had: the four that are over, and the running one."""
    today = timezone.localdate()
    year, quarter = today.year, quarter_of(today)
    for _ in range(5):
        yield {"year": year, "quarter": quarter, "label": f"{year}年{quarter}季度"}
        year, quarter = before(year, quarter)


def _chart(by_month):
    months = sorted(by_month)[-MONTHS_SHOWN:]
    if len(months) < 2:
        return None
    good = [sum(by_month[month].spread.values()) - by_month[month].poor for month in months]
    return {
        "id": "months",
        "export": "months",
        "kind": "stacked",
        "title": "各月评议",
        "unit": "条",
        "label_head": "月份",
        "labels": [month.label for month in months],
        "series": [
            {"name": "基本满意及以上", "values": good, "tone": "good"},
            {"name": "差评", "values": [by_month[month].poor for month in months], "tone": "bad"},
        ],
        "height": 220,
    }
