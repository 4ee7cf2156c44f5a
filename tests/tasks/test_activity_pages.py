"""活动登记 in the browser's words: a page of its own without JavaScript, a dialog over the month with it."""

import io

import pytest
from docx import Document

from tasks.activities import enter
from tasks.catalogue import load_activity_kinds
from tasks.models import Activity, ActivityKind, IndicatorValue
from tests.tasks.test_activities import typed

pytestmark = pytest.mark.any_database

HTMX = {"HX-Request": "true"}


@pytest.fixture
def kinds(report):
    load_activity_kinds()
    return {kind.code: kind for kind in ActivityKind.objects.all()}


@pytest.fixture
def address(report):
    return f"/month/report/{report.pk}/activity/"


def test_from_the_month_to_the_form_and_back(log_in, officer, report, kinds, address):
    client = log_in(officer)
    assert address in client.get("/month/2026-11/").text
    assert "登记活动" in client.get(address).text
    answer = client.post(address, typed(kinds, "centre_group") | {"action": "save"})
    assert answer.url == f"{report.get_absolute_url()}#activities"
    page = client.get("/month/2026-11/").text
    assert "学习贯彻党的二十届四中全会精神" in page
    assert "由活动计" in page


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
    log_in, officer, kinds, address
):
    answer = log_in(officer).post(
        address,
        {"topic": "警示教育大会", "kinds": [kinds["warning_education"].pk], "heads": "很多人"},
    )
    assert answer.status_code == 422
    assert "请选择活动日期" in answer.text
    assert "参加人数请填 1 到" in answer.text
    assert 'value="警示教育大会"' in answer.text
    assert 'value="很多人"' in answer.text
    assert not Activity.objects.exists()


def test_the_figures_that_it_will_feed_are_shown_before_saving(log_in, officer, kinds, address):
    answer = log_in(officer).post(
        address,
        {"action": "foresee", "kinds": [kinds["warning_education"].pk], "heads": "30"},
        headers=HTMX,
    )
    assert "警示教育 1 场；警示教育受教育人次 30 人次" in answer.text
    assert "<form" not in answer.text


def test_minutes_fill_the_form_and_leave_what_was_typed(log_in, officer, kinds, address):
    notes = "中心组学习会议记录\n时间：11月12日\n地点：三楼\n实到46人"
    page = (
        log_in(officer)
        .post(address, {"action": "lift", "notes": notes, "topic": "我写的主题"})
        .text
    )
    assert 'value="2026-11-12"' in page
    assert 'value="46"' in page
    assert 'value="我写的主题"' in page
    assert "请核对后保存" in page
    assert not Activity.objects.exists()


def test_minutes_as_a_word_file(log_in, officer, kinds, address):
    document, out = Document(), io.BytesIO()
    document.add_paragraph("时间：11月5日")
    document.save(out)
    out.seek(0)
    out.name = "记录.docx"
    assert 'value="2026-11-05"' in log_in(officer).post(address, {"action": "lift", "notes_file": out}).text  # fmt: skip
    broken = io.BytesIO(b"%PDF-")
    broken.name = "记录.docx"
    page = log_in(officer).post(address, {"action": "lift", "notes_file": broken}).text
    assert "不是能读取的 Word 文档" in page


def test_over_the_month_only_what_changed_is_exchanged(log_in, officer, report, kinds, address):
    answer = log_in(officer).post(address, typed(kinds, "centre_group"), headers=HTMX)
    cell = IndicatorValue.objects.get().indicator_id
    assert f'id="value-{cell}-u" hx-swap-oob="true"' in answer.text
    assert answer.text.count("month-cell") == 1
    assert 'id="activities" hx-swap-oob="true"' in answer.text
    assert answer.headers["HX-Trigger-After-Settle"] == "activity-saved"


def test_a_change_and_a_removal(log_in, officer, report, kinds):
    activity = enter(report, officer, typed(kinds, "centre_group"))
    client, own = log_in(officer), f"/month/activity/{activity.pk}/"
    assert 'value="学习贯彻党的二十届四中全会精神"' in client.get(own).text
    client.post(own, typed(kinds, "theory_talk") | {"version": "1"})
    assert IndicatorValue.objects.get().indicator.code == "theory_talk"
    answer = client.post(own, typed(kinds, "centre_group") | {"version": "1"})
    assert answer.status_code == 409
    assert "刚才改过这项活动" in answer.text
    client.post(f"{own}remove/")
    assert not Activity.objects.exists()
    assert not IndicatorValue.objects.exists()


def test_after_the_signature_the_form_says_that_it_is_too_late(
    log_in, officer, submitted, kinds, address
):
    answer = log_in(officer).post(address, typed(kinds, "centre_group"))
    assert answer.status_code == 409
    assert "李示例 签名报送" in answer.text
    assert 'value="学习贯彻党的二十届四中全会精神"' in answer.text


def test_the_reviewer_reads_the_activities(log_in, officer, staff, secretary, filled, kinds, tax):
    from tasks.workflows import report as moves

    enter(filled, officer, typed(kinds, "centre_group"))
    moves.send_to_sign(filled.pk, officer)
    moves.sign_and_submit(filled.pk, secretary)
    page = log_in(staff).get(f"/month/2026-11/?unit={tax.pk}").text
    assert "登记的活动 1 项" in page
    assert "登记活动</a>" not in page


def test_another_unit_does_not_find_it(log_in, other_officer, officer, report, kinds, address):
    activity = enter(report, officer, typed(kinds, "centre_group"))
    client = log_in(other_officer)
    assert client.get(address).status_code == 404
    assert client.get(f"/month/activity/{activity.pk}/").status_code == 404
    assert client.post(f"/month/activity/{activity.pk}/remove/").status_code == 404
