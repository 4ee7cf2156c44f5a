"""What findings and cases say against the items and each other (tasks/contradictions)."""

from reviews.models import CaseState, Finding, RatingCase
from tasks.contradictions.registry import Contradiction
from tasks.contradictions.registry import register as register_check
from tasks.models import ItemState, WorkItem

DONE = (ItemState.REPORTED_DONE, ItemState.ACCEPTED)


def register():
    register_check("done_finding_open", "事项已报结，同名问题没有销号", done_finding_open)
    register_check("case_finding_open", "差评件已办结，列入的问题没有销号", case_finding_open)


def done_finding_open(user, period):
    """By unit and title, the way lists know a row again; years apart, since a problem may outlive its item."""
    findings = Finding.objects.visible_to(user).open()
    open_ones = {}
    for finding in findings:
        open_ones.setdefault((finding.unit_id, finding.title_key), finding)
    items = WorkItem.objects.visible_to(user).filter(
        state__in=DONE, title_key__in=findings.order_by().values("title_key")
    )
    for item in items.order_by("pk"):
        if finding := open_ones.get((item.unit_id, item.title_key)):
            yield Contradiction(
                item.unit_id, f"item-{item.pk}-finding-{finding.pk}", item.title,
                f"事项：{item.get_state_display()}", item.get_absolute_url(),
                f"问题：{finding.get_state_display()}", finding.get_absolute_url(),
            )  # fmt: skip


def case_finding_open(user, period):
    open_findings = Finding.objects.visible_to(user).open().order_by().values("pk")
    cases = RatingCase.objects.visible_to(user).filter(
        state=CaseState.CLOSED, finding__in=open_findings
    )
    for case in cases.select_related("finding").order_by("pk"):
        yield Contradiction(
            case.unit_id, f"case-{case.pk}", case.finding.title,
            f"差评件：{case.get_state_display()}", case.get_absolute_url(),
            f"问题：{case.finding.get_state_display()}", case.finding.get_absolute_url(),
        )  # fmt: skip
