"""The page of timed jobs: last run, what was done for whom, a fault with its number, and running one again."""

import pytest
from django.utils import timezone

from tasks import jobs
from tasks.models import ReminderSheet
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.celery import app
from zhaotong_portal.job_runs import views
from zhaotong_portal.job_runs.keeping import scheduled
from zhaotong_portal.job_runs.labels import label_of
from zhaotong_portal.job_runs.models import JobRun, Outcome


def test_a_run_tells_what_it_did_for_whom_and_idle_runs_are_one_row(november):
    jobs.compose_due_sheets.apply()
    run = JobRun.objects.get()
    assert (run.outcome, run.said) == (Outcome.DONE, "新拟 4 份")
    assert ["市税务局", "新拟2026年11月提示单"] in run.units
    for _ in range(3):
        jobs.compose_due_sheets.apply()
    assert list(JobRun.objects.values_list("outcome", "times")) == [("idle", 3), ("done", 1)]
    assert ReminderSheet.objects.count() == 4, "a run more does nothing twice"


def test_a_run_that_breaks_stands_there_with_its_number(november, monkeypatch, staff, log_in):
    def broken(*_, **__):
        raise RuntimeError("bug")

    monkeypatch.setattr(jobs.reminder, "compose_month", broken)
    jobs.compose_due_sheets.apply()
    run = JobRun.objects.get()
    assert (run.outcome, run.said) == (Outcome.FAILED, "RuntimeError")
    assert run.support_number in log_in(staff).get("/jobs/").content.decode()


def test_staff_run_a_job_again_and_the_trail_keeps_it(db, staff, log_in, monkeypatch):
    asked = []
    monkeypatch.setattr(views.current_app, "send_task", lambda name, **_: asked.append(name))
    client = log_in(staff)
    assert client.post("/jobs/tasks.jobs.compose_due_sheets/run/").status_code == 302
    assert asked == ["tasks.jobs.compose_due_sheets"]
    assert AuditEntry.objects.get(action="job.run").changes == {"任务": ["", "拟制提示单"]}
    assert client.post("/jobs/tasks.jobs.nothing/run/").status_code == 404


def test_a_broker_that_is_away_is_said(db, staff, log_in, monkeypatch):
    def away(*_, **__):
        raise OSError("away")

    monkeypatch.setattr(views.current_app, "send_task", away)
    page = log_in(staff).post("/jobs/tasks.jobs.compose_due_sheets/run/", follow=True)
    assert "后台暂时联系不上" in page.content.decode()


@pytest.mark.django_db
def test_every_scheduled_job_exists_and_has_a_chinese_name():
    app.loader.import_default_modules()
    for name in scheduled():
        assert name in app.tasks
        assert label_of(name)[0] != name, f"{name} has no name on the page of jobs"
        assert views.often_text(scheduled()[name]).startswith("每")


def test_the_page_costs_few_queries_however_many_runs(db, staff, log_in, django_assert_max_num_queries):  # fmt: skip
    now = timezone.now()
    JobRun.objects.bulk_create(
        JobRun(name=name, began_at=now, ended_at=now, outcome="done", said="处理 1 项")
        for name in scheduled()
        for _ in range(30)
    )
    client = log_in(staff)
    client.get("/jobs/")
    with django_assert_max_num_queries(12):
        client.get("/jobs/")
