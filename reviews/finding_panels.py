"""Panels on pages: the problems that belong to an item, a commitment, a sheet, a 督办单 or a 差评件; findings as matters of visits."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from reviews.families import common_problems
from reviews.finding_links import findings_of, findings_of_order, findings_of_sheet
from reviews.models import Finding
from reviews.models.finding import WITH_UNIT
from tasks.common_hints import Hint
from tasks.guidance.matters import Matter
from tasks.texts import wording
from zhaotong_portal.panels import Panel
from zhaotong_portal.wording import day_text

COMMON_SHOWN = 8
TEMPLATE = "reviews/parts/finding_panel.html"
KINDS = {"finding_overdue": "逾期未整改的问题", "finding_open": "整改中的问题"}


def of_item(user, item):
    return _panel(findings_of(user, items=item))


def of_commitment(user, commitment):
    return _panel(findings_of(user, commitments=commitment))


def of_sheet(user, sheet):
    return _panel(findings_of_sheet(user, sheet))


def of_order(user, order):
    return _panel(findings_of_order(user, order))


def of_case(user, case):
    return _panel(findings_of(user, rating_case=case))


def _panel(rows):
    rows = list(rows[:20])
    return Panel(TEMPLATE, {"findings": rows}) if rows else None


def matters(unit_ids, today):
    """What a visit or meeting should talk about; one query. Nothing hidden is among it: the sheet goes to the unit."""
    rows = (
        Finding.objects.shown().leading().filter(unit__in=unit_ids, state__in=WITH_UNIT)
        .order_by("unit", "due_on", "pk")
    )  # fmt: skip
    soon = today + timedelta(days=settings.REMINDER_COMING_UP_DAYS)
    for row in rows:
        late = (today - row.due_on).days if row.due_on else 0
        if late > 0:
            text = f"已逾期{late}天。"
        else:
            text = f"整改时限{day_text(row.due_on, today=today)}。" if row.due_on else "整改中。"
        yield Matter(
            unit_id=row.unit_id,
            kind="finding_overdue" if late > 0 else "finding_open",
            subject_key=f"finding:{row.pk}",
            heading=row.title,
            text=text + (f"屡查屡犯{row.recurred_times}次。" if row.recurred_times else ""),
            url=row.get_absolute_url(),
            due_on=row.due_on if row.due_on and row.due_on <= soon else None,
            is_stuck=late > 0 or row.recurred_times > 0,
        )


def common(user, period):
    """Open problems that several units share, as sentences for the common part of the sheets; nothing hidden."""
    found = common_problems(Finding.objects.visible_to(user))
    say = wording(["common_problem"]).say
    for row in found[:COMMON_SHOWN]:
        note = f"{len(row.unit_ids)} 个单位、{len(row.findings)} 个问题"
        yield Hint(say("common_problem", 问题=row.title), note, reverse("finding_common"))
