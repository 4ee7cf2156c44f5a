"""What a field of an entry says: on a page as words, in a workbook as a value."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from zhaotong_portal.wording import full_day_text


def label_of(model, name):
    return str(model._meta.get_field(name).verbose_name)


def is_number(model, name):
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return isinstance(found, models.DecimalField | models.IntegerField) and name != "year"


def value_of(entry, name):
    """For a workbook: numbers and days stay what they are."""
    display = getattr(entry, f"get_{name}_display", None)
    value = display() if display else getattr(entry, name)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool):
        return "是" if value else ""
    if isinstance(value, models.Model):
        return getattr(value, "name", None) or str(value)
    return value


def text_of(entry, name):
    """For a page; empty where there is nothing."""
    value = value_of(entry, name)
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return full_day_text(value)
    if name == "year":
        return f"{value}年"
    if isinstance(value, int | Decimal | float):
        return f"{value:,}"
    return str(value)


def plain(value: Decimal):
    """45.03 and 110, not 110.00."""
    return int(value) if value == value.to_integral_value() else value.normalize()
