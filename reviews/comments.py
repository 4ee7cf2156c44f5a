"""Which comments the rated unit reads: after the day's end, in groups, masked, without grade or day (rules.md §5).

Groups are cut from the unit's whole history, day by day, so that a group once shown never changes: whoever compares
today's page with yesterday's finds complete groups more, never one comment more.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from reviews.masking import masked
from reviews.models import Rating
from units.models import Person


@dataclass(frozen=True)
class Group:
    first: date
    last: date
    texts: tuple = ()


def groups_for_unit(unit, most=12):
    """The newest groups, newest first."""
    spans = _spans(unit)[-most:]
    if not spans:
        return []
    rows = _comments(unit).filter(given_on__range=(spans[0].first, spans[-1].last))
    names = names_of(unit)
    told = [(day, masked(text, names)) for day, text in rows.values_list("given_on", "comment")]
    return [
        Group(span.first, span.last, _in_no_order(text for day, text in told if span.first <= day <= span.last))
        for span in reversed(spans)
    ]  # fmt: skip


def waiting_count(unit) -> int:
    """Comments that wait until their group is full."""
    spans = _spans(unit)
    rows = _comments(unit)
    return (rows.filter(given_on__gt=spans[-1].last) if spans else rows).count()


def _comments(unit):
    return Rating.objects.filter(unit=unit).valid().exclude(comment="").order_by()


def _spans(unit):
    """Whole days, as many as it takes for a group; the rest waits."""
    rows = _comments(unit).filter(given_on__lt=timezone.localdate())
    spans, first, count = [], None, 0
    for day, comments in rows.values_list("given_on").annotate(n=Count("pk")).order_by("given_on"):
        first, count = first or day, count + comments
        if count >= settings.RATING_COMMENT_GROUP:
            spans.append(Group(first, day))
            first, count = None, 0
    return spans


def names_of(unit):
    people = Person.objects.filter(appointments__unit=unit)
    return set(people.order_by().values_list("name", flat=True))


def _in_no_order(texts):
    """By their wording: the order in which they came would tell who wrote them."""
    return tuple(sorted(texts))
