"""What the unit did: months reported, items by list, projects led, entries verified by lot."""

from functools import partial
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from reviews.assessment.figure import rows_address
from reviews.assessment.figures import FIGURES
from reviews.assessment.pack import Cell, Section, count, percentage
from tasks.figures.heat import month_address
from tasks.models import (
    ItemKind,
    ItemProgress,
    ItemState,
    Lead,
    ServiceList,
    SpotCheck,
    Verdict,
    WorkItem,
)
from tasks.models.work_item import OPEN_STATES
from zhaotong_portal.period import Period
from zhaotong_portal.wording import NOTHING, deadline_text, moment_text

FIGURE_OF_KIND = {
    ItemKind.SERVICE_ITEM: "service_items_done",
    ItemKind.LED_PROJECT: "led_projects_done",
    ItemKind.KEY_TASK: "key_tasks_done",
}


def reports(span) -> Section:
    """报送及时: months that were due, in time, late, without a signature at all."""
    key = "report_timeliness"
    rows = list(FIGURES[key].shares.of(span.year).filter(unit=span.unit).order_by("period"))
    url = rows_address(key, span.year, span.unit.pk)

    def cells(held, label, is_whole):
        signed = [row for row in held if row.first_signed_at]
        on_time = sum(row.is_counted for row in held)
        late = len(signed) - on_time
        return (
            count(len(held), url), count(on_time, url), count(late, url), count(len(held) - len(signed), url),
            percentage(on_time, len(held), url),
        )  # fmt: skip

    def in_month(holder, row):
        return holder.has_month(row.period)

    tables = [
        span.table("", "", ("到期月份", "按时", "迟报", "未报", "按时率"), {"": rows}, in_month, cells)
    ]  # fmt: skip
    missed = [row for row in rows if not row.is_counted]
    if missed:
        tables.append(
            span.listing(
                "没有按时的月份", ("月份", "首次签发"), missed, lambda row: row.period.last_day,
                lambda row: (
                    Cell(row.period.label, month_address(row.period, row.unit_id)),
                    Cell(moment_text(row.first_signed_at) if row.first_signed_at else "没有签发"),
                ),
            )
        )  # fmt: skip
    note = "免报的月份不计；审核所用时间不计。"
    return Section("reports", "报送及时", tuple(tables) if rows else (), note=note, empty="没有到期的月份。")  # fmt: skip


def items(span) -> Section:
    """清单与事项: those of the year by list; of the dated ones what became of them by their deadline."""
    known = {}
    of_year = WorkItem.objects.filter(unit=span.unit).of_year(span.year).exclude(state=ItemState.CANCELLED)  # fmt: skip
    for kind, label in of_year.order_by().values_list("kind", "label"):
        name = label if kind == ItemKind.EXTRA_LIST else ItemKind(kind).label
        known[kind, name] = known.get((kind, name), 0) + 1
    due = {kind: _due(span, kind) for kind in FIGURE_OF_KIND}
    names = {(kind, ItemKind(kind).label) for kind, rows in due.items() if rows} | set(known)
    order = list(ItemKind)
    rows, addresses, totals = {}, {}, {}
    for kind, name in sorted(names, key=lambda one: (order.index(one[0]), one[1])):
        face = f"{kind}.{name}" if kind == ItemKind.EXTRA_LIST else kind
        rows[name] = due.get(kind, [])
        totals[name] = count(known.get((kind, name), 0), _items_address(span, face=face))
        figure = FIGURE_OF_KIND.get(kind)
        addresses[name] = figure and rows_address(figure, span.year, span.unit.pk)

    def cells(held, name, is_whole):
        url = addresses[name]
        total = totals[name] if is_whole else Cell(NOTHING)
        if url is None:
            return total, *[Cell(NOTHING)] * 5
        done = sum(row.is_counted for row in held)
        in_time = sum(row.is_counted and row.is_in_time for row in held)
        return (
            total, count(len(held), url), count(in_time, url), count(done - in_time, url),
            count(len(held) - done, url), percentage(done, len(held), url),
        )  # fmt: skip

    measures = ("本年事项", "时限已过", "按时完成", "逾期后完成", "未完成", "完成率")
    table = span.table("", "清单", measures, rows, lambda holder, row: holder.has_day(row.deadline), cells)  # fmt: skip
    note = "完成以验收或在时限当月以前报结为准；按月、按季和长期的事项没有时限，只列在“本年事项”。"
    return Section("items", "清单与事项", (table,) if rows else (), _lists(span), note)


