"""年度结转: its pages. Each can be left and come back to; only 执行 on the last one changes anything but choices."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tasks import phases
from tasks.models import ActivityKind, Indicator, RolloverState, YearPhase, YearRollover
from tasks.models.work_item import Category
from tasks.rollover import calendar, choices, open_matters, people
from tasks.rollover.plan import list_counts, plan_of, templates_of
from tasks.views import rollover_items
from tasks.workflows import year_rollover as workflow
from units.models import Role
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import page_of
from zhaotong_portal.wording import deadline_text
from zhaotong_portal.workdays import knows
from zhaotong_portal.workflow import WorkflowError

STEPS = {
    "check": ("年底核对", "上一年度还有哪些没有办完"),
    "items": ("未完成事项", "逐项确定结转、办结或取消"),
    "tasks": ("重点任务和清单", "下年度重新下达哪些"),
    "catalogue": ("指标和活动类型", "下年度沿用哪些"),
    "people": ("人员任职", "谁的任职到年底为止"),
    "calendar": ("阶段和填报月", "下年度的日期"),
    "summary": ("汇总和执行", "核对全部内容，一次执行"),
}
HEADS = {
    "tasks": ["下年重新下达", "重点任务", "范围", "本年时限", "下年时限"],
    "catalogue": ["指标", "层级", "数量单位", "来源", "版本", "下年度"],
    "calendar": ["月份", "开放", "截止", "宽限至", "锁定", "工作日"],
    "summary": ["事项", "单位", "去向", "理由"],
}
REVIEWED = [code for code in STEPS if code != "summary"]


def year_or_404(year):
    """A year that was opened, or the running one."""
    if year != timezone.localdate().year and not YearPhase.objects.filter(year=year).exists():
        raise Http404


def _readers_only(request, year):
    if not request.user.scope.reads_all:
        raise Http404
    year_or_404(year)


def frame(request, year, step=""):
    """What all pages show: where one is, what was looked through, who may go on."""
    row = choices.of_year(year)
    reviewed = row.choices.get("reviewed", {})
    return {
        "year": year,
        "new_year": year + 1,
        "rollover": row,
        "is_done": row.state == RolloverState.CARRIED_OUT,
        "step": step,
        "step_label": STEPS[step][0] if step else "",
        "steps": [
            {
                "code": code,
                "number": number,
                "label": label,
                "note": note,
                "reviewed": reviewed.get(code),
            }
            for number, (code, (label, note)) in enumerate(STEPS.items(), 1)
        ],
        "reviewed": reviewed.get(step),
        "can_review": step in REVIEWED,
        "writes": choices.may_prepare(request.user),
        "carries_out": workflow.may_carry_out(request.user),
        "links_admin": request.user.scope.role == Role.ADMINISTRATOR,
    }


@require_safe
def rollover(request, year):
    """The steps, and how far each is."""
    _readers_only(request, year)
    context = frame(request, year)
    if context["rollover"].pk:
        context["undoable"] = ("undo" in workflow.ROLLOVER.allowed(context["rollover"], request.user))  # fmt: skip
    return render(request, "tasks/rollover/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, year, step):
    """One page of the preparation. A POST marks it as looked through, or keeps what was chosen on it."""
    _readers_only(request, year)
    if step not in STEPS:
        raise Http404
    if request.method == "POST":
        if not choices.may_prepare(request.user) or step == "summary":
            raise Http404
        if request.POST.get("action") in ("reviewed", "unreviewed"):
            return _review(request, year, step)
        if step not in SAVES:
            return redirect("rollover_step", year, step)
        return SAVES[step](request, year)
    return PAGES[step](request, year)


def _review(request, year, step):
    done = request.POST["action"] == "reviewed"
    choices.mark_reviewed(year, request.user, step, done=done)
    if not done:
        return redirect("rollover_step", year, step)
    codes = list(STEPS)
    return redirect("rollover_step", year, codes[codes.index(step) + 1])


def _shown(request, year, step, status=200, **more):
    context = frame(request, year, step) | {"head": HEADS.get(step)} | more
    return render(request, f"tasks/rollover/{step}.html", context, status=status)


# --- 年底核对 ---------------------------------------------------------------------------------------


def _check(request, year):
    matters = open_matters.of_year(year, request.user)
    rows = [(each.label, each.count) for each in matters]
    if answer := exported(request, table("matters", f"{year}年度未办完的事", ["事情", "数量"], rows)):  # fmt: skip
        return answer
    return _shown(request, year, "check", matters=matters, phases=phases.of_year(year, request.user))  # fmt: skip


# --- 重点任务和清单 ---------------------------------------------------------------------------------


def _tasks(request, year, typed=None, errors=None, status=200):
    kept = choices.of_year(year).choices
    rows = [_task_row(template, kept, typed, errors or {}) for template in templates_of(year)]
    export = table(
        "tasks",
        f"{year}年度重点任务",
        ["重点任务", "范围", "本年时限", "下年重新下达", "下年时限"],
        [
            (
                row["template"].title,
                row["template"].get_audience_display(),
                deadline_text(row["template"].deadline, row["template"].deadline_kind),
                "是" if row["renew"] else "否",
                row["deadline"] if row["dated"] else None,
            )
            for row in rows
        ],
    )
    if answer := exported(request, export):
        return answer
    counts = list_counts(year)
    picked = typed.getlist("lists") if typed else kept.get("lists", [])
    return _shown(
        request,
        year,
        "tasks",
        status,
        rows=rows,
        errors=errors,
        lists=[
            {"code": code, "label": label, "count": counts[code], "picked": code in picked}
            for code, label in Category.choices
        ],
    )


def _task_row(template, kept, typed, errors):
    renewal = choices.renewal_of(template, kept)
    renew, deadline = renewal["renew"], renewal["deadline"]
    text = deadline.isoformat() if deadline else ""
    if typed is not None:
        renew, text = f"renew-{template.pk}" in typed, typed.get(f"deadline-{template.pk}", "")
    return {
        "template": template,
        "dated": template.deadline_kind == "date",
        "renew": renew,
        "deadline": deadline,
        "text": text,
        "error": errors.get(template.pk),
    }


def _save_tasks(request, year):
    renewals = {
        template.pk: {
            "renew": f"renew-{template.pk}" in request.POST,
            "deadline": _day(request.POST.get(f"deadline-{template.pk}", "")),
        }
        for template in templates_of(year)
    }
    try:
        choices.choose_tasks(year, request.user, renewals, request.POST.getlist("lists"))
    except choices.Refused as refused:
        return _tasks(request, year, typed=request.POST, errors=refused.errors, status=422)
    messages.success(request, "已保存。")
    return redirect("rollover_step", year, "tasks")


def _day(text):
    """What a date field posts; None for what is no day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


