"""What is missing before a month can be signed, all at once."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.gaps import gaps
from tasks.lines import save_line
from tasks.models import IndicatorValue, Light
from tasks.opening import ensure_lines
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import NOVEMBER, fill, fresh, service_item


def labels(report):
    return [gap.label for gap in gaps(report)]


def line_of(report, title):
    return report.lines.get(item__title=title)


def test_a_filled_month_has_no_gap(filled):
    assert labels(filled) == []


def test_every_gap_leads_to_its_row(report):
    line = line_of(report, "完成机关党委换届并报备")
    assert ("完成机关党委换届并报备：未填本月进展", f"#line-{line.pk}") in [
        (gap.label, gap.url) for gap in gaps(report)
    ]


def test_off_track_needs_its_reason(filled, officer):
    line = line_of(filled, "税费政策“上门办”")
    save_line(line.pk, officer, {"light": Light.BEHIND}, fresh(line).version)
    assert labels(filled) == ["税费政策“上门办”：滞后，缺原因"]
    save_line(line.pk, officer, {"reason": "汛期推迟，12 月补"}, fresh(line).version)
    assert labels(filled) == []


def test_percent_and_text_are_wanted_unless_nothing_changed(filled, officer):
    line = line_of(filled, "税费政策“上门办”")
    save_line(line.pk, officer, {"percent": "", "text": ""}, fresh(line).version)
    assert labels(filled) == ["税费政策“上门办”：缺进度", "税费政策“上门办”：缺进展说明"]
    save_line(line.pk, officer, {"unchanged": True}, fresh(line).version)
    assert labels(filled) == []


def test_a_branch_that_says_nothing_is_named(filled, branches):
    IndicatorValue.objects.filter(organisation=branches[1]).delete()
    assert labels(filled) == ["离退休干部党支部“第一议题”学习未报"]


def test_a_unit_without_branches_answers_for_itself(weather, november):
    report = weather.reports.get(period=NOVEMBER)
    assert "本单位“第一议题”学习未报" in labels(report)


def test_gaps_cost_the_same_for_two_items_and_for_forty(
    report, officer, tax, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as few:
        gaps(fresh(report))
    for n in range(40):
        service_item(tax, f"事项{n}")
    ensure_lines(report)
    fill(report, officer)
    with django_assert_num_queries(len(few)):
        gaps(fresh(report))
