"""What issuing would do, and doing it: units whose list stays the same are not touched and not told (W16)."""

from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tasks import outbox
from tasks.duties.merging import merged
from tasks.models.duty import Duty, DutyState, DutyTemplate
from tasks.recipients import recipients_of
from units.models import Role, Unit
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of
from zhaotong_portal.workflow import NotAllowed, StateChanged

WRITERS = (Role.STAFF, Role.ADMINISTRATOR)
BATCH = 500


@dataclass
class Change:
    """Of one unit: templates that come, (duty, template) whose words change, duties that end."""

    unit: Unit
    new: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    ended: list = field(default_factory=list)

    def __bool__(self):
        return bool(self.new or self.changed or self.ended)

    @property
    def said(self):
        parts = (("新增", self.new), ("变动", self.changed), ("取消", self.ended))
        return "，".join(f"{word} {len(rows)} 项" for word, rows in parts if rows)


def may_write(user) -> bool:
    return user.scope.role in WRITERS


def pending(year) -> list[Change]:
    """What the units would notice if the list were issued now, in protocol order; three queries."""
    templates = list(DutyTemplate.objects.of_year(year).current())
    units = list(Unit.objects.active().order_by("protocol_order", "pk"))
    held = {}
    for duty in Duty.objects.of_year(year).select_related("template"):
        held.setdefault(duty.unit_id, {})[duty.sort, duty.title_key] = duty
    changes = (_change(unit, merged(templates, unit), held.get(unit.pk, {})) for unit in units)
    return [change for change in changes if change]


def _change(unit, wanted, held):
    change = Change(unit)
    for key, template in wanted.items():
        duty = held.get(key)
        if duty is None:
            change.new.append(template)
        elif duty.template_id != template.pk or duty.state == DutyState.ENDED:
            change.changed.append((duty, template))
    change.ended = [
        duty for key, duty in held.items() if key not in wanted and duty.state != DutyState.ENDED
    ]
    return change


@transaction.atomic
def issue(year, actor, tell=True) -> list[Change]:
    """Bring every unit's list to what is written; `tell` False for lists of the past, of which nobody is told anew.

    Raises NotAllowed, StateChanged (nothing to issue, or just issued)."""
    if not may_write(actor):
        raise NotAllowed("责任清单由工委科室干部或管理员印发。")
    # Who issues at the same moment waits here, and then finds nothing left to do.
    list(DutyTemplate.objects.of_year(year).select_for_update().values_list("pk", flat=True))
    changes = pending(year)
    if not changes:
        raise StateChanged("各单位的清单没有变化，不需要印发。")
    now, first = timezone.now(), not Duty.objects.of_year(year).exists()
    _create(changes, year, now)
    _carry_over(changes, actor, now)
    _end(changes, actor, now)
    _mark_issued(year, actor)
    if tell:
        _tell(changes, year, now, first)
    return changes


def _create(changes, year, now):
    Duty.objects.bulk_create(
        [
            Duty(
                unit=change.unit, year=year, sort=template.sort, title_key=template.title_key,
                template=template, changed_at=now,
            )
            for change in changes
            for template in change.new
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _carry_over(changes, actor, now):
    """The row stays, with what was done and for which words; only the words that it points to are others."""
    rows, entries = [], []
    for change in changes:
        for duty, template in change.changed:
            entries.append(
                entry_of(
                    actor, "duty.changed", "责任事项变动", duty, changes=_words(duty, template)
                )
            )
            duty.template, duty.changed_at = template, now
            duty.row_version += 1
            if duty.state == DutyState.ENDED:
                duty.state = DutyState.OPEN
            rows.append(duty)
    Duty.objects.bulk_update(
        rows, ["template", "changed_at", "row_version", "state"], batch_size=BATCH
    )
    AuditEntry.objects.bulk_create(entries, batch_size=BATCH)


def _words(duty, template):
    before = duty.template
    pairs = {
        "履职标准": [before.standard, template.standard],
        "完成时限": [before.time_limit, template.time_limit],
        "层次": [before.get_layer_display(), template.get_layer_display()],
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _end(changes, actor, now):
    rows = [duty for change in changes for duty in change.ended]
    for duty in rows:
        duty.state, duty.changed_at = DutyState.ENDED, now
        duty.row_version += 1
    Duty.objects.bulk_update(rows, ["state", "changed_at", "row_version"], batch_size=BATCH)
    AuditEntry.objects.bulk_create(
        (entry_of(actor, "duty.ended", "责任事项取消", duty) for duty in rows), batch_size=BATCH
    )


def _mark_issued(year, actor):
    fresh = list(DutyTemplate.objects.of_year(year).current().filter(issued_on=None))
    DutyTemplate.objects.filter(pk__in=[row.pk for row in fresh]).update(
        issued_on=timezone.localdate()
    )
    AuditEntry.objects.bulk_create(
        (entry_of(actor, "duty_template.issued", "印发", row) for row in fresh), batch_size=BATCH
    )


def _tell(changes, year, now, first):
    people = recipients_of([change.unit.pk for change in changes])
    for change in changes:
        what = "已印发" if first else f"有变动：{change.said}"
        letter = outbox.Letter(
            key=f"duties-{year}-{change.unit.pk}-{now:%Y%m%d%H%M%S%f}",
            subject=f"{year}年责任清单{'已印发' if first else '有变动'}",
            body=f"{change.unit.name}：\n{year}年责任清单{what}。已填写的履行情况保留，请查看。",
            link=f"{reverse('duties')}?unit={change.unit.pk}&year={year}",
        )
        outbox.enqueue(letter, people.get(change.unit.pk, []))