# --- 指标和活动类型、人员任职 -----------------------------------------------------------------------


def _catalogue(request, year):
    indicators, kinds = Indicator.objects.all(), ActivityKind.objects.all()
    tables = [
        table(
            "indicators",
            "指标目录",
            ["指标", "层级", "数量单位", "来源", "版本", "启用"],
            [
                (row.name, row.get_level_display(), row.get_quantity_display(), row.get_source_display(), row.version,
                 "是" if row.is_active else "否")
                for row in indicators
            ],
        ),
        table("kinds", "活动类型", ["活动类型", "启用"], [(row.name, "是" if row.is_active else "否") for row in kinds]),
    ]  # fmt: skip
    if answer := exported(request, *tables):
        return answer
    return _shown(request, year, "catalogue", indicators=indicators, kinds=kinds)


def _people(request, year):
    ending = people.ending(year, timezone.localdate())
    without = people.units_without(year)
    silent = people.never_logged_in(year)
    tables = [
        lambda: table(
            "ending",
            f"{year}年底到期的任职",
            ["姓名", "单位", "角色", "职务", "离任日期"],
            [
                (row.person.name, str(row.unit or row.district or "全市"), row.get_role_display(), row.post, row.ends_on)
                for row in ending
            ],
        ),
        lambda: table(
            "without",
            f"{year + 1}年初缺少任职的单位",
            ["单位", "党务干部", "书记"],
            [(row.name, "有" if row.has_officer else "缺", "有" if row.has_secretary else "缺") for row in without],
        ),
        lambda: table("silent", "从未登录的人员", ["姓名", "账号"], [(row.name, row.username) for row in silent]),
    ]  # fmt: skip
    if answer := exported(request, *tables):
        return answer
    page = page_of(request, silent)
    return _shown(request, year, "people", ending=ending, without=without, page=page)


