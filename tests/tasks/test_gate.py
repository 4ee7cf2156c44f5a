"""The gate where units and staff write: refused beside its field, masked by one button, nothing of it kept."""

import json
import logging

import pytest

from tasks import activities, editing
from tasks.entries import EntryErrors
from tasks.lines import save_line
from tasks.models import Activity, ItemProgress, MonthUpload, Remark
from tasks.workflows import deadline_change
from tasks.workflows.report import return_for_correction
from tests.tasks.lived_month import *  # noqa: F403
from tests.tasks.month_workbook_world import TITLE, download, fill_in, preview, upload
from tests.tasks.month_world import form_of, fresh, url
from zhaotong_portal.audit.models import AuditEntry
from zhaotong_portal.gate.guarding import GuardRefused
from zhaotong_portal.gate.models import GuardedWord
from zhaotong_portal.workflow import ReasonRequired

pytestmark = pytest.mark.any_database

MARK, PHONE, HIDDEN = "机密★10年", "13812345678", "138****5678"


def refused_line(log_in, officer, report, line, text, **more):
    return log_in(officer).post(
        url(report, "save"), form_of(report, **{f"text-{line.pk}": text}) | more
    )


def test_a_mark_in_a_line_is_refused_beside_it_and_stays_in_the_form(
    log_in, officer, report, line, caplog
):
    caplog.set_level(logging.DEBUG)
    text = f"已传达上级文件（{MARK}），落实到人"
    answer = refused_line(log_in, officer, report, line, text)
    assert answer.status_code == 422
    assert "进展含有密级标志“机密★10年”，没有保存" in answer.text
    assert "通过机要渠道报送" in answer.text
    assert text in answer.text
    assert "按遮盖后的内容保存" not in answer.text, "no mask mends a secret"
    assert fresh(line).text == ""
    everything = (
        json.dumps([*AuditEntry.objects.values()], default=str, ensure_ascii=False) + caplog.text
    )
    assert "落实到人" not in everything


def test_a_phone_is_offered_masked_and_one_button_saves_it_so(log_in, officer, report, line):
    text = f"联系李某{PHONE}，约定周五上门"
    answer = refused_line(log_in, officer, report, line, text)
    assert answer.status_code == 422
    assert f"手机号 {HIDDEN}" in answer.text
    assert 'name="gate" value="mask"' in answer.text
    assert fresh(line).text == ""
    saved = refused_line(log_in, officer, report, line, text, gate="mask")
    assert saved.status_code == 302
    assert fresh(line).text == f"联系李某{HIDDEN}，约定周五上门"


def test_the_autosave_says_it_with_the_masked_text(log_in, officer, report, line):
    post = {"kind": "line", "id": line.pk, "version": line.version, "text": f"电话{PHONE}"}
    answer = log_in(officer).post(url(report, "entry"), post)
    assert answer.status_code == 422
    assert answer.json()["masked"] == {"text": f"电话{HIDDEN}"}
    assert PHONE not in json.dumps(answer.json()["errors"])


def test_the_autosave_offers_no_mask_for_a_secret(log_in, officer, report, line):
    post = {"kind": "line", "id": line.pk, "version": line.version, "text": f"{MARK} 电话{PHONE}"}
    assert log_in(officer).post(url(report, "entry"), post).json()["masked"] == {}


@pytest.mark.parametrize("field", ["text", "reason"])
def test_the_domain_refuses_without_any_page(officer, line, field):
    with pytest.raises(EntryErrors) as refused:
        save_line(line.pk, officer, {field: MARK}, line.version)
    assert set(refused.value.errors) == {field}


def test_the_offline_workbook_with_a_mark_is_not_kept(officers, report):
    book = download(officers)
    fill_in(book, TITLE, 本月进展=f"落实文件（{MARK}）")
    assert "请通过机要渠道报送" in upload(officers, report, book).text
    assert not MonthUpload.objects.exists()


def test_the_offline_workbook_with_a_phone_says_where(officers, report):
    book = download(officers)
    fill_in(book, TITLE, 本月进展=f"联系{PHONE}")
    upload(officers, report, book)
    [fault] = preview(officers, report).faults
    assert HIDDEN in fault.text
    assert PHONE not in fault.text


