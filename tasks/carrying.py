"""其余均无变化: one key for all lines that nobody has touched, after the officer has seen each of them.

What was shown is named with its version; a line that somebody wrote in meanwhile, or that needs a look of its own, is
left alone. Each line that is carried over says so (`unchanged`), to whoever signs and whoever reviews (C18).
"""

from django.db import transaction

from tasks.contents import Contents, Line
from tasks.entries import read_version
from tasks.lines import compare_line, store_line
from tasks.models import Light, MonthlyReport
from tasks.writing import lock_for_entry


def untouched(contents: Contents) -> tuple[list[Line], list[tuple[Line, str]]]:
    """(the lines that one key may carry over, those that need a look of their own with the reason)."""
    carried, others = [], []
    for line in contents.lines:
        if line.is_edited:
            continue
        if why := why_alone(line):
            others.append((line, why))
        else:
            carried.append(line)
    return carried, others


def why_alone(line: Line) -> str:
    """Why a line is not carried over together with others; empty when it may be."""
    if line.is_first:
        return "首次填报"
    if line.remarks:
        return "有审核意见"
    if line.item.is_overdue:
        return "已过时限"
    if line.known.light in (Light.AT_RISK, Light.BEHIND):
        return Light(line.known.light).label
    if line.known.percent is None:
        return "上次没有填进度"
    return ""


@transaction.atomic
def carry_over(report: MonthlyReport, actor, seen: dict[int, str]) -> list:
    """Confirm the last known state of the lines in `seen` ({line's pk: version that was shown}); the lines written."""
    report = lock_for_entry(report.pk, actor)
    carried, _ = untouched(Contents.of(report))
    written = []
    for row in carried:
        if seen.get(row.line.pk) is None or read_version(seen[row.line.pk]) != row.line.version:
            continue
        wanted = compare_line(row.line, row.known, {"unchanged": True}, row.line.version)
        store_line(row.line, wanted, report, actor)
        written.append(row.line)
    return written


def read_seen(texts) -> dict[int, str]:
    """`12:0` of the page's form: the line and its version; what is no such thing is nobody's line."""
    pairs = [text.partition(":") for text in texts]
    return {
        int(pk): version
        for pk, _, version in pairs
        if pk.isascii() and pk.isdigit() and len(pk) < 18
    }
