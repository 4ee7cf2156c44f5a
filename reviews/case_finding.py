"""A 差评件 that shows more than one citizen's trouble goes into the ledger of findings, and stays linked (G17)."""

from django.db import transaction

from reviews.models import CaseState, FindingSource, RatingCase
from reviews.workflows import finding, rating_case
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed, StateChanged

# Found true, and not yet over.
LINKABLE = (CaseState.VERIFIED, CaseState.IN_HAND, CaseState.ANSWERED, CaseState.CALLED_BACK)


def may_link(case, actor) -> bool:
    return (
        case.finding_id is None
        and case.state in LINKABLE
        and actor.scope.role in rating_case.DECIDERS
        and actor.scope.decides_for(case.unit)
        and finding.may_record(actor, case.unit)
    )


@transaction.atomic
def link(pk, actor, title):
    """A finding of source 差评, found on the day of the rating. Raises WorkflowError, ValidationError."""
    pk = RatingCase.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    case = RatingCase.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    if case.finding_id is not None:
        raise StateChanged("这件差评已列入问题台账。")
    if case.state not in LINKABLE:
        raise StateChanged("核实属实、尚未办结的差评件才能列入问题台账。")
    if not may_link(case, actor):
        raise NotAllowed("您不能把这件差评列入问题台账。")
    case.finding = finding.record_finding(
        actor, case.unit, title=title, source=FindingSource.RATING, found_on=case.opened_on,
        detail=case.verified_text,
    )  # fmt: skip
    case.save(update_fields=["finding"])
    record(actor, "rating_case.link", "列入问题台账", case, reason=case.finding.title)
    return case
