"""异议期 in the calendar of deadlines (tasks/deadlines/): the last day to contest a published fact."""

from collections import defaultdict
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from reviews.assessment.decision_todos import reach
from reviews.assessment.window import last_day
from reviews.models import Assessment, AssessmentState
from tasks.deadlines.sources import Computed, Entry
from zhaotong_portal.workdays import end_of


def entries(user, first, last):
    """A unit finds its own; for the committee's side all that were published on a day are one entry."""
    rows = Assessment.objects.visible_to(user).filter(
        state=AssessmentState.PUBLISHED, published_at__lt=end_of(last),
        published_at__gte=end_of(first - timedelta(days=reach())),
    )  # fmt: skip
    by_day = defaultdict(list)
    for row in rows.select_related("unit"):
        by_day[row.year, last_day(timezone.localdate(row.published_at))].append(row)
    for (year, day), found in by_day.items():
        if first <= day <= last:
            yield _entry(user, year, day, found)


def _entry(user, year, day, found):
    if user.scope.works_in_unit:
        url = reverse("assessment_decision", args=[found[0].pk])
    else:
        url = f"{reverse('assessment_decisions')}?year={year}"
    return Entry(
        day, "fact_contest", f"{year}年度述职评议考核异议期截止", url, unit=found[0].unit.short_name if len(found) == 1 else "",
        is_open=day >= timezone.localdate(), count=len(found),
    )  # fmt: skip


WINDOW = Computed(kind="fact_contest", label="考核异议期", entries=entries, order=38)
