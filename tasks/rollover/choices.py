"""What people chose on the pages of a roll-over: kept on its row, so that a closed browser loses nothing.

Only what differs from the portal's proposal is kept. Each writing locks the row and changes its own part, so that two
people who prepare at the same time keep each other's choices.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from tasks.models import KeyTaskTemplate, YearRollover
from tasks.models.work_item import Category
from tasks.rollover.proposals import Fate, Proposal, chosen, open_items, proposal_for
from units.models import Role
from zhaotong_portal.audit.trail import record
from zhaotong_portal.wording import deadline_text
from zhaotong_portal.workflow import NotAllowed

REASON_MAX = 300
PREPARING = (Role.STAFF, Role.ADMINISTRATOR)
# A fate that nobody may give without saying why.
WITH_REASON = (Fate.FINISH, Fate.CANCEL)


class Refused(Exception):
    """Nothing was kept; `errors` says why, by the id or code of the row (None: the whole)."""

    def __init__(self, errors):
        super().__init__(errors)
        self.errors = errors


def may_prepare(actor) -> bool:
    return actor.scope.role in PREPARING


def of_year(year) -> YearRollover:
    """The row of a year; a new one that is not saved before somebody chooses."""
    return YearRollover.objects.filter(year=year).select_related(
        "carried_out_by"
    ).first() or YearRollover(year=year)


def _locked(year, actor) -> YearRollover:
    if not may_prepare(actor):
        raise NotAllowed("年度结转由工委科室和管理员准备。")
    YearRollover.objects.get_or_create(year=year)
    return YearRollover.objects.select_for_update().get(year=year)


def may_choose(actor, unit) -> bool:
    """Staff choose for the districts they look after, administrators for all."""
    scope = actor.scope
    if scope.role == Role.ADMINISTRATOR:
        return True
    return scope.role == Role.STAFF and (scope.whole or unit.district_id in scope.district_ids)


@transaction.atomic
def choose_items(year, actor, wanted: dict[int, Proposal]) -> int:
    """Keep the fates of these items; how many changed. Raises Refused with every fault at once, keeping nothing."""
    row = _locked(year, actor)
    items = list(open_items(year).filter(pk__in=wanted).select_related("unit"))
    before = chosen(items, row.choices)
    changed = {item: wanted[item.pk] for item in items if wanted[item.pk] != before[item.pk]}
    errors = {item.pk: text for item, to in changed.items() if (text := _fault(actor, item, to))}
    if errors:
        raise Refused(errors)
    kept = row.choices.setdefault("items", {})
    for item, to in changed.items():
        kept.pop(str(item.pk), None)
        if to != proposal_for(item):
            kept[str(item.pk)] = {"fate": to.fate, "reason": to.reason, "by": actor.pk, "name": actor.name}  # fmt: skip
    if changed:
        row.save(update_fields=["choices"])
        record(actor, "rollover.items", f"选择 {len(changed)} 个事项的去向", row)
    return len(changed)


def _fault(actor, item, to):
    if to.fate not in Fate.values:
        return "请选择结转、办结或取消。"
    if not may_choose(actor, item.unit):
        return "这个单位的事项不由您选择。"
    if to.fate == Fate.CANCEL and not actor.scope.decides_for(item.unit):
        return "取消事项须由负责该单位的工委科室决定。"
    if to.fate in WITH_REASON and not to.reason:
        return f"请写明{Fate(to.fate).label}的理由。"
    if len(to.reason) > REASON_MAX:
        return f"理由最多 {REASON_MAX} 字，现有 {len(to.reason)} 字，请精简。"
    return ""


def renewal_of(template, choices) -> dict:
    """Whether a key task is set up anew and until when: as chosen, else what recurs by itself is."""
    kept = choices.get("tasks", {}).get(str(template.pk))
    if kept is not None:
        return {"renew": kept["renew"], "deadline": _day(kept["deadline"])}
    recurs = template.deadline_kind not in ("date", "none")
    return {"renew": recurs, "deadline": _a_year_later(template.deadline)}


def _day(text):
    return date.fromisoformat(text) if text else None


def _a_year_later(day):
    if day is None:
        return None
    last_of_february = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 2, 28) if last_of_february else day.replace(year=day.year + 1)


@transaction.atomic
def choose_tasks(year, actor, renewals: dict[int, dict], categories):
    """Which key tasks and which service lists are set up anew. Raises Refused."""
    row = _locked(year, actor)
    templates = {each.pk: each for each in KeyTaskTemplate.objects.filter(year=year)}
    first, last = date(year + 1, 1, 1), date(year + 1, 12, 31)
    errors = {}
    for pk, renewal in renewals.items():
        dated = pk in templates and templates[pk].deadline_kind == "date"
        if dated and renewal["renew"] and not (renewal["deadline"] and first <= renewal["deadline"] <= last):  # fmt: skip
            errors[pk] = f"完成时限应在{year + 1}年内。"
    if errors:
        raise Refused(errors)
    row.choices["tasks"] = {
        str(pk): {
            "renew": renewal["renew"],
            "deadline": renewal["deadline"].isoformat() if renewal["deadline"] else "",
        }
        for pk, renewal in renewals.items()
        if pk in templates
    }
    row.choices["lists"] = sorted(set(categories) & set(Category.values))
    row.save(update_fields=["choices"])
    said = [
        f"{templates[pk].title}：{deadline_text(each['deadline'], templates[pk].deadline_kind)}"
        for pk, each in renewals.items()
        if pk in templates and each["renew"]
    ]
    record(actor, "rollover.tasks", "选择重新下达的任务和清单", row, changes={"重新下达": ["", "；".join(said)]})  # fmt: skip


@transaction.atomic
def choose_phases(year, actor, dates: dict[str, tuple]):
    """The dates of the new year's phases. Raises Refused."""
    row = _locked(year, actor)
    errors = {}
    for code, (first, last) in dates.items():
        if first is None or last is None:
            errors[code] = "请填写开始和结束日期。"
        elif last < first:
            errors[code] = "结束日期不能早于开始日期。"
        elif not date(year, 12, 1) <= first <= date(year + 1, 12, 31):
            errors[code] = f"开始日期应在{year}年12月至{year + 1}年12月之间。"
        elif last > date(year + 2, 1, 31):
            errors[code] = f"结束日期不能晚于{year + 2}年1月31日。"
    if errors:
        raise Refused(errors)
    row.choices["phases"] = {
        code: [first.isoformat(), last.isoformat()] for code, (first, last) in dates.items()
    }
    row.save(update_fields=["choices"])
    record(actor, "rollover.phases", "确定新年度阶段日期", row)


@transaction.atomic
def mark_reviewed(year, actor, step, done=True):
    """已核对 of one page, or taken back."""
    row = _locked(year, actor)
    reviewed = row.choices.setdefault("reviewed", {})
    if done:
        reviewed[step] = {"name": actor.name, "at": timezone.now().isoformat()}
    else:
        reviewed.pop(step, None)
    row.save(update_fields=["choices"])
    record(actor, "rollover.reviewed" if done else "rollover.unreviewed", "核对步骤" if done else "撤回核对", row, reason=step)  # fmt: skip
