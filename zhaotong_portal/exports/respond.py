"""The answer to `?export=CODE` on any page that has a table."""

import io

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from zhaotong_portal.downloads import XLSX, xlsx
from zhaotong_portal.exports import background, workbook
from zhaotong_portal.gate import stopping
from zhaotong_portal.gate.leaving import pass_table
from zhaotong_portal.wording import number_text

# What a link without a code of its own says: the page's first table.
FIRST = "xlsx"


def exported(request, *tables):
    """The page's own answer where its address asks for one of its tables, else None.

    A table may be a function that gives it: what costs queries is asked only where it is wanted.
    A view says `if answer := exported(request, table(…)): return answer` after it has decided who may look and what
    is filtered: what goes out is what the page shows, all its pages. A worker asks the page in the same way
    (`background.table_of`) and is given the table itself.
    """
    wanted = request.GET.get("export")
    if not wanted or request.method not in ("GET", "HEAD"):
        return None
    there = (row() if callable(row) else row for row in tables)
    chosen = next((row for row in there if wanted in (FIRST, row.code)), None)
    if chosen is None:
        raise Http404
    if getattr(request, "tables_wanted", None) is not None:
        request.tables_wanted.append(chosen)
        return HttpResponse(status=204)
    if request.method == "HEAD":
        return HttpResponse(content_type=XLSX)
    return _answer(request, chosen)


def _answer(request, chosen):
    count = chosen.count
    if count > settings.EXPORT_MAX_ROWS:
        most = number_text(settings.EXPORT_MAX_ROWS)
        text = f"共 {number_text(count)} 行，一次最多导出 {most} 行。请按年度、片区或类型缩小范围后再导出。"
        messages.error(request, text)
        return redirect(background.page_address(request))
    if count > settings.EXPORT_INLINE_ROWS:
        background.ask(request, chosen, count)
        return redirect("exports")
    return download(request, chosen)


def download(request, chosen):
    """The file; before it the page that says what was hidden, or why nothing goes out."""
    chosen, passed = pass_table(chosen)
    if instead := stopping.table(request, chosen.title, passed):
        return instead
    out = io.BytesIO()
    workbook.write(out, chosen, request.user)
    return xlsx(out.getvalue(), workbook.file_name(chosen.title))
