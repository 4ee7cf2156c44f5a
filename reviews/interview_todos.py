"""约谈 on the home page of the persons named to write them, as numbers and days; nobody else finds anything."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from reviews.interviews import may_write
from reviews.models import Interview, InterviewState
from zhaotong_portal.todo import Todo


def waiting(user):
    """One query for the naming, one for the numbers."""
    if not may_write(user):
        return
    awaited = Q(state=InterviewState.NOTIFIED)
    promised = Q(state=InterviewState.HELD, check_on__isnull=False)
    found = Interview.objects.order_by().aggregate(
        awaited=Count("pk", filter=awaited), planned_on=Min("planned_on", filter=awaited),
        promised=Count("pk", filter=promised), check_on=Min("check_on", filter=promised),
    )  # fmt: skip
    yield _todo("约谈待进行", found["awaited"], found["planned_on"], InterviewState.NOTIFIED)
    yield _todo("约谈承诺待复核", found["promised"], found["check_on"], InterviewState.HELD)


def _todo(label, count, day, state):
    urgent = bool(day and day < timezone.localdate())
    return Todo(label, count, f"{reverse('interviews')}?state={state}", due_on=day, urgent=urgent)
