"""审阅: what a leader has still to read, and marking it read (D3, D4). It changes nothing about the report."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from tasks.models import MonthlyReport, ReportReading, ReportState
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import NotAllowed, StateChanged, TooLong, WorkflowError

NOTE_LENGTH = ReportReading._meta.get_field("note").max_length


def waiting_for(user):
    """Accepted reports of the linked districts that nobody has read yet for this leader, newest month first.

    Whoever stands in for another leader has that leader's too. A leader without a district has nothing to read; what
    was accepted long ago, or by the leader in person, asks for no reading.
    """
    rows = MonthlyReport.objects.visible_to(user).filter(state=ReportState.ACCEPTED)
    districts = _unread_districts(user)
    if not districts:
        return rows.none()
    since = timezone.now() - timedelta(days=settings.READING_LIST_DAYS)
    own = _of_this_round().filter(reader=user.pk)
    rows = rows.filter(districts, ~Exists(own), decided_at__gte=since).exclude(decided_by=user)
    return rows.order_by("-period", "unit__protocol_order", "pk")


def _unread_districts(user):
    """For each leader who reads here, own or absent: the districts, without what was read for that leader."""
    found = Q()
    if user.scope.role != Role.LEADER:
        return found
    for part in user.scope.parts:
        if part.district_ids:
            whose = Q(reader=part.person_id) | Q(stood_in_for=part.person_id)
            read = _of_this_round().filter(whose)
            found |= Q(unit__district__in=part.district_ids) & ~Exists(read)
    return found


def _of_this_round():
    return ReportReading.objects.filter(
        report=OuterRef("pk"), round_number=OuterRef("round_number")
    )


def absent_for(user, unit):
    """The leader in whose stead this one reads a unit's report; None where it is of an own district, or of nobody's."""
    own, *absent = user.scope.parts or [None]
    if own is None or unit.district_id in own.district_ids:
        return None
    return next((part for part in absent if unit.district_id in part.district_ids), None)


def may_read(report, user, readings) -> bool:
    """Whether the page offers 已阅, or a word to add to a reading without one. `readings` are those of the report."""
    if user.scope.role != Role.LEADER or report.state != ReportState.ACCEPTED:
        return False
    mine = [r for r in readings if r.reader_id == user.pk and r.round_number == report.round_number]
    return not mine[0].note if mine else report.decided_by_id != user.pk


def readings_of(report, user):
    """Who has read the report, in every round; nothing was read before anything was accepted."""
    if report.state != ReportState.ACCEPTED and report.round_number == 1:
        return []
    rows = ReportReading.objects.visible_to(user).filter(report=report)
    return list(rows.select_related("reader", "stood_in_for"))


def readings_by_unit(period, user):
    """{unit: readings of what is accepted now} of a month; one query for any number of units."""
    rows = ReportReading.objects.visible_to(user).filter(
        report__period=period,
        report__state=ReportState.ACCEPTED,
        round_number=F("report__round_number"),
    )
    found = {}
    for row in rows.select_related("report", "reader", "stood_in_for"):
        found.setdefault(row.report.unit_id, []).append(row)
    return found


@transaction.atomic
def mark_read(report_id, actor, note="", seen_round=None):
    """A reading of this round, with or without a note. Pressed twice it stays one; a note left is not rewritten.

    Raises MonthlyReport.DoesNotExist out of scope, NotAllowed, TooLong, StateChanged.
    """
    pk = MonthlyReport.objects.visible_to(actor).values_list("pk", flat=True).get(pk=report_id)
    report = MonthlyReport.objects.select_for_update(of=("self",)).get(pk=pk)
    note = note.strip()
    _check(report, actor, note, seen_round)
    absent = absent_for(actor, report.unit)
    reading, is_new = ReportReading.objects.get_or_create(
        report=report,
        round_number=report.round_number,
        reader=actor,
        defaults={"note": note, "stood_in_for_id": absent and absent.person_id},
    )
    if not is_new:
        if note in ("", reading.note):
            return reading
        if reading.note:
            raise StateChanged("您已经留言，单位可能已经看到，不再改动。")
        reading.note = note
        reading.save(update_fields=["note"])
    record(actor, "reading.read", "审阅", report, reason=note)
    return reading


def _check(report, actor, note, seen_round):
    if actor.scope.role != Role.LEADER:
        raise NotAllowed("审阅由工委领导办理。")
    if len(note) > NOTE_LENGTH:
        raise TooLong(f"留言最多 {NOTE_LENGTH} 字，现有 {len(note)} 字，请精简。")
    if report.state != ReportState.ACCEPTED:
        raise StateChanged(f"报告当前是“{report.get_state_display()}”，审核通过后再审阅。")
    if seen_round is not None and str(seen_round) != str(report.round_number):
        raise StateChanged("页面打开后报告重新通过了一次，请查看最新内容后再审阅。")


def mark_many(picks, actor):
    """Each (report id, seen round) on its own. Returns (read, [(report, why not)])."""
    reports = (
        MonthlyReport.objects.visible_to(actor)
        .select_related("unit")
        .in_bulk([pk for pk, _ in picks])
    )
    read, left = [], []
    for pk, seen_round in picks:
        if pk not in reports:
            continue
        try:
            read.append(mark_read(pk, actor, seen_round=seen_round))
        except WorkflowError as error:
            left.append((reports[pk], error.text))
    return read, left
