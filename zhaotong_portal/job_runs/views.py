"""后台任务: the page of staff and administrators; the auditor reads."""

import logging

from celery import current_app
from celery.schedules import crontab
from django.contrib import messages
from django.db.models import Max
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import ChannelError, OperationalError

from zhaotong_portal.audit.trail import record
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.health import worker_answers
from zhaotong_portal.job_runs.keeping import scheduled
from zhaotong_portal.job_runs.labels import label_of
from zhaotong_portal.job_runs.models import JobRun, Outcome
from zhaotong_portal.listing import page_of

log = logging.getLogger(__name__)

RUNNERS = ("staff", "administrator")
READERS = (*RUNNERS, "auditor")
HEAD = ["任务", "间隔", "最近运行", "最近一次有结果的运行", ""]
RUN_HEAD = ["时间", "结果", "说明", "各单位"]
EXPORTED = ["任务", "开始时间", "结束时间", "结果", "次数", "说明", "错误编号", "各单位结果"]


@require_safe
def jobs(request):
    """Every timed job with its last run, and the last that did something; four queries for all of them."""
    _readers_only(request)
    runs = JobRun.objects.filter(name__in=scheduled())
    if answer := exported(request, _table(runs)):
        return answer
    last = _latest(runs.filter(outcome=Outcome.IDLE))
    told = _latest(runs.exclude(outcome=Outcome.IDLE))
    rows = [_row(name, often, last, told) for name, often in scheduled().items()]
    runs_of = request.GET.get("job", "")
    return render(
        request,
        "jobs/jobs.html",
        {
            "rows": sorted(rows, key=lambda row: (not row["failed"], row["label"])),
            "head": HEAD if _runs(request) else HEAD[:-1],
            "may_run": _runs(request),
            "worker": worker_answers(),
            "run_head": RUN_HEAD,
            "page": page_of(request, _shown(runs, runs_of), per_page=20),
            "job": label_of(runs_of)[0] if runs_of in scheduled() else "",
        },
    )


def _latest(runs):
    """{name: its latest run}, two queries."""
    newest = runs.order_by().values("name").annotate(pk=Max("pk")).values_list("pk", flat=True)
    return {run.name: run for run in JobRun.objects.filter(pk__in=list(newest))}


def _shown(runs, wanted):
    runs = runs.exclude(outcome=Outcome.IDLE)
    return runs.filter(name=wanted) if wanted in scheduled() else runs


def _row(name, often, last, told):
    label, note = label_of(name)
    idle, done = last.get(name), told.get(name)
    newest = max(filter(None, (idle, done)), key=lambda run: run.ended_at, default=None)
    return {
        "name": name,
        "label": label,
        "note": note,
        "often": often_text(often),
        "last": newest,
        "told": done,
        "failed": bool(newest and newest.outcome == Outcome.FAILED),
    }


def often_text(schedule) -> str:
    """每 60 秒, 每小时, 每天 03:20."""
    if isinstance(schedule, int | float):
        return f"每 {int(schedule)} 秒"
    if isinstance(schedule, crontab):
        minute = min(schedule.minute)
        if len(schedule.hour) == 24:
            return f"每小时第 {minute} 分"
        return f"每天 {min(schedule.hour):02}:{minute:02}"
    return str(schedule)


@require_POST
def run(request, name):
    """Hand the job to a worker now. What is due derives from the state: a run more does nothing twice."""
    if not _runs(request) or name not in scheduled():
        raise Http404
    try:
        current_app.send_task(name, retry=False)
    except (OperationalError, ChannelError, OSError) as error:
        log.error("%s not handed over, the broker does not answer: %s", name, error)
        messages.error(request, "后台暂时联系不上，请稍后再试。到时间也会自动运行。")
        return redirect("jobs")
    label = label_of(name)[0]
    record(request.user, "job.run", "运行后台任务", request.user, changes={"任务": ["", label]})
    messages.success(request, f"已交后台运行：{label}。结果稍后出现在本页。")
    return redirect("jobs")


def _runs(request):
    return request.user.scope.role in RUNNERS


def _readers_only(request):
    if request.user.scope.role not in READERS:
        raise Http404


def _table(runs):
    def rows():
        for row in runs.iterator(chunk_size=1000):
            yield (
                label_of(row.name)[0],
                timezone.localtime(row.began_at),
                timezone.localtime(row.ended_at),
                row.get_outcome_display(),
                row.times,
                row.said,
                row.support_number,
                "\n".join(f"{name}：{what}" for name, what in row.units),
            )

    return table("jobs", "后台任务运行记录", EXPORTED, rows, count=runs.count)
