"""What nobody means to send: forged ids, numbers without end, texts without end, bytes that no text holds.

Each is answered in words where it was typed, or does not exist; nothing is stored by half, nothing is a fault.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tasks.catalogue import load_activity_kinds
from tasks.contents import asked_cells
from tasks.models import Activity, ActivityKind, IndicatorValue, ReportRound
from tasks.workflows.report import accept, reopen
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


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("办结 3 件👍🏽，𠮷姓群众 2 人", "办结 3 件👍🏽，𠮷姓群众 2 人"),
        ("一\x00二\x0b三\ufffe四\uffff五", "一二三四五"),
    ],
)
def test_a_text_of_rare_characters_is_kept_and_goes_out_as_excel_and_word(
    entry, log_in, officer, report, typed, stored
):
    line = report.lines.first()
    assert entry(kind="line", id=line.pk, version="0", text=typed).status_code == 200
    assert fresh(line).text == stored
    client, page = log_in(officer), reverse("month", args=[report.period])
    assert stored in client.get(page).text
    for address in (f"{page}?export=lines", reverse("month_docx", args=[report.period])):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("percent", "101", "0 到 100"),
        ("percent", "八成", "0 到 100"),
        ("text", "长" * 10_000, "现有 10,000 字"),
    ],
)
def test_what_a_line_cannot_hold_is_said_and_nothing_is_stored(entry, report, field, typed, said):
    line = report.lines.first()
    answer = entry(kind="line", id=line.pk, version="0", **{field: typed})
    assert answer.status_code == 422
    assert said in answer.json()["errors"][field]
    assert fresh(line).edited_at is None


@pytest.mark.parametrize(
    ("typed", "status"), [("１２", 200), ("-1", 422), ("10000000", 422), ("三", 422), ("👍", 422)]
)
def test_a_figure_as_people_may_type_it(entry, report, typed, status):
    cell = next(c for c in asked_cells(report.unit, report.period) if not c.organisation)
    answer = entry(kind="value", id=cell.key, version="0", value=typed)
    assert answer.status_code == status
    stored = [f"{v.value:f}" for v in IndicatorValue.objects.all()]
    assert stored == (["12.00"] if status == 200 else [])


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("held_on", "2026-10-31", "日期不在"),
        ("held_on", "2026-12-01", "日期不在"),
        ("heads", "-1", "参加人数请填"),
        ("heads", "10000000", "参加人数请填"),
        ("topic", "长" * 10_000, "现有 10,000 字"),
    ],
)
def test_an_activity_that_cannot_be_is_given_back_as_typed(log_in, officer, report, field, typed, said):  # fmt: skip
    load_activity_kinds()
    kind = ActivityKind.objects.get(code="warning_education")
    post = {"held_on": "2026-11-12", "topic": "警示教育大会", "heads": "30", "kinds": [kind.pk]}
    answer = log_in(officer).post(
        reverse("activity_new", args=[report.pk]), post | {field: typed, "action": "save"}
    )
    assert answer.status_code == 422
    assert said in answer.text
    assert typed in answer.text
    assert not Activity.objects.exists()


def test_sent_from_a_page_that_is_no_longer_true_it_is_refused_over_the_page(
    log_in, officer, submitted, staff
):
    """static/month.js shows it where the officer stands; the same after a reopening is a new month of work."""
    client, send = log_in(officer), reverse("month_send", args=[submitted.pk])
    answer = client.post(send, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    assert "李示例 签名报送" in answer.json()["refused"]
    accept(submitted.pk, staff)
    reopen(submitted.pk, staff, "数字有误", timezone.now() + timedelta(days=2))
    IndicatorValue.objects.filter(period=submitted.period).first().delete()
    answer = client.post(send, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert [gap["label"] for gap in answer.json()["gaps"]][0].endswith("未报")
    assert fresh(submitted).state == "returned"
