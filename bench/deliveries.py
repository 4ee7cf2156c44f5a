"""Mails of one run through the outbox to a mail server that takes its time: what we add to each mail.

Printed by `python -m bench.reminders`, on the same database. The server waits a fixed time before it accepts a mail; all else (claiming
the row, writing the mail, the talk over SMTP, recording) counts as ours, the server's own part of the talk with it. Of very many
mails a run sends what it can in its time, as beat's does, while all the others wait in the outbox.
"""

import asyncio
import socket
import time

SIZES = (84, 8_400)
SERVER_SECONDS, RUN_SECONDS = 0.05, 8
# Limited by the mail server, not by us: we take less of each mail's time than it does.
MOST_SHARE = 1.0


class SlowServer:
    """Accepts each mail after the same time, and counts them."""

    def __init__(self):
        self.mails = 0

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(SERVER_SECONDS)
        self.mails += 1
        return "250 OK"


def fill(count):
    """`count` mails that wait, each to another person."""
    from django.db import transaction

    from tasks.models import Channel
    from tasks.outbox import Letter, enqueue
    from units.models import Person

    people = Person.objects.bulk_create(
        Person(username=f"bench{n:05}", name=f"王示例{n}", email=f"bench{n:05}@example.invalid", password="!")
        for n in range(count)
    )  # fmt: skip
    body = "本月工作提示单已印发，请登录平台查看并签收。\n" * 10
    letter = Letter(f"bench:{count}", "工作提示单", body, "/sheets/1/")
    with transaction.atomic():
        enqueue(letter, people, channels=(Channel.MAIL,))


def empty():
    from tasks.models import Delivery
    from units.models import Person

    Delivery.objects.all().delete()
    Person.objects.filter(username__startswith="bench").delete()


def send(count):
    """(mails sent, seconds of the run)"""
    from aiosmtpd.controller import Controller
    from django.test.utils import override_settings

    from tasks.outbox import send_due

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    sink = SlowServer()
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    try:
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=port, EMAIL_HOST_USER="", EMAIL_USE_TLS=False, EMAIL_USE_SSL=False, MESSAGE_WINDOW=None,
        ):  # fmt: skip
            fill(count)
            begun = time.perf_counter()
            counts = send_due(seconds=RUN_SECONDS)
            seconds = time.perf_counter() - begun
    finally:
        server.stop()
        empty()
    assert counts["failed"] == 0 and counts["sent"] == sink.mails > 0, "a mail was lost or doubled"
    return sink.mails, seconds


def run(sizes=SIZES):
    """The table's lines."""
    for count in sizes:
        mails, seconds = send(count)
        ours = seconds / mails - SERVER_SECONDS
        share = ours / SERVER_SECONDS
        yield (
            f"投递：{count} 封邮件待发，一轮发出 {mails} 封，邮件服务器每封 {SERVER_SECONDS * 1000:.0f} ms，"
            f"平台每封 {ours * 1000:.1f} ms，为其 {share:.0%}（目标 ≤ {MOST_SHARE:.0%}，即快慢取决于邮件服务器）"
        )
