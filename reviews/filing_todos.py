"""What waits of self-reports on the home page and in the calendar: writing, signing, checking, until the day of January."""

from django.urls import reverse
from django.utils import timezone

from reviews.filing import FILING_OPEN, due_on
from reviews.models import Assessment, SelfReport, SelfReportState
from tasks.deadlines.sources import Computed, Entry
from units.models import Role
from zhaotong_portal.todo import Todo

State = SelfReportState
FILED = (State.FILED, State.ACCEPTED)


def waiting(user):
    """One query for each side."""
    if user.scope.works_in_unit:
        yield from _of_the_unit(user)
    elif user.scope.is_committee_side:
        yield from _to_check(user)


def _of_the_unit(user):
    rows = Assessment.objects.visible_to(user).filter(state__in=FILING_OPEN).exclude(self_report__state__in=FILED)  # fmt: skip
    signs = user.scope.role == Role.SECRETARY
    labels = {
        None: "述职报告待撰写",
        State.DRAFT: "述职报告待撰写",
        State.RETURNED: "述职报告被退回",
        State.TO_SIGN: "述职报告待签发" if signs else None,
    }
    found = {}
    for pk, year, state in rows.order_by("year").values_list("pk", "year", "self_report__state"):
        if label := labels[state]:
            found.setdefault(label, []).append((pk, due_on(year)))
    for label, several in found.items():
        pk, day = several[0]
        urgent = day < timezone.localdate() or label == labels[State.RETURNED]
        url = reverse("self_report", args=[pk])
        yield Todo(label, len(several), url, due_on=day, urgent=urgent)


def _to_check(user):
    """Each year its own line: the list behind it is of one year."""
    rows = user.scope.deciding(SelfReport.objects.filter(state=State.FILED), "assessment__unit")
    years = list(rows.order_by("assessment__year").values_list("assessment__year", flat=True))
    for year in dict.fromkeys(years):
        url = f"{reverse('assessments')}?year={year}&report={State.FILED}&mine=1"
        yield Todo("述职报告待审核", years.count(year), url)


def last_days(user, first, last):
    """The last day of filing of each year that was prepared, for who may read its assessments."""
    years = [year for year in range(first.year - 1, last.year + 1) if first <= due_on(year) <= last]
    rows = Assessment.objects.visible_to(user).filter(year__in=years).order_by("year")
    open_years = {}
    for year, state, report in rows.values_list("year", "state", "self_report__state"):
        wanting = state in FILING_OPEN and report not in FILED
        open_years[year] = open_years.get(year, False) or wanting
    for year, is_open in open_years.items():
        url = f"{reverse('assessments')}?year={year}"
        yield Entry(due_on(year), "self_report", f"{year}年度述职报告报送截止", url, is_open=is_open)  # fmt: skip


LAST_DAYS = Computed(kind="self_report", label="述职报告", entries=last_days, order=12)
