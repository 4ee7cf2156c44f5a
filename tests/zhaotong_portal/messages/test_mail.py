"""Mail against a real SMTP server in this process: what arrives, and what each refusal means."""

import email
import email.policy
import socket

import pytest
from aiosmtpd.controller import Controller

from zhaotong_portal.messages import (
    AddressRefused,
    Message,
    NoAddress,
    PermanentFailure,
    TemporaryFailure,
    send,
    stable_message_id,
)

SHEET = Message(
    subject="2026年11月工作提示单已印发，请签收",
    body="示例局：\n\n2026年11月工作提示单（昭直党提〔2026〕11号）已印发，请于11月10日前签收。\n"
    + "长" * 3000,
    message_id=stable_message_id("delivery", 17),
    address="officer01@example.com",
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postbox:
    """Takes every mail, or answers the named SMTP commands as the test says."""

    def __init__(self):
        self.mails, self.answers = [], {}

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def smtp_settings(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = "portal@example.com"
    return settings


@pytest.fixture
def postbox(smtp_settings):
    postbox = Postbox()
    server = Controller(postbox, hostname="127.0.0.1", port=smtp_settings.EMAIL_PORT)
    server.start()
    yield postbox
    server.stop()


def test_a_mail_arrives_as_it_was_written(postbox):
    send("mail", SHEET)
    (mail,) = postbox.mails
    assert (
        mail["Subject"].strip() == SHEET.subject
    )  # a long Chinese subject begins on a folded line
    assert (mail["To"], mail["From"]) == ("officer01@example.com", "portal@example.com")
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n").strip() == SHEET.body.strip()
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_second_attempt_carries_the_same_message_id(postbox):
    send("mail", SHEET)
    send("mail", SHEET)
    assert [mail["Message-ID"] for mail in postbox.mails] == [SHEET.message_id] * 2


def test_a_line_break_in_the_subject_adds_no_header(postbox):
    send(
        "mail",
        Message("提示单\r\nBcc: other@example.com", "正文", "<1@example.com>", "a@example.com"),
    )
    (mail,) = postbox.mails
    assert mail["Subject"] == "提示单 Bcc: other@example.com"
    assert mail["Bcc"] is None


def test_a_server_that_is_down_is_tried_again(smtp_settings):
    with pytest.raises(TemporaryFailure, match="连不上邮件服务器"):
        send("mail", SHEET)


def test_a_server_that_says_nothing_does_not_hold_the_worker(smtp_settings):
    smtp_settings.EMAIL_TIMEOUT = 0.2
    with (
        socket.create_server(("127.0.0.1", smtp_settings.EMAIL_PORT)),
        pytest.raises(TemporaryFailure),
    ):
        send("mail", SHEET)


@pytest.mark.parametrize(
    "command, answer, failure, said",
    [
        ("RCPT", "550 no such user", AddressRefused, "拒收该地址（550 no such user）"),
        ("RCPT", "451 try later", TemporaryFailure, "暂不接收该地址（451 try later）"),
        ("DATA", "554 looks like spam", PermanentFailure, "拒收邮件内容（554"),
        ("DATA", "452 disk full", TemporaryFailure, "暂不接收（452"),
        ("MAIL", "553 sender not allowed", TemporaryFailure, "暂不接收（553"),
    ],
)
def test_what_the_server_refuses_for_good_is_not_tried_again(
    postbox, command, answer, failure, said
):
    postbox.answers[command] = answer
    with pytest.raises(failure, match=said) as caught:
        send("mail", SHEET)
    assert type(caught.value) is failure
    assert not postbox.mails


@pytest.mark.parametrize("address", ["", "   ", None])
def test_a_recipient_without_an_address_is_told_apart(postbox, address):
    with pytest.raises(NoAddress, match="没有填写邮箱"):
        send("mail", Message("提示", "正文", "<1@example.com>", address))


@pytest.mark.parametrize(
    "address", ["办公室", "a@", "a@example.com\r\nBcc: b@example.com", "x" * 5000]
)
def test_what_is_no_address_is_refused_before_the_server_is_asked(postbox, address):
    with pytest.raises(PermanentFailure, match="格式不正确"):
        send("mail", Message("提示", "正文", "<1@example.com>", address))
    assert not postbox.mails
