"""期限日程: a month of days with all that is due, one day in full, one deadline and what moves with it."""

import calendar as weeks
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tasks.deadlines import sources
from tasks.deadlines.entries import Wanted, address, entries_of, exported_rows, listed
from tasks.deadlines.moving import moved
from tasks.views.guidance_forms import day_field
from units.models import District, Unit
from zhaotong_portal.exports.respond import exported
from zhaotong_portal.exports.tables import table
from zhaotong_portal.listing import address_with, chips
from zhaotong_portal.period import Period
from zhaotong_portal.wording import WEEKDAYS, weekday_text
from zhaotong_portal.workdays import is_workday, knows

SHOWN_A_DAY = 4
FIRST, LAST = Period(2020, 1), Period(2040, 12)
EXPORTED = ("日期", "星期", "类别", "内容", "单位", "状态")


class CalendarFilter(forms.Form):
    kind = forms.ChoiceField(label="类别", required=False)
    district = forms.ModelChoiceField(
        label="片区", required=False, queryset=District.objects.all(), empty_label="全部"
    )
    open_only = forms.BooleanField(label="只看未办结", required=False)
    unit = forms.ModelChoiceField(
        label="单位", required=False, queryset=Unit.objects.none(), widget=forms.HiddenInput
    )
    month = forms.CharField(required=False, widget=forms.HiddenInput)
    day = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, user):
        super().__init__(data)
        self.fields["kind"].choices = [("", "全部"), *sources.kinds()]
        self.fields["unit"].queryset = Unit.objects.visible_to(user)
        if not user.scope.reads_all:
            del self.fields["district"]


@dataclass
class Cell:
    """A day of the grid."""

    day: date
    in_month: bool
    is_today: bool
    works: bool
    mark: str
    entries: list = field(default_factory=list)

    @property
    def shown(self):
        return self.entries[:SHOWN_A_DAY]

    @property
    def more(self):
        return len(self.entries) - len(self.shown)


@require_safe
def calendar(request):
    form = CalendarFilter(request.GET, request.user)
    form.is_valid()
    if "unit" in form.errors:
        raise Http404
    chosen = form.cleaned_data
    day = _day(chosen.get("day"))
    period = Period.of(day) if day else _period(chosen.get("month"))
    first, last = (day, day) if day else (period.first_day, period.last_day)
    wanted = Wanted(
        request.user, first, last, chosen.get("kind") or "", chosen.get("unit"), chosen.get("district"),
        bool(chosen.get("open_only")),
    )  # fmt: skip
    chosen["month"] = chosen["day"] = ""  # said by the title, not by a chip
    context = {"form": form, "chips": chips(request, form), "period": period, "unknown_year": not knows(period.year)}  # fmt: skip
    if answer := exported(request, lambda: _table(wanted, period)):
        return answer
    if day:
        shown = [*listed(wanted), *(entry for entry in entries_of(wanted) if entry.kind == "month")] if wanted.counts_only else entries_of(wanted)  # fmt: skip
        more = {"day": day, "entries": _told(shown), "mark": _mark(day)}
        return render(request, "tasks/guidance/calendar_day.html", context | more)
    entries = _told(entries_of(wanted))
    return render(
        request, "tasks/guidance/calendar.html", context | _grid(request, period, entries)
    )


def _period(text):
    try:
        return min(max(Period.parse(text or ""), FIRST), LAST)
    except ValueError:
        return Period.current()


def _day(text):
    try:
        day = date.fromisoformat(text or "")
        return day if FIRST <= Period.of(day) <= LAST else None
    except ValueError:  # no such day, or one of a year that no month of the portal knows
        return None


def _told(entries):
    """With the kind in words, and whether it is late."""
    labels, today = dict(sources.kinds()), timezone.localdate()
    return [
        {
            "entry": entry,
            "label": labels[entry.kind],
            "late": entry.is_open and entry.day < today and entry.kind != "month",
        }
        for entry in entries
    ]


def _grid(request, period, entries):
    today = timezone.localdate()
    cells = {}
    weeks_of_month = weeks.Calendar().monthdatescalendar(period.year, period.month)
    grid = [
        [cells.setdefault(day, Cell(day, Period.of(day) == period, day == today, is_workday(day), _mark(day))) for day in week]
        for week in weeks_of_month
    ]  # fmt: skip
    for told in entries:
        cells[told["entry"].day].entries.append(told)
    return {
        "grid": grid,
        "weekdays": WEEKDAYS,
        "previous": _step(request, period, period.previous(), period.previous() >= FIRST),
        "next": _step(request, period, period.next(), period.next() <= LAST),
        "is_empty": not entries,
    }


def _step(request, period, other, there):
    return {"label": other.label, "url": address_with(request, month=other)} if there else None


def _mark(day):
    """休 for a holiday on a weekday, 班 for a weekend day that is worked (调休)."""
    weekend, works = day.weekday() >= 5, is_workday(day)
    if works == weekend:
        return "班" if works else "休"
    return ""


def _table(wanted, period):
    labels = dict(sources.kinds())
    rows = exported_rows(wanted)
    computed = [entry for entry in entries_of(wanted) if entry.kind == "month"]

    def lines():
        for kind, day, _, title, unit, is_open in rows:
            yield (
                day,
                f"周{WEEKDAYS[day.weekday()]}",
                labels[kind],
                title,
                unit,
                "未办结" if is_open else "已办结",
            )
        for entry in computed:
            yield (
                entry.day,
                f"周{WEEKDAYS[entry.day.weekday()]}",
                labels[entry.kind],
                entry.title,
                "",
                "",
            )

    count = len(rows) if isinstance(rows, list) else rows.count()
    return table(
        "calendar", f"{period.label}期限日程", EXPORTED, lines, count=count + len(computed)
    )


class MoveForm(forms.Form):
    to = day_field("改到")


@require_safe
def calendar_entry(request, kind, pk):
    """One deadline; `?to=` shows what would move with it. Nothing is written."""
    source = sources.ledger(kind)
    if source is None:
        raise Http404
    row = source.rows(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    day = _value(source, row)
    unit = None if source.several or not source.unit else _unit(source, row)
    row.entry_url = address(kind, pk)
    form = MoveForm(request.GET if "to" in request.GET else None, initial={"to": day})
    found, status = None, 200
    if form.is_bound:
        if form.is_valid():
            found = moved(source, row, unit, request.user, day, form.cleaned_data["to"])
        else:
            status = 422
    return render(
        request,
        "tasks/guidance/calendar_entry.html",
        {
            "label": source.label,
            "title": _title(source, row),
            "row": row,
            "unit": unit,
            "day": day,
            "said": weekday_text(day),
            "form": form,
            "moved": found,
            "has_shifts": source.shifts is not None,
            "back": f"{reverse('calendar')}?month={Period.of(day)}",
        },
        status=status,
    )


def _value(source, row):
    """The row's day, asked of the database as the calendar asks it."""
    name = source.day
    if isinstance(name, str):
        return getattr(row, name)
    return source.model._default_manager.filter(pk=row.pk).values_list(name, flat=True).get()


def _title(source, row):
    if isinstance(source.title, str):
        return getattr(row, source.title)
    return (
        source.model._default_manager.filter(pk=row.pk).values_list(source.title, flat=True).get()
    )


def _unit(source, row):
    pk = source.model._default_manager.filter(pk=row.pk).values_list(source.unit, flat=True).get()
    return Unit.objects.filter(pk=pk).first()
