"""Entering, changing and removing an activity: the figures of the month's grid follow in the same transaction."""

import re
import unicodedata
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from tasks.entries import EntryConflict, EntryErrors, read_version, tidy, unfit, value_text
from tasks.feeding import amounts_of, claims_of, month_of, with_rules
from tasks.models import (
    Activity,
    ActivityKind,
    IndicatorValue,
    LearningForm,
    MonthlyReport,
    Theme,
    ValueState,
)
from tasks.models.activity import MOST_HEADS
from tasks.writing import lock_for_entry
from units.models import Unit
from zhaotong_portal.audit.trail import record
from zhaotong_portal.workflow import StateChanged

TEXTS = ("topic", "campaign", "place", "speaker", "document")
GONE = "这项活动刚刚被他人删除，没有改动。请返回本月填报核对。"
PRESSED_TWICE = timedelta(minutes=1)
LINKS = ("kinds", "organisations", "partners", "themes")


@transaction.atomic
def enter(report: MonthlyReport, actor, typed) -> Activity:
    """Keep a new activity of the report's month. `typed`: texts by field, lists of keys for kinds, organisations, partners.

    Raises NotAllowed, StateChanged (not with the unit any more), EntryErrors with all faults at once. The very same
    activity, sent twice by the same person within a minute, is one.
    """
    report = lock_for_entry(report.pk, actor)
    clean = read(report, typed)
    if entered := _entered_just_now(report, actor, clean):
        return entered  # pressed twice
    activity = Activity(unit=report.unit, entered_by=actor)
    _store(activity, clean)
    record(actor, "activity.entered", "登记活动", activity)
    count_anew(report, actor)
    return activity


@transaction.atomic
def change(activity_pk, actor, typed, version) -> Activity:
    """Change an activity; raises as `enter`, EntryConflict when somebody else saved meanwhile."""
    activity, report = _lock(activity_pk, actor)
    clean = read(report, typed)
    if activity.version != read_version(version):
        by = activity.entered_by.name if activity.entered_by else ""
        raise EntryConflict(
            typed, {"topic": activity.topic}, activity.version, by, activity.edited_at
        )
    activity.version, activity.entered_by = activity.version + 1, actor
    _store(activity, clean)
    record(actor, "activity.changed", "修改活动", activity)
    count_anew(report, actor)
    return activity


@transaction.atomic
def remove(activity_pk, actor):
    """Take an activity out; what it counted is counted anew."""
    activity, report = _lock(activity_pk, actor)
    record(actor, "activity.removed", "删除活动", activity)
    activity.delete()
    count_anew(report, actor)


def _entered_just_now(report, actor, clean):
    fields = {name: value for name, value in clean.items() if name not in LINKS}
    since = timezone.now() - PRESSED_TWICE
    same = Activity.objects.filter(
        unit=report.unit, entered_by=actor, edited_at__gte=since, version=1, **fields
    )
    links = {name: {row.pk for row in clean[name]} for name in LINKS}
    return next(
        (
            row
            for row in same.prefetch_related(*LINKS)
            if links == {name: {one.pk for one in getattr(row, name).all()} for name in LINKS}
        ),
        None,
    )


def _lock(activity_pk, actor):
    if not Activity.objects.filter(pk=activity_pk).exists():
        raise StateChanged(GONE)
    found = Activity.objects.visible_to(actor).get(pk=activity_pk)
    report = MonthlyReport.objects.get(unit=found.unit_id, period=found.period)
    report = lock_for_entry(report.pk, actor)
    activity = Activity.objects.select_for_update().filter(pk=activity_pk).first()
    if activity is None:
        raise StateChanged(GONE)
    return activity, report


def _store(activity, clean):
    for name, value in clean.items():
        if name not in LINKS:
            setattr(activity, name, value)
    activity.save()
    for name in LINKS:
        getattr(activity, name).set(clean[name])


# --- What was typed -------------------------------------------------------------------------------


