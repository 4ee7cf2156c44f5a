"""What came to light: problems by source and what became of them, and those that last year's assessment fed back."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from reviews.assessment.figure import rows_address
from reviews.assessment.figures import FIGURES
from reviews.assessment.of_findings import DONE
from reviews.assessment.pack import Cell, Section, count, percentage
from reviews.filing import last_years_problems
from reviews.models import (
    Finding,
    FindingSource,
    FindingState,
    LastYearAnswer,
    SelfReport,
    SelfReportState,
)
from reviews.models.finding import WITH_UNIT
from zhaotong_portal.wording import NOTHING, full_day_text

WITHOUT_BASIS = (FindingState.NOT_OURS, FindingState.NO_BASIS)


def findings(span) -> Section:
    """Each channel's own rows, also where several are handled as one; and the two shares that a score may take."""
    rows = list(Finding.objects.told().filter(unit=span.unit, year=span.year).order_by("found_on", "pk"))  # fmt: skip
    by_source = {}
    for source in FindingSource:
        if mine := [row for row in rows if row.source == source]:
            by_source[source.label] = mine
    if len(by_source) > 1:
        by_source["合计"] = rows
    today = timezone.localdate()

    def cells(held, label, is_whole):
        source = next((one.value for one in FindingSource if one.label == label), "")
        overdue = sum(
            row.state in WITH_UNIT and row.joined_to_id is None and row.due_on is not None and row.due_on < today
            for row in held
        )  # fmt: skip
        return (
            count(len(held), _address(span, source)),
            count(sum(row.state in WITHOUT_BASIS for row in held)),
            count(sum(row.state in DONE for row in held), _address(span, source, state="settled")),
            count(sum(row.recurred_times > 0 for row in held), _address(span, source, again=1)),
            count(overdue, _address(span, source, overdue=1)),
        )

    measures = ("发现", "不属实或不属本单位", "已核验或销号", "屡查屡犯", "逾期未改")
    table = span.table("", "来源", measures, by_source, lambda holder, row: holder.has_day(row.found_on), cells)  # fmt: skip
    shares = _shares(span)
    tables = [*([table] if rows else []), *([shares] if shares else [])]
    note = "按发现日期；还在核实、没有交办的不计。各渠道分别计数，并入以前问题一并办理的也在内。"
    return Section("findings", "问题整改", tuple(tables), note=note, empty="本年度没有交办的问题。")


def _address(span, source, **query):
    query = {"unit": span.unit.pk, "year": span.year, **({"source": source} if source else {}), **query}  # fmt: skip
    return f"{reverse('findings')}?{urlencode(query)}"


def _shares(span):
    """The computed figures over the same rows as the score."""
    keys = {FIGURES[key].label: key for key in ("findings_closed", "findings_not_recurring")}
    rows = {
        label: list(FIGURES[key].shares.of(span.year).filter(unit=span.unit))
        for label, key in keys.items()
    }
    if not any(rows.values()):
        return None

    def day_of(label, row):
        return row.due_on if keys[label] == "findings_closed" else row.found_on

    def cells(held, label, is_whole):
        url = rows_address(keys[label], span.year, span.unit.pk)
        counted = sum(row.is_counted for _, row in held)
        return count(len(held), url), count(counted, url), percentage(counted, len(held), url)

    pairs = {label: [(label, row) for row in mine] for label, mine in rows.items()}
    return span.table(
        "整改和反弹", "指标", ("纳入统计", "达到要求", "比率"), pairs,
        lambda holder, pair: holder.has_day(day_of(*pair)), cells,
    )  # fmt: skip


def last_year(span, assessment) -> Section:
    """上年反馈问题 with their answers; what was put right belongs to whoever was in office on that day."""
    key = "last_year_findings_closed"
    judged = list(FIGURES[key].shares.of(span.year).filter(unit=span.unit))
    rows = list(last_years_problems(assessment))
    answers = _answers(assessment)
    url = rows_address(key, span.year, span.unit.pk)

    def cells(held, label, is_whole):
        right = sum(row.is_counted for row in held)
        if not is_whole:
            return Cell(NOTHING), count(right, url), Cell(NOTHING)
        return count(len(held), url), count(right, url), percentage(right, len(held), url)

    def in_office(holder, row):
        return holder.is_whole or row.put_right_at and holder.has_day(timezone.localdate(row.put_right_at))  # fmt: skip

    tables = []
    if judged:
        tables.append(span.table("", "", ("纳入统计", "年底以前整改", "整改率"), {"": judged}, in_office, cells))  # fmt: skip
    if rows:
        head = ("上年反馈问题", "状态", "整改时限", "单位答复")
        tables.append(
            span.listing(
                "", head, rows, lambda row: row.closed_at and timezone.localdate(row.closed_at),
                lambda row: (
                    Cell(row.title, row.get_absolute_url()), Cell(row.get_state_display()),
                    Cell(full_day_text(row.due_on) if row.due_on else NOTHING), Cell(answers.get(row.pk, NOTHING)),
                ),
            )
        )  # fmt: skip
    note = "已报告、还在等待核验的和暂缓的不纳入统计；单位的答复在述职报告报送以后列出。"
    return Section(
        "last_year", "上年反馈问题", tuple(tables), note=note, empty="上年没有反馈问题。"
    )


def _answers(assessment):
    """What was not filed is the unit's; judges and the unit see the same page."""
    within = [SelfReportState.DRAFT, SelfReportState.TO_SIGN]
    filed = SelfReport.objects.filter(assessment=assessment).exclude(state__in=within)
    return dict(
        LastYearAnswer.objects.filter(self_report__in=filed.order_by()).order_by().values_list("finding", "text")
    )  # fmt: skip
