"""存档: sheets of all years, by year and by text."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from tasks import sheet_archive, sheet_export
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.listing import chips, page_of

HEAD = ["提示单", "单位", "文号", "印发", "签收"]


@require_safe
def archive(request):
    form = sheet_archive.ArchiveForm(request.GET, request.user)
    form.is_valid()
    wanted = form.cleaned_data
    rows = sheet_archive.found(request.user, wanted)
    said = chips(request, form)
    if answer := exported(request, sheet_export.table_of(rows, "sheets", "工作提示单存档", said)):
        return answer
    page = page_of(request, rows)
    hits = sheet_archive.hits_of(list(page), wanted.get("q"))
    return render(
        request,
        "tasks/sheet_archive.html",
        {
            "form": form,
            "chips": said,
            "page": page,
            "rows": [(sheet, hits.get(sheet.pk, ())) for sheet in page],
            "head": HEAD,
        },
    )
