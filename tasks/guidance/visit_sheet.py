"""调研单: what whoever visits a unit takes along, so that the unit prepares nothing (W8): what is open, what was agreed.

As a ledger to print and as Word; the matters come from every ledger through tasks/guidance/matters.py.
"""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from tasks.guidance.matters import label_of, open_matters
from tasks.guidance.own_matters import PROMISED
from tasks.models import Commitment, Visit
from zhaotong_portal.documents import LedgerPaper, Part, Table
from zhaotong_portal.wording import NOTHING, full_day_text, people_text

AGREED_SHOWN, AGREED_DAYS = 6, 365
MATTERS = (("类别", "事项", "情况", "现场了解"), (14, 36, 32, 18))
AGREED = (("商定事项", "责任人", "完成时限", "现在"), (40, 16, 22, 22))


def sheet_of(visit: Visit, user, *, demo=False) -> LedgerPaper:
    """The units that the reader may see, each with a part of its own. A constant number of queries for any number."""
    units = [unit for unit in visit.units.all() if user.scope.sees_unit(unit)]
    pks, today = [unit.pk for unit in units], timezone.localdate()
    matters, agreed = defaultdict(list), _agreed(pks)
    for matter in open_matters(pks, today):
        if matter.kind != PROMISED:  # they stand below, the settled ones beside them
            matters[matter.unit_id].append(matter)
    last = _last_visits(visit, pks)
    parts = [_part(unit, matters[unit.pk], agreed[unit.pk], last.get(unit.pk)) for unit in units]
    return LedgerPaper(
        title="调研单", facts=_facts(visit), parts=tuple(parts), author=settings.COMMITTEE_NAME, is_demo=demo
    )  # fmt: skip


def _facts(visit):
    day = full_day_text(visit.starts_on)
    if visit.ends_on != visit.starts_on:
        day += f"至{full_day_text(visit.ends_on)}"
    team = people_text(visit.team, most=50) if visit.team else NOTHING
    return (
        f"调研主题：{visit.purpose}",
        f"日期：{day}　　带队人：{visit.lead or NOTHING}",
        f"随行人员：{team}　　人数：{visit.people_count} 人",
    )


def _part(unit, matters, agreed, last):
    since = f"上次调研：{full_day_text(last)}。" if last else "此前没有调研记录。"
    rows = tuple((label_of(m.kind), m.heading, m.text, "") for m in matters)
    promised = tuple(
        (row.what, row.who, full_day_text(row.due_on), f"{_state(row)}\n{row.outcome}") for row in agreed
    )  # fmt: skip
    none = () if rows else ("目前没有逾期、滞后、整改中或督办中的事项。",)
    tables = (
        Table(MATTERS[0], rows, MATTERS[1], caption="未结事项和问题"),
        Table(AGREED[0], promised, AGREED[1], caption="最近商定的事项"),
    )
    return Part(unit.name, (since, *none), tables)


def _state(row):
    return f"逾期 {row.overdue_days} 天" if row.overdue_days else row.get_state_display()


def _agreed(unit_ids):
    """The last few of each unit, open ones first; of the settled ones those of the last year."""
    found = defaultdict(list)
    lately = Q(state="open") | Q(agreed_at__gte=timezone.now() - timedelta(days=AGREED_DAYS))
    rows = Commitment.objects.filter(lately, unit__in=unit_ids).order_by("-agreed_at", "-pk")
    for row in sorted(rows, key=lambda row: row.state != "open"):
        if len(found[row.unit_id]) < AGREED_SHOWN:
            found[row.unit_id].append(row)
    return found


def _last_visits(visit, unit_ids):
    """{unit: the day of its last visit before this one}."""
    rows = (
        Visit.objects.done()
        .filter(units__in=unit_ids, starts_on__lt=visit.starts_on)
        .exclude(pk=visit.pk)
        .order_by("starts_on")
    )
    return dict(rows.values_list("units", "starts_on"))