@pytest.mark.parametrize("field", ["topic", "place", "speaker", "document"])
def test_every_text_of_an_activity(report, officer, field):
    with pytest.raises(EntryErrors) as refused:
        activities.enter(
            report, officer, {"held_on": "2026-11-20", "topic": "集中学习", field: PHONE}
        )
    assert HIDDEN in refused.value.errors[field]
    assert not Activity.objects.exists()


def test_a_remark_and_a_reason_of_a_return(report, submitted, staff, line):
    with pytest.raises(ReasonRequired, match="单条意见含有手机号"):
        return_for_correction(submitted.pk, staff, {line: f"请联系{PHONE}"}, "")
    with pytest.raises(ReasonRequired, match="理由含有密级标志|意见含有密级标志"):
        return_for_correction(submitted.pk, staff, {}, f"按{MARK}文件执行")
    assert not Remark.objects.exists()


def test_a_return_is_saved_masked_from_the_page_itself(log_in, submitted, staff):
    client, post = log_in(staff), {"reason": f"请联系{PHONE}", "round": submitted.round_number}
    answer = client.post(url(submitted, "return"), post)
    assert answer.status_code == 422
    assert 'class="gate-again"' in answer.text, "no button beside the field: one above the page"
    assert f'value="请联系{HIDDEN}"' in answer.text
    assert (
        client.post(url(submitted, "return"), post | {"reason": f"请联系{HIDDEN}"}).status_code
        == 302
    )


def test_the_plan_of_an_item_and_its_form(log_in, officer, line):
    with pytest.raises(GuardRefused) as refused:
        editing.edit_item(line.item_id, officer, {"measures": f"联系{PHONE}"})
    assert HIDDEN in refused.value.found["measures"]
    answer = log_in(officer).post(f"/items/{line.item_id}/edit/", {"measures": f"联系{PHONE}", "people": "",
        "milestones-TOTAL_FORMS": "0", "milestones-INITIAL_FORMS": "0"})  # fmt: skip
    assert answer.status_code == 422
    assert HIDDEN in answer.context["form"].errors["measures"][0]
    assert 'name="gate" value="mask"' in answer.text


def test_the_reason_for_another_deadline(log_in, officer, line):
    answer = log_in(officer).post(
        f"/items/{line.item_id}/deadline/",
        {"new_deadline": "2027-03-01", "reason": f"依据{MARK}文件"},
    )
    assert "密级标志" in answer.context["form"].errors["reason"][0]
    with pytest.raises(GuardRefused):
        deadline_change.ask(line.item, officer, None, f"电话{PHONE}", kind="ongoing")


def test_what_no_form_looked_at_is_refused_on_a_page_of_its_own(log_in, officer, line, monkeypatch):
    monkeypatch.setattr(
        "tasks.views.item_forms.EditForm.is_valid", lambda form: bool(form.full_clean()) or True
    )
    monkeypatch.setattr("tasks.views.item_edit._save", _save_measures)
    answer = log_in(officer).post(f"/items/{line.item_id}/edit/", {"measures": f"联系{PHONE}", "people": "",
        "milestones-TOTAL_FORMS": "0", "milestones-INITIAL_FORMS": "0"})  # fmt: skip
    assert answer.status_code == 422
    assert "措施：含有手机号" in answer.text
    assert f'value="联系{HIDDEN}"' in answer.text
    assert PHONE not in answer.text


def _save_measures(request, item, form, milestones):
    editing.edit_item(item.pk, request.user, {"measures": request.POST["measures"]})


def test_a_text_of_before_the_gate_does_not_stop_other_changes(officer, line):
    ItemProgress.objects.filter(pk=line.pk).update(text=f"旧文字{PHONE}")
    old = fresh(line)
    old.percent = 60
    old.save()
    old.text = f"新文字{PHONE}"
    with pytest.raises(GuardRefused):
        old.save()


def test_a_word_that_only_earns_a_warning_is_saved_and_said(log_in, officer, report, line):
    GuardedWord.objects.create(kind="work", text="问题线索", level="warn")
    answer = log_in(officer).post(
        url(report, "save"), form_of(report, **{f"text-{line.pk}": "移送问题线索1条"}), follow=True
    )
    assert fresh(line).text == "移送问题线索1条"
    assert "内容含有“问题线索”" in answer.text
