"""月度党建工作台账: a unit's month as a paper to print, sign and file.

What was signed is printed as it was signed, from the content kept with the round; anything else is a draft and says so.
"""

from datetime import date
from decimal import Decimal
from itertools import groupby

from django.utils import timezone

from tasks.contents import FIELDS, Contents
from tasks.models import (
    Light,
    MonthlyReport,
    Remark,
    ReportRound,
    ReportSnapshot,
    ReportState,
    ValueState,
)
from tasks.snapshots import activities_of
from zhaotong_portal.documents import LedgerPaper, Part, Table
from zhaotong_portal.wording import (
    NOTHING,
    clock_text,
    full_day_text,
    number_text,
    percent_text,
)

SIGNED = (ReportState.SUBMITTED, ReportState.ACCEPTED)
SIGNATURES = ("填报人", "党组织书记（签字）")
KEPT = "（未填，沿用上次）"
UNIT_ITSELF = "本单位"


def ledger_of(report: MonthlyReport, *, demo=False) -> LedgerPaper:
    """`report` comes with its unit and people. A constant number of queries for any number of items."""
    is_draft = report.state not in SIGNED
    rounds = list(report.rounds.select_related("decided_by"))
    said = (None if is_draft else _signed(report, rounds)) or _as_it_stands(report)
    if "activities" not in said:  # signed before the content kept them
        said["activities"] = activities_of(report)
    return LedgerPaper(
        title=f"{report.period.label}党建工作台账",
        facts=_facts(report, said, is_draft),
        parts=(
            _items(said["lines"]),
            _values(said["values"]),
            _activities(said["activities"]),
            _attachments(said["lines"]),
            _remarks(rounds),
        ),
        signatures=SIGNATURES,
        author=report.unit.name,
        is_draft=is_draft,
        is_demo=demo,
    )


# --- What is printed ------------------------------------------------------------------------------


def _signed(report, rounds):
    """What the last signature stood under; None where nothing was kept."""
    content = next((r.content for r in rounds if r.number == report.round_number), None)
    if content:
        return dict(content)
    snapshot = ReportSnapshot.objects.filter(report=report, round_number=report.round_number)
    content = snapshot.values_list("content", flat=True).first()
    return content and dict(content)


def _as_it_stands(report):
    """The month as its page shows it now, in the shape of what a signature keeps."""
    contents = Contents.of(report)
    writers = [line.line.edited_by for line in contents.lines]
    writers += [cell.value.edited_by for cell in contents.cells if cell.value]
    names = sorted({writer.name for writer in writers if writer})
    return {
        "sent_by": "、".join(names),
        "lines": [_line(row) for row in contents.lines],
        "values": [_cell(cell) for cell in contents.cells],
    }


def _line(row):
    said = {name: getattr(row.shown, name) for name in FIELDS}
    said |= {"title": row.item.title, "kind": row.item.kind_label}
    if not row.is_edited:
        said["text"] = f"{said['text']}\n{KEPT}"
    said["attachments"] = [[each.name, each.sha256] for each in row.attachments]
    return said


def _cell(cell):
    return {
        "indicator": cell.indicator.code,
        "name": cell.indicator.name,
        "quantity": cell.indicator.get_quantity_display(),
        "organisation": cell.organisation.name if cell.organisation else "",
        "state": cell.value.state if cell.value else "",
        "value": cell.text,
        "reason": cell.value.reason if cell.value else "",
    }


# --- Its parts ------------------------------------------------------------------------------------


def _facts(report, said, is_draft):
    state = report.get_state_display()
    if report.was_late:
        state += "（迟报）"
    facts = [f"单位：{report.unit.name}", f"月份：{report.period.label}　　状态：{state}"]
    if is_draft:
        facts.append(f"填写：{said['sent_by'] or NOTHING}")
        if report.state == ReportState.TO_SIGN:
            facts.append(_who("送签", report.sent_by, report.sent_at))
        return tuple(facts)
    facts.append(_who("填报", report.sent_by, report.sent_at))
    facts.append(_who("签发", report.signed_by, report.signed_at))
    if report.state == ReportState.ACCEPTED:
        facts.append(_who("审核通过", report.decided_by, report.decided_at))
    return tuple(facts)


def _who(deed, person, moment):
    return f"{deed}：{person.name if person else NOTHING}　{_moment(moment)}".rstrip("　")


def _moment(moment):
    """With its year: a paper is read years later."""
    return f"{full_day_text(moment)} {clock_text(moment)}" if moment else ""


def _items(lines):
    counts = [
        f"{label} {sum(line['light'] == light for line in lines)} 项"
        for light, label in Light.choices
    ]
    rows = tuple(
        (
            str(number),
            f"{line['title']}\n（{line['kind']}）" if line.get("kind") else line["title"],
            percent_text(line["percent"]) + ("\n报结" if line["claims_done"] else ""),
            Light(line["light"]).label if line["light"] else NOTHING,
            line["text"] or NOTHING,
            line["reason"] or NOTHING,
        )
        for number, line in enumerate(lines, 1)
    )
    head = ("序号", "事项", "进度", "进度灯", "进展情况", "滞后原因和下一步")
    table = Table(head, rows, (8, 24, 9, 11, 31, 17))
    said = (f"共 {len(lines)} 项：{'，'.join(counts)}。",) if lines else ()
    return Part("事项进展", said, (table,), empty="本月没有需要填报的事项。")


