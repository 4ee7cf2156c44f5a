"""任期、换届: from when to when a committee or branch was elected, and when the next election is due (A6).

Committees serve five years, general branches and branches three (settings); a delay of at most a year needs an approval.
"""

import calendar
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from units.dated import faults_of_days
from units.models.organisation import PartyOrganisation, fault_of_dissolved
from zhaotong_portal.wording import full_day_text, month_text


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def due_after(kind: str, begins_on: date) -> date:
    """When a term that begins on a day ends, by the kind of the organisation."""
    return months_after(begins_on, 12 * settings.TERM_YEARS[kind])


class TermQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.scope.within(self, "organisation__unit")

    def with_deadline(self):
        """`deadline`: the last day of the term, an approved delay included."""
        last = Coalesce("delayed_until", "due_on")
        return self.annotate(deadline=ExpressionWrapper(last, output_field=DateField()))

    def open(self, day=None):
        """Terms that run, of organisations that still exist on a day (today when left out)."""
        day = day or timezone.localdate()
        alive = Q(organisation__dissolved_on=None) | Q(organisation__dissolved_on__gt=day)
        return self.filter(alive, completed_on=None)

    def overdue(self, day=None):
        day = day or timezone.localdate()
        return self.open(day).with_deadline().filter(deadline__lt=day)

    def due_within(self, months, day=None):
        """Open terms whose last day is today or comes within so many months."""
        day = day or timezone.localdate()
        return (
            self.open(day)
            .with_deadline()
            .filter(deadline__gte=day, deadline__lte=months_after(day, months))
        )

    def needing_attention(self, day=None):
        """Overdue, or due within the first notice of the countdown (settings.TERM_NOTICE_MONTHS)."""
        day = day or timezone.localdate()
        last = months_after(day, max(settings.TERM_NOTICE_MONTHS))
        return self.open(day).with_deadline().filter(deadline__lte=last)

    def completed_within(self, first, last):
        return self.filter(completed_on__range=(first, last))

    def completed_late_within(self, first, last):
        """The figure `reelection_done` (督促完成换届): re-elections held after the term had run out, by their day.

        What was overdue stood on every reminder sheet until it was done; what was held in time needed no urging.
        """
        rows = self.with_deadline().completed_within(first, last)
        return rows.filter(completed_on__gt=F("deadline"))

    def for_list(self):
        return self.with_deadline().select_related("organisation__unit__district")


class Term(models.Model):
    """One term of one organisation. `completed_on`: the day of the next election, with which another term begins."""

    organisation = models.ForeignKey(
        PartyOrganisation, models.PROTECT, related_name="terms", verbose_name="党组织"
    )
    begins_on = models.DateField("任期开始")
    due_on = models.DateField("任期届满")
    delayed_until = models.DateField("批准延期至", null=True, blank=True)
    delay_document = models.CharField("延期批准文件", max_length=200, blank=True)
    completed_on = models.DateField("换届日期", null=True, blank=True)
    document = models.CharField("换届批复文件", max_length=200, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任期"
        ordering = ["organisation__unit__protocol_order", "organisation__order", "-begins_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gt=F("begins_on")), name="term_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(delayed_until=None) | Q(delayed_until__gt=F("due_on")),
                name="term_is_delayed_beyond_its_due_day",
            ),
            models.CheckConstraint(
                condition=Q(delayed_until=None) | ~Q(delay_document=""),
                name="term_delay_has_its_document",
            ),
            models.CheckConstraint(
                condition=Q(completed_on=None) | Q(completed_on__gt=F("begins_on")),
                name="term_is_completed_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(completed_on=None),
                name="one_open_term_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["organisation", "begins_on"], name="one_term_an_organisation_and_first_day"
            ),
        ]
        indexes = [models.Index(fields=["completed_on", "due_on"], name="term_by_due_day")]

    def __str__(self):
        return f"{self.organisation.name}（{month_text(self.begins_on)}起的任期）"

    def get_absolute_url(self):
        return reverse("term", args=[self.pk])

    def clean(self):
        faults = faults_of_days(self, "begins_on", "completed_on")
        if self.begins_on and self.due_on and self.due_on <= self.begins_on:
            faults["due_on"] = f"任期届满须晚于任期开始（{full_day_text(self.begins_on)}）。"
        if gone := fault_of_dissolved(self.organisation, self.begins_on):
            faults["organisation"] = gone
        if self.completed_on and self.completed_on > timezone.localdate():
            faults["completed_on"] = "换届日期不能晚于今天。"
        elif self.completed_on and self.begins_on and self.completed_on <= self.begins_on:
            faults["completed_on"] = f"换届日期须晚于任期开始（{full_day_text(self.begins_on)}）。"
        faults = {**self._faults_of_delay(), **faults}
        if not faults and (double := self._double()):
            faults["begins_on"] = double
        if faults:
            raise ValidationError(faults)

    def _faults_of_delay(self):
        """At most a year (TERM_DELAY_MONTHS), by an approval document."""
        if not (self.delayed_until and self.due_on):
            return {}
        most = months_after(self.due_on, settings.TERM_DELAY_MONTHS)
        if self.delayed_until <= self.due_on:
            text = f"延期须晚于任期届满（{full_day_text(self.due_on)}）。"
            return {"delayed_until": text}
        if self.delayed_until > most:
            text = f"延期最多{settings.TERM_DELAY_MONTHS}个月，不能晚于{full_day_text(most)}。"
            return {"delayed_until": text}
        return {} if self.delay_document else {"delay_document": "请填写延期的批准文件。"}

    def _double(self):
        others = Term.objects.filter(organisation=self.organisation).exclude(pk=self.pk)
        if others.filter(begins_on=self.begins_on).exists():
            return f"{self.organisation.name}这一天开始的任期已经登记。"
        if self.completed_on is None and others.filter(completed_on=None).exists():
            return f"{self.organisation.name}已有一个未换届的任期，请先登记换届。"
        return ""

    @property
    def unit(self):
        return self.organisation.unit

    @property
    def unit_id(self):
        return self.organisation.unit_id

    @property
    def last_day(self):
        """As `with_deadline` asks of the database."""
        return self.delayed_until or self.due_on
