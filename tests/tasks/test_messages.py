"""Who is told how: the digest, the refused address, the second prompt, the week's cap, robots that get the link alone."""

import pytest
from django.core import mail

from tasks import bounces, channel_choice, digests, outbox, prompts, second_prompts
from tasks.models import Channel, Delivery, DeliveryState, MailChoice, Robot
from tasks.workflows.reminder import issue, mark_read
from tests.tasks.figures_world import at
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from zhaotong_portal.workflow import NotAllowed, WorkflowError

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"


# --- Each person's own choice ---------------------------------------------------------------------


def test_who_wants_one_mail_a_day_gets_one(composed, officer, secretary, staff, today):
    channel_choice.choose(officer, MailChoice.DIGEST)
    channel_choice.choose(secretary, MailChoice.NONE)
    issue(composed.pk, staff)
    outbox.send_due()
    assert mail.outbox == []
    assert digests.gather() == 1
    assert digests.gather() == 0
    outbox.send_due()
    assert [one.to for one in mail.outbox] == [[officer.email]]
    assert "2026年11月工作提示单" in mail.outbox[0].body
    assert Delivery.objects.get(for_digest=True).state == DeliveryState.GATHERED


def test_a_digest_waits_for_the_morning_and_is_made_up_after_a_missed_day(issued_to_digest, today):
    for moment, expected in (
        ("2026-11-07 10:00", 0),  # a Saturday
        ("2026-11-09 08:29", 0),
        ("2026-11-10 15:00", 1),  # nobody ran it on Monday
    ):
        today.move_to(at(moment))
        assert digests.gather() == expected


@pytest.fixture
def issued_to_digest(composed, officer, staff):
    channel_choice.choose(officer, MailChoice.DIGEST)
    issue(composed.pk, staff)


def test_the_choice_is_made_on_a_page_and_a_made_up_one_is_refused(log_in, officer):
    client = log_in(officer)
    assert client.post("/messages/", {"mail": "never"}).status_code == 422
    assert client.post("/messages/", {"mail": "digest"}).status_code == 302
    officer.refresh_from_db()
    assert officer.message_choice.mail == MailChoice.DIGEST


# --- Addresses that bounce ------------------------------------------------------------------------

BOUNCE = """From: MAILER-DAEMON@example.invalid
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

failed
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; example.invalid

Final-Recipient: rfc822; officer@example.invalid
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--b--
"""


def test_a_mail_that_comes_back_is_marked_and_the_address_rests_until_it_is_another(
    issued, officer, log_in
):
    outbox.send_due()
    sent = Delivery.objects.get(recipient=officer, channel="mail")
    late = BOUNCE.format(action="delayed", message_id=sent.message_id).encode()
    assert bounces.take(late) is None
    assert bounces.take(BOUNCE.format(action="failed", message_id="<x@y.invalid>").encode()) is None
    found = bounces.take(BOUNCE.format(action="failed", message_id=sent.message_id).encode())
    assert (found.pk, found.state) == (sent.pk, DeliveryState.BOUNCED)
    assert "550 no such user" in found.error
    choices = channel_choice.of([officer])
    assert channel_choice.mail_for(officer, choices) is None
    assert "已停止发送" in log_in(officer).get("/messages/").content.decode()
    officer.email = "new@example.invalid"
    assert channel_choice.mail_for(officer, choices)


# --- Second prompts and the week's cap ------------------------------------------------------------


def test_an_unread_sheet_is_prompted_once_after_two_working_days(issued, today):
    today.move_to(at("2026-11-09 09:00"))
    assert second_prompts.send() == []
    today.move_to(at("2026-11-12 09:00"))  # the day itself was missed
    assert second_prompts.send() == [issued]
    assert second_prompts.send() == []


def test_who_has_read_it_is_left_alone(issued, officer, today):
    mark_read(issued, officer)
    today.move_to(at("2026-11-12 09:00"))
    assert second_prompts.send() == []


def test_a_full_week_holds_a_prompt_back_and_the_next_one_makes_it_up(issued, today, settings):
    settings.PROMPTS_A_WEEK = 1
    today.move_to(at("2026-11-08 23:00"))
    assert prompts.this_week([issued.unit_id]) == {issued.unit_id: 1}
    settings.REMINDER_SECOND_PROMPT_WORKDAYS = 0
    assert second_prompts.send() == []
    today.move_to(at("2026-11-09 09:00"))  # Monday
    assert second_prompts.send() == [issued]


# --- Robots ---------------------------------------------------------------------------------------


def test_a_robot_gets_the_subject_and_the_link_and_never_the_text(
    composed, tax, staff, monkeypatch, settings
):
    Robot.objects.create(unit=tax, name="工作群", kind="wecom", address=WECOM)
    told = []
    real = outbox.messages.send

    def send(channel, message):
        return told.append((channel, message)) if channel == "wecom" else real(channel, message)

    monkeypatch.setattr(outbox.messages, "send", send)
    issue(composed.pk, staff)
    outbox.send_due()
    ((_, message),) = told
    assert message.subject == "2026年11月工作提示单（昭直党提〔2026〕1号）"
    assert (
        message.body == f"请登录平台查看：{settings.PORTAL_BASE_URL}{composed.get_absolute_url()}"
    )
    assert Delivery.objects.get(channel=Channel.ROBOT).state == DeliveryState.SENT


def test_a_robot_is_kept_by_the_units_secretary_and_an_inner_address_is_refused(
    tax, finance, secretary, officer, administrator
):
    def keep(actor, unit=tax, kind="webhook", address="http://127.0.0.1:9/hook"):
        return channel_choice.keep_robot(
            Robot(unit=unit, name="群", kind=kind, address=address), actor
        )

    with pytest.raises(WorkflowError, match="内部网络"):
        keep(administrator)
    with pytest.raises(WorkflowError, match="qyapi.weixin.qq.com"):
        keep(secretary, kind="wecom", address="https://example.invalid/?key=a")
    with pytest.raises(NotAllowed):
        keep(officer, kind="wecom", address=WECOM)
    with pytest.raises(NotAllowed):
        keep(secretary, unit=finance, kind="wecom", address=WECOM)
    assert keep(secretary, kind="wecom", address=WECOM).pk


def test_the_page_of_robots_shows_no_key_and_says_what_is_wrong(tax, secretary, log_in):
    Robot.objects.create(unit=tax, name="工作群", kind="wecom", address=WECOM)
    client = log_in(secretary)
    page = client.post(
        "/messages/robots/",
        {"unit": tax.pk, "name": "群", "kind": "webhook", "address": "http://192.168.1.9/x", "is_active": "on"},
    )  # fmt: skip
    assert page.status_code == 422
    assert "内部网络" in page.content.decode() and "http://192.168.1.9/x" in page.content.decode()
