"""The ledger of 差评件: found by its filters, in a constant number of queries, exported as seen, moved by its buttons."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.models import CaseState, RatingCase, RatingPoint
from reviews.workflows import rating_case
from tests.reviews.rating_world import rate
from tests.zhaotong_portal.exports.sheets import book_of, rows_of
from zhaotong_portal.todo import todos_for

pytestmark = pytest.mark.any_database


@pytest.fixture
def case(point):
    rate(point, 2, comment="我叫张三丰，窗口没人")
    return RatingCase.objects.get()


def queries(client, url):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_the_list_costs_as_much_for_many_as_for_few(case, point, staff, log_in):
    client = log_in(staff)
    client.get("/ratings/cases/")
    few = queries(client, "/ratings/cases/")
    for _ in range(8):
        rate(point, 1)
    assert queries(client, "/ratings/cases/") == few <= 12
    assert queries(client, "/ratings/flags/") <= 12 and queries(client, "/ratings/points/") <= 12


def test_a_unit_sees_its_own_and_finds_what_is_late(case, officer, weather, log_in):
    rate(RatingPoint.objects.create(unit=weather), 1)
    client = log_in(officer)
    assert client.get("/ratings/cases/").content.decode().count("<tr data-href") == 1
    RatingCase.objects.update(due_on=timezone.localdate().replace(year=2020))
    assert "逾期" in client.get("/ratings/cases/?overdue=1").content.decode()
    assert client.get(f"/ratings/cases/?unit={weather.pk}").status_code == 404


def test_it_goes_to_a_workbook_without_a_word_of_the_citizen(case, staff, log_in):
    rows = rows_of(book_of(log_in(staff).get("/ratings/cases/?export=cases")))
    assert "市税务局" in str(rows) and "不满意" in str(rows)
    assert "窗口没人" not in str(rows) and "张三丰" not in str(rows)


def test_each_step_is_a_button_and_typed_words_survive_a_refusal(case, officer, staff, log_in):
    url, client = case.get_absolute_url(), log_in(officer)
    assert "受理" in client.get(url).content.decode()
    assert client.post(f"{url}accept/").status_code == 302
    missing = client.post(f"{url}verify/", {"reason": ""})
    assert missing.status_code == 422 and "请填写核实情况" in missing.content.decode()
    rating_case.verify(case.pk, officer, "属实。")
    late = client.post(f"{url}verify/", {"reason": "我写了很多"})
    assert late.status_code == 409 and "我写了很多" in late.content.decode()
    for move, text in (("take_up", "增开窗口"), ("answer", "已增开窗口")):
        assert client.post(f"{url}{move}/", {"reason": text}).status_code == 302
    assert log_in(staff).post(f"{url}close/", {"reason": ""}).status_code == 302
    assert RatingCase.objects.get().state == CaseState.CLOSED


def test_home_says_whose_turn_it_is(case, officer, staff, leader, liaison):
    assert "差评件待受理" in [todo.label for todo in todos_for(officer)]
    rating_case.accept(case.pk, officer)
    rating_case.settle("no_basis", case.pk, staff, "没有此事。")
    rating_case.rerate(case.pk, 1)
    assert "群众再次不满意，待批示" in [todo.label for todo in todos_for(leader)]
    assert "群众再次不满意，待批示" not in [todo.label for todo in todos_for(liaison)]
