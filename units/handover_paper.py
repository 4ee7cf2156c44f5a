"""The pack as a paper with two lines to sign: on the page, in print and as Word."""

from datetime import date

from units.handover_pack import content_of
from units.models.handover import SIGNED_HANDOVERS, Handover
from zhaotong_portal.documents import LedgerPaper, Part, Table
from zhaotong_portal.wording import clock_text, full_day_text

SIGNATURES = ("移交人（签字）", "接手人（签字）")


def paper_of(handover: Handover, *, demo=False) -> LedgerPaper:
    said = content_of(handover)
    notes = Part("移交说明", (said["notes"],), empty="没有另写说明。")
    return LedgerPaper(
        title=f"{said['role']}工作交接表",
        facts=_facts(handover, said),
        parts=(notes, *(_part(section) for section in said["sections"])),
        signatures=SIGNATURES,
        author=said["unit"],
        is_draft=handover.state not in SIGNED_HANDOVERS,
        is_demo=demo,
    )


def _part(section):
    sentences = (section["note"],) if section["note"] else ()
    tables = ()
    if section["rows"]:
        widths = tuple(section["widths"])
        tables = (Table(tuple(section["head"]), tuple(map(tuple, section["rows"])), widths),)
    elif section["empty"]:
        sentences += (section["empty"],)
    return Part(section["title"], sentences, tables)


def _facts(handover, said):
    day = full_day_text(date.fromisoformat(said["takes_effect_on"]))
    facts = [
        f"单位：{said['unit']}",
        f"移交人：{said['outgoing']}　　接手人：{said['incoming']}",
        f"交接日期：{day}　　交接原因：{said['reason']}",
    ]
    if handover.state not in SIGNED_HANDOVERS:
        return tuple(facts)
    by = handover.outgoing_signed_by
    signed = f"移交签字：{by.name}　{_moment(handover.outgoing_signed_at)}"
    if handover.outgoing_signed_by_id != handover.outgoing_id:
        signed += f"（代{said['outgoing']}签字，原因：{handover.signed_for_reason}）"
    facts.append(signed)
    if handover.incoming_signed_at:
        facts.append(f"接手签字：{said['incoming']}　{_moment(handover.incoming_signed_at)}")
    return tuple(facts)


def _moment(moment):
    return f"{full_day_text(moment)} {clock_text(moment)}"
