"""What is missing before a month can be signed, all at once, each with the place where it is mended.

A gap blocks; a hint (hints.py) never does.
"""

from dataclasses import dataclass

from tasks.contents import Contents
from tasks.entries import NEEDS_REASON
from tasks.models import Light

SHORT_TITLE = 24


@dataclass(frozen=True)
class Gap:
    """`label` says what is missing; `anchor` is the id of the row to go to."""

    label: str
    anchor: str

    @property
    def url(self):
        return f"#{self.anchor}"


def gaps(report) -> list[Gap]:
    """Everything that keeps the report from being sent for signature."""
    return gaps_in(Contents.of(report))


def gaps_in(contents: Contents) -> list[Gap]:
    found = [Gap(f"{short(line.item.title)}：{fault}", line.anchor)
             for line in contents.lines for fault in line_faults(line)]  # fmt: skip
    found += [Gap(f"{cell.label}{fault}", cell.anchor)
              for cell in contents.cells for fault in cell_faults(cell)]  # fmt: skip
    for place, remark in contents.remarks:
        if not is_answered(place, remark):
            about = (
                short(place.item.title)
                if hasattr(place, "item")
                else (place.label if place else "")
            )
            found.append(Gap(f"{about}：审核意见未答复".lstrip("："), f"remark-{remark.pk}"))
    return found


def line_faults(line):
    """Chinese words for what one line lacks."""
    if not line.is_edited:
        return ["未填本月进展"]
    entry, faults = line.line, []
    if entry.percent is None:
        faults.append("缺进度")
    if not entry.light:
        faults.append("缺进度灯")
    if not entry.text and not entry.unchanged:
        faults.append("缺进展说明")
    if entry.light in (Light.AT_RISK, Light.BEHIND) and not entry.reason:
        faults.append(f"{entry.get_light_display()}，缺原因")
    if entry.claims_done and entry.percent != 100:
        faults.append("已报结，进度应为 100%")
    return faults


def cell_faults(cell):
    if cell.value is None:
        return ["未报"]
    if cell.value.state in NEEDS_REASON and not cell.value.reason:
        return [f"{cell.value.get_state_display()}，缺原因"]
    return []


def is_answered(place, remark) -> bool:
    """Answered in words, or by an entry that was changed after the remark."""
    if remark.answer:
        return True
    edited = None
    if place is not None:
        edited = (
            place.line.edited_at
            if hasattr(place, "line")
            else place.value and place.value.edited_at
        )
    return edited is not None and edited > remark.written_at


def short(title):
    return title if len(title) <= SHORT_TITLE else f"{title[:SHORT_TITLE]}…"
