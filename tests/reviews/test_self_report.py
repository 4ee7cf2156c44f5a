"""述职报告: last year's problems first, own problems with their structure, one signature, checked by others than wrote it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from reviews.filing_todos import last_days
from reviews.models import Assessment, AssessmentState, FeedbackProblem, Finding, SelfReport
from reviews.workflows import self_report as workflow
from reviews.workflows.self_report import Content
from tasks.entries import EntryErrors
from tasks.models import Delivery
from tests.people import make_person, make_unit
from units.models import Appointment, Role
from zhaotong_portal.todo import todos_for
from zhaotong_portal.workflow import Incomplete, NotAllowed, StateChanged

YEAR = timezone.localdate().year
PARAGRAPHS = {
    "duty": "履职" * 60, "work": "推进" * 60, "problems": "不足" * 30, "plan": "打算" * 30
}  # fmt: skip
PROBLEM = {"problem": "调研不深", "evidence": "全年下基层 3 次", "cause": "重业务", "measure": "每季度一次"}  # fmt: skip
PROBLEMS = [PROBLEM | {"problem": f"{PROBLEM['problem']}{n}"} for n in range(3)]
WHOLE = Content(paragraphs=PARAGRAPHS, problems=PROBLEMS)


@pytest.fixture
def assessment(tax):
    return Assessment.objects.create(unit=tax, year=YEAR)


def fed_back(unit, title, year=YEAR - 1, state="in_hand", **fields):
    return Finding.objects.create(
        unit=unit, year=year, title=title, source="assessment", found_on=date(year, 3, 1), state=state, **fields
    )  # fmt: skip


def filed(assessment, secretary, content=WHOLE):
    return workflow.sign_and_file(workflow.save(assessment.pk, secretary, content).pk, secretary)


def test_filing_is_refused_with_all_that_lacks_at_once(assessment, tax, secretary, districts):
    old = make_unit(
        "并入单位", "并入局", districts[0], 9, active_to=date(YEAR, 7, 1), succeeded_by=tax
    )
    told = [fed_back(tax, "学习不经常"), fed_back(old, "党费台账不全")]
    fed_back(tax, "不属本单位", state="not_ours")
    fed_back(tax, "更早的问题", year=YEAR - 2)
    # A sheet of the portal goes out in the next year: it counts for the year that it judges.
    late = fed_back(tax, "谈心谈话少", year=YEAR)
    before = Assessment.objects.create(unit=tax, year=YEAR - 1)
    FeedbackProblem.objects.create(assessment=before, order=1, text=late.title, finding=late)
    report = workflow.save(
        assessment.pk, secretary, Content(paragraphs={"duty": "很短"}, problems=[PROBLEM | {"cause": ""}], answers={told[0].pk: "已整改"})
    )  # fmt: skip
    with pytest.raises(Incomplete) as refused:
        workflow.sign_and_file(report.pk, secretary)
    labels = [gap.label for gap in refused.value.gaps]
    assert [gap for gap in labels if "上年反馈问题" in gap] == [
        "上年反馈问题“党费台账不全”没有答复整改情况", "上年反馈问题“谈心谈话少”没有答复整改情况",
    ]  # fmt: skip
    assert "“履行第一责任人职责情况”现有 2 字，至少 100 字" in labels
    assert "查摆问题现有 1 个，至少 3 个" in labels and "查摆问题第 1 个缺原因" in labels
    whole = Content(PARAGRAPHS, PROBLEMS, {row.pk: "已整改" for row in (*told, late)})
    assert filed(assessment, secretary, whole).state == "filed"


def test_neither_text_nor_file_is_one_gap_and_a_file_stands_for_the_paragraphs(assessment, secretary):  # fmt: skip
    report = workflow.save(assessment.pk, secretary, Content(problems=PROBLEMS))
    with pytest.raises(Incomplete) as refused:
        workflow.sign_and_file(report.pk, secretary)
    assert [gap.label for gap in refused.value.gaps] == ["述职报告没有写，也没有上传文件"]
    for name, body in (("述职.exe", b"MZ"), ("述职.pdf", b"MZ"), ("述职.jpg", b"\xff\xd8\xff")):
        with pytest.raises(EntryErrors):
            upload = SimpleUploadedFile(name, body)
            workflow.save(assessment.pk, secretary, Content(problems=PROBLEMS, upload=upload))
    good = SimpleUploadedFile("述职.pdf", b"%PDF-1.7 text")
    assert (
        filed(assessment, secretary, Content(problems=PROBLEMS, upload=good)).file_name
        == "述职.pdf"
    )


def test_the_officer_writes_the_secretary_signs_and_others_check(assessment, officer, secretary, staff, liaison):  # fmt: skip
    report = workflow.save(assessment.pk, officer, WHOLE)
    with pytest.raises(NotAllowed):
        workflow.sign_and_file(report.pk, officer)
    workflow.send_to_sign(report.pk, officer)
    with pytest.raises(StateChanged):
        workflow.save(assessment.pk, officer, Content())
    workflow.hand_back(report.pk, secretary, "第二段再充实。")
    workflow.send_to_sign(report.pk, officer)
    workflow.sign_and_file(report.pk, secretary)
    workflow.return_for_correction(report.pk, liaison, "查摆不够深。")
    report = filed(assessment, secretary, WHOLE)
    workflow.accept(report.pk, staff)
    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.SELF_REPORTED


def test_nobody_checks_what_they_wrote_or_signed(assessment, officer, secretary, staff):
    workflow.save(assessment.pk, officer, WHOLE)
    report = filed(assessment, secretary)
    for person in (officer, secretary):
        Appointment.objects.create(person=person, role=Role.STAFF, starts_on=date(2020, 1, 1))
        person.forget_scope()
        person.acting_role = Role.STAFF
        with pytest.raises(NotAllowed, match="其他人员"):
            workflow.accept(report.pk, person)
    assert workflow.accept(report.pk, staff).state == "accepted"


def test_the_committees_own_report_is_checked_by_a_leader(committee, staff, leader):
    own = Assessment.objects.create(unit=committee, year=YEAR)
    report = filed(own, make_person("own-secretary", "何某乙", Role.SECRETARY, unit=committee))
    with pytest.raises(NotAllowed):
        workflow.accept(report.pk, staff)
    assert workflow.accept(report.pk, leader).state == "accepted"


def test_once_the_grade_is_decided_nothing_is_filed_any_more(assessment, secretary):
    report = workflow.save(assessment.pk, secretary, WHOLE)
    Assessment.objects.filter(pk=assessment.pk).update(state="fed_back")
    workflow.save(assessment.pk, secretary, WHOLE)
    from tests.reviews.test_assessments_page import decide

    decide(assessment, secretary)
    with pytest.raises(StateChanged, match="等次已定"):
        workflow.sign_and_file(report.pk, secretary)


def typed(seen="", action="save", **more):
    data = {f"paragraph-{key}": text for key, text in PARAGRAPHS.items()}
    data |= {
        "problem-TOTAL_FORMS": "3",
        "problem-INITIAL_FORMS": "0",
        "seen": seen,
        "action": action,
    }
    data |= {
        f"problem-{n}-{key}": text for n, row in enumerate(PROBLEMS) for key, text in row.items()
    }
    return data | more  # fmt: skip


def test_what_was_typed_survives_every_refusal(assessment, officer, tax, log_in):
    finding = fed_back(tax, "学习不经常")
    url, client = f"/assessments/{assessment.pk}/report/", log_in(officer)
    # What the gate holds back, and a problem without its first line: nothing is stored, everything typed is shown.
    broken = client.post(url, typed(**{"paragraph-duty": "绝密★一年，我写了很多"}))
    assert broken.status_code == 422 and "我写了很多" in broken.content.decode()
    broken = client.post(url, typed(**{"problem-0-problem": ""}))
    assert broken.status_code == 422 and "请先写明是什么问题" in broken.content.decode()
    assert not SelfReport.objects.exists()
    # Incomplete: stored, and sent nowhere, with the list of what lacks.
    refused = client.post(url, typed(action="send_to_sign"))
    page = refused.content.decode()
    assert refused.status_code == 422 and f"#answer-{finding.pk}" in page and "已保存" in page
    report = SelfReport.objects.get()
    assert report.state == "draft" and report.own_problems.count() == 3
    # Somebody saved meanwhile: both texts are shown, a second save is a decision.
    stale = typed(seen="2020-01-01T00:00:00+00:00", **{"paragraph-plan": "我的新打算"})
    clash = client.post(url, stale)
    page = clash.content.decode()
    assert clash.status_code == 409 and "我的新打算" in page and PARAGRAPHS["plan"] in page
    assert workflow.version_of(report) in page
    again = client.post(
        url, typed(seen=workflow.version_of(report), **{f"answer-{finding.pk}": "每月两次"})
    )
    assert again.status_code == 302
    # An emptied problem is taken away.
    report.refresh_from_db()
    cleared = {f"problem-2-{key}": "" for key in PROBLEM} | {f"answer-{finding.pk}": "每月两次"}
    client.post(url, typed(seen=workflow.version_of(report), **cleared))
    assert report.own_problems.count() == 2 and report.answers.get().text == "每月两次"


def test_of_two_first_saves_the_second_is_told(assessment, officer, secretary):
    workflow.save(assessment.pk, officer, WHOLE, seen="")
    with pytest.raises(StateChanged, match="刚刚有人修改"):
        workflow.save(assessment.pk, secretary, Content(paragraphs={"duty": "另一份"}), seen="")
    assert SelfReport.objects.get().paragraphs == PARAGRAPHS


def test_the_secretary_reads_and_signs_and_staff_accept_with_buttons(assessment, officer, secretary, staff, log_in):  # fmt: skip
    report = workflow.save(assessment.pk, officer, WHOLE)
    url = f"/assessments/{assessment.pk}/report/"
    assert "还没有报送" in log_in(staff).get(url).content.decode()  # a draft is the unit's
    workflow.send_to_sign(report.pk, officer)
    client = log_in(secretary)
    assert "签发并报送" in client.get(url).content.decode()
    assert client.post(f"{url}sign_and_file/").status_code == 302
    client = log_in(staff)
    assert client.post(f"{url}return_for_correction/", {"reason": ""}).status_code == 422
    assert "送签" not in client.get(url).content.decode()  # nor what went on in the unit
    assert client.post(f"{url}accept/").status_code == 302
    assert "履职履职" in client.get(f"{url}print/").content.decode()
    assert client.get(f"/assessments/{assessment.pk}/report.docx").content[:2] == b"PK"


def test_home_says_whose_turn_it_is_and_until_when(assessment, officer, secretary, staff, liaison):
    def waits(person):
        return {todo.label: todo for todo in todos_for(person) if "述职报告" in todo.label}

    assert waits(officer)["述职报告待撰写"].due_on == date(YEAR + 1, 1, 15)
    report = workflow.save(assessment.pk, officer, WHOLE)
    workflow.send_to_sign(report.pk, officer)
    assert not waits(officer) and list(waits(secretary)) == ["述职报告待签发"]
    workflow.sign_and_file(report.pk, secretary)
    assert not waits(secretary) and list(waits(staff)) == list(waits(liaison)) == ["述职报告待审核"]
    workflow.return_for_correction(report.pk, staff, "请补充。")
    assert list(waits(officer)) == ["述职报告被退回"] and not waits(staff)
    told = Delivery.objects.filter(subject__contains="述职报告已退回")
    assert {row.recipient for row in told} == {officer, secretary}


def test_the_last_day_stands_in_the_calendar_of_who_reads_assessments(assessment, officer, other_officer, inspector):  # fmt: skip
    days = date(YEAR + 1, 1, 1), date(YEAR + 1, 1, 31)
    (entry,) = last_days(officer, *days)
    assert (entry.day, entry.is_open) == (date(YEAR + 1, 1, 15), True)
    assert not list(last_days(other_officer, *days)) and not list(last_days(inspector, *days))
