"""三年行动主要数据: every headline figure, its definition, its rows, the report, and what was published."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from reviews.headline import publishing, report, table
from reviews.headline.cases import case_figures
from reviews.models import BackgroundNote, HeadlinePublication
from reviews.views.headline_forms import PublishForm, SpanForm
from tasks.history_panels import of_all as history_of_all
from tasks.spot_check_totals import by_indicator
from tasks.views.month_shown import readers_of_all_only
from zhaotong_portal.documents import render_noted
from zhaotong_portal.downloads import docx
from zhaotong_portal.exports.history import history_table
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import streamed
from zhaotong_portal.exports.tables import table as as_table
from zhaotong_portal.headline.counting import values_of
from zhaotong_portal.headline.registry import all_figures, figure_of
from zhaotong_portal.listing import page_of
from zhaotong_portal.wording import full_day_text, number_text, timestamp_text
from zhaotong_portal.workflow import WorkflowError

PUBLICATIONS_SHOWN = 5
CASE_HEAD = ["数据", "单位", "项目", {"label": "数值", "num": True}, "截至", "出处"]
ROW_HEAD = ("时间", "单位", "内容", "数量", "依据")


@require_safe
def headline(request):
    readers_of_all_only(request.user)
    form = SpanForm(request.GET)
    span = form.span
    if answer := exported(request, lambda: table.table_of(span)):
        return answer
    publications = HeadlinePublication.objects.visible_to(request.user)
    return render(
        request,
        "reviews/headline.html",
        {
            "form": form,
            "span": span,
            "chapters": table.chapters(span, by_indicator(request.user, span.first, span.last)),
            "head": _head(span),
            "case_head": CASE_HEAD,
            "cases": case_figures(request.user),
            "notes": BackgroundNote.objects.visible_to(request.user).shown(),
            "past": history_of_all(request.user),
            "publications": publications.select_related("published_by")[:PUBLICATIONS_SHOWN],
            "may_publish": publishing.may_publish(request.user),
            "title": f"三年行动主要数据（{span.label}）",
            "publications_url": reverse("headline_publications"),
            "query": request.GET.urlencode(),
        },
    )


def _head(span):
    """Widths, so that the years stand below each other in all chapters."""
    years = [{"label": f"{year.first.year}年", "num": True, "width": "11%"} for year in span.years]
    whole = {"label": "合计", "num": True, "width": "16%"}
    return [{"label": "数据"}, *years, whole, {"label": "同比", "num": True, "width": "11%"}]


@require_safe
def headline_figure(request, key):
    """One figure: its definition and the rows that it counts."""
    readers_of_all_only(request.user)
    figure = figure_of(key)
    if figure is None:
        raise Http404
    form = SpanForm(request.GET)
    span = form.span
    rows = _rows(figure, span, request.user)
    if rows is not None and (answer := exported(request, lambda: _rows_table(figure, span, rows))):
        return answer
    page = page_of(request, rows) if rows is not None else None
    main = figure.reading_of or key
    related = [row for row in all_figures() if main in (row.key, row.reading_of)]
    values = values_of(related, span)
    lines = [table.line_of(row, values[row.key], span) for row in related]
    line = next(line for line in lines if line.figure.key == key)
    line.verified = by_indicator(request.user, span.first, span.last).get(key, "")
    return render(
        request,
        "reviews/headline_figure.html",
        {
            "figure": figure,
            "form": form,
            "span": span,
            "line": line,
            "others": [other for other in lines if other is not line],
            "definition": table.definition_of(figure, span),
            "page": page,
            "rows": [figure.listing.row(row) for row in page] if page is not None else [],
            "row_head": [*ROW_HEAD[:3], {"label": ROW_HEAD[3], "num": True}, ROW_HEAD[4]],
            "other_head": ["口径", {"label": "合计", "num": True}, "统计内容"],
            "row_note": _counted(figure, line, page),
            "ledger": figure.address(span) if figure.address else "",
            "query": request.GET.urlencode(),
        },
    )


def _rows(figure, span, user):
    """The rows that this person may see; None where they are for named persons only."""
    if figure.listing is None:
        return None
    rows = figure.rows(span)
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows


def _counted(figure, line, page):
    """How many rows there are, and what they make."""
    if page is None:
        return ""
    return f"{number_text(page.paginator.count)} 行，得出 {line.exact}"


def _rows_table(figure, span, rows):
    def lines():
        for found in streamed(rows):
            row = figure.listing.row(found)
            yield row.day, row.unit, row.text, row.amount, row.evidence

    return as_table(
        "rows", f"{figure.label}明细", ROW_HEAD, lines, count=rows.count,
        chips=[{"label": f"区间：{span.label}"}, {"label": f"数据截至：{span.as_of.isoformat()}"}],
    )  # fmt: skip


@require_safe
def headline_report(request):
    """The text of the span as Word, each figure with a footnote that says what it counts and where its rows are."""
    readers_of_all_only(request.user)
    span = SpanForm(request.GET).span
    paper = report.paper_of(span, request.build_absolute_uri("/"))
    return docx(render_noted(paper), f"{paper.title}.docx")


@require_POST
def headline_publish(request):
    readers_of_all_only(request.user)
    if not publishing.may_prepare(request.user):
        raise Http404
    form, naming = SpanForm(request.POST), PublishForm(request.POST)
    if not (form.is_valid() and naming.is_valid()):
        for errors in (form.errors, naming.errors):
            for texts in errors.values():
                messages.error(request, " ".join(texts))
        return redirect("headline")
    try:
        publication = publishing.publish(request.user, form.span, naming.cleaned_data["title"])
    except (WorkflowError, ValidationError) as refusal:
        messages.error(request, _words(refusal))
        return redirect("headline")
    messages.success(request, "已发布。以后明细有变化的，会列在这里，写明理由后更正。")
    return redirect(publication)


def _words(refusal):
    return refusal.text if isinstance(refusal, WorkflowError) else " ".join(refusal.messages)


@require_safe
def headline_publications(request):
    readers_of_all_only(request.user)
    rows = HeadlinePublication.objects.visible_to(request.user).select_related("published_by")
    if answer := exported(request, lambda: _publications_table(rows)):
        return answer
    head = ["名称", "区间", "数据截至", "发布人", "发布时间"]
    context = {"page": page_of(request, rows), "head": head}
    return render(request, "reviews/headline_publications.html", context)


def _publications_table(rows):
    header = ("名称", "起始月份", "截止月份", "数据截至", "发布人", "发布时间")
    return as_table(
        "publications", "主要数据发布", header,
        [(row.title, row.first.label, row.last.label, row.as_of, row.published_by.name, row.published_at) for row in rows],
    )  # fmt: skip


def _publication(user, pk):
    rows = HeadlinePublication.objects.visible_to(user).select_related("published_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
def headline_publication(request, pk):
    readers_of_all_only(request.user)
    return _show(request, _publication(request.user, pk))


def _show(request, publication, key="", error="", reason="", status=200):
    differences = publishing.differences_of(publication)
    figures = publication.figures.prefetch_related("corrections__corrected_by")
    lines = [(row, differences.get(row.key)) for row in figures]
    if answer := exported(
        request, lambda: _published_table(publication, lines), history_table(publication)
    ):
        return answer
    return render(
        request,
        "reviews/headline_publication.html",
        {
            "publication": publication,
            "span": publication.span,
            "lines": lines,
            "note": _said_when(publication),
            "head": _published_head(publication.span),
            "corrected_head": ["数据", "原发布", "更正为", "理由", "更正人"],
            "changed": [difference for _, difference in lines if difference],
            "corrected": [c for row, _ in lines for c in row.corrections.all()],
            "may_publish": publishing.may_publish(request.user),
            "wrong_key": key,
            "wrong": error,
            "reason": reason,
        },
        status=status,
    )


def _said_when(publication):
    day = full_day_text(publication.as_of)
    moment = timestamp_text(publication.published_at)
    return f"{publication.published_by.name} {moment}发布，数据截至{day}"


def _published_head(span):
    years = [{"label": f"{year.first.year}年", "num": True} for year in span.years]
    return ["数据", *years, {"label": "合计", "num": True}, "现状"]


def _published_table(publication, lines):
    header = ("类别", "数据", "发布文字", "准确数", "更正后", "更正理由", "口径版本", "口径")
    rows = []
    for row, _ in lines:
        latest = list(row.corrections.all())[-1:]
        corrected = (latest[0].exact, latest[0].reason) if latest else ("", "")
        rows.append(
            (row.group, row.label, row.text, row.exact, *corrected, row.definition_version, row.definition.get("counts", ""))
        )  # fmt: skip
    return as_table("published", publication.title, header, rows)


@require_POST
def headline_correct(request, pk, key):
    readers_of_all_only(request.user)
    if not publishing.may_prepare(request.user):
        raise Http404
    publication = _publication(request.user, pk)
    reason = request.POST.get("reason", "")
    try:
        publishing.correct(request.user, publication.pk, key, reason)
    except WorkflowError as refusal:
        return _show(request, publication, key, refusal.text, reason, status=409)
    messages.success(request, "已更正，原发布的数仍保留在旁。")
    return redirect(publication)
