"""The unit's side of 责任清单: what it did, and that it has seen what changed."""

from django.db import transaction
from django.utils import timezone

from tasks.models.duty import Duty, DutyState
from units.models import Role
from zhaotong_portal.audit.trail import differences, record, values_of
from zhaotong_portal.workflow import NotAllowed, ReasonRequired, StateChanged, check_text

UNIT = (Role.OFFICER, Role.SECRETARY)
FIELDS = ("state", "progress", "done_on")


def may_write(user, duty) -> bool:
    return (
        user.scope.role in UNIT
        and duty.unit_id in user.scope.unit_ids
        and duty.state != DutyState.ENDED
    )


@transaction.atomic
def report(pk, actor, progress, done, version) -> Duty:
    """What was done, and whether it is all. Raises Duty.DoesNotExist, NotAllowed, StateChanged, ReasonRequired."""
    pk = Duty.objects.visible_to(actor).values_list("pk", flat=True).get(pk=pk)
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=pk)
    if actor.scope.role not in UNIT:
        raise NotAllowed("履行情况由单位填写。")
    if duty.state == DutyState.ENDED:
        raise StateChanged("这项责任已取消，不需要再填写。")
    if duty.row_version != version:
        raise StateChanged("您填写期间，这项责任有了变动或他人已填写，请核对最新内容后再保存。")
    if not progress.strip():
        raise ReasonRequired("请填写履行情况。")
    check_text(progress, "履行情况")
    before = values_of(duty, FIELDS)
    duty.progress, duty.written_by, duty.done_for = progress.strip(), actor, duty.template
    duty.state = DutyState.DONE if done else DutyState.OPEN
    duty.done_on = (duty.done_on or timezone.localdate()) if done else None
    duty.seen_at = timezone.now()
    duty.row_version += 1
    duty.save()
    record(actor, "duty.reported", "填写履行情况", duty, changes=differences(before, duty, FIELDS))
    return duty


@transaction.atomic
def acknowledge(year, actor, unit_id) -> int:
    """The unit has seen all that changed; how many duties that were."""
    if actor.scope.role not in UNIT or unit_id not in actor.scope.unit_ids:
        raise NotAllowed("由本单位的党务干部或书记知悉。")
    rows = Duty.objects.filter(unit=unit_id).of_year(year).unseen()
    first = rows.first()
    count = rows.update(seen_at=timezone.now())
    if count:
        record(actor, "duty.seen", f"知悉责任清单变动 {count} 项", first)
    return count
