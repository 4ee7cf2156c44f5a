"""The papers of meetings and consultations in GB/T 9704: agenda and minutes, 会商通知 and 会商记录."""

from itertools import groupby

from django.conf import settings
from django.utils import timezone

from tasks.guidance.matters import label_of
from tasks.models import Consultation, ConsultationState, DispatchMeeting, MeetingState
from zhaotong_portal.documents import OfficialPaper, Paragraph
from zhaotong_portal.wording import full_day_text, people_text, weekday_text


def meeting_paper(meeting: DispatchMeeting, agenda, commitments, *, demo=False) -> OfficialPaper:
    """The agenda until there are minutes. `agenda` and `commitments` are what the reader may see of them."""
    recorded = meeting.state == MeetingState.RECORDED
    body = (
        [*_minutes(meeting, agenda), *_agreed(commitments)]
        if recorded
        else [*_opening(meeting), *_agenda(agenda)]
    )
    return _paper(f"{meeting.title}{'纪要' if recorded else '议题'}", body, meeting, demo)


def consultation_paper(found: Consultation, commitments, *, demo=False) -> OfficialPaper:
    """会商通知 until the record is finished, then 会商记录."""
    if found.state == ConsultationState.RECORDED:
        body = [
            Paragraph(f"{_when(found)}，就“{found.topic}”开展{found.get_kind_display()}。"),
            *_people(found),
            Paragraph(found.diagnosis, heading="问题分析", level=1),
            *_agreed(commitments),
        ]
        return _paper("会商记录", body, found, demo)
    body = [
        Paragraph(f"定于{weekday_text(found.held_on)}就“{found.topic}”开展{found.get_kind_display()}，请按时参加。"),
        *_people(found),
        *([Paragraph(found.reason, heading="会商缘由", level=1)] if found.reason else []),
        Paragraph("会商所需情况由工委从平台调取，参会单位不需另行准备书面材料。"),
    ]  # fmt: skip
    return _paper("会商通知", body, found, demo)


def _paper(title, body, row, demo):
    recorded = row.recorded_at and timezone.localdate(row.recorded_at)
    return OfficialPaper(
        title=title,
        red_head=settings.COMMITTEE_NAME,
        addressee=people_text([unit.name for unit in row.units.all()], most=84),
        paragraphs=tuple(body),
        signature=settings.COMMITTEE_NAME,
        signed_on=recorded or timezone.localdate(),
        mark=" · ".join(["演示数据"] * demo + (["已取消"] if row.state == "cancelled" else [])),
    )


def _when(row):
    place = f"在{row.place}" if row.place else ""
    return f"{full_day_text(row.held_on)}{place}"


def _people(row):
    lines = [("地点", row.place), ("参加人员", row.attendees)]
    yield from (Paragraph(f"{label}：{text}") for label, text in lines if text)


def _opening(meeting):
    chair = f"，由{meeting.chair}主持" if meeting.chair else ""
    yield Paragraph(f"定于{weekday_text(meeting.held_on)}召开{meeting.title}{chair}。")
    yield from _people(meeting)


def _minutes(meeting, agenda):
    chair = f"{meeting.chair}主持" if meeting.chair else ""
    yield Paragraph(f"{_when(meeting)}，{chair}召开{meeting.title}。")
    if meeting.attendees:
        yield Paragraph(f"参加人员：{meeting.attendees}")
    yield Paragraph(meeting.minutes, heading="会议情况", level=1)
    decided = [line for line in agenda if line.decision]
    if decided:
        yield Paragraph("", heading="议定意见", level=1)
        yield from (
            Paragraph(
                line.decision, heading=f"{line.unit.short_name}“{_short(line.heading)}”", level=2
            )
            for line in decided
        )


def _agenda(agenda):
    """Unit by unit, as they are called."""
    if not agenda:
        yield Paragraph("目前没有卡住的事项。")
    for unit, lines in groupby(agenda, key=lambda line: line.unit):
        yield Paragraph("", heading=unit.short_name, level=1)
        for line in lines:
            yield Paragraph(
                line.text, heading=f"{label_of(line.kind)}“{_short(line.heading)}”", level=2
            )


def _agreed(commitments):
    if not commitments:
        return
    yield Paragraph("", heading="商定事项", level=1)
    for row in commitments:
        yield Paragraph(
            f"责任人{row.who}，{full_day_text(row.due_on)}前完成。",
            heading=f"{row.unit.short_name}：{row.what}",
            level=2,
        )


def _short(text, most=60):
    text = " ".join(text.split()).strip("“”")
    return text if len(text) <= most else f"{text[: most - 1]}…"
