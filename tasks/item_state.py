"""What a month's signature, acceptance or return does to the items: set-wise, whatever their number.

An item stands where the latest signed line that was not returned put it (rules.md §2); with no such line, where
it stood before any line (`WorkItem.before_reports`). Staff's verdicts on an item (accepted, cancelled) are never
touched here except by the acceptance that makes them.
"""

from dataclasses import dataclass

from tasks.last_known import last_known
from tasks.models import ItemProgress, ItemState, Light, ReportState, WorkItem
from tasks.models.work_item import REPORTING_STATES
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.audit.trail import entry_of

SIGNED_STATES = (ReportState.SUBMITTED, ReportState.ACCEPTED)
STANDING = ("state", "percent", "light")


@dataclass(frozen=True)
class Said:
    """What one line says of its item: its own values, or the last known ones that it carried on."""

    percent: int
    light: str
    claims_done: bool
    # A claim that was only carried along counts as long as nobody refused it.
    inherited: bool = False


def apply_signed(report, actor=None):
    """The unit signed: percent, light and the claim to be done reach the items, so that staff's time costs nobody."""
    items = _items_of(report, REPORTING_STATES)
    said = _latest_said(items, SIGNED_STATES, also=report)
    return _write(items, said, actor or report.signed_by, "item.reported", "报送进展")


def apply_accepted(report, actor=None):
    """Staff accepted the report: what it claimed to be done is accepted with it."""
    items = _items_of(report, [ItemState.REPORTED_DONE])
    lines = _said_by(ItemProgress.objects.filter(report=report, item__in=items), items)
    done = [item for item in items if item.pk in lines and lines[item.pk][0][1].claims_done]
    for item in done:
        item.state = ItemState.ACCEPTED
    return _save(
        done,
        {item.pk: ItemState.REPORTED_DONE for item in done},
        actor or report.decided_by,
        "item.accepted",
        "审核通过",
    )


def put_back(report, actor=None):
    """The report went back to the unit (returned, reopened, withdrawn): its items stand as if it were not signed."""
    items = _items_of(report, REPORTING_STATES)
    said = _latest_said(items, SIGNED_STATES, leave_out=report)
    return _write(items, said, actor or report.decided_by, "item.put_back", "退回前次进展")


def last_accepted(item):
    """What the last accepted line said of one item, or None: where a refused claim falls back to."""
    return _latest_said([item], [ReportState.ACCEPTED]).get(item.pk)


def stand(item, said):
    """Put an item where a line (or nothing) puts it; returns whether anything changed."""
    old = [getattr(item, name) for name in STANDING]
    if said is None:
        start = item.before_reports or {}
        item.state = start.get("state", ItemState.NOT_STARTED)
        item.percent = start.get("percent", 0)
        item.light = start.get("light", Light.ON_TRACK)
    else:
        item.state = _state_after(item, said)
        item.percent, item.light = said.percent, said.light
    return old != [getattr(item, name) for name in STANDING]


def _state_after(item, said):
    claimed_already = item.state == ItemState.REPORTED_DONE
    if said.claims_done and (claimed_already or not said.inherited):
        return ItemState.REPORTED_DONE
    begun = said.percent > 0 or item.state in (ItemState.UNDER_WAY, ItemState.REPORTED_DONE)
    return ItemState.UNDER_WAY if begun else ItemState.NOT_STARTED


def _items_of(report, states):
    """The report's items in these states, locked in one order so that two reports cannot wait for each other."""
    items = WorkItem.objects.filter(lines__report=report, state__in=states)
    return list(
        WorkItem.objects.select_for_update(of=("self",))
        .filter(pk__in=items.values("pk"))
        .order_by("pk")
    )


def _latest_said(items, report_states, also=None, leave_out=None):
    """{item id: what the latest counting line says}; `also` counts, `leave_out` does not, whatever their state."""
    lines = ItemProgress.objects.filter(item__in=items, report__state__in=report_states)
    if also is not None:
        lines |= ItemProgress.objects.filter(item__in=items, report=also)
    if leave_out is not None:
        lines = lines.exclude(report=leave_out)
    # What only `put_back` finds is history: the claim in it counts while it stands, not anew.
    fresh = also.pk if also is not None else None
    latest = {}
    for item_id, said in _said_by(lines, items).items():
        report_id, last = said[-1]
        latest[item_id] = last if report_id == fresh else _as_inherited(last)
    return latest


def _as_inherited(said):
    return Said(said.percent, said.light, said.claims_done, inherited=True)


def _said_by(lines, items):
    """{item id: [(report id, Said)] by month}. A line without values of its own carries on what was known before."""
    item_of = {item.pk: item for item in items}
    known_before = {}
    result = {}
    for line in lines.order_by("period", "pk"):
        said = _own(line)
        if said is None:
            if line.period not in known_before:  # one question for all bare lines of a month
                known_before[line.period] = last_known(items, line.period)
            said = _carried(known_before[line.period].get(line.item_id), item_of[line.item_id])
        result.setdefault(line.item_id, []).append((line.report_id, said))
    return result


def _own(line):
    if line.edited_at is None or line.percent is None:
        return None
    light = line.light or Light.ON_TRACK
    return Said(line.percent, light, line.claims_done, inherited=line.unchanged)


def _carried(known, item):
    if known is None or known.percent is None:
        return Said(item.percent, item.light, False, inherited=True)
    return Said(known.percent, known.light or Light.ON_TRACK, known.claims_done, inherited=True)


def _write(items, said, actor, action, label):
    changed, before = [], {}
    for item in items:
        before[item.pk] = item.state
        if item.before_reports is None:
            item.before_reports = {name: getattr(item, name) for name in STANDING}
            changed.append(item)
        if stand(item, said.get(item.pk)) and item not in changed:
            changed.append(item)
    return _save(changed, before, actor, action, label)


def _save(items, before, actor, action, label):
    """Two statements for all: the items, and one audit entry for each whose state changed."""
    WorkItem.objects.bulk_update(items, [*STANDING, "before_reports"], batch_size=200)
    moved = [item for item in items if item.state != before[item.pk]]
    AuditEntry.objects.bulk_create(
        entry_of(
            actor, action, label, item,
            changes={"状态": [ItemState(before[item.pk]).label, item.get_state_display()]},
        )
        for item in moved
    )  # fmt: skip
    return len(moved)
