"""What of an application is whose: the unit's drafts are its own, the committee's view is, until it is told."""

from reviews.models import ModelOfficeState
from zhaotong_portal.audit.models import AuditEntry

WITHIN_THE_UNIT = ("model_office.start", "model_office.save")
WITHIN_THE_COMMITTEE = ("model_office.review",)


def shows_review(user, application) -> bool:
    """While the committee is at it, its marks are no answer yet."""
    return not user.scope.works_in_unit or application.state != ModelOfficeState.SUBMITTED


def history_for(user, application):
    own = user.scope.works_in_unit
    hidden = WITHIN_THE_COMMITTEE if own else WITHIN_THE_UNIT
    return AuditEntry.objects.about(application).exclude(action__in=hidden)