def _due(span, kind):
    """Rows of the computed figure, each with whether it was done by its deadline."""
    claims = ItemProgress.objects.filter(item=OuterRef("pk"), claims_done=True, report__first_signed_at__isnull=False)  # fmt: skip
    rows = FIGURES[FIGURE_OF_KIND[kind]].shares.of(span.year).filter(unit=span.unit)
    rows = rows.annotate(
        claimed=Exists(claims), claimed_in_time=Exists(claims.filter(period__lte=OuterRef("deadline")))
    )  # fmt: skip
    found = list(rows)
    for row in found:  # accepted without any claim: a list brought it in as done
        row.is_in_time = row.claimed_in_time or not row.claimed
    return found


def _lists(span):
    """How many 份, and how many of them are carried out: all items accepted or cancelled (rules.md §4)."""
    still_open = WorkItem.objects.filter(service_list=OuterRef("pk")).exclude(
        state__in=[ItemState.ACCEPTED, ItemState.CANCELLED]
    )
    rows = ServiceList.objects.filter(unit=span.unit, year=span.year).order_by()
    over = list(rows.annotate(is_open=Exists(still_open)).values_list("is_open", flat=True))
    if not over:
        return ()
    return (f"三服务清单 {len(over)} 份，其中全部办结 {over.count(False)} 份。",)


def _items_address(span, **query):
    return f"{reverse('items')}?{urlencode({'unit': span.unit.pk, 'year': span.year, **query})}"


def projects(span) -> Section:
    """书记领办、支部引办项目 one by one."""
    rows = list(
        WorkItem.objects.filter(unit=span.unit, kind=ItemKind.LED_PROJECT)
        .of_year(span.year)
        .exclude(state=ItemState.CANCELLED)
        .order_by("-lead", F("deadline").asc(nulls_last=True), "order", "pk")
    )
    done = [row for row in rows if row.state not in OPEN_STATES]
    sentences = tuple(
        f"{lead.label} {sum(row.lead == lead for row in rows)} 个，其中已报结或已验收 {sum(row.lead == lead for row in done)} 个。"
        for lead in Lead
        if any(row.lead == lead for row in rows)
    )
    table = span.listing(
        "", ("方式", "项目", "时限", "进度", "状态"), rows, lambda row: row.deadline,
        lambda row: (
            Cell(row.get_lead_display()), Cell(row.title, row.get_absolute_url()),
            Cell(deadline_text(row.deadline, row.deadline_kind)), Cell(f"{row.percent}%"), Cell(row.get_state_display()),
        ),
    )  # fmt: skip
    return Section("projects", "书记领办、支部引办项目", (table,) if rows else (), sentences)


def spot_checks(span) -> Section:
    """抽查核实: what was drawn by lot, and what was found on looking."""
    first, last = Period(span.year, 1), Period(span.year, 12)
    rows = list(
        SpotCheck.objects.filter(unit=span.unit, draw__period__range=(first, last))
        .select_related("draw")
        .order_by("draw__period", "pk")
    )
    url = rows_address("spot_checks_true", span.year, span.unit.pk)

    def cells(held, label, is_whole):
        verdicts = [row.verdict for row in held if row.verdict]
        of = partial(_number_of, verdicts, url)
        return (
            count(len(held)), count(len(verdicts), url), of(Verdict.TRUE), of(Verdict.PARTLY), of(Verdict.UNTRUE),
            percentage(verdicts.count(Verdict.TRUE), len(verdicts), url),
        )  # fmt: skip

    measures = ("抽取", "已核实", "属实", "部分属实", "不实", "属实率")
    tables = [span.table("", "", measures, {"": rows}, lambda holder, row: holder.has_month(row.draw.period), cells)]  # fmt: skip
    faulted = [row for row in rows if row.verdict in (Verdict.PARTLY, Verdict.UNTRUE)]
    if faulted:
        tables.append(
            span.listing(
                "不完全属实的", ("月份", "填报内容", "核实结果", "单位说明"), faulted,
                lambda row: row.draw.period.last_day,
                lambda row: (
                    Cell(row.draw.period.label), Cell(row.said, row.get_absolute_url()),
                    Cell(row.get_verdict_display()), Cell(row.answer or NOTHING),
                ),
            )
        )  # fmt: skip
    return Section(
        "spot_checks", "抽查核实", tuple(tables) if rows else (), empty="本年度没有抽到。"
    )


def _number_of(verdicts, url, verdict):
    return count(verdicts.count(verdict), url)
