"""问题 of one side: the figures of the assessment, narrowed to what a side is about."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import Q

from reviews.assessment.figure import ShareOf, card, share_figure
from reviews.assessment.figures import FIGURES
from reviews.models import FindingSource

INSPECTED = (FindingSource.INSPECTION, FindingSource.UNANNOUNCED)


def of_integrity() -> Q:
    """By the category's name, which the administrator may change: the setting then says the new one."""
    return Q(category__name__in=settings.FIVE_TYPE_CLEAN_CATEGORIES)


def inspected() -> Q:
    return Q(source__in=INSPECTED)


def narrowed(
    key, base, label, counts, only: Callable[[], Q], without: Callable[[], Q] | None = None
):
    """The rows of the figure `base` that are `only` such ones; what another side counts is left out."""
    shares = FIGURES[base].shares

    def rows(year, today):
        found = shares.rows(year, today).filter(only())
        return found.exclude(without()) if without else found

    definition = FIGURES[base].definition
    return share_figure(
        key,
        label,
        card(label, counts, definition["source"], definition["dedupe"]),
        ShareOf(rows, shares.counts, shares.row, shares.order),
    )
