"""涉密与个人信息检查: what stored texts hold, for the administrator. Never the text itself."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.gate import stored
from zhaotong_portal.gate.models import LEVELS, GuardedWord
from zhaotong_portal.gate.permission import may_scan
from zhaotong_portal.gate.spans import LABELS, Kind, Level

MARKED = "密级标志或不得录入的词语"
HEAD = ("处理方式", "内容", "所在", "栏目", "前后文")


@require_safe
def gate(request):
    """The way things are set; with `?scan=1` all stored texts are looked through, unless they are too many."""
    if not may_scan(request.user):
        raise Http404
    texts = stored.count_texts()
    is_large = texts > settings.GATE_SCAN_TEXTS
    context = {
        "texts": texts,
        "is_large": is_large,
        "most": stored.SHOWN,
        "head": HEAD,
        "words": GuardedWord.objects.filter(is_active=True).count(),
        "finders": _finders(),
    }
    if "scan" in request.GET and not is_large:
        found, total, read = stored.scan()
        if answer := exported(request, table("gate", "涉密与个人信息检查", HEAD, _rows(found))):
            return answer
        context |= {"scanned": True, "found": found, "total": total, "read": read}
    return render(request, "gate/gate.html", context)


def _finders():
    said = dict(LEVELS)
    return [
        (LABELS[Kind(kind)], said.get(level, "停用"))
        for kind, level in settings.GATE_LEVELS.items()
    ]


def _rows(found):
    """For a file: a mark is not written out, or the file itself would not go out."""
    said = dict(LEVELS)
    return [
        (
            said[str(one.level)],
            MARKED if one.level == Level.REFUSE else one.named,
            f"{one.model} {one.row}",
            one.label,
            one.excerpt,
        )
        for one in found
    ]
