"""固定任务 stand on every sheet of their months and close by the indicator they name, or by a reply."""

import pytest
from django.core.exceptions import ValidationError

from tasks import fixed_tasks
from tasks.closing import facts_changed
from tasks.models import FixedTask, Indicator, IndicatorValue, LineState, ReportState, SheetLine
from tasks.workflows import line_reply
from tasks.workflows.reminder import compose_month, issue
from tests.tasks.figures_world import NOVEMBER
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from tests.tasks.reminder_world import report_of, sheet_of


@pytest.fixture
def party_day(db):
    return FixedTask.objects.create(heading="主题党日", text="组织一次主题党日", months=[7, 11], due_day=20)  # fmt: skip


def line_of(unit):
    return SheetLine.objects.get(sheet__unit=unit, condition="fixed_task")


def test_a_task_of_the_month_stands_on_every_sheet_and_no_other_month_has_it(
    november, party_day, tax
):
    FixedTask.objects.create(heading="民主评议", text="开展民主评议。", months=[12])
    compose_month(NOVEMBER)
    assert SheetLine.objects.filter(condition="fixed_task").count() == 4
    line = line_of(tax)
    assert (line.heading, line.text) == ("主题党日", "组织一次主题党日。请于11月20日前完成。")


def test_a_task_that_names_an_indicator_closes_with_the_signed_month(
    november, party_day, tax, staff, secretary
):
    indicator = Indicator.objects.create(
        code="party_day", name="主题党日", level="U", quantity="times", basis="年度要点"
    )
    party_day.indicator = indicator
    party_day.save()
    compose_month(NOVEMBER)
    issue(sheet_of(tax).pk, staff)
    report = report_of(tax, secretary, ReportState.SUBMITTED, period=NOVEMBER)
    facts_changed(tax.pk)
    assert line_of(tax).state == LineState.OPEN, "nothing was counted"
    IndicatorValue.objects.create(
        indicator=indicator, unit=tax, period=NOVEMBER, state="reported", value=1
    )
    facts_changed(tax.pk)
    assert line_of(tax).state == LineState.PROVISIONAL
    report.state = ReportState.ACCEPTED
    report.save()
    facts_changed(tax.pk)
    assert line_of(tax).state == LineState.CLOSED


def test_a_task_without_one_closes_when_staff_take_the_reply(
    november, party_day, tax, staff, officer
):
    compose_month(NOVEMBER)
    issue(sheet_of(tax).pk, staff)
    said = line_reply.reply(line_of(tax).pk, officer, "done")
    assert line_of(tax).state == LineState.ANSWERED
    line_reply.take(said.pk, staff)
    assert line_of(tax).state == LineState.CLOSED


def test_a_task_is_kept_with_a_day_that_exists(db, staff):
    with pytest.raises(ValidationError, match="1 至 31"):
        fixed_tasks.keep(
            FixedTask(heading="党日", text="组织党日。", months=[2], due_day=40), staff
        )
    kept = fixed_tasks.keep(
        FixedTask(heading="党日", text="组织党日。", months=[2], due_day=31), staff
    )
    assert fixed_tasks.due_on(kept, NOVEMBER.shift(3)).day == 28


def test_the_page_keeps_what_was_typed(log_in, staff):
    client = log_in(staff)
    page = client.post("/reminders/tasks/", {"heading": "党日", "text": "组织党日。", "order": "0"})
    assert page.status_code == 422
    assert "请至少选择一个月份" in page.content.decode()
    assert 'value="党日"' in page.content.decode()