def read(report, typed) -> dict:
    """The fields of an activity, typed and checked against the report's month and unit; raises EntryErrors."""
    clean, errors = {}, {}
    clean["held_on"], errors["held_on"] = _day(typed.get("held_on"), report.period)
    for name in TEXTS:
        field = Activity._meta.get_field(name)
        clean[name] = tidy(typed.get(name))
        errors[name] = unfit(str(field.verbose_name), clean[name], field.max_length)
    if not clean["topic"]:
        errors["topic"] = "请填写活动主题。"
    clean["form"] = typed.get("form") or ""
    if clean["form"] and clean["form"] not in LearningForm.values:
        errors["form"] = "学习形式请从列表中选择。"
    clean["heads"], errors["heads"] = _heads(typed.get("heads"))
    clean["kinds"], errors["kinds"] = _kinds(typed.get("kinds"), report.period)
    clean["organisations"] = _chosen(
        report.unit.organisations.active_in(report.period), typed.get("organisations")
    )
    clean["partners"] = _chosen(
        Unit.objects.active_in(report.period).exclude(pk=report.unit_id), typed.get("partners")
    )
    clean["themes"] = _chosen(Theme.objects.in_use(), typed.get("themes"))
    _check_claims(report, clean, errors)
    errors = {name: text for name, text in errors.items() if text}
    if errors:
        raise EntryErrors(errors)
    return clean


def _day(text, period):
    try:
        day = text if isinstance(text, date) else date.fromisoformat(str(text or "").strip())
    except ValueError:
        return None, "请选择活动日期。"
    if not period.first_day <= day <= period.last_day:
        return None, f"日期不在{period.label}之内，请核对；其他月份的活动请到那个月登记。"
    return day, None


def _heads(text):
    plain = unicodedata.normalize("NFKC", str("" if text is None else text)).strip()
    if not plain:
        return None, None
    if not re.fullmatch(r"\d{1,9}", plain) or not 1 <= int(plain) <= MOST_HEADS:
        return None, f"参加人数请填 1 到 {MOST_HEADS:,} 的整数。"
    return int(plain), None


def _kinds(keys, period):
    kinds = list(with_rules(_chosen(ActivityKind.objects.filter(is_active=True), keys), period))
    return kinds, None if kinds else "请至少选择一个活动类型。"


def _chosen(rows, keys):
    """Those of `rows` that were ticked; whatever else was sent does not exist."""
    return rows.filter(pk__in=[int(key) for key in keys or () if str(key).isdecimal()])


def _check_claims(report, clean, errors):
    """Who held it, and how many came, where a figure needs to know."""
    feeds = [feed for kind in clean["kinds"] for feed in kind.feeds.all()]
    by_organisation = any(feed.indicator.by_organisation for feed in feeds)
    registered = report.unit.organisations.active_in(report.period).exists()
    if by_organisation and registered and not clean["organisations"]:
        errors["organisations"] = "这类活动按党组织统计，请选择开展活动的党组织。"
    if any(feed.measure == "heads" for feed in feeds) and not clean["heads"]:
        errors["heads"] = errors["heads"] or "这类活动统计参加人次，请填写参加人数。"


def foreseen(report, typed):
    """The figures that the typed activity would count towards, for the form; what is still wrong counts as empty."""
    kinds, _ = _kinds(typed.get("kinds"), report.period)
    heads, _ = _heads(typed.get("heads"))
    own = report.unit.organisations.active_in(report.period)
    organisations = list(_chosen(own, typed.get("organisations")))
    return claims_of(kinds, organisations, heads, own.exists())


# --- What the month's grid says -------------------------------------------------------------------


def count_anew(report, actor):
    """Cells that have activities say their count; one that lost its last activity is empty again (未报)."""
    amounts = amounts_of(month_of(report.unit, report.period))
    held = {"unit_id": report.unit_id, "period": report.period}
    stored = {
        (value.indicator_id, value.organisation_id): value
        for value in IndicatorValue.objects.filter(**held)
    }
    for (indicator, organisation), amount in amounts.items():
        value = stored.get((indicator, organisation)) or IndicatorValue(
            indicator_id=indicator, organisation_id=organisation, **held
        )
        _count(value, amount, actor, report)
    for key, value in stored.items():
        if value.counted and key not in amounts:
            if value.remarks.exists():
                _count(value, 0, actor, report)
            else:
                value.delete()


def _count(value, amount, actor, report):
    state = ValueState.REPORTED if amount else ValueState.ZERO
    if value.pk and (value.counted, value.state, value.value) == (True, state, amount):
        return
    if value.pk and not value.counted and value.state == ValueState.REPORTED:
        # A typed number gives way to the activities; the trail keeps it.
        record(actor, "value.counted", "改由活动计数", report, changes={
            str(value.indicator): [value_text(value), str(amount)],
        })  # fmt: skip
    value.counted, value.state, value.value, value.reason = True, state, amount, ""
    value.edited_by, value.version = actor, value.version + 1
    value.save()
