"""点对点反馈: rows written without a script, taken over from what is known, issued once, each problem in the ledger (I5)."""

import io
from datetime import timedelta

import docx
import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from reviews.assessment import feedback
from reviews.figures import differences
from reviews.models import Assessment, Finding, OwnProblem, SelfReport, UnitMonthReviews
from reviews.workflows import assessment as workflow
from tasks.models import Delivery
from tests.reviews.rectification_world import make_finding
from zhaotong_portal.workflow import Incomplete, NotAllowed, StateChanged


@pytest.fixture
def assessment(tax):
    return Assessment.objects.create(
        unit=tax, year=2026, state="self_reported", secretaries=[{"name": "李示例", "since": "2024-01-01", "until": None}]
    )  # fmt: skip


def write(assessment, actor, *texts):
    rows = [feedback.Row(text, "月底前公示。") for text in texts]
    seen = feedback.fingerprint(assessment.problems.all())
    return feedback.save_problems(assessment.pk, actor, rows, seen)


def form(*texts, **more):
    fields = {
        "problem-TOTAL_FORMS": len(texts),
        "problem-INITIAL_FORMS": 0,
        "seen": feedback.fingerprint([]),
    }
    for number, text in enumerate(texts):
        fields |= {
            f"problem-{number}-text": text,
            f"problem-{number}-demand": "",
            f"problem-{number}-category": "",
        }
    return fields | more  # fmt: skip


def test_the_sheet_goes_out_with_its_number_and_every_problem_is_assigned(
    assessment, staff, officer, secretary
):
    write(assessment, staff, "党费公示不及时", "支部会议记录不全")
    until = timezone.localdate() + timedelta(days=60)
    done = workflow.feed_back(assessment.pk, staff, until)
    assert done.state == "fed_back" and done.document_number == "昭直党述〔2026〕1号"
    found = list(Finding.objects.order_by("pk"))
    assert [(row.title, row.source, row.state, row.due_on) for row in found] == [
        ("党费公示不及时", "assessment", "assigned", until),
        ("支部会议记录不全", "assessment", "assigned", until),
    ]
    assert [row.finding for row in done.problems.all()] == found
    told = set(
        Delivery.objects.filter(channel="portal").values_list("recipient__username", flat=True)
    )
    assert told == {"officer", "secretary"}
    assert "党费公示不及时" in Delivery.objects.first().body


def test_the_figures_count_them_at_once(assessment, staff):
    write(assessment, staff, "党费公示不及时", "支部会议记录不全")
    workflow.feed_back(assessment.pk, staff)
    counted = UnitMonthReviews.objects.get(unit=assessment.unit)
    assert counted.findings_found == 2 and list(differences()) == []


def test_the_word_file_is_addressed_to_the_secretary_and_stays_as_it_was_issued(
    assessment, staff, secretary, log_in, settings
):
    write(assessment, staff, "党费公示不及时")
    assert log_in(secretary).get(f"/assessments/{assessment.pk}/feedback.docx").status_code == 404
    workflow.feed_back(assessment.pk, staff)
    settings.COMMITTEE_NAME = "改名后的工委"
    answer = log_in(secretary).get(f"/assessments/{assessment.pk}/feedback.docx")
    paragraphs = [row.text for row in docx.Document(io.BytesIO(answer.content)).paragraphs]
    assert "国家税务总局昭通市税务局党组书记李示例同志：" in paragraphs
    assert any("党费公示不及时" in text and "月底前公示" in text for text in paragraphs)
    assert "改名后的工委" not in "".join(paragraphs)


def test_what_the_unit_puts_right_already_is_handled_there_and_not_twice(assessment, staff, tax):
    older = make_finding(tax, "in_hand", "党费公示不及时", due_on=timezone.localdate())
    write(assessment, staff, "党费公示不及时")
    row = workflow.feed_back(assessment.pk, staff).problems.get().finding
    assert row != older and row.joined_to == older and row.state == "in_hand"
    assert Finding.objects.leading().count() == 1


def test_nothing_enters_the_ledger_where_the_sheet_does_not_go_out(assessment, staff, monkeypatch):
    with pytest.raises(Incomplete):
        workflow.feed_back(assessment.pk, staff)
    write(assessment, staff, "党费公示不及时")
    with pytest.raises(ValidationError):
        workflow.feed_back(assessment.pk, staff, timezone.localdate() - timedelta(days=1))

    def broken(row):
        raise RuntimeError

    monkeypatch.setattr(workflow.letters, "fed_back", broken)
    with pytest.raises(RuntimeError):
        workflow.feed_back(assessment.pk, staff)
    assert not Finding.objects.exists()
    monkeypatch.undo()
    assert workflow.feed_back(assessment.pk, staff).sequence == 1
    with pytest.raises(StateChanged, match="已由 陈示例 印发反馈单"):
        workflow.feed_back(assessment.pk, staff)