# --- 阶段和填报月 -----------------------------------------------------------------------------------


def _calendar(request, year, typed=None, errors=None, status=200):
    new = year + 1
    months = calendar.months_of(new)
    rows = [
        (month.period.label, month.clock.opens_on, timezone.localtime(month.clock.due_at), month.grace_on, month.lock_on,
         "按放假通知" if month.is_known else "按周一至周五推算")
        for month in months
    ]  # fmt: skip
    head = ["月份", "开放", "截止", "宽限至", "锁定", "工作日"]
    if answer := exported(request, table("months", f"{new}年填报月", head, rows)):
        return answer
    shown = []
    for each in calendar.phases_of(new, choices.of_year(year).choices):
        first, last = each.starts_on.isoformat(), each.ends_on.isoformat()
        if typed is not None:
            first, last = typed.get(f"{each.code}-first", ""), typed.get(f"{each.code}-last", "")
        shown.append({"phase": each, "first": first, "last": last, "error": (errors or {}).get(each.code)})  # fmt: skip
    return _shown(
        request,
        year,
        "calendar",
        status,
        phases=shown,
        is_open=calendar.is_open(new),
        months=months,
        unknown=calendar.unknown_years(new),
        knows_new_year=knows(new),
    )


def _save_calendar(request, year):
    if calendar.is_open(year + 1):
        return redirect("rollover_step", year, "calendar")
    dates = {
        each.code: (_day(request.POST.get(f"{each.code}-first", "")), _day(request.POST.get(f"{each.code}-last", "")))
        for each in calendar.phases_of(year + 1, {})
    }  # fmt: skip
    try:
        choices.choose_phases(year, request.user, dates)
    except choices.Refused as refused:
        return _calendar(request, year, typed=request.POST, errors=refused.errors, status=422)
    messages.success(request, "已保存。")
    return redirect("rollover_step", year, "calendar")


# --- 汇总和执行 -------------------------------------------------------------------------------------


def _summary(request, year, failed="", status=200):
    kept = choices.of_year(year).choices
    plan = plan_of(year, kept)
    if answer := exported(request, rollover_items.plan_table(plan)):
        return answer
    page = page_of(request, [*plan.going_on, *plan.joining, *plan.ending, *plan.cancelling])
    return _shown(
        request,
        year,
        "summary",
        status,
        plan=plan,
        page=page,
        failed=failed,
        unreviewed=[STEPS[code][0] for code in REVIEWED if code not in kept.get("reviewed", {})],
    )


@require_POST
def run(request, year):
    """执行: everything that the summary showed, or nothing."""
    _readers_only(request, year)
    if not choices.may_prepare(request.user):
        raise Http404
    try:
        row = workflow.carry_out(year, request.user, request.POST.get("seen", ""))
    except WorkflowError as error:
        return _summary(request, year, failed=error.text, status=409)
    messages.success(
        request,
        f"{row}已执行：结转 {row.counts['going_on'] + row.counts['joining']} 项，年底办结 {row.counts['ending']} 项，"
        f"取消 {row.counts['cancelling']} 项，重新下达任务 {row.counts['renewed']} 项。",
    )
    return redirect(row)


@require_POST
def undo(request, year):
    _readers_only(request, year)
    if not choices.may_prepare(request.user):
        raise Http404
    try:
        workflow.undo(year, request.user)
    except YearRollover.DoesNotExist:
        raise Http404 from None
    except WorkflowError as error:
        messages.error(request, error.text)
    else:
        messages.success(
            request, "已撤销。已取消的事项仍为取消，其余恢复到执行以前，各步的选择保留。"
        )
    return redirect("rollover", year)


def _items(request, year, **refused):
    return rollover_items.shown(request, year, frame(request, year, "items"), **refused)


def _save_items(request, year):
    return rollover_items.save(request, year, lambda **refused: _items(request, year, **refused))


PAGES = {
    "check": _check,
    "items": _items,
    "tasks": _tasks,
    "catalogue": _catalogue,
    "people": _people,
    "calendar": _calendar,
    "summary": _summary,
}
SAVES = {"items": _save_items, "tasks": _save_tasks, "calendar": _save_calendar}
