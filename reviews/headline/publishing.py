"""Publishing the headline figures, and correcting what was published: both by the committee's staff, both on record."""

from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reviews.models import FigureCorrection, HeadlinePublication, PublishedFigure
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.headline.counting import values_of
from zhaotong_portal.headline.registry import all_figures
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged, check_text

MOST = FigureCorrection._meta.get_field("reason").max_length


def may_publish(user) -> bool:
    """rules.md §3: the whole committee's figures are the staff's to give out."""
    return user.scope.role == Role.STAFF and user.scope.whole


def may_prepare(user) -> bool:
    """Whoever finds the button at all; that of a liaison is refused in words."""
    return user.scope.role == Role.STAFF


@transaction.atomic
def publish(actor, span, title) -> HeadlinePublication:
    """Freeze every figure of a span as it is now. Raises NotAllowed, ValidationError."""
    _refuse_others(actor)
    if span.as_of > timezone.localdate():
        raise ValidationError({"as_of": "不能发布以后的数据。"})
    publication = HeadlinePublication(
        first=span.first, last=span.last, as_of=span.as_of, title=title, published_by=actor
    )
    publication.full_clean()
    publication.save()
    figures = all_figures()
    values = values_of(figures, span)
    PublishedFigure.objects.bulk_create(
        _frozen(publication, number, figure, values[figure.key])
        for number, figure in enumerate(figures, 1)
    )
    record(actor, "headline.published", "发布主要数据", publication)
    return publication


def _frozen(publication, number, figure, values):
    return PublishedFigure(
        publication=publication,
        key=figure.key,
        order=number,
        label=figure.label,
        group=figure.group.value,
        text=figure.text(values.whole),
        definition=asdict(figure.card),
        definition_version=figure.card.version,
        **_said(figure, values),
    )


def _said(figure, values):
    """What is compared later: the value with its decimals, and each year as it was written."""
    return {
        "value": figure.published(values.whole),
        "exact": figure.exact_text(values.whole),
        "years": {str(year): figure.year_text(value) for year, value in values.years.items()},
    }


@dataclass(frozen=True)
class Difference:
    """A published figure whose rows say something else now."""

    published: PublishedFigure
    before: str
    now: dict

    @property
    def years(self):
        """[(year, as it stood, as it is)] of the years that changed."""
        stood = _standing(self.published)["years"]
        now = self.now["years"]
        return [
            (year, stood.get(year, "—"), now.get(year, "—"))
            for year in sorted(stood.keys() | now.keys())
            if stood.get(year) != now.get(year)
        ]


def differences_of(publication) -> dict:
    """{key: Difference} of what the rows say otherwise now than it was published or last corrected."""
    figures = all_figures()
    values = values_of(figures, publication.span)
    now = {figure.key: _said(figure, values[figure.key]) for figure in figures}
    found = {}
    for published in publication.figures.prefetch_related("corrections"):
        said, stood = now.get(published.key), _standing(published)
        if said is not None and (said["exact"], said["years"]) != (stood["exact"], stood["years"]):
            found[published.key] = Difference(published, stood["exact"], said)
    return found


def _standing(published):
    """As it was published, or last corrected."""
    latest = list(published.corrections.all())[-1:]
    row = latest[0] if latest else published
    return {"exact": row.exact, "years": row.years}


@transaction.atomic
def correct(actor, publication_pk, key, reason) -> FigureCorrection:
    """Take over what the rows say now. Raises NotAllowed, ReasonRequired, StateChanged when there is nothing to correct."""
    _refuse_others(actor)
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonRequired("请写明更正的理由。")
    check_text(reason, "理由")
    if len(reason) > MOST:
        raise ReasonRequired(f"理由最多 {MOST} 字，现有 {len(reason)} 字，请精简。")
    publication = HeadlinePublication.objects.visible_to(actor).get(pk=publication_pk)
    publication = HeadlinePublication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    difference = differences_of(publication).get(key)
    if difference is None:
        raise StateChanged("这项数据与发布时一致，或已经更正，不需要再更正。")
    correction = FigureCorrection.objects.create(
        figure=difference.published, reason=reason, corrected_by=actor, **difference.now
    )
    changes = {difference.published.label: [difference.before, difference.now["exact"]]}
    record(actor, "headline.corrected", "更正主要数据", publication, changes=changes, reason=reason)
    return correction


def _refuse_others(actor):
    if not may_publish(actor):
        raise NotAllowed("主要数据由工委负责全部片区的科室干部发布和更正。")
