"""Hints: worth a second look at the field and for the reviewer, never in the way of a signature."""

import pytest
from django.utils import timezone

from tasks.contents import Contents
from tasks.gaps import gaps
from tasks.hints import hints_in
from tasks.lines import save_line, save_value
from tasks.models import Indicator, IndicatorValue, ItemProgress, MonthlyReport
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, fresh

pytestmark = pytest.mark.any_database


@pytest.fixture
def talks(report):
    return Indicator.objects.get(code="theory_talk")


def labels(report):
    """Those of the filled world but the one that 换届 fell from 90% to the 80% of the fixture."""
    found = [hint.label for hint in hints_in(Contents.of(report))]
    return [label for label in found if not label.startswith("完成机关党委换届")]


def reported_before(indicator, unit, numbers):
    """One figure a month, the last of them in October."""
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            indicator=indicator, unit=unit, period=NOVEMBER.shift(-back), value=number,
            state="reported" if number else "zero", edited_at=timezone.now(),
        )
        for back, number in enumerate(reversed(numbers), 1)
    )  # fmt: skip


def say(report, indicator, text, actor):
    stored = IndicatorValue.objects.filter(indicator=indicator, period=NOVEMBER).first()
    save_value(report, indicator.pk, None, actor, text, version=stored.version if stored else 0)


def line_of(report, title="税费政策“上门办”"):
    return report.lines.get(item__title=title)


def test_hints_on_a_line_are_told_and_never_in_the_way(filled, officer):
    line = line_of(filled)
    save_line(line.pk, officer, {"percent": 60}, fresh(line).version)
    assert labels(filled) == ["税费政策“上门办”：进度比上次少 15 个百分点"]
    save_line(line.pk, officer, {"percent": 100}, fresh(line).version)
    assert labels(filled) == ["税费政策“上门办”：进度已到 100%，如已完成请勾选报结"]
    assert gaps(filled) == []


@pytest.mark.parametrize(
    ("before", "now", "hint"),
    [
        ([2, 2, 2], "50", "为 50，明显高于以往"),
        ([2, 2, 2], "6", None),
        ([2, 2], "50", None),
        ([3, 1, 2], "0", "为 0，此前每月都有，请确认"),
        ([3, 1, 2, 0], "0", "已连续 2 个月为 0，此前每月都有，请确认"),
        ([2, 0, 3], "0", None),
        ([0, 0, 0, 0], "0", None),
        ([0, 0, 0, 0, 0], "0", "已连续 6 个月为 0，请确认"),
        ([4, 0, 0, 0, 0, 0], "0", "已连续 6 个月为 0，请确认"),
    ],
)
def test_a_figure_is_compared_with_those_of_the_months_before(filled, officer, tax, talks, before, now, hint):  # fmt: skip
    reported_before(talks, tax, before)
    say(filled, talks, now, officer)
    assert labels(filled) == ([f"本单位“党员领导干部宣讲”{hint}"] if hint else [])
    assert gaps(filled) == []


def test_figures_that_all_repeat_last_month_are_noticed(filled, officer, talks):
    now = IndicatorValue.objects.filter(period=NOVEMBER)
    copies = list(now)
    for value in copies:
        value.pk, value.period = None, NOVEMBER.previous()
    IndicatorValue.objects.bulk_create(copies)
    assert labels(filled) == [], "a month of nothing but zeros is no copy"
    IndicatorValue.objects.filter(indicator=talks).update(value=3, state="reported")
    assert labels(filled) == ["全部数据与上月完全相同，请确认"]
    say(filled, talks, "4", officer)
    assert labels(filled) == []


def test_the_same_words_for_three_months_under_a_moving_percentage(filled, officer, tax):
    line = line_of(filled)
    for back, percent in ((2, 70), (1, 75)):
        report = MonthlyReport.objects.create(unit=tax, period=NOVEMBER.shift(-back))
        ItemProgress.objects.create(
            report=report, item=line.item, period=report.period, percent=percent, light="on_track",
            text="按计划推进。", edited_at=timezone.now(), edited_by=officer, version=1,
        )  # fmt: skip
    hint = "税费政策“上门办”：文字连续 3 个月完全相同，进度有变化，请确认"
    assert labels(filled) == [hint]
    ItemProgress.objects.filter(item=line.item).update(percent=75)
    assert labels(filled) == [], "nothing moved, so nothing is to be said"
    ItemProgress.objects.filter(item=line.item, period=NOVEMBER).update(percent=80)
    ItemProgress.objects.filter(item=line.item, period=NOVEMBER.shift(-2)).update(text="起步。")
    assert labels(filled) == ["税费政策“上门办”：进度变了，文字与上次相同"]


def test_a_hint_stands_at_its_field_and_before_the_reviewer(
    log_in, officer, secretary, staff, filled, tax, talks
):
    reported_before(talks, tax, [2, 2, 2])
    say(filled, talks, "50", officer)
    page = log_in(officer).get("/month/2026-11/").text
    cell = page.split(f'id="value-{talks.pk}-u"', 1)[1].split('class="month-cell', 1)[0]
    assert "为 50，明显高于以往" in cell
    MonthlyReport.objects.filter(pk=filled.pk).update(state="submitted", signed_at=timezone.now(), signed_by=secretary)  # fmt: skip
    page = log_in(staff).get(f"/month/2026-11/?unit={tax.pk}").text
    cell = page.split(f'id="value-{talks.pk}-u"', 1)[1].split("</td>", 1)[0]
    assert "为 50，明显高于以往" in cell
    assert "本单位“党员领导干部宣讲”为 50，明显高于以往" in page
