"""年度阶段: the four gates of a year with what each still lacks; the running one stands on every home page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tasks import phases
from tasks.models import PhaseTask, YearPhase
from zhaotong_portal.panels import Panel
from zhaotong_portal.workflow import WorkflowError


@require_safe
def year_now(request):
    """The running year, or the latest that was opened."""
    this_year = timezone.localdate().year
    years = _years()
    return redirect("year", this_year if this_year in years or not years else years[0])


@require_safe
def year(request, year):
    years = _years()
    if year not in years and year != timezone.localdate().year:
        raise Http404
    context = {
        "year": year,
        "years": years,
        "phases": phases.of_year(year, request.user),
        "may_tick": phases.may_tick(request.user),
        "reads_all": request.user.scope.reads_all,
    }
    return render(request, "tasks/year.html", context)


def _years():
    rows = YearPhase.objects.order_by("-year").values_list("year", flat=True)
    return list(dict.fromkeys(rows))


@require_POST
def phase_tick(request, pk):
    """办结 or 撤回 of a task that people tick off; who may not finds no such address."""
    if not phases.may_tick(request.user):
        raise Http404
    try:
        task = phases.tick(pk, request.user, done=request.POST.get("done") == "1")
    except PhaseTask.DoesNotExist:
        raise Http404 from None
    except WorkflowError as error:
        messages.error(request, error.text)
        task = PhaseTask.objects.select_related("phase").get(pk=pk)
    return redirect(task.phase)


def home_panel(user, subject):
    """For every role: the phase that runs, how long it runs, what is left of it."""
    shown = phases.current(user)
    return shown and Panel("tasks/parts/home_phase.html", {"shown": shown})
