"""线索: one clue a number whatever is sent how often; every step with its days; discipline leaves a stub."""

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from reviews import clues
from reviews.clues import Incoming, receive
from reviews.models import Clue, ClueComplainant, ClueState, ClueVersion, Finding
from reviews.workflows import clue as workflow
from reviews.workflows import finding as findings
from tests.reviews.rectification_world import today
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.workdays import add_workdays
from zhaotong_portal.workflow import StateChanged

API = "/api/v1/clues/"
SAID = {
    "number": "ZT-1",
    "title": "窗口排队时间长",
    "content": "上午排队一小时。",
    "about": "市税务局",
}


@pytest.fixture
def send(client, channel):
    """`send(**clue)`: what the outside system posts with its token."""
    token, _ = clues.issue_token(channel, None)

    def post(token=token, **data):
        return client.post(
            API,
            json.dumps(data),
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {token}",
        )

    return post


def test_received_with_its_number_unit_and_day(send, tax):
    answer = send(**SAID)
    assert (answer.status_code, answer.json()["outcome"]) == (201, "created")
    clue = Clue.objects.get()
    assert (clue.outside_number, clue.unit, clue.state) == ("ZT-1", tax, "received")
    assert clue.due_on == add_workdays(today(), 2)


def test_the_same_twice_is_one_and_other_words_are_a_version_that_shows(send, tax, staff, log_in):
    send(**SAID)
    again = send(**SAID)
    assert (again.status_code, again.json()["outcome"]) == (200, "same")
    changed = send(**SAID | {"content": "补充：下午也排队。"})
    assert changed.json() == {
        "number": "ZT-1",
        "outcome": "changed",
        "version": 2,
        "state": "received",
    }
    assert (Clue.objects.count(), ClueVersion.objects.count()) == (1, 2)
    shown = log_in(staff).get(Clue.objects.get().get_absolute_url()).text
    for text in ("上午排队一小时。", "补充：下午也排队。", "第 2 版"):
        assert text in shown


@pytest.mark.parametrize("token", ["", "wrong"])
def test_without_the_token_nothing_comes_in(token, send):
    answer = send(token=token, **SAID)
    assert answer.status_code == 401
    assert not Clue.objects.exists()


def test_a_channel_that_is_off_and_a_token_that_was_renewed(send, channel):
    clues.issue_token(channel, None)
    assert send(**SAID).status_code == 401
    call_command("clue_channel", "昭通评议", stdout=io.StringIO())


@pytest.mark.parametrize(
    ("data", "field"), [({"title": "无编号"}, "number"), ({"number": "9"}, "title"), ({"number": "9", "title": "字" * 301}, "title")]
)  # fmt: skip
def test_what_is_missing_is_said_by_field(data, field, send):
    answer = send(**data)
    assert answer.status_code in (400, 422)
    assert field in answer.json()


def test_secrets_are_refused_and_numbers_masked(channel):
    from zhaotong_portal.gate.defaults import load_words

    load_words()
    with pytest.raises(ValidationError, match="密级"):
        receive(channel, Incoming("1", "机密★5年 文件遗失"))
    clue = receive(channel, Incoming("2", "投诉", "请打 13812345678 联系")).clue
    assert "13812345678" not in clue.content + clue.versions.get().content


def test_a_discipline_clue_leaves_its_number_only(send, staff, log_in):
    answer = send(**SAID | {"is_discipline": True, "complainant": "戚某庚"})
    assert answer.json()["outcome"] == "stub"
    clue = Clue.objects.get()
    assert (clue.state, clue.title, clue.content, clue.about) == ("transferred", "", "", "")
    assert not ClueVersion.objects.exists()
    assert not ClueComplainant.objects.exists()
    send(**SAID)  # sent once more as an ordinary one: still nothing is kept
    assert not ClueVersion.objects.exists()
    assert "排队" not in log_in(staff).get(clue.get_absolute_url()).text


def test_transferred_later_everything_that_was_said_is_gone(send, staff, tax):
    send(**SAID | {"complainant": "戚某庚", "contact": "0870-1234567"})
    clue = Clue.objects.get()
    workflow.forward(clue.pk, staff, tax, "涉及窗口排队一事")
    workflow.transfer(clue.pk, staff, "市纪委监委派驻机构")
    clue.refresh_from_db()
    assert (clue.state, clue.transferred_to) == ("transferred", "市纪委监委派驻机构")
    kept = [
        *AuditEntry.objects.values_list("reason", "changes"),
        *Clue.objects.values_list("title", "content", "about"),
    ]
    assert "排队" not in str(kept)
    assert not (clue.versions.exists() or ClueComplainant.objects.exists())


