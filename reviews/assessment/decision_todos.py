"""What waits of the year's judgement: sheets to issue, scores to give, grades to decide and publish, contests to answer."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, F
from django.urls import reverse
from django.utils import timezone

from reviews.assessment.judging import JUDGES, UNDECIDED, asks, own_units
from reviews.assessment.window import contest_until
from reviews.models import (
    Assessment,
    AssessmentState,
    ContestState,
    FactContest,
    JudgedScore,
    PartSource,
    SchemePart,
    SchemeState,
)
from units.models import Role
from zhaotong_portal.todo import Todo


def waiting(user):
    role = user.scope.role
    if role == Role.SECRETARY:
        yield from _of_the_secretary(user)
    if role in (Role.STAFF, Role.LEADER):
        yield from _contests(user)
        yield from _to_judge(user)
    if role == Role.STAFF:
        yield from _sheets(user)
    if role == Role.LEADER:
        yield from _to_decide(user)


def published_since(days_back):
    """Working days spread over holidays: looked for generously, weighed by the day itself."""
    return timezone.now() - timedelta(days=days_back)


def reach():
    """So many days back a publication may lie whose window is still open."""
    return settings.ASSESSMENT_CONTEST_WORKDAYS * 2 + 20


def _of_the_secretary(user):
    rows = Assessment.objects.visible_to(user).filter(
        state=AssessmentState.PUBLISHED, published_at__gte=published_since(reach())
    )
    today = timezone.localdate()
    for row in rows.only("published_at", "year", "unit"):
        if (until := contest_until(row)) >= today:
            url = reverse("assessment_decision", args=[row.pk])
            yield Todo("考核结果已公布，可对事实提出异议", 1, url, due_on=until)


def _contests(user):
    rows = user.scope.deciding(FactContest.objects.open(), "assessment__unit")
    url = f"{reverse('fact_contests')}?state={ContestState.OPEN}"
    yield Todo("事实异议待答复", rows.count(), url)


def _sheets(user):
    rows = user.scope.deciding(Assessment.objects.filter(state=AssessmentState.SELF_REPORTED))
    url = f"{reverse('assessments')}?state={AssessmentState.SELF_REPORTED}"
    yield Todo("述职评议反馈单待印发", rows.count(), url)


def _to_judge(user):
    """Cells of the judge's own tables that are still empty. Years without a part for this role cost one query."""
    role = user.scope.role
    parts = SchemePart.objects.filter(
        source=PartSource.JUDGED, scheme__state=SchemeState.IN_FORCE
    ).select_related("scheme")
    parts = [part for part in parts if role in part.judges] if role in JUDGES else []
    if not parts:
        return
    years = {part.scheme.year for part in parts}
    undecided = Assessment.objects.filter(year__in=years, state__in=UNDECIDED)
    rows = list(undecided.select_related("unit"))
    given = set(
        JudgedScore.objects.filter(judge=user, assessment__in=undecided.order_by().values("pk"))
        .values_list("assessment", "part__name")
    )  # fmt: skip
    for year in sorted(years):
        own = own_units(user, year) if rows else ()
        open_cells = sum(
            asks(part, row, role, own) and (row.pk, part.name) not in given
            for part in parts
            if part.scheme.year == year
            for row in rows
            if row.year == year
        )
        yield Todo(f"{year}年度述职评议待评分", open_cells, f"{reverse('assessment_judging')}?year={year}")  # fmt: skip


def _to_decide(user):
    waiting = (
        Assessment.objects.filter(state__in=[AssessmentState.FED_BACK, AssessmentState.DECIDED])
        .order_by("year").values_list("year", "state").annotate(Count("pk"))
    )  # fmt: skip
    said = {AssessmentState.FED_BACK: "等次待确定", AssessmentState.DECIDED: "等次待公布"}
    for year, state, number in waiting:
        url = f"{reverse('assessment_decisions')}?year={year}&state={state}"
        yield Todo(f"{year}年度述职评议{said[state]}", number, url)
    upheld = FactContest.objects.filter(
        state=ContestState.UPHELD, assessment__decision__decided_at__lt=F("answered_at")
    )
    url = f"{reverse('fact_contests')}?state={ContestState.UPHELD}"
    yield Todo("异议已采纳，等次待复核", upheld.count(), url)
