"""E-mail through Django's mail backend. EMAIL_TIMEOUT keeps a silent server from holding the worker."""

import smtplib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMessage
from django.core.validators import validate_email

from zhaotong_portal.messages.channel import (
    DeliveryFailure,
    Message,
    NoAddress,
    PermanentFailure,
    TemporaryFailure,
)


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
            sent = self._mail(message, address).send()
        except (smtplib.SMTPException, OSError, BadHeaderError, UnicodeError) as error:
            raise failure_of(error) from error
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


def failure_of(error: Exception) -> DeliveryFailure:
    """Whether it is worth trying again, in words for staff.

    Only what the server says for good about this recipient or this text is permanent. A refused sender
    or log-in is our own setting: once it is put right, what waits goes out.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()), (550, b""))
        if code >= 500:
            return PermanentFailure(f"邮件服务器拒收该地址（{code} {_text(said)}）。")
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
