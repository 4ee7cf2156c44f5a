"""Rows that hold from one day to another: appointments, guidance."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from zhaotong_portal.wording import full_day_text


class DatedQuerySet(models.QuerySet):
    """`starts_on` and `ends_on` (both included; an open end is None)."""

    def current(self, day=None):
        day = day or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


EARLIEST = date(1921, 7, 1)


def faults_of_days(row, first="starts_on", last="ends_on") -> dict:
    """{field: sentence} of what cannot be about the two days of a row that says what has happened."""
    began, ended = getattr(row, first), getattr(row, last)
    label = {name: str(row._meta.get_field(name).verbose_name) for name in (first, last)}
    faults = {}
    for name, day in ((first, began), (last, ended)):
        if day and day < EARLIEST:
            faults[name] = f"{label[name]}过早，请核对年份。"
    if began and began > timezone.localdate():
        faults[first] = f"{label[first]}不能晚于今天。"
    if began and ended and ended < began:
        faults[last] = f"{label[last]}不能早于{label[first]}（{full_day_text(began)}）。"
    return faults
