"""A calendar month, the portal's unit of time: `2025-11` in addresses, 2025年11月 on pages."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import register_converter
from django.utils import timezone

FIRST_NAMED, LAST_NAMED = 2002, 2997


@dataclass(frozen=True, order=True)
class Period:
    """One calendar month. Ordered, hashable; raises ValueError for a month that does not exist."""

    year: int
    month: int

    def __post_init__(self):
        if not (1 <= self.month <= 12 and 2000 <= self.year <= 2999):
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> "Period":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """From `2025-11`; raises ValueError for anything else.

        A month that somebody names has a year of months before and after it, which its pages may go through.
        """
        if not re.fullmatch(r"\d{4}-\d{2}", text or "", re.ASCII):
            raise ValueError(f"not a month: {text!r}")
        found = cls(int(text[:4]), int(text[5:]))
        if not FIRST_NAMED <= found.year <= LAST_NAMED:
            raise ValueError(f"no month of the portal: {text!r}")
        return found

    @classmethod
    def current(cls) -> "Period":
        """The month that runs now in Asia/Shanghai."""
        return cls.of(timezone.localdate())

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def short_label(self) -> str:
        return f"{self.month}月"

    def shift(self, months: int) -> "Period":
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1)

    def next(self) -> "Period":
        return self.shift(1)

    def previous(self) -> "Period":
        return self.shift(-1)

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @staticmethod
    def range(first: "Period", last: "Period") -> "list[Period]":
        """Every month from first to last, both included."""
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        return [first.shift(n) for n in range(count)]


class PeriodField(models.DateField):
    """Stores a Period as the first day of its month, so that every database can compare it."""

    description = "A calendar month"

    def from_db_value(self, value, expression, connection):
        return None if value is None else Period.of(value)

    def to_python(self, value):
        if value is None or isinstance(value, Period):
            return value
        if isinstance(value, date):
            return Period.of(value)
        try:
            return Period.parse(str(value)[:7])
        except ValueError as error:
            raise ValidationError("月份应写成 2025-11 这样的形式。") from error

    def get_prep_value(self, value):
        value = self.to_python(value)
        return None if value is None else value.first_day

    def get_db_prep_value(self, value, connection, prepared=False):
        if not prepared:
            value = self.get_prep_value(value)
        return connection.ops.adapt_datefield_value(value)

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs):
        from django import forms

        return models.Field.formfield(self, **{"form_class": forms.CharField, **kwargs})


class PeriodConverter:
    """`<period:period>` in addresses. A month that does not exist is a 404."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value):
        return Period.parse(value)

    def to_url(self, value):
        return str(value)


register_converter(PeriodConverter, "period")