def test_the_database_itself_keeps_no_content_of_a_stub(channel):
    with pytest.raises(IntegrityError), transaction.atomic():
        Clue.objects.create(
            channel=channel, outside_number="1", state="transferred", content="内容"
        )


def test_the_whole_way_through_the_ledger_of_findings(send, tax, staff, colleague, officer):
    send(**SAID)
    clue = Clue.objects.get()
    workflow.forward(clue.pk, staff, tax)
    workflow.verify(clue.pk, staff, "true", "现场查看属实。")
    clue.refresh_from_db()
    finding = clue.finding
    assert (finding.source, finding.unit, finding.title) == ("public_clue", tax, SAID["title"])
    assert clue.due_on == add_workdays(today(), 15)
    with pytest.raises(StateChanged, match="还没有销号"):
        workflow.dispose(clue.pk, staff, "已处置")
    findings.confirm(finding.pk, staff)
    findings.assign(finding.pk, staff)
    findings.take_up(finding.pk, officer)
    findings.report(finding.pk, officer, "已增设窗口。")
    findings.verify(finding.pk, colleague)
    findings.close(finding.pk, staff)
    workflow.dispose(clue.pk, staff, "增设窗口两个。")
    workflow.feed_back(clue.pk, staff, "已增设窗口，排队明显缩短。")
    clue.refresh_from_db()
    assert (clue.state, clue.due_on) == (ClueState.FED_BACK, None)
    assert not hasattr(clue, "way_back")  # no address: results go by file


def test_no_basis_makes_no_problem(send, tax, staff):
    send(**SAID)
    clue = Clue.objects.get()
    workflow.forward(clue.pk, staff, tax)
    workflow.verify(clue.pk, staff, "no_basis", "查无此事。")
    workflow.dispose(clue.pk, staff, "已说明。")
    assert not Finding.objects.exists()


def test_overdue_steps_are_found(channel):
    clue = receive(channel, Incoming("1", "甲")).clue
    Clue.objects.update(due_on=today() - timedelta(days=2))
    clue.refresh_from_db()
    assert clue.overdue_days == 2
    assert list(Clue.objects.overdue()) == [clue]


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("线索.xlsx", out.getvalue())


def test_by_workbook_row_by_row(channel, log_in, staff, tax):
    receive(channel, Incoming("A-1", "旧线索", "原文"))
    rows = [
        ["2026年线索表"],
        ["序号", "外部编号", "线索", "内容", "涉及单位", "反映人", "是否违纪"],
        [1, "A-1", "旧线索", "原文", "", "", ""],
        [2, "A-2", "窗口排队", "一小时", "税务局", "戚某庚", ""],
        [3, 1003, "", "缺标题", "", "", ""],
        [4, "A-4", "收受礼品", "细节", "", "", "是"],
    ]
    answer = log_in(staff).post("/clues/intake/", {"channel": channel.pk, "file": workbook(rows)})
    for text in (
        "已经收到过，没有变化：1 条",
        "新收到：1 条",
        "违纪线索，只登记移送：1 条",
        "第 5 行：缺少线索标题",
    ):
        assert text in answer.text
    assert Clue.objects.get(outside_number="A-2").unit == tax
    assert Clue.objects.get(outside_number="A-4").content == ""


@pytest.mark.parametrize("content", [b"not a workbook", None])
def test_a_file_that_is_no_list_of_clues(content, channel, log_in, staff):
    file = SimpleUploadedFile("x.xlsx", content) if content else workbook([["姓名", "电话"]])
    answer = log_in(staff).post("/clues/intake/", {"channel": channel.pk, "file": file})
    assert answer.status_code == 422
    assert ("xlsx" if content else "没有找到表头") in answer.text


def test_a_refused_step_keeps_what_was_typed(channel, log_in, staff, tax):
    clue = receive(channel, Incoming("1", "甲")).clue
    address = reverse("clue_move", args=[clue.pk, "forward"])
    answer = log_in(staff).post(address, {"unit": "市不存在局", "reason": "请核实"})
    assert answer.status_code == 422
    assert "没有找到单位" in answer.text
    assert "请核实" in answer.text
    assert log_in(staff).post(address, {"unit": "税务局"}, follow=True).status_code == 200


def test_results_go_out_as_a_file_without_people(send, staff, tax, log_in):
    send(**SAID | {"complainant": "戚某庚"})
    clue = Clue.objects.get()
    workflow.return_back(clue.pk, staff, "不属市直机关。")
    book = openpyxl.load_workbook(io.BytesIO(log_in(staff).get("/clues/?export=results").content))
    flat = str([[c.value for c in row] for row in book.active.iter_rows()])
    assert "ZT-1" in flat
    assert "不属市直机关。" in flat
    assert "戚某庚" not in flat
