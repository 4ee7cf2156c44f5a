"""The month of month_world.py, lived once for all tests of a module that need it as far: open, filled in, or signed.

    from tests.tasks.lived_month import *  # noqa: F403

in a module, and its fixtures `november`, `report`, `filled`, `sent`, `submitted` with their units and people are copies of
what stands in a transaction around its tests; each test is one within it. Tests that need the month equally far run
one after another. A transactional test cannot be among them: it would wait for the transaction around it.
"""

from copy import deepcopy

import pytest
import time_machine
from django.db import transaction

from tasks.catalogue import load_indicators
from tasks.models import MonthlyReport
from tasks.opening import open_month
from tasks.workflows.report import send_to_sign, sign_and_submit
from tests.people import (
    make_committee,
    make_districts,
    make_finance,
    make_officer,
    make_secretary,
    make_tax,
    make_weather,
)
from tests.tasks.month_world import NOVEMBER, at, fill, make_branches, make_items

__all__ = (
    "before_signing", "branches", "catalogue", "committee", "districts", "filled", "finance", "lived", "november",
    "officer", "pytest_generate_tests", "report", "secretary", "submitted", "tax", "weather",
)  # fmt: skip

# How far the month must be for a test that takes one of these; for any other test nothing stands there.
STAGES = {
    "submitted": ("submitted",),
    "filled": ("filled", "sent"),
    "november": ("november", "report", "catalogue"),
    "units": ("districts", "tax", "finance", "weather", "committee"),
}
NOTHING = "nothing"


def pytest_generate_tests(metafunc):
    """pytest puts tests with the same value of a module's fixture together."""
    taken = set(metafunc.fixturenames)
    stage = next((stage for stage, names in STAGES.items() if taken & set(names)), NOTHING)
    metafunc.parametrize("lived", [stage], indirect=True, scope="module", ids=[pytest.HIDDEN_PARAM])


@pytest.fixture(scope="module")
def before_signing():
    """A module may do more with the filled report before it is signed."""
    return lambda report: None


@pytest.fixture(scope="module", autouse=True)
def lived(request, before_signing, django_db_setup, django_db_blocker):
    """{name of a fixture: what it gives}, a little before the clock of the tests begins."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(at(11, 24, 9, 30), tick=True):
            made = live(request.param, before_signing)
        yield made
        transaction.set_rollback(True)


def live(stage, before_signing):
    if stage == NOTHING:
        return {}
    districts = make_districts()
    made = {
        "districts": districts,
        "tax": make_tax(districts),
        "finance": make_finance(districts),
        "weather": make_weather(districts),
        "committee": make_committee(districts),
    }
    if stage == "units":
        return made
    load_indicators()
    made["branches"] = make_branches(made["tax"])
    make_items(made["tax"])
    made["november"] = open_month(NOVEMBER)
    report = MonthlyReport.objects.get(unit=made["tax"], period=NOVEMBER)
    if stage != "november":
        made["officer"] = make_officer(made["tax"])
        fill(report, made["officer"])
        before_signing(report)
    if stage == "submitted":
        made["secretary"] = make_secretary(made["tax"])
        send_to_sign(report.pk, made["officer"])
        report = sign_and_submit(report.pk, made["secretary"])
    made["report"] = report
    return made


def copy_of(name):
    @pytest.fixture(name=name)
    def standing(lived, db):
        return deepcopy(lived[name])

    return standing


districts, tax, finance, weather, committee = map(
    copy_of, ("districts", "tax", "finance", "weather", "committee")
)


@pytest.fixture
def branches(lived, tax):
    return deepcopy(lived["branches"]) if "branches" in lived else make_branches(tax)


@pytest.fixture
def officer(lived, tax):
    return deepcopy(lived["officer"]) if "officer" in lived else make_officer(tax)


@pytest.fixture
def secretary(lived, tax):
    return deepcopy(lived["secretary"]) if "secretary" in lived else make_secretary(tax)


@pytest.fixture
def catalogue(lived, db):
    """Loaded."""


@pytest.fixture
def november(lived, db, clock):
    return deepcopy(lived["november"])


@pytest.fixture
def report(lived, november):
    return deepcopy(lived["report"])


@pytest.fixture
def filled(report, officer):
    return report


@pytest.fixture
def submitted(report, officer, secretary):
    return report
