"""The citizen follows a 差评 by its receipt code: without an account, from any phone, and nobody can guess it."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reviews import receipts
from reviews.models import CaseState, RatingCase
from reviews.workflows import rating_case
from tests.reviews.rating_world import rate, sent

pytestmark = pytest.mark.any_database

URL = "/r/receipt/"


@pytest.fixture
def given(point):
    return rate(point, 2, comment="等太久")


def ask(code, **data):
    return Client(REMOTE_ADDR="203.0.113.9").post(URL, {"code": code, **data})


def answer(case, officer):
    rating_case.accept(case.pk, officer)
    rating_case.verify(case.pk, officer, "内部核实记录")
    rating_case.take_up(case.pk, officer, "内部整改措施")
    rating_case.answer(case.pk, officer, "已增开窗口，谢谢您。")


def code_on(response):
    return re.search(r'<p class="code">([^<]+)</p>', response.content.decode())[1]


def test_a_poor_rating_gives_a_code_as_text_and_qr_and_it_finds_the_case(point):
    thanks = Client().post(f"/r/{point.token}/", sent(point, 1))
    code, html = code_on(thanks), thanks.content.decode()
    assert re.fullmatch(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", code)
    assert 'class="qr"' in html and f"/r/receipt/#{code}" in html and "?code=" not in html
    assert "等待受理" in ask(code).content.decode()
    assert "查询码" not in Client().post(f"/r/{point.token}/", sent(point, 5)).content.decode()


def test_the_same_page_sent_twice_shows_the_same_code_once_for_one_case(point):
    data = sent(point, 2)
    first, again = (Client().post(f"/r/{point.token}/", data) for _ in range(2))
    assert code_on(first) == code_on(again) and RatingCase.objects.count() == 1


def test_the_code_is_stored_only_as_a_digest(given):
    case = RatingCase.objects.get()
    assert given.receipt not in str(RatingCase.objects.values().get())
    assert case.receipt_key == receipts.key_of(given.receipt.lower().replace("-", " "))


def test_the_answer_is_told_and_nothing_of_the_inside(given, officer):
    answer(RatingCase.objects.get(), officer)
    html = ask(given.receipt).content.decode()
    assert "已增开窗口，谢谢您。" in html and "这次处理您满意吗" in html
    for kept in ("内部核实记录", "内部整改措施", officer.name):
        assert kept not in html


def test_a_second_rating_is_given_once_and_a_poor_one_goes_up(given, officer):
    case = RatingCase.objects.get()
    answer(case, officer)
    assert ask(given.receipt, rate="1", comment="还是慢").status_code == 422
    missed = ask(given.receipt, rate="1", comment="还是慢").content.decode()
    assert "请先选一项" in missed and "还是慢" in missed
    assert (
        "提交上级领导督办"
        in ask(given.receipt, grade="2", comment="<b>还是慢</b>").content.decode()
    )
    case = RatingCase.objects.get()
    assert case.state == CaseState.ESCALATED and case.rounds.get().said == "<b>还是慢</b>"
    assert ask(given.receipt, grade="5").status_code == 409


@pytest.mark.parametrize("grade", ["6", "0", "x", "5'", "５"])
def test_a_grade_outside_the_five_is_no_grade(given, officer, grade):
    answer(RatingCase.objects.get(), officer)
    assert ask(given.receipt, grade=grade).status_code == 422


WRONG = ["", "AAAA-BBBB-CCCC", "x" * 4000, "查询码", "'; --", "\x00", "AAAABBBBCCC"]


def test_whatever_is_wrong_is_answered_alike_after_the_same_questions(given):
    asked = set()
    for code in WRONG:
        with CaptureQueriesContext(connection) as queries:
            response = ask(code)
        text = re.sub(r'value="[^"]*"', "", response.content.decode())
        asked.add((response.status_code, text, tuple(q["sql"].split()[0] for q in queries)))
    # The first question of a day makes its key; all others are one and the same.
    assert len({(status, text) for status, text, _ in asked}) == 1
    assert len({sql for _, _, sql in asked}) <= 2


def test_guessing_from_one_network_is_slowed_in_the_database_that_all_processes_share(
    given, settings
):
    settings.RECEIPT_LOOKUPS = 5
    assert [ask("AAAA-BBBB-CCCC").status_code for _ in range(5)] == [200] * 5
    assert ask(given.receipt).status_code == 429
    elsewhere = Client(REMOTE_ADDR="198.51.100.9")
    assert "等待受理" in elsewhere.post(URL, {"code": given.receipt}).content.decode()


def test_codes_are_far_too_many_to_guess():
    assert len(receipts.SIGNS) ** receipts.LENGTH > 2**59 and len(set(receipts.SIGNS)) == 31
    assert len({receipts.code_for(str(n)) for n in range(2000)}) == 2000


def test_the_page_keeps_no_cookie_and_is_not_kept(given):
    response = ask(given.receipt)
    assert not response.cookies and "no-store" in response["Cache-Control"]
    assert Client().get(f"{URL}?code={given.receipt}").content == Client().get(URL).content
