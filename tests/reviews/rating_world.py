"""A code to scan, and a citizen who scans it."""

import itertools
import re

import pytest

from reviews.form_key import new_form_key
from reviews.loading import load_reasons
from reviews.models import Rating, RatingPoint
from reviews.rating import give_rating

_numbers = itertools.count()


@pytest.fixture
def reasons(db):
    load_reasons()


@pytest.fixture
def point(tax, reasons):
    return RatingPoint.objects.create(unit=tax, name="办税服务厅3号窗口")


def form_key():
    """As a page carries it once it was read: one of 22 characters for each page."""
    return f"{next(_numbers):022d}"


def rate(point, grade=5, **given):
    """A rating by a phone of its own, unless `device` says whose."""
    return give_rating(point, grade=grade, form_key=form_key(), **given)


def store(point, grade=5, day=None, **fields):
    """A rating of some day, stored as such."""
    return Rating.objects.create(
        point=point, unit=point.unit, grade=grade, form_key=form_key(), given_on=day, **fields
    )


def sent(point, grade=5, **fields):
    """What the browser sends for a fresh page."""
    return {"form_key": new_form_key(point), "grade": grade, **fields}


def hidden_key(response):
    return re.search(r'name="form_key" value="([^"]+)"', response.content.decode())[1]
