"""A reminder sheet as an official paper: from its lines while it is composed, from the frozen text once issued."""

import dataclasses
from datetime import date
from itertools import groupby

from django.conf import settings
from django.utils import timezone

from tasks import texts
from tasks.closing import ITEM_COMING_UP, ITEM_DUE, ITEM_OVERDUE
from tasks.composing import closing_sentence
from tasks.models import ReminderSheet, SheetState
from zhaotong_portal.documents import OfficialPaper, Paragraph

# This many items of one kind share a numbered heading, so that a long sheet can still be read.
GROUP_FROM = 4
GROUPS = {
    ITEM_OVERDUE: "已逾期事项",
    ITEM_DUE: "本月到期事项",
    ITEM_COMING_UP: "近期到期事项",
}


def paper_of(
    sheet: ReminderSheet, lines=None, *, demo: bool = False, wording=None
) -> OfficialPaper:
    """What the sheet says. `lines` and `wording` may be handed over where they were fetched for many sheets at once."""
    if not sheet.paper:  # composed, or brought in from before sheets kept their text
        lines = sheet.lines.all() if lines is None else lines
        day = sheet.issued_at and timezone.localdate(sheet.issued_at)
        wording = texts.wording(["sheet_closing"]) if wording is None else wording
        paper = draw(sheet, lines, issuer=sheet.issued_by, issued_on=day, wording=wording)
    else:
        paper = thaw(sheet.paper)
    marks = [
        "演示数据" if demo else "",
        {SheetState.COMPOSED: "预览稿", SheetState.RECALLED: "已收回"}.get(sheet.state, ""),
    ]
    return dataclasses.replace(paper, mark=" · ".join(filter(None, marks)))


def draw(
    sheet, lines, *, issuer=None, issued_on: date | None = None, wording=None
) -> OfficialPaper:
    """The paper of a sheet whose number, date and name are given at issue."""
    return OfficialPaper(
        title=f"{sheet.period.label}工作提示单",
        red_head=settings.COMMITTEE_NAME,
        document_number=sheet.document_number,
        addressee=sheet.unit.addressee,
        paragraphs=(
            Paragraph(sheet.opening),
            *_numbered(lines),
            Paragraph(closing_sentence(settings.REMINDER_SIGN_WITHIN_WORKDAYS, wording)),
        ),
        signature=settings.COMMITTEE_NAME,
        signed_on=issued_on,
        contact=contact_of(issuer),
    )


def _numbered(lines):
    for condition, group in groupby(lines, key=lambda line: line.condition):
        group = list(group)
        if condition in GROUPS and len(group) >= GROUP_FROM:
            yield Paragraph(f"共{len(group)}项。", heading=GROUPS[condition], level=1)
            yield from (Paragraph(line.text, heading=line.heading, level=2) for line in group)
        else:
            yield from (Paragraph(line.text, heading=line.heading, level=1) for line in group)


def contact_of(issuer):
    if issuer is None:
        return ""
    who = " ".join(filter(None, [issuer.office.name if issuer.office else "", issuer.name]))
    return f"联系人：{who}" + (f"，电话：{issuer.phone}" if issuer.phone else "")


def freeze(paper: OfficialPaper) -> dict:
    """As kept with the sheet: plain data, so that a later change of the code does not change what was issued."""
    data = dataclasses.asdict(paper)
    data["signed_on"] = paper.signed_on and paper.signed_on.isoformat()
    return data


def thaw(data: dict) -> OfficialPaper:
    known = {field.name for field in dataclasses.fields(OfficialPaper)}
    values = {name: value for name, value in data.items() if name in known}
    values["paragraphs"] = tuple(Paragraph(**row) for row in data.get("paragraphs", ()))
    values["attachments"] = tuple(data.get("attachments", ()))
    values["signed_on"] = date.fromisoformat(data["signed_on"]) if data.get("signed_on") else None
    return OfficialPaper(**values)


def plain_text(paper: OfficialPaper) -> str:
    """The paper in a mail."""
    body = [f"{line.number}{line.heading}{line.text}" for line in paper.body]
    parts = [
        paper.document_number,
        paper.title,
        "",
        paper.addressee_line,
        *body,
        "",
        paper.signature,
        paper.signed_on_line,
        paper.contact_line,
    ]
    return "\n".join(part for part in parts if part is not None).strip()
