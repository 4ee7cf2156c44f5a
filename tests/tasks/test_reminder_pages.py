"""Pages of the reminder sheets, as staff, the unit and others see them."""

import pytest
from django.urls import reverse

from tasks import outbox
from tasks.models import Delivery, DeliveryState, ReminderSheet, SheetState
from tasks.workflows.reminder import compose_month, issue_month, recall
from tests.people import make_person, make_unit
from tests.tasks.figures_world import NOVEMBER, make_item
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from tests.tasks.reminder_world import sheet_of
from units.models import Role
from zhaotong_portal.todo import todos_for

pytestmark = pytest.mark.any_database

MONTH = "/reminders/2026-11/"


def text_of(answer):
    return answer.content.decode()


def post(client, name, *args, **data):
    return client.post(reverse(name, args=args), data, follow=True)


# --- staff ------------------------------------------------------------------------------------------


def test_staff_compose_preview_and_issue_the_month(
    november, units, staff, officer, late_item, log_in
):
    client = log_in(staff)
    assert "本月提示单还没有拟制" in text_of(client.get(MONTH))
    assert "新拟4份" in text_of(post(client, "reminders_compose", NOVEMBER))
    preview = text_of(client.get(reverse("reminders_preview", args=[NOVEMBER])))
    assert preview.count('<article class="paper"') == 4
    assert "“青年税务宣讲进校园”" in preview and "预览稿" in preview
    ask = text_of(client.get(reverse("reminders_issue", args=[NOVEMBER])))
    assert "以陈示例的名义印发 4 份" in ask and "自昭直党提〔2026〕1号起" in ask
    done = text_of(post(client, "reminders_issue", NOVEMBER))
    assert "已印发4份，昭直党提〔2026〕1号至昭直党提〔2026〕4号" in done
    assert "3个单位没有收件人" in done
    again = text_of(post(client, "reminders_issue", NOVEMBER))
    assert "没有待您印发的提示单" in again
    assert ReminderSheet.objects.count() == 4


def test_the_page_before_issuing_says_what_changed_since(composed, staff, late_item, log_in):
    late_item.state = "reported_done"
    late_item.save()
    page = text_of(log_in(staff).get(reverse("reminders_issue", args=[NOVEMBER])))
    assert "拟制后有变化" in page and "不再提示：“青年税务宣讲进校园”" in page


def test_a_unit_without_recipient_raises_an_alarm(composed, staff, log_in):
    page = text_of(log_in(staff).get(MONTH))
    assert "3 个单位没有收件人，提示单无法送达" in page
    shown = text_of(log_in(staff).get(MONTH, {"show": "nobody"}))
    assert "市财政局" in shown and "市税务局" not in shown


@pytest.mark.parametrize("show", ["composed", "issued", "delivered", "read", "signed", "unsigned"])
def test_each_figure_opens_as_many_rows_as_it_says(issued, staff, secretary, log_in, show):
    outbox.send_due()
    client = log_in(staff)
    answer = client.get(MONTH, {"show": show})
    assert len(answer.context["rows"]) == answer.context["counts"][show]
    assert {row["sheet"].state for row in answer.context["rows"]} <= {"composed", "issued"}


def test_a_common_text_that_is_too_long_is_given_back(composed, staff, log_in):
    text = "长" * 100_000
    answer = log_in(staff).post(reverse("reminders_common", args=[NOVEMBER]), {"text": text})
    assert answer.status_code == 400
    page = text_of(answer)
    assert "共同事项最多4000字，现有100000字" in page and text in page


def test_a_mail_that_could_not_be_sent_is_seen_and_tried_again(issued, staff, officer, log_in):
    Delivery.objects.filter(channel="mail", recipient=officer).update(
        state=DeliveryState.GIVEN_UP, attempts=8, error="连不上邮件服务器。"
    )
    client = log_in(staff)
    page = text_of(client.get(MONTH, {"show": "trouble"}))
    assert "王示例 邮件：连不上邮件服务器。" in page
    assert [todo.count for todo in todos_for(staff) if "失败" in todo.label] == [1]
    stuck = Delivery.objects.get(state=DeliveryState.GIVEN_UP)
    post(client, "reminders_retry", NOVEMBER, delivery=stuck.pk)
    stuck.refresh_from_db()
    assert (stuck.state, stuck.attempts) == (DeliveryState.PENDING, 0)


@pytest.mark.parametrize("delivery", ["x", "9" * 30, "-1"])
def test_a_delivery_nobody_knows_is_not_tried_again(issued, staff, log_in, delivery):
    answer = post(log_in(staff), "reminders_retry", NOVEMBER, delivery=delivery)
    assert "没有需要重新发送的投递" in text_of(answer)


def test_a_recall_wants_a_reason_next_to_its_button(issued, staff, log_in):
    client = log_in(staff)
    refused = client.post(reverse("sheet_recall", args=[issued.pk]), {"reason": " "})
    assert refused.status_code == 409
    assert "请写明收回的理由。" in text_of(refused)
    done = text_of(post(client, "sheet_recall", issued.pk, reason="时限有误"))
    assert "收回：时限有误" in done and "重新拟制" in done
    again = text_of(post(client, "sheet_again", issued.pk))
    assert "原昭直党提〔2026〕1号工作提示单已收回" in again


def test_staff_try_a_sheet_on_themselves(composed, staff, log_in):
    answer = log_in(staff).post(reverse("sheet_test", args=[composed.pk]))
    assert "您没有登记邮箱" in text_of(answer)
    staff.email = "staff@example.invalid"
    staff.save()
    assert "已试发到您的邮箱" in text_of(post(log_in(staff), "sheet_test", composed.pk))


