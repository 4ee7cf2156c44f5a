"""The form of the preview: everything that somebody chose on the page comes in one piece, whichever button was pressed."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhaotong_portal.gate.checking import without_finds
from zhaotong_portal.imports.deciding import decide
from zhaotong_portal.imports.fields import decisions_of, typed_in, typed_key
from zhaotong_portal.imports.models import ImportState
from zhaotong_portal.imports.preview import SHOWS
from zhaotong_portal.imports.views import import_commit, visible_batch, writers_only
from zhaotong_portal.workflow import WorkflowError

NOT_CHECKED = "页面上有修改还没有核对，尚未导入。修改已保留，请先点“重新核对”，再导入。"


@require_POST
def import_commit_checked(request, pk):
    """The buttons lie in the preview's own form: without scripts too, what was typed is not left behind unread."""
    writers_only(request.user)
    batch = visible_batch(request.user, pk)
    try:
        typed = typed_in(request.POST)
    except ValueError:
        typed = {}
    if not typed or batch.state != ImportState.PREVIEWED or batch.job:
        return import_commit(request, pk)
    messages.error(request, NOT_CHECKED)
    request.session[typed_key(pk)] = _storable(typed)
    return redirect(_back(batch, request.POST))


@require_POST
def import_decide(request, pk):
    writers_only(request.user)
    batch = visible_batch(request.user, pk)
    try:
        decisions = decisions_of(request.POST)
    except ValueError:
        messages.error(request, "提交的内容不完整，没有改动。请刷新页面后再试。")
        return redirect(batch)
    if not decisions:
        messages.info(request, "没有改动，不需要重新核对。")
        return redirect(_back(batch, request.POST))
    try:
        batch = decide(pk, request.user, decisions)
    except WorkflowError as error:
        messages.error(request, error.text)
        request.session[typed_key(pk)] = _storable(typed_in(request.POST))
    else:
        _tell(request, batch, decisions)
    return redirect(_back(batch, request.POST, decisions))


def _storable(typed):
    """A session is stored as well: of a refused text only what is no secret is shown again."""
    return {name: without_finds(text) for name, text in typed.items()}


def _tell(request, batch, decisions):
    """What was taken in, and how the list stands now; a worker's reading tells about itself."""
    for text, unit, _ in batch.choices["names"]:
        if text in decisions.names:
            said = (
                f"“{text}”今后认作“{unit}”，已记为该单位的别称；记错时在数据管理的单位页删除别称。"
            )
            messages.success(request, said)
    if batch.job:
        return
    if batch.state != ImportState.PREVIEWED:
        messages.error(request, "按现在的选择读不出这份文件，请撤销刚才的选择。")
        return
    left = batch.counts["error"] + batch.plan["undecided"]
    now = f"还有 {left} 行要处理。" if left else "没有要处理的行了。"
    messages.success(request, f"已{'、'.join(_done(decisions))}并重新核对，{now}")


def _done(decisions):
    done = [
        ("记住 {} 个栏目的对应", decisions.columns),
        ("撤销 {} 个栏目的对应", decisions.forgotten),
        ("记住 {} 个单位写法", decisions.names),
        ("修改 {} 格", decisions.cells),
        ("恢复 {} 格", decisions.restored),
        ("认定 {} 行", decisions.joins),
        ("撤销 {} 行的认定", decisions.parted),
    ]
    return [text.format(len(what)) for text, what in done if what]


def _back(batch, post, decisions=None):
    """The same place of the page: filter, page, and what was just decided about still in the list."""
    query = QueryDict(mutable=True)
    if post.get("show") in SHOWS:
        query["show"] = post["show"]
    if post.get("page", "").isdecimal():
        query["page"] = post["page"]
    if decisions:
        query["touched"] = "1"
    about_rows = decisions and (
        decisions.cells or decisions.joins or decisions.restored or decisions.parted
    )
    anchor = "#rows" if about_rows else ""
    return f"{batch.get_absolute_url()}{'?' if query else ''}{query.urlencode()}{anchor}"