def test_a_unit_without_problems_gets_no_sheet_and_can_be_graded(assessment, staff, log_in):
    write(assessment, staff, "党费公示不及时")
    with pytest.raises(StateChanged, match="已有保存的反馈问题"):
        workflow.no_feedback(assessment.pk, staff)
    write(assessment, staff)
    url = f"/assessments/{assessment.pk}/feedback/issue/"
    assert log_in(staff).post(url, {"nothing": "1"}).status_code == 302
    done = Assessment.objects.get(pk=assessment.pk)
    assert (done.state, done.document_number, done.sequence) == ("fed_back", "", None)
    assert not Finding.objects.exists() and not Delivery.objects.exists()


def test_staff_do_not_write_the_committees_own_sheet_its_leader_does(committee, staff, leader):
    own = Assessment.objects.create(unit=committee, year=2026)
    with pytest.raises(NotAllowed):
        write(own, staff, "学习记录不全")
    write(own, leader, "学习记录不全")
    assert workflow.feed_back(own.pk, leader).problems.get().finding.state == "assigned"


def test_two_who_write_at_once_do_not_overwrite_each_other(assessment, staff, colleague):
    looked_at = feedback.fingerprint([])
    write(assessment, staff, "党费公示不及时")
    with pytest.raises(StateChanged, match="刚被其他人修改"):
        feedback.save_problems(assessment.pk, colleague, [feedback.Row("别的")], looked_at)
    assert assessment.problems.get().text == "党费公示不及时"


def test_rows_come_and_go_without_a_script_and_nothing_typed_is_lost(
    assessment, staff, tax, log_in
):
    known = make_finding(tax, "in_hand", "台账更新不及时")
    report = SelfReport.objects.create(assessment=assessment, state="accepted", signed_by=staff)
    own = OwnProblem.objects.create(
        self_report=report, order=1, problem="调研不深入", measure="每季到支部一次。"
    )
    draft = Assessment.objects.create(unit=tax, year=2025, state="prepared")
    SelfReport.objects.create(assessment=draft).own_problems.create(
        order=1, problem="没有报送的查摆"
    )
    client, url = log_in(staff), f"/assessments/{assessment.pk}/feedback/"
    assert "没有报送的查摆" not in client.get(f"/assessments/{draft.pk}/feedback/").text
    page = client.post(url, form("会议记录不全", take=f"finding-{known.pk}"))
    assert (
        page.status_code == 200
        and "会议记录不全" in page.text
        and "台账更新不及时</textarea>" in page.text
    )
    page = client.post(url, form("会议记录不全", take=f"own-{own.pk}"))
    assert "调研不深入</textarea>" in page.text and "每季到支部一次。</textarea>" in page.text
    page = client.post(url, form("会议记录不全", "不要的", drop="1"))
    assert "会议记录不全</textarea>" in page.text and "不要的" not in page.text
    assert not assessment.problems.exists()
    refused = client.post(url, form("会议记录不全", "会议记录不全", save="1"))
    assert refused.status_code == 422 and "与第 1 个问题相同" in refused.text
    assert client.post(url, form("会议记录不全", "", save="1")).status_code == 302
    assert [row.text for row in assessment.problems.all()] == ["会议记录不全"]


def test_the_unit_finds_its_sheet_when_it_was_issued(
    assessment, staff, officer, other_officer, log_in
):
    url = f"/assessments/{assessment.pk}/feedback/"
    write(assessment, staff, "党费公示不及时")
    assert log_in(officer).get(url).status_code == 404
    assert log_in(staff).post(f"{url}issue/", {"due_on": "2026-13-01"}).status_code == 422
    until = timezone.localdate() + timedelta(days=30)
    assert log_in(staff).post(f"{url}issue/", {"due_on": until.isoformat()}).status_code == 302
    page = log_in(officer).get(url)
    assert "党费公示不及时" in page.text and "昭直党述〔2026〕1号" in page.text
    assert "拟制" not in page.text and log_in(other_officer).get(url).status_code == 404
    assert log_in(staff).post(url, form("再加一条", save="1")).status_code == 409


def test_one_table_of_all_sheets_says_what_is_written_issued_and_put_right(assessment, staff, finance, weather, officer, log_in):  # fmt: skip
    written = Assessment.objects.create(unit=finance, year=2026)
    Assessment.objects.create(unit=weather, year=2026)
    write(written, staff, "学习记录不全")
    write(assessment, staff, "党费公示不及时", "支部会议记录不全")
    done = workflow.feed_back(assessment.pk, staff)
    Finding.objects.filter(pk=done.problems.first().finding_id).update(state="closed")
    assert log_in(officer).get("/assessments/feedback/").status_code == 404
    page = log_in(staff).get("/assessments/feedback/")
    rows = {row.unit: (row.standing, row.number, row.closed) for row in page.context["rows"]}
    assert rows == {
        assessment.unit: ("issued", 2, 1),
        finance: ("written", 1, 0),
        weather: ("blank", 0, 0),
    }
    narrowed = log_in(staff).get("/assessments/feedback/", {"standing": "written"}).context["rows"]
    assert [row.unit for row in narrowed] == [finance]