def _values(values):
    rows = []
    for (name, quantity), group in groupby(
        values, key=lambda v: (v["name"], v.get("quantity", ""))
    ):
        group = list(group)
        rows += [
            (
                name,
                value["organisation"] or UNIT_ITSELF,
                _number(value),
                quantity,
                ValueState(value["state"]).label if value["state"] else "未报",
                value["reason"] or NOTHING,
            )
            for value in group
        ]
        if len(group) > 1:
            rows.append((name, "合计", _total(group), quantity, NOTHING, NOTHING))
    head = ("指标", "党组织", "数值", "数量单位", "状态", "说明")
    table = Table(head, tuple(rows), (23, 26, 10, 13, 11, 17))
    return Part("活动数据", (), (table,), empty="本月没有需要填报的数据。")


def _number(value):
    return value["value"] if value["state"] in (ValueState.REPORTED, ValueState.ZERO) else NOTHING


def _total(group):
    """Of the numbers that were reported; a dash where nobody reported one."""
    numbers = [
        Decimal(value["value"])
        for value in group
        if value["state"] in (ValueState.REPORTED, ValueState.ZERO)
    ]
    if not numbers:
        return NOTHING
    return f"{sum(numbers).normalize():f}"


def _activities(activities):
    rows = tuple(
        (
            _day(each["held_on"]),
            each["topic"] + (f"\n学习内容：{each['document']}" if each["document"] else ""),
            "、".join(each["kinds"]),
            number_text(each["heads"]),
            "、".join(each["organisations"]) or UNIT_ITSELF,
            _beside(each),
        )
        for each in activities
    )
    head = ("日期", "主题", "类型", "人数", "开展的党组织", "地点、主讲、共同开展单位")
    table = Table(head, rows, (12, 29, 16, 8, 17, 18))
    return Part("登记的活动", (), (table,), empty="本月没有登记活动。")


def _day(text):
    """Without its year, which the title says."""
    day = date.fromisoformat(text)
    return f"{day.month}月{day.day}日"


def _beside(activity):
    parts = [activity["place"]]
    if activity["speaker"]:
        parts.append(f"主讲：{activity['speaker']}")
    if activity["partners"]:
        parts.append(f"共同开展：{'、'.join(activity['partners'])}")
    return "\n".join(filter(None, parts)) or NOTHING


def _attachments(lines):
    rows = tuple(
        (line["title"], "\n".join(name for name, _ in line["attachments"]))
        for line in lines
        if line.get("attachments")
    )
    return Part(
        "佐证材料", (), (Table(("事项", "文件名"), rows, (50, 50)),), empty="没有上传佐证材料。"
    )


def _remarks(rounds):
    """What staff said when they returned or reopened the month, and what the unit answered."""
    told = [r for r in rounds if r.outcome in (ReportRound.Outcome.RETURNED, ReportRound.Outcome.REOPENED)]  # fmt: skip
    by_round = {}
    remarks = Remark.objects.filter(round__in=told).order_by("pk").select_related(
        "line__item", "value__indicator", "value__organisation", "written_by", "answered_by"
    )  # fmt: skip
    for remark in remarks:
        by_round.setdefault(remark.round_id, []).append(remark)
    rows = []
    for round_ in told:
        number, placed = f"第{round_.number}轮", by_round.get(round_.pk, [])
        # A return in one sentence is kept as the round's reason and as its only remark.
        general = not any(remark.text == round_.reason for remark in placed)
        if round_.reason and general:
            who = _by(round_.decided_by, round_.decided_at)
            rows.append((number, round_.get_outcome_display(), f"{round_.reason}\n{who}", NOTHING))
        rows += [
            (
                number,
                _place(remark),
                f"{remark.text}\n{_by(remark.written_by, remark.written_at)}",
                f"{remark.answer}\n{_by(remark.answered_by, remark.answered_at)}" if remark.answer else NOTHING,
            )
            for remark in placed
        ]  # fmt: skip
    head = ("轮次", "对应内容", "审核意见", "答复")
    return Part("审核意见和答复", (), (Table(head, tuple(rows), (9, 25, 35, 31)),))


def _place(remark):
    if remark.line_id:
        return remark.line.item.title
    if remark.value_id:
        holder = remark.value.organisation
        return f"{holder.name if holder else UNIT_ITSELF} {remark.value.indicator.name}"
    return "总的意见"


def _by(person, moment):
    day = timezone.localtime(moment).date() if moment else None
    return f"（{person.name if person else ''}{' ' + full_day_text(day) if day else ''}）"
