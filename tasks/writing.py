"""Who may write in a month now: asked under the lock, so that no entry slips in behind a signature."""

from tasks.clock import is_open_to_unit, takes_entries
from tasks.effort import worked_on
from tasks.models import Month, MonthlyReport
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workflow import NotAllowed, StateChanged


def fills_for(actor, unit) -> bool:
    """The unit's officer, or its secretary: a unit without an officer fills in all the same."""
    return actor.scope.works_in_unit and unit.pk in actor.scope.unit_ids


def may_write(report, month, actor) -> bool:
    return fills_for(actor, report.unit) and takes_entries(report, month)


def lock_for_entry(report_id, actor) -> MonthlyReport:
    """The report, locked, when the actor may write in it now; DoesNotExist out of scope."""
    MonthlyReport.objects.visible_to(actor).only("pk").get(pk=report_id)
    report = MonthlyReport.objects.select_for_update(of=("self",)).get(pk=report_id)
    if not fills_for(actor, report.unit):
        raise NotAllowed("只有本单位的党务干部和书记可以填写。")
    if not takes_entries(report, Month.objects.get(period=report.period)):
        raise StateChanged(why_closed(report))
    worked_on(report)
    return report


def why_closed(report) -> str:
    """Why nothing can be written now, in words for the page."""
    if report.is_editable:
        month = Month.objects.get(period=report.period)
        if not is_open_to_unit(report, month):
            return f"{report.period.label}已锁定，不能再修改。确需更正的，请联系工委重新开放。"
    last = AuditEntry.objects.about(report).filter(action__startswith="report.").first()
    who = f"已由 {last.actor_name} {last.action_label}，" if last else ""
    return f"{who}当前状态是“{report.get_state_display()}”，不能修改。您的文字还在页面上，请先复制保存。"
