"""What nobody means to send: forged ids, numbers without end, texts without end, bytes that no text holds.

Each is answered in words where it was typed, or does not exist; nothing is stored by half, nothing is a fault.
"""

import pytest
from django.urls import reverse

from tasks.contents import asked_cells
from tasks.models import IndicatorValue, ReportRound
from tasks.workflows.report import accept
from tests.tasks.month_world import fresh

ENDLESS = "9" * 5000
HUGE = "99999999999999999999"
LONG = "长" * 100_000


@pytest.fixture
def entry(log_in, officer, report):
    """Sends one entry of the month the way static/month.js does."""
    client = log_in(officer)
    address = reverse("month_entry", args=[report.pk])
    return lambda **fields: client.post(address, fields)


@pytest.mark.parametrize(
    "key", ["999999-u", f"{HUGE}-u", f"1-{HUGE}", "1-999999", f"{ENDLESS}-u", "x", "", "²-u"]
)
def test_a_value_for_no_cell_of_the_month_is_refused(entry, key):
    response = entry(kind="value", id=key, value="5", version="0")
    assert response.status_code in (404, 409)
    assert not IndicatorValue.objects.exists()


@pytest.mark.parametrize("kind", ["line", "answer", "value", "other"])
@pytest.mark.parametrize("key", ["999999", HUGE, ENDLESS, "²", "-1", ""])
def test_an_entry_for_no_row_of_the_month_is_refused(entry, kind, key):
    assert entry(kind=kind, id=key, version="0").status_code in (404, 409)


def test_a_value_is_taken_only_where_the_month_asks_for_one(entry, report, branches):
    """A unit's indicator given to a branch would be counted where no page shows it."""
    of_unit = next(
        c.indicator for c in asked_cells(report.unit, report.period) if not c.organisation
    )
    response = entry(kind="value", id=f"{of_unit.pk}-{branches[0].pk}", value="5", version="0")
    assert response.status_code in (404, 409)
    assert not IndicatorValue.objects.exists()


def test_a_forged_version_is_said_and_stores_nothing(log_in, officer, report):
    line = report.lines.first()
    response = log_in(officer).post(
        reverse("month_save", args=[report.pk]),
        {f"version-{line.pk}": "abc", f"percent-{line.pk}": "50", f"text-{line.pk}": "推进中。"},
    )
    assert response.status_code in (409, 422)
    assert fresh(line).edited_at is None


@pytest.mark.parametrize("unit", [HUGE, ENDLESS, "²", "-1", "a\x00b"])
def test_a_month_of_no_unit_does_not_exist(log_in, staff, november, unit):
    response = log_in(staff).get(reverse("month", args=[november.period]), {"unit": unit})
    assert response.status_code == 404


@pytest.mark.parametrize("pick", [f"{HUGE}:1", f"{ENDLESS}:1", f"1:{HUGE}", "x", "1:²"])
def test_a_forged_pick_accepts_nothing(log_in, staff, submitted, pick):
    response = log_in(staff).post(reverse("queue_accept"), {"pick": pick})
    assert response.status_code in (302, 409)
    assert fresh(submitted).state == "submitted"


@pytest.mark.parametrize(
    "until",
    ["9999-12-31T23:59-12:00", "0001-01-01T00:00", "9999-12-31T23:59", "2026-13-01T00:00", "x"],
)
def test_an_end_of_reopening_that_no_calendar_has_is_refused(log_in, staff, submitted, until):
    accept(submitted.pk, staff)
    response = log_in(staff).post(
        reverse("month_reopen", args=[submitted.pk]), {"reason": "数据有误", "until": until}
    )
    assert response.status_code == 422
    assert fresh(submitted).state == "accepted"


MOVES = [
    ("month_hand_back", "sent", "secretary"),
    ("month_return", "submitted", "staff"),
]


@pytest.mark.parametrize(("name", "state", "who"), MOVES)
def test_a_reason_without_end_is_given_back_with_its_limit(request, log_in, name, state, who):
    report, actor = request.getfixturevalue(state), request.getfixturevalue(who)
    response = log_in(actor).post(reverse(name, args=[report.pk]), {"reason": LONG})
    assert response.status_code == 422
    assert "最多 4,000 字" in response.content.decode()
    assert LONG in response.content.decode()
    assert fresh(report).state == report.state


@pytest.mark.parametrize(("name", "state", "who"), MOVES)
def test_bytes_that_no_text_holds_are_left_out_of_a_reason(request, log_in, name, state, who):
    report, actor = request.getfixturevalue(state), request.getfixturevalue(who)
    response = log_in(actor).post(reverse(name, args=[report.pk]), {"reason": "请补\x00充"})
    assert response.status_code == 302
    assert ReportRound.objects.get(report=report, number=1).reason == "请补充"


@pytest.mark.parametrize(
    "address",
    ["/r/a%00b/", "/month/2025%00/", "/items/?q=a%00b", "/findings/?q=%00", "/ratings/?q=%00"],
)
def test_an_address_with_a_nul_is_no_fault(log_in, staff, november, address):
    response = log_in(staff).get(address)
    assert response.status_code == (200 if "?" in address else 404)


@pytest.mark.parametrize(
    "query",
    ["month=2025-13&overdue=1", "month=x&light=behind", "year=99999&state=open&sort=percent"],
)
def test_a_filter_that_is_half_wrong_is_said_and_shows_nothing(log_in, staff, november, query):
    assert log_in(staff).get(f"/items/?{query}").status_code == 200
    assert log_in(staff).get(f"/items/?{query}&export=xlsx").status_code == 200


def test_a_remark_without_end_is_given_back_with_its_limit(log_in, staff, submitted):
    line = submitted.lines.first()
    response = log_in(staff).post(
        reverse("month_return", args=[submitted.pk]), {f"remark-line-{line.pk}": LONG}
    )
    assert response.status_code == 422
    assert LONG in response.content.decode()
    assert fresh(submitted).state == "submitted"
