"""我的导出: what one asked for, how far it is, and the file, for its owner alone."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from zhaotong_portal.downloads import XLSX
from zhaotong_portal.exports import background, workbook
from zhaotong_portal.exports.models import Export, ExportState
from zhaotong_portal.health import worker_answers
from zhaotong_portal.listing import page_of

HEAD = ["清单", {"label": "行数", "num": True}, "申请", "状态", "下载"]


@require_safe
def exports(request):
    mine = Export.objects.visible_to(request.user)
    page = page_of(request, mine, 20)
    under_way = any(row.is_under_way for row in page)
    return render(
        request,
        "exports/exports.html",
        {
            "page": page,
            "head": HEAD,
            "keep_days": settings.EXPORT_KEEP_DAYS,
            "under_way": under_way,
            "nobody_works": under_way and not worker_answers(),
        },
    )


@require_safe
def export_file(request, pk):
    """The file, through the portal and not by an address that could be handed on."""
    done = Export.objects.visible_to(request.user).filter(state=ExportState.DONE)
    export = get_object_or_404(done, pk=pk)
    if export.role not in request.user.roles:
        messages.error(request, "您已不担任导出时的角色，这份文件不能再下载。")
        return redirect("exports")
    try:
        content = export.file.open()
    except FileNotFoundError:
        messages.error(request, "文件已不在平台上，请重新导出。")
        return redirect("exports")
    if request.method == "GET":
        done.filter(pk=pk, fetched_at=None).update(fetched_at=timezone.now())
    name = workbook.file_name(export.title, export.done_at)
    response = FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def export_again(request, pk):
    export = get_object_or_404(Export.objects.visible_to(request.user), pk=pk)
    if background.try_again(export):
        messages.success(request, f"“{export.title}”已重新排队。")
    else:
        messages.info(request, "这份导出正在办理或已经完成。")
    return redirect("exports")