def test_the_slower_of_two_issuers_is_told_on_the_page(issued, colleague, log_in):
    answer = log_in(colleague).post(reverse("sheet_issue", args=[issued.pk]))
    assert answer.status_code == 409
    assert "已由 陈示例 印发" in text_of(answer)


def test_the_month_goes_out_to_excel(issued, staff, log_in):
    answer = log_in(staff).get(MONTH, {"export": "xlsx"})
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize("address", ["/reminders/2026-13/", "/reminders/2026-12/", "/reminders/x/"])
def test_a_month_that_is_none_or_not_yet_is_not_found(november, staff, log_in, address):
    assert log_in(staff).get(address).status_code == 404


# --- the unit -----------------------------------------------------------------------------------------


def test_the_secretary_reads_and_signs(issued, secretary, staff, log_in):
    client = log_in(secretary)
    page = text_of(client.get(issued.get_absolute_url()))
    assert "昭直党提〔2026〕1号" in page and "待书记签收" in page
    assert "请于11月10日（周二）前签收" in page
    done = text_of(post(client, "sheet_sign", issued.pk))
    assert "已签收。办理情况随月度填报一并反映。" in done
    again = client.post(reverse("sheet_sign", args=[issued.pk]))
    assert again.status_code == 409
    assert "已由李示例于11月6日签收" in text_of(again)
    seen_by_staff = text_of(log_in(staff).get(MONTH))
    assert "李示例 11月6日 09:00" in seen_by_staff


def test_an_officer_finds_no_button_to_sign(issued, officer, log_in):
    client = log_in(officer)
    assert reverse("sheet_sign", args=[issued.pk]) not in text_of(
        client.get(issued.get_absolute_url())
    )
    assert client.post(reverse("sheet_sign", args=[issued.pk])).status_code == 404


def test_a_unit_is_taken_from_the_month_to_its_own_sheet(issued, officer, log_in):
    answer = log_in(officer).get(MONTH)
    assert answer.status_code == 302
    assert answer.headers["Location"] == issued.get_absolute_url()


def test_a_unit_does_not_see_what_is_not_issued_yet(composed, officer, log_in):
    client = log_in(officer)
    assert client.get(composed.get_absolute_url()).status_code == 404
    assert client.get(f"/reminders/sheet/{composed.pk}.docx").status_code == 404
    assert client.get(MONTH).status_code == 404


def test_nobody_opens_another_units_sheet(issued, other_secretary, log_in):
    client = log_in(other_secretary)
    for address in (issued.get_absolute_url(), f"/reminders/sheet/{issued.pk}.docx"):
        assert client.get(address).status_code == 404
    assert client.post(reverse("sheet_sign", args=[issued.pk])).status_code == 404


def test_word_says_what_the_page_says(issued, secretary, log_in):
    answer = log_in(secretary).get(f"/reminders/sheet/{issued.pk}.docx")
    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
    assert "filename*=utf-8''2026%E5%B9%B411" in answer.headers["Content-Disposition"]
    text = _word_text(answer.content)
    assert "昭直党提〔2026〕1号" in text and "已逾期6天，本单第1次提示" in text


def _word_text(content):
    from io import BytesIO

    from docx import Document

    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)


def test_a_recalled_sheet_leads_the_unit_to_the_new_one(issued, staff, officer, tax, log_in):
    recall(issued.pk, staff, "时限有误")
    compose_month(NOVEMBER, staff, unit_ids=[tax.pk])
    client = log_in(officer)
    assert "查看新版" not in text_of(client.get(issued.get_absolute_url()))
    issue_month(NOVEMBER, staff)
    page = text_of(client.get(issued.get_absolute_url()))
    assert "收回：时限有误" in page and f"查看新版{sheet_of(tax).document_number}" in page


def test_what_waits_is_on_the_home_page(issued, officer, secretary, staff):
    assert ("待签收的工作提示单", 1) in [(t.label, t.count) for t in todos_for(secretary)]
    assert ("待书记签收的工作提示单", 1) in [(t.label, t.count) for t in todos_for(officer)]
    assert ("待印发的工作提示单", 3) in [(t.label, t.count) for t in todos_for(staff)]


# --- cost ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/reminders/", MONTH, f"{MONTH}preview/", f"{MONTH}issue/"])
def test_pages_cost_the_same_for_any_number_of_units(
    november, districts, staff, log_in, address, django_assert_max_num_queries
):
    def grow(first, last):
        for n in range(first, last + 1):
            unit = make_unit(f"示例单位{n}", f"示例{n}", districts[0], n)
            make_item(unit, "事", deadline="2026-10-31")
            make_person(f"s{n}", "何某丁", Role.SECRETARY, unit=unit, email=f"s{n}@example.invalid")
        compose_month(NOVEMBER)

    client = log_in(staff)
    grow(5, 8)
    client.get(address)
    with django_assert_max_num_queries(25) as few:
        client.get(address)
    grow(9, 44)
    with django_assert_max_num_queries(len(few)):
        assert client.get(address).status_code == 200


def test_a_month_of_issued_sheets_costs_twelve_queries(
    issued, staff, log_in, django_assert_max_num_queries
):
    issue_month(NOVEMBER, staff)
    outbox.send_due()
    client = log_in(staff)
    client.get(MONTH)
    with django_assert_max_num_queries(12):
        client.get(MONTH)
    assert ReminderSheet.objects.filter(state=SheetState.ISSUED).count() == 4
