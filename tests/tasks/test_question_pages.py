"""提问 on its pages: the thread at its place in the month, the page of one, the list of all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.models import Question, QuestionReply, QuestionState
from tasks.workflows import question as threads
from tasks.workflows import report as moves
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_world import form_of, fresh
from tests.tasks.test_questions import asked, place, signed  # noqa: F401

pytestmark = pytest.mark.any_database

HTMX = {"HX-Request": "true"}


def reading(report):
    return f"/month/2026-11/?unit={report.unit_id}"


def written(question, text="", seen=0, **more):
    return {f"question-text-{question.pk}": text, f"question-seen-{question.pk}": seen, **more}


# --- The month's page -----------------------------------------------------------------------------


def test_asked_beside_the_line_without_javascript(log_in, staff, signed):  # noqa: F811
    anchor = f"line-{signed.lines.get().pk}"
    client = log_in(staff)
    address = f"/month/report/{signed.pk}/question/?place={anchor}"
    assert address in client.get(reading(signed)).text
    assert "对“税费政策“上门办””提问" in client.get(address).text
    answer = client.post(address, {"place": anchor, "text": "服务了多少人？"})
    assert answer.url == Question.objects.get().get_absolute_url()
    page = client.get(reading(signed)).text
    assert "服务了多少人？" in page
    assert "先看这 1 处" in page  # a line that is asked about is read first


def test_what_was_typed_stays_when_it_is_refused(log_in, staff, signed):  # noqa: F811
    address = f"/month/report/{signed.pk}/question/"
    refused = log_in(staff).post(address, {"place": "report", "text": "问" * 4001})
    assert refused.status_code == 422
    assert "问" * 4001 in refused.text
    assert "最多 4,000 字" in refused.text
    # Over the page the form itself comes back: htmx shows only what came with a 2xx.
    shown = log_in(staff).post(address, {"place": "report", "text": " "}, headers=HTMX)
    assert shown.status_code == 200
    assert "请写明提问的内容" in shown.text
    assert log_in(staff).get(f"{address}?place=line-999").status_code == 404


def test_the_officer_answers_on_the_page_of_the_month_and_loses_no_line(log_in, officer, staff, submitted, line):  # fmt: skip
    found = threads.ask(submitted.pk, staff, place(submitted, f"line-{line.pk}"), "服务了多少人？")
    moves.return_for_correction(submitted.pk, staff, reason="请补充")
    client = log_in(officer)
    page = client.get(reading(submitted)).text
    assert page.index(f'id="line-{line.pk}"') < page.index("服务了多少人？")
    post = form_of(submitted, **{f"text-{line.pk}": "新写的进展。"}, **written(found, "312 人次。"))
    assert client.post(f"/month/report/{submitted.pk}/save/", post).status_code == 302
    assert fresh(line).text == "新写的进展。"
    assert (fresh(found).state, found.replies.get().text) == ("answered", "312 人次。")


def test_an_answer_that_comes_too_late_stays_on_the_page(log_in, officer, secretary, staff, submitted, line):  # fmt: skip
    found = threads.ask(submitted.pk, staff, place(submitted, f"line-{line.pk}"), "服务了多少人？")
    moves.return_for_correction(submitted.pk, staff, reason="请补充")
    threads.answer(found.pk, secretary, "书记先答了。")
    post = form_of(submitted, **{f"text-{line.pk}": "新写的进展。"}, **written(found, "310 人次。"))
    answer = log_in(officer).post(f"/month/report/{submitted.pk}/save/", post)
    assert answer.status_code == 422
    for words in ("书记先答了。", "310 人次。", "页面打开后又有了新的内容"):
        assert words in answer.text
    assert fresh(line).text == "新写的进展。"


def test_answered_in_place(log_in, officer, asked):  # noqa: F811
    client = log_in(officer)
    assert "写答复" in client.get(reading(asked.report)).text
    part = client.post(f"/questions/{asked.pk}/", written(asked, "312 人次。", move="answer"), headers=HTMX)  # fmt: skip
    assert part.text.lstrip().startswith(f'<article class="question is-answered" id="question-{asked.pk}"')  # fmt: skip
    assert "312 人次。" in part.text
    refused = client.post(f"/questions/{asked.pk}/", written(asked, "再答", move="answer"), headers=HTMX)  # fmt: skip
    assert "再答" in refused.text
    assert "新的内容" in refused.text


def test_settled_by_staff_and_the_way_to_correct_a_closed_month(log_in, staff, officer, asked):  # noqa: F811
    moves.accept(asked.report_id, staff)
    threads.answer(asked.pk, officer, "应为 321。")
    client = log_in(staff)
    page = client.get(reading(asked.report)).text
    assert f"{asked.report.get_absolute_url()}&amp;reopen=1#reopen" in page.replace("&amp;amp;", "&amp;")  # fmt: skip
    assert '<details class="confirm align-end" open>' in client.get(f"{reading(asked.report)}&reopen=1").text  # fmt: skip
    lost = client.post(f"/questions/{asked.pk}/", written(asked, "还有一句", 1, move="resolve"))
    assert (lost.status_code, "还有一句" in lost.text) == (422, True)
    client.post(f"/questions/{asked.pk}/", written(asked, "", 1, move="resolve"))
    assert fresh(asked).state == QuestionState.RESOLVED


def test_the_reviewer_is_told_of_it_beside_accept(log_in, staff, asked):  # noqa: F811
    assert "有未答复的提问 1 个" in log_in(staff).get(reading(asked.report)).text


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("auditor", 404), ("other_officer", 404), ("inspector", 404)])  # fmt: skip
def test_who_may_not_settle(request, log_in, asked, who, status):  # noqa: F811
    client = log_in(request.getfixturevalue(who))
    assert client.post(f"/questions/{asked.pk}/", {"move": "resolve"}).status_code == status
    assert fresh(asked).state == QuestionState.OPEN


def test_readers_without_a_word_see_the_thread_and_no_field(log_in, auditor, inspector, asked, tax):  # noqa: F811
    inspector.appointments.update(unit=tax)
    page = log_in(auditor).get(reading(asked.report)).text
    assert "服务了多少人？" in page
    assert "question-text-" not in page
    assert "服务了多少人？" not in log_in(inspector).get(reading(asked.report)).text


# --- The list -------------------------------------------------------------------------------------


def test_the_list_by_state_unit_and_month(log_in, staff, officer, other_officer, asked, weather):  # noqa: F811
    client = log_in(staff)
    for query in ("", "?state=open", "?state=unresolved", f"?unit={asked.unit_id}", "?month=2026-11", "?mine=on"):  # fmt: skip
        assert "服务了多少人？" in client.get(f"/questions/{query}").text, query
    for query in ("?state=answered", f"?unit={weather.pk}"):
        assert "没有提问" in client.get(f"/questions/{query}").text, query
    assert client.get("/questions/?state=nonsense&unit=x&month=13").status_code == 200
    assert "服务了多少人？" in log_in(officer).get("/questions/").text
    assert "没有提问" in log_in(other_officer).get("/questions/").text
    book = log_in(staff).get("/questions/?export=questions")
    assert book.headers["Content-Type"].endswith("sheet")


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("which", ["list", "month"])
def test_many_questions_cost_no_more_queries_than_one(log_in, staff, officer, asked, which):  # noqa: F811
    address = "/questions/" if which == "list" else reading(asked.report)
    client = log_in(staff)
    QuestionReply.objects.create(question=asked, text="答", from_unit=True, written_by=officer)
    few = queries(client, address)
    more = Question.objects.bulk_create(
        Question(report=asked.report, line=asked.line if n % 2 else None, text=f"问{n}", asked_by=staff)
        for n in range(12)
    )  # fmt: skip
    QuestionReply.objects.bulk_create(
        QuestionReply(question=each, text="答", from_unit=True, written_by=officer) for each in more
    )
    assert queries(client, address) == few
