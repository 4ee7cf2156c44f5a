"""The reviewers' queue: what waits, oldest first, what in it wants a closer look, and accepting the plain ones at once."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Avg, Count, F, Q
from django.utils import timezone

from tasks.models import ItemProgress, Light, MonthlyReport, ReportRound
from tasks.questions import counts_of
from tasks.workflows.report import accept
from zhaotong_portal.workdays import workdays_between
from zhaotong_portal.workflow import WorkflowError

OWN_DAYS = 90
DECIDED = (ReportRound.Outcome.ACCEPTED, ReportRound.Outcome.RETURNED)


@dataclass
class Waiting:
    """A submitted report with what a reviewer should know before opening it."""

    report: MonthlyReport
    counts: dict
    workdays: int
    # In whose stead the reader decides about it (units.scope.Part), if in anybody's.
    absent: object = None

    @property
    def exceptions(self) -> list[str]:
        """Why it should not be accepted unread; empty for a plain one."""
        report, counts = self.report, self.counts
        found = []
        if counts.get("behind"):
            found.append(f"滞后 {counts['behind']} 项")
        if counts.get("at_risk"):
            found.append(f"有风险 {counts['at_risk']} 项")
        if counts.get("claims"):
            found.append(f"报结 {counts['claims']} 项")
        if report.round_number > 1:
            found.append(f"第 {report.round_number} 轮")
        if report.was_late:
            found.append("迟报")
        total = counts.get("lines") or 0
        if total and counts.get("unchanged") == total:
            found.append("全部无变化")
        if counts.get("open"):
            found.append(f"有未答复的提问 {counts['open']} 个")
        if counts.get("answered"):
            found.append(f"提问已答复 {counts['answered']} 个")
        return found


def waiting_for(user, *, everybody=False, district=None):
    """Submitted reports, oldest signature first: those that the user decides about, or all that may be seen."""
    rows = MonthlyReport.objects.visible_to(user).awaiting_review().for_list()
    if not everybody:
        rows = user.scope.deciding(rows)
    return rows.filter(unit__district=district) if district else rows


def with_counts(reports, today=None) -> list[Waiting]:
    """The given page of reports with what their lines say and what was asked about them; two queries for any number."""
    reports = list(reports)
    today = today or timezone.localdate()
    counted = (
        ItemProgress.objects.filter(report__in=reports)
        .order_by()
        .values("report_id")
        .annotate(
            lines=Count("pk"),
            at_risk=Count("pk", filter=Q(light=Light.AT_RISK)),
            behind=Count("pk", filter=Q(light=Light.BEHIND)),
            claims=Count("pk", filter=Q(claims_done=True)),
            unchanged=Count("pk", filter=Q(unchanged=True)),
        )
    )
    by_report = {row["report_id"]: row for row in counted}
    asked = counts_of(reports)
    return [
        Waiting(
            report,
            by_report.get(report.pk, {}) | asked.get(report.pk, {}),
            workdays_between(timezone.localdate(report.signed_at), today),
        )
        for report in reports
    ]


def accept_many(picks, actor):
    """Accept each (report id, seen round) on its own: one that cannot be accepted is left, with the reason.

    Returns (accepted reports, [(report, why not)]).
    """
    reports = (
        MonthlyReport.objects.visible_to(actor)
        .select_related("unit")
        .in_bulk([pk for pk, _ in picks])
    )
    accepted, left = [], []
    for pk, seen_round in picks:
        if pk not in reports:
            continue
        try:
            accepted.append(accept(pk, actor, seen_round))
        except WorkflowError as error:
            left.append((reports[pk], error.text))
    return accepted, left


def own_timeliness(user) -> dict:
    """How many reports this reviewer decided in the last 90 days, and how long they waited: for nobody but oneself."""
    since = timezone.now() - timedelta(days=OWN_DAYS)
    rows = ReportRound.objects.filter(decided_by=user, decided_at__gte=since, outcome__in=DECIDED)
    found = rows.aggregate(count=Count("pk"), wait=Avg(F("decided_at") - F("signed_at")))
    found["days"] = found["wait"] and found["wait"].total_seconds() / 86400
    return found
