"""文本模板: the sentences that staff edit, each with its placeholders, a preview and its earlier versions."""

from itertools import groupby

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tasks import texts
from tasks.models import SheetText
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.workflow import NotAllowed, WorkflowError

EXPORTED = ["类别", "用途", "现行文本", "版次", "修改人"]


def _readers_only(request, writing=False):
    role = request.user.scope.role
    if role not in texts.KEEPERS and (writing or role != "auditor"):
        raise Http404


@require_safe
def sheet_texts(request):
    """All kinds by group, as they are in force; one query."""
    _readers_only(request)
    rows = {row.kind: row for row in SheetText.objects.in_force().select_related("written_by")}
    shown = [
        {"kind": kind, "row": rows.get(kind.code), "text": rows[kind.code].text if kind.code in rows else kind.default}
        for kind in texts.kinds()
    ]  # fmt: skip
    if answer := exported(request, _table(shown)):
        return answer
    shown.sort(key=lambda one: _order_of(one["kind"].group))
    groups = [
        (group, list(rows)) for group, rows in groupby(shown, key=lambda one: one["kind"].group)
    ]
    return render(
        request,
        "tasks/sheet_texts.html",
        {"groups": groups, "keeps": request.user.scope.role in texts.KEEPERS,
         "head": ["用途", "现行文本", "版次"]},
    )  # fmt: skip


def _order_of(group):
    order = list(dict.fromkeys(kind.group for kind in texts.kinds()))
    return order.index(group)


def _table(shown):
    return table(
        "texts",
        "文本模板",
        EXPORTED,
        [
            (
                one["kind"].group,
                one["kind"].label,
                one["text"],
                one["row"].version if one["row"] else 1,
                one["row"].written_by.name if one["row"] else "平台原文",
            )
            for one in shown
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_text(request, code):
    """One text. POST: `preview` shows how it would read, `save` stores the next version."""
    _readers_only(request, writing=request.method == "POST")
    kind = texts.kind_of(code)
    if kind is None:
        raise Http404
    rows = list(SheetText.objects.filter(kind=code).select_related("written_by"))
    now = rows[0].text if rows else kind.default
    if request.method != "POST":
        return _shown(request, kind, rows, now)
    typed = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        if request.POST.get("do") == "preview":
            return _shown(request, kind, rows, texts.check(kind, typed), previewed=True)
        stored = texts.write(code, request.user, typed)
    except NotAllowed:
        raise Http404 from None
    except WorkflowError as error:
        return _shown(request, kind, rows, typed, error=error.text, status=422)
    if stored is None or (rows and stored.pk == rows[0].pk):
        messages.info(request, "文字没有变化。")
    else:
        messages.success(request, f"已保存为第{stored.version}版，尚未印发的提示单重新拟制后使用。")
    return redirect("sheet_text", code)


def _shown(request, kind, rows, text, *, previewed=False, error="", status=200):
    return render(
        request,
        "tasks/sheet_text.html",
        {
            "kind": kind,
            "placeholders": [("{" + name + "}", example) for name, example in kind.placeholders.items()],
            "text": text,
            "example": texts.example(kind, text) if not error else "",
            "previewed": previewed,
            "error": error,
            "rows": rows,
            "default": kind.default,
            "keeps": request.user.scope.role in texts.KEEPERS,
        },
        status=status,
    )  # fmt: skip
