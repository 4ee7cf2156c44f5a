"""整改统计: what units report and what was verified, side by side, by unit, district, category and source (G19, G20, W10)."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reviews import families, finding_figures
from reviews.finding_filter import year_choices
from reviews.models import Finding, FindingCategory, FindingRecheck, FindingSource
from units.models import District, Unit
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import share, table
from zhaotong_portal.listing import address_with, page_of
from zhaotong_portal.period import Period

HEAD = (
    "发现", "交办", "未销号", "逾期", "自报整改率", "验收整改率", "平均整改天数", "退回", "再次发现", "延期", "复查稳固",
)  # fmt: skip
SPLITS = {"unit": "单位", "district": "片区", "category": "类别", "source": "来源"}


@dataclass(frozen=True)
class Line:
    label: str
    url: str
    standing: finding_figures.Standing


@require_safe
def statistics(request):
    if not request.user.scope.reads_all:
        raise Http404
    by = request.GET.get("by", "source")
    if by not in SPLITS:
        by = "source"
    years = dict(year_choices())
    year = int(request.GET["year"]) if request.GET.get("year", "").isdecimal() else None
    year = year if year in years else None
    lines = _lines(by, year)
    total = finding_figures.total_of(line.standing for line in lines)
    head = [{"label": SPLITS[by]}, *({"label": label, "num": True} for label in HEAD)]
    title = f"{years[year] if year else '历年'}整改统计（按{SPLITS[by]}）"
    rows = [(line.label, *_cells(line.standing)) for line in lines] + [("合计", *_cells(total))]
    if answer := exported(request, table("statistics", title, head, rows)):
        return answer
    return render(
        request,
        "reviews/finding_statistics.html",
        {
            "lines": lines,
            "bulletin": Period.current().previous()
            if request.user.scope.is_committee_side
            else None,
            "total": total,
            "head": head,
            "by": by,
            "year": year,
            "tabs": [
                {"label": f"按{label}", "url": address_with(request, by=code), "active": code == by}
                for code, label in SPLITS.items()
            ],
            "years": [
                {"label": label, "url": address_with(request, year=value), "active": value == year}
                for value, label in [(None, "历年"), *years.items()]
            ],
        },
    )


def _cells(row):
    return (
        row.found, row.handed, row.open, row.overdue, share(_percent(row.reported_share)),
        share(_percent(row.verified_share)), row.average_days, row.returned, row.recurred, row.extended,
        share(_percent(row.held_share)),
    )  # fmt: skip


def _percent(fraction):
    return None if fraction is None else fraction * 100


def _lines(by, year):
    """In the order of the office: units and districts by protocol, categories by theirs, sources as listed."""
    found = finding_figures.standings("unit" if by == "district" else by, [year] if year else None)
    query = f"&year={year}" if year else ""
    ledger = reverse("findings")
    if by in ("unit", "district"):
        return _by_place(by, found, f"{ledger}?{{}}={{}}{query}")
    if by == "category":
        named = [(row.pk, row.name) for row in FindingCategory.objects.all()] + [(None, "未归类")]
        url = f"{ledger}?category={{}}{query}"
    else:
        named, url = FindingSource.choices, f"{ledger}?source={{}}{query}"
    return [
        Line(label, url.format(value) if value else "", found[value])
        for value, label in named
        if value in found
    ]


def _by_place(by, found, url):
    units = Unit.objects.filter(pk__in=found).select_related("district")
    if by == "unit":
        return [Line(row.short_name, url.format("unit", row.pk), found[row.pk]) for row in units]
    sums = {}
    for unit in units:
        sums.setdefault(unit.district, finding_figures.Standing()).add(found[unit.pk])
    return [
        Line(row.name, url.format("district", row.pk), sums[row])
        for row in District.objects.all()
        if row in sums
    ]


COMMON_HEAD = [{"label": "共性问题"}, {"label": "单位", "num": True}, {"label": "问题", "num": True}, {"label": "涉及单位"}]  # fmt: skip


@require_safe
def common(request):
    """共性问题: like problems that several units have at the same time (G8)."""
    if not request.user.scope.reads_all:
        raise Http404
    found = families.common_problems(Finding.objects.visible_to(request.user))
    names = dict(Unit.objects.values_list("pk", "short_name"))
    rows = [
        {"problem": row, "units": len(row.unit_ids), "findings": len(row.findings), "names": [names[pk] for pk in row.unit_ids]}
        for row in found
    ]  # fmt: skip
    cells = [
        (row["problem"].title, row["units"], row["findings"], "、".join(row["names"]))
        for row in rows
    ]
    if answer := exported(request, table("common", "共性问题", COMMON_HEAD, cells)):
        return answer
    return render(request, "reviews/finding_common.html", {"rows": rows, "head": COMMON_HEAD})


RECHECK_HEAD = [{"label": "问题"}, {"label": "单位"}, {"label": "销号日期"}, {"label": "复查时限"}, {"label": "结论"}]  # fmt: skip


@require_safe
def rechecks_due(request):
    """复查: what was drawn, open first."""
    if request.user.scope.works_in_unit or request.user.scope.role == "administrator":
        raise Http404
    rows = (
        FindingRecheck.objects.visible_to(request.user).select_related("finding__unit", "checked_by")
        .order_by("verdict", "due_on", "pk")
    )  # fmt: skip
    cells = lambda: (  # noqa: E731
        (
            row.finding.title,
            row.finding.unit.short_name,
            row.closed_at.date(),
            row.due_on,
            row.get_verdict_display(),
        )
        for row in rows
    )
    if answer := exported(
        request, table("rechecks", "问题复查", RECHECK_HEAD, cells, count=rows.count)
    ):
        return answer
    return render(
        request,
        "reviews/finding_rechecks.html",
        {"page": page_of(request, rows), "head": RECHECK_HEAD},
    )
