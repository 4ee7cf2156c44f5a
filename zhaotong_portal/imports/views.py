"""Pages of imports: hand in, look through, write, take back, history. Administrators write, auditors read."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhaotong_portal.downloads import xlsx
from zhaotong_portal.excel import FileRefused
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.imports import asking, batches
from zhaotong_portal.imports.batch_export import history_of_imports, rows_of_batch
from zhaotong_portal.imports.batch_words import counts_text, kind_label, list_text
from zhaotong_portal.imports.fields import typed_key
from zhaotong_portal.imports.forms import HintsForm, UploadForm
from zhaotong_portal.imports.marking import marked_copy
from zhaotong_portal.imports.models import ImportBatch, ImportState
from zhaotong_portal.imports.permission import may_import
from zhaotong_portal.imports.preview import Preview
from zhaotong_portal.imports.progress_page import shown
from zhaotong_portal.imports.registry import offered_after
from zhaotong_portal.imports.understood import asked_of_unread
from zhaotong_portal.listing import page_of
from zhaotong_portal.workflow import WorkflowError

PER_PAGE = 100
HISTORY_HEAD = [{"label": label} for label in ("文件", "清单", "结果", "上传", "导入", "状态")]


def visible_batches(user):
    if not user.scope.reads_imports:
        raise Http404
    return ImportBatch.objects.visible_to(user)


def visible_batch(user, pk):
    return get_object_or_404(visible_batches(user).without_rows(), pk=pk)


def writers_only(user):
    if not may_import(user):
        raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request):
    """The form and, below it, everything that was ever handed in."""
    rows = visible_batches(request.user)
    if request.method == "POST":
        writers_only(request.user)
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            batch = asking.take_upload(
                data["file"],
                request.user,
                kind=data["kind"],
                year=data["year"],
                month=data["month"],
            )
            return redirect(batch)
    else:
        form = UploadForm()
    if answer := exported(request, history_of_imports(rows)):
        return answer
    page = page_of(request, rows.for_list())
    for batch in page:
        batch.list_text, batch.counts_text = list_text(batch), counts_text(batch.counts)
    context = {
        "form": form,
        "page": page,
        "may_write": may_import(request.user),
        "head": HISTORY_HEAD,
    }
    return render(request, "imports/imports.html", context, status=422 if form.errors else 200)


def typed_for(request, pk):
    """What was typed into the form of this batch and could not be stored."""
    return request.session.pop(typed_key(pk), None)


@require_safe
def import_batch(request, pk):
    batch = visible_batch(request.user, pk)
    context = {
        "batch": batch,
        "kind_label": kind_label(batch),
        "may_write": may_import(request.user),
        "hints": HintsForm(
            initial={"kind": batch.kind, "year": batch.year, "month": batch.period or ""}
        ),
        "twin": visible_batches(request.user).twin_of(batch),
    }
    if batch.job:
        return render(request, "imports/progress.html", context | {"shown": shown(batch)})
    if batch.state not in (ImportState.PREVIEWED, ImportState.COMMITTED, ImportState.UNDONE):
        context["may_reread"] = context["may_write"] and batches.may_be_read_again(batch)
        if context["may_write"] and batch.state == ImportState.REFUSED:
            context["understood"] = asked_of_unread(batch, typed_for(request, pk))
        return render(request, "imports/unread.html", context)
    preview = Preview(
        batch,
        request.GET.get("show", ""),
        with_touched="touched" in request.GET,
        may_write=context["may_write"],
        typed=typed_for(request, pk),
    )
    if answer := exported(request, rows_of_batch(batch, preview)):
        return answer
    page = page_of(request, preview.shown, PER_PAGE)
    context |= {
        "preview": preview,
        "page": page,
        "rows": preview.rows_of(page),
        "about": preview.about(),
        "undo_message": preview.undo_message(),
        "after": offered_after(batch) if context["may_write"] else None,
    }
    return render(request, "imports/batch.html", context)


@require_safe
def import_progress(request, pk):
    """The part of the page that asks again and again, until the job is over: then it leads to the result."""
    batch = visible_batch(request.user, pk)
    if not batch.job and not request.headers.get("HX-Request"):
        return redirect(batch)
    context = {"batch": batch, "shown": shown(batch) if batch.job else None}
    return render(request, "imports/progress_part.html", context)


def _move(request, pk, make, done):
    """A button of the page: the move, then the page again with what came of it."""
    writers_only(request.user)
    batch = visible_batch(request.user, pk)
    try:
        batch = make(batch.pk)
    except WorkflowError as error:
        messages.error(request, error.text)
    else:
        text = "" if batch.job else done(batch)  # a worker's work tells about itself
        if text:
            messages.success(request, text)
    return redirect(batch)


@require_POST
def import_commit(request, pk):
    skip, seen = request.POST.get("skip_errors") == "1", request.POST.get("seen", "")
    return _move(
        request,
        pk,
        lambda pk: asking.commit(pk, request.user, skip_errors=skip, seen=seen),
        lambda batch: (
            f"已导入：新增 {batch.counts['create']} 项，修改 {batch.counts['update']} 项。"
        ),
    )


@require_POST
def import_cancel(request, pk):
    return _move(
        request,
        pk,
        lambda pk: asking.cancel(pk, request.user),
        lambda batch: "" if batch.notice else "已取消，没有写入任何数据。",
    )


@require_POST
def import_undo(request, pk):
    return _move(
        request,
        pk,
        lambda pk: asking.undo(pk, request.user),
        lambda batch: "已整批撤销，数据恢复到导入之前。",
    )


@require_POST
def import_reread(request, pk):
    """Read the kept file once more, with other hints or after something was put right."""
    writers_only(request.user)
    form = HintsForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(text for texts in form.errors.values() for text in texts))
        return redirect("import_batch", pk)
    data = form.cleaned_data
    return _move(
        request,
        pk,
        lambda pk: asking.reread(pk, request.user, **data),
        lambda batch: "已重新读取，以下是现在的结果。",
    )


@require_safe
def import_marked(request, pk):
    """The sender's own workbook, each fault at its cell."""
    batch = visible_batch(request.user, pk)
    try:
        content = marked_copy(batch)
    except (FileRefused, WorkflowError) as error:
        messages.error(request, error.text)
        return redirect(batch)
    except FileNotFoundError:
        messages.error(request, "原文件已不在平台上，请重新上传。")
        return redirect(batch)
    stem = batch.file_name.rsplit(".", 1)[0]
    return xlsx(content, f"{stem}（批注）.xlsx")
