"""问题整改: closed in time, not come back, and what last year's assessment fed back.

When the unit reported decides, not when somebody verified it; what still waits for that is not judged.
"""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from reviews.assessment.figure import FigureRow, ShareOf, card, share_figure
from reviews.models import Finding, FindingOccurrence, FindingSource, FindingState
from zhaotong_portal.wording import full_day_text
from zhaotong_portal.workdays import end_of

# Not (yet) the unit's to put right, or put off by the committee.
NOT_ASKED = (FindingState.FOUND, FindingState.CONFIRMED, FindingState.NOT_OURS, FindingState.NO_BASIS,
             FindingState.ALREADY_FIXED, FindingState.DEFERRED)  # fmt: skip
DONE = (FindingState.VERIFIED, FindingState.CLOSED)
# Closed by a list: it does not say when.
UNDATED = Q(state=FindingState.CLOSED, reported_at=None, import_batch__isnull=False)
DEDUPE = "并入以前问题办理的只计一次，算在以前的问题上。"
LEDGER = "问题整改台账"


def asked():
    """Problems handed to a unit, with the moment at which each was put right as far as the unit says."""
    rows = Finding.objects.shown().exclude(state__in=NOT_ASKED)
    return rows.annotate(put_right_at=Coalesce("reported_at", "verified_at", "closed_at"))


def fed_back_in(year) -> Q:
    """Problems that the assessment of a year fed back; those of lists and of years before the portal go by their year."""
    by_list = Q(source=FindingSource.ASSESSMENT, fed_back_as=None, year=year)
    return Q(fed_back_as__assessment__year=year) | by_list


def _last_day(year):
    return date(year, 12, 31)


def _due(year, today):
    """Due in the year and past; what waits for verification in time is not judged yet."""
    due = Q(due_on__range=(date(year, 1, 1), _last_day(year)), due_on__lt=today)
    waiting = Q(state=FindingState.REPORTED, reported_at__date__lte=F("due_on"))
    return asked().leading().filter(due).exclude(UNDATED).exclude(waiting)


def _closed_in_time(year):
    return Q(state__in=DONE, put_right_at__date__lte=F("due_on"))


def _met_again(year):
    return Exists(
        FindingOccurrence.objects.filter(
            finding=OuterRef("pk"), found_on__range=(date(year, 1, 1), _last_day(year))
        )
    )


def _closed_before_or_in(year, today):
    """Closed in the year, or met again in it: that one had been closed before."""
    first, last = end_of(date(year - 1, 12, 31)), end_of(_last_day(year))
    closed = Q(state=FindingState.CLOSED, closed_at__gte=first, closed_at__lt=last)
    return asked().leading().filter(closed | _met_again(year))


def _fed_back(year, today):
    """Each of them, also where it is handled in an older row, whose state it follows."""
    waiting = Q(state=FindingState.REPORTED, reported_at__lt=end_of(_last_day(year)))
    return asked().filter(fed_back_in(year - 1)).exclude(waiting)


def _closed_by_the_end(year):
    by_then = Q(put_right_at__lt=end_of(_last_day(year)))
    return Q(state__in=DONE) & (by_then | UNDATED)


def _row(finding):
    when = (
        f"时限 {full_day_text(finding.due_on)}"
        if finding.due_on
        else full_day_text(finding.found_on)
    )
    return FigureRow(
        when,
        finding.title,
        finding.get_state_display(),
        finding.get_absolute_url(),
        finding.is_counted,
    )


ALL = [
    share_figure(
        "findings_closed",
        "问题按期整改率",
        card(
            "问题按期整改率",
            "整改时限在本年度且已过的问题中，在时限以内报告整改并经核验通过的所占比例。时限按批准延期后的计；"
            "按时报告、还在等待核验的和暂缓的不计；清单导入时已销号、没有整改日期的不计。",
            LEDGER,
            DEDUPE,
        ),
        ShareOf(_due, _closed_in_time, _row, ("due_on", "pk")),
    ),
    share_figure(
        "findings_not_recurring",
        "问题不反弹率",
        card(
            "问题不反弹率",
            "本年度销号的和本年度再次发现的问题中，本年度没有再次发现（含复查发现反弹）的所占比例。",
            LEDGER,
            DEDUPE,
        ),
        ShareOf(_closed_before_or_in, lambda year: ~_met_again(year), _row, ("found_on", "pk")),
    ),
    share_figure(
        "last_year_findings_closed",
        "上年反馈问题整改率",
        card(
            "上年反馈问题整改率",
            "上年度述职评议考核反馈的问题中，本年度年底以前报告整改并经核验通过的所占比例。已报告、还在等待核验的和暂缓的不计。",
            LEDGER,
            "反馈的每个问题计一次，并入以前问题办理的随以前的问题。",
        ),
        ShareOf(_fed_back, _closed_by_the_end, _row, ("found_on", "pk")),
    ),
]
