"""反向评价 (W21): one tap a unit and guidance, anonymous; what may be shown of it is decided here.

An invitation is used up by the tap and deleted; the tap adds one to a count. Nothing is written to the audit trail,
because an entry would say who rated when. Counts of a quarter are shown only after it is over, so that nobody can watch
a figure move and tell by whom; quarters with few ratings are told together with the following ones.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tasks.models import Consultation, GuidanceGrade, GuidanceKind, GuidanceTally, RatingInvitation
from zhaotong_portal.workflow import NotAllowed, StateChanged


def invite(subject):
    """Each unit that took part may rate once. The committee does not rate itself."""
    field = "consultation" if isinstance(subject, Consultation) else "visit"
    until = timezone.localdate() + timedelta(days=settings.GUIDANCE_RATING_DAYS)
    RatingInvitation.objects.bulk_create(
        (
            RatingInvitation(unit=unit, until=until, **{field: subject})
            for unit in subject.units.all()
            if not unit.is_committee
        ),
        ignore_conflicts=True,
    )


def invitation_for(subject, user):
    """The invitation that this person could use now, or None."""
    field = "consultation" if isinstance(subject, Consultation) else "visit"
    rows = RatingInvitation.objects.visible_to(user).in_time(timezone.localdate())
    return rows.filter(**{field: subject}).first()


@transaction.atomic
def rate(invitation_id, actor, grade):
    """Use an invitation. Raises RatingInvitation.DoesNotExist (another unit's), NotAllowed, StateChanged."""
    if not actor.scope.works_in_unit:
        raise NotAllowed("反向评价由单位填写。")
    if grade not in GuidanceGrade.values:
        raise StateChanged("请选择一项评价。")
    today = timezone.localdate()
    invitation = RatingInvitation.objects.filter(pk=invitation_id).in_time(today).first()
    if invitation is not None and invitation.unit_id not in actor.scope.unit_ids:
        raise RatingInvitation.DoesNotExist
    # Deleting decides: of two who press at the same moment one finds nothing to delete.
    if invitation is None or not RatingInvitation.objects.filter(pk=invitation.pk).delete()[0]:
        raise StateChanged("本单位已经评价过，或评价已截止。")
    quarter = (today.month + 2) // 3
    GuidanceTally.objects.add(today.year, quarter, invitation.kind, grade)


def drop_run_out(today=None) -> int:
    """Invitations that nobody used in time: with them goes the last trace of who did and who did not."""
    gone, _ = RatingInvitation.objects.filter(until__lt=today or timezone.localdate()).delete()
    return gone


@dataclass(frozen=True)
class Told:
    """What is told of one kind over one quarter or several."""

    kind: str
    quarters: str
    counts: tuple[int, ...]  # in the order of GuidanceGrade

    @property
    def kind_label(self):
        return GuidanceKind(self.kind).label

    @property
    def total(self):
        return sum(self.counts)

    @property
    def helped(self):
        """The share of the first two grades."""
        return sum(self.counts[:2]) / self.total


def told(user, today=None) -> list[Told]:
    """What may be shown, the latest first: finished quarters, each with those before it that had too few. One query."""
    today = today or timezone.localdate()
    now = (today.year, (today.month + 2) // 3)
    cells = {}
    for row in GuidanceTally.objects.visible_to(user):
        if (row.year, row.quarter) < now:
            cells.setdefault(row.kind, {}).setdefault((row.year, row.quarter), {})[row.grade] = row.count  # fmt: skip
    found = [one for kind in GuidanceKind.values for one in _grouped(kind, cells.get(kind, {}))]
    return [one for _, one in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _grouped(kind, quarters):
    """((year, quarter) of the last one, Told), as soon as enough have come together."""
    first, counts = None, [0] * len(GuidanceGrade)
    for at, grades in sorted(quarters.items()):
        first = first or at
        counts = [n + grades.get(grade, 0) for n, grade in zip(counts, GuidanceGrade, strict=True)]
        if sum(counts) >= settings.GUIDANCE_RATING_MIN:
            yield at, Told(kind, _span(first, at), tuple(counts))
            first, counts = None, [0] * len(GuidanceGrade)


def _span(first, last):
    begins = f"{first[0]}年第{first[1]}季度"
    return begins if first == last else f"{begins}至{last[0]}年第{last[1]}季度"
