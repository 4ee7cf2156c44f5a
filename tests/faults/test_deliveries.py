"""A worker that is killed while it sends, a mail server that is down: nothing is lost, nothing is told as new twice.

A real Celery worker in a process of its own, a real mail server beside it.
"""

import asyncio
import socket
import threading

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from tasks.jobs import send_due_deliveries
from tasks.models import Delivery, DeliveryState, ReminderSheet
from tasks.workflows.reminder import compose_month, issue_month
from tests.processes import wait_for
from zhaotong_portal.period import Period

pytestmark = pytest.mark.faults


class Sink:
    """Keeps what arrives. While `slow`, the answer to a mail is held back: the worker is then in the middle of sending."""

    def __init__(self):
        self.mails, self.slow, self.arrived = [], False, threading.Event()

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope)
        self.arrived.set()
        while self.slow:
            await asyncio.sleep(0.05)
        return "250 OK"

    @property
    def message_ids(self):
        return [
            line.partition(":")[2].strip()
            for mail in self.mails
            for line in mail.content.decode("utf-8", "replace").splitlines()
            if line.lower().startswith("message-id:")
        ]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def mail_server():
    """`start()` opens it at `port`; until then the server is down."""

    class Server:
        def __init__(self):
            self.sink, self.port, self.running = Sink(), free_port(), None

        def start(self):
            self.running = Controller(self.sink, hostname="127.0.0.1", port=self.port)
            self.running.start()

    server = Server()
    yield server
    server.sink.slow = False
    if server.running:
        server.running.stop()


@pytest.fixture
def mail_settings(mail_server):
    """What the worker's process is told: this server, and that mail may go out at any hour of the test's day."""
    return {
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
        "PORTAL_MESSAGES_ANY_HOUR": "1",
    }


@pytest.fixture
def issued(transactional_db, tax, secretary, staff):
    """One sheet for one secretary: one delivery in the portal, one mail."""
    period = Period.current()
    compose_month(period)
    issue_month(period, staff)
    assert Delivery.objects.count() == 2
    return ReminderSheet.objects.get(unit=tax)


def mail():
    return Delivery.objects.get(channel="mail")


def test_a_worker_killed_while_sending_sends_once_more_under_the_same_message_id(
    issued, worker, mail_server, mail_settings
):
    mail_server.start()
    mail_server.sink.slow = True
    worker.start(**mail_settings)
    send_due_deliveries.delay()
    assert mail_server.sink.arrived.wait(30), worker.log
    worker.kill()
    assert mail().state == DeliveryState.CLAIMED

    # Until the claim has run out nobody else sends it.
    mail_server.sink.slow = False
    worker.start(**mail_settings)
    send_due_deliveries.delay()
    wait_for(lambda: "succeeded" in worker.log, what="a run that finds nothing due")
    assert len(mail_server.sink.mails) == 1

    Delivery.objects.filter(channel="mail").update(claimed_until=timezone.now())
    send_due_deliveries.delay()
    wait_for(lambda: mail().state == DeliveryState.SENT, what="the mail")
    assert mail_server.sink.message_ids == [mail().message_id] * 2
    assert mail().attempts == 2
    assert ReminderSheet.objects.filter(unit=issued.unit).count() == 1


def test_a_mail_server_that_is_down_is_seen_and_the_mail_goes_out_later(
    issued, worker, mail_server, mail_settings
):
    worker.start(**mail_settings)
    send_due_deliveries.delay()
    wait_for(lambda: mail().state == DeliveryState.FAILED, what="the failure")
    assert mail().error.startswith("连不上邮件服务器")
    assert mail().next_try_at is not None
    assert Delivery.objects.get(channel="portal").state == DeliveryState.SENT

    mail_server.start()
    Delivery.objects.filter(channel="mail").update(next_try_at=timezone.now())
    send_due_deliveries.delay()
    wait_for(lambda: mail().state == DeliveryState.SENT, what="the mail")
    assert mail_server.sink.message_ids == [mail().message_id]
    issued.refresh_from_db()
    assert issued.delivered_at is not None


def test_two_workers_at_the_same_outbox_send_each_mail_once(
    issued, worker, mail_server, mail_settings
):
    mail_server.start()
    worker.start(concurrency=4, **mail_settings)
    for _ in range(6):
        send_due_deliveries.delay()
    wait_for(lambda: worker.log.count("succeeded") >= 6, what="six runs")
    assert mail_server.sink.message_ids == [mail().message_id]
