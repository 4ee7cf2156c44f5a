"""反馈意见, 整改通知 and the monthly 整改通报 as official papers, and the ledger on paper."""

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from reviews.families import common_problems
from reviews.models import Finding
from reviews.models.finding import OPEN_FINDINGS, WITH_UNIT
from reviews.paper_texts import PAPERS
from tasks.texts import wording
from units.models import Unit
from zhaotong_portal.demo import is_demo
from zhaotong_portal.documents import LedgerPaper, OfficialPaper, Paragraph
from zhaotong_portal.documents.ledger import Part, Table
from zhaotong_portal.wording import NOTHING, full_day_text, people_text

TITLE_LENGTH = 60
LEDGER_HEAD = ("序号", "存在问题", "来源", "整改措施", "整改情况", "责任人", "时限", "状态")
LEDGER_WIDTHS = (5, 22, 9, 18, 18, 9, 11, 8)
SIGNATURES = ("单位负责人：", "填表人：", "填表日期：")
COMMON_SHOWN = 5
CODES = [kind.code for kind in PAPERS]


def feedback_paper(visit):
    """What the unit is told the same day; the number was given with the feedback, before it is a draft."""
    found = list(visit.findings.order_by("pk"))
    day = full_day_text(timezone.localdate(visit.visited_at)) if visit.visited_at else "（未走访）"
    impression = visit.impression.strip()
    if impression and impression[-1] not in "。！？":
        impression += "。"
    say = wording(CODES).say
    opening = say(
        "feedback_opening" if found else "feedback_none", 日期=day, 主题=visit.inspection.theme,
        方式=visit.inspection.get_kind_display(), 总体情况=impression,
    )  # fmt: skip
    lines = [Paragraph(row.detail, heading=row.title, level=1) for row in found]
    return _paper(
        title="督查反馈意见",
        document_number=visit.document_number,
        addressee=visit.unit.addressee,
        paragraphs=[Paragraph(opening), *lines, *([Paragraph(say("feedback_closing"))] if found else [])],
        signed_on=visit.fed_back_at and timezone.localdate(visit.fed_back_at),
        draft=visit.fed_back_at is None,
    )  # fmt: skip


def notice_paper(unit, findings):
    """整改通知: what this unit has in hand, until when."""
    lines = [
        Paragraph(
            f"整改时限{full_day_text(row.due_on) if row.due_on else '未定'}。{row.detail}",
            heading=row.title,
            level=1,
        )
        for row in findings
    ]
    say = wording(CODES).say
    opening = say("notice_opening", 数量=len(lines))
    return _paper(
        title="整改通知",
        addressee=unit.addressee,
        paragraphs=[Paragraph(opening), *lines, Paragraph(say("notice_closing"))],
        signed_on=timezone.localdate(),
    )


def bulletin_paper(user, period):
    """整改通报 of a month: figures, units with overdue findings, what many have in common. Nothing hidden enters it."""
    rows = Finding.objects.visible_to(user).shown()
    found = rows.filter(found_on__range=(period.first_day, period.last_day)).count()
    closed = rows.filter(closed_at__date__range=(period.first_day, period.last_day)).count()
    day = min(period.last_day, timezone.localdate())
    late = dict(rows.overdue(day).order_by().values_list("unit").annotate(Count("pk")))
    still_open = rows.filter(state__in=OPEN_FINDINGS, found_on__lte=day).count()
    say = wording(CODES).say
    opening = say(
        "bulletin_opening", 月份=period.label, 发现=found, 销号=closed, 未销号=still_open, 逾期=sum(late.values())
    )  # fmt: skip
    paragraphs = [Paragraph(opening)]
    if late:
        names = [
            f"{unit.short_name}（{late[unit.pk]}个）" for unit in Unit.objects.filter(pk__in=late)
        ]
        paragraphs.append(Paragraph("、".join(names) + "。", heading="有逾期问题的单位", level=1))
    common = common_problems(rows)[:COMMON_SHOWN]
    if common:
        text = "；".join(f"{row.title}（{len(row.unit_ids)}个单位）" for row in common)
        paragraphs.append(Paragraph(text + "。", heading="共性问题", level=1))
    paragraphs.append(Paragraph(say("bulletin_closing")))
    return _paper(
        title=f"{period.label}问题整改情况通报", addressee="市直机关各单位", paragraphs=paragraphs, signed_on=timezone.localdate()
    )  # fmt: skip


def _paper(*, title, paragraphs, addressee="", document_number="", signed_on=None, draft=False):
    marks = ["演示数据"] * is_demo() + ["草稿"] * draft
    return OfficialPaper(
        title=title,
        red_head=settings.COMMITTEE_NAME,
        document_number=document_number,
        addressee=addressee,
        paragraphs=tuple(paragraphs),
        signature=settings.COMMITTEE_NAME,
        signed_on=signed_on,
        mark=" · ".join(marks),
    )


def ledger_paper(findings, *, owner, chips=()):
    """整改台账 as offices print it: a table a unit, what is still open first."""
    rows = findings.select_related("unit").order_by(
        "unit__protocol_order", "closed_at", "found_on", "pk"
    )
    by_unit = {}
    for row in rows:
        by_unit.setdefault(row.unit, []).append(row)
    parts = [
        Part(unit.name, tables=(Table(LEDGER_HEAD, _cells(found), LEDGER_WIDTHS),))
        for unit, found in by_unit.items()
    ]
    facts = [f"统计日期：{full_day_text(timezone.localdate())}"]
    if chips:
        facts.append("范围：" + "；".join(chip["label"] for chip in chips))
    return LedgerPaper(
        title=f"{owner}问题整改台账",
        facts=tuple(facts),
        parts=tuple(parts) or (Part("问题", empty="没有符合条件的问题。"),),
        signatures=SIGNATURES,
        author=settings.COMMITTEE_NAME,
        is_demo=is_demo(),
    )


def _cells(findings):
    return tuple(
        (
            str(number),
            row.title,
            f"{row.get_source_display()}\n{full_day_text(row.found_on)}",
            row.measures or NOTHING,
            row.result or NOTHING,
            people_text(row.people, 20),
            full_day_text(row.due_on) if row.due_on else NOTHING,
            row.get_state_display(),
        )
        for number, row in enumerate(findings, 1)
    )


def due_of_unit(unit, user):
    """For the notice: what the unit was handed and has not reported yet."""
    rows = Finding.objects.visible_to(user).filter(unit=unit, state__in=WITH_UNIT).leading()
    return rows.order_by("due_on", "pk")
