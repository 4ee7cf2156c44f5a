"""E-mail through Django's mail backend. EMAIL_TIMEOUT keeps a silent server from holding the worker."""

import smtplib
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend as SMTPBackend
from django.core.validators import validate_email

from zhaotong_portal.messages.channel import (
    AddressRefused,
    DeliveryFailure,
    Message,
    NoAddress,
    PermanentFailure,
    TemporaryFailure,
    UnsureFailure,
)

# The open line of a run that sends many mails; None: each mail opens its own.
_kept: ContextVar[list | None] = ContextVar("kept", default=None)


@contextmanager
def one_connection():
    """Mails sent within it share a line to the server: logging in anew for each costs more than the mail."""
    token = _kept.set([])
    try:
        yield
    finally:
        _forget()
        _kept.reset(token)


def _open():
    kept = _kept.get()
    if kept and _still_answers(kept[0]):
        return kept[0]
    _forget()
    server = get_connection()
    server.open()
    if kept is not None:
        kept.append(server)
    return server


def _still_answers(server) -> bool:
    """A line that the server has dropped meanwhile is found out before a mail is put on it."""
    line = getattr(server, "connection", None)
    if line is None:
        return not isinstance(server, SMTPBackend)
    try:
        return line.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _forget():
    for server in _kept.get() or ():
        server.close()
    if _kept.get():
        _kept.get().clear()


class MailChannel:
    name = "mail"
    label = "电子邮件"

    def send(self, message: Message) -> None:
        address = (message.address or "").strip()
        if not address:
            raise NoAddress("收件人没有填写邮箱地址。")
        try:
            validate_email(address)
        except ValidationError as error:
            raise PermanentFailure(f"邮箱地址“{address[:100]}”格式不正确。") from error
        try:
            server = _open()
        except (smtplib.SMTPException, OSError) as error:
            raise failure_of(error) from error
        try:
            sent = server.send_messages([self._mail(message, address)])
        except (smtplib.SMTPException, OSError, BadHeaderError, UnicodeError) as error:
            _forget()
            raise _failure_while_sending(error) from error
        finally:
            if _kept.get() is None:
                server.close()
        if not sent:
            raise TemporaryFailure("邮件服务器没有收下邮件。")

    def _mail(self, message: Message, address: str) -> EmailMessage:
        return EmailMessage(
            subject=" ".join(message.subject.split()),
            body=message.body,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[address],
            headers={
                "Message-ID": message.message_id,
                "Auto-Submitted": "auto-generated",  # keeps holiday replies from coming back
            },
        )


def _failure_while_sending(error: Exception) -> DeliveryFailure:
    """An answer of the server is certain. A line that broke after the log-in is not: the mail may be through."""
    if isinstance(error, smtplib.SMTPServerDisconnected | OSError) and not isinstance(
        error,
        smtplib.SMTPResponseException
        | smtplib.SMTPRecipientsRefused
        | smtplib.SMTPNotSupportedError,
    ):
        return UnsureFailure(f"发送途中断开，邮件可能已经送出（{type(error).__name__}）。")
    return failure_of(error)


def failure_of(error: Exception) -> DeliveryFailure:
    """Whether it is worth trying again, in words for staff.

    Only what the server says for good about this recipient or this text is permanent. A refused sender
    or log-in is our own setting: once it is put right, what waits goes out.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (550, b""))
        if code >= 500:
            return AddressRefused(f"邮件服务器拒收该地址（{code} {_text(said)}）。")
        return TemporaryFailure(f"邮件服务器暂不接收该地址（{code} {_text(said)}）。")
    if isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500:
        return PermanentFailure(
            f"邮件服务器拒收邮件内容（{error.smtp_code} {_text(error.smtp_error)}）。"
        )
    if isinstance(error, smtplib.SMTPNotSupportedError | BadHeaderError | UnicodeError):
        return PermanentFailure(f"邮件无法按邮件格式写出（{_text(error)}）。")
    if isinstance(error, smtplib.SMTPResponseException):
        return TemporaryFailure(
            f"邮件服务器暂不接收（{error.smtp_code} {_text(error.smtp_error)}）。"
        )
    return TemporaryFailure(f"连不上邮件服务器（{type(error).__name__}）。")


def _text(said) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:200]
