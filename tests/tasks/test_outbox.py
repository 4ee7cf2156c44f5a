"""The outbox: every delivery is claimed by one worker, goes out once, and says what went wrong."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from tasks import outbox
from tasks.models import Channel, Delivery, DeliveryState
from tests.tasks.figures_world import at
from tests.tasks.reminder_world import *  # noqa: F403 - fixtures
from zhaotong_portal.messages import TemporaryFailure, UnsureFailure

WORKING_HOURS = at("2026-11-06 09:00")
EVENING = at("2026-11-06 18:30")


def enqueue(*people, channels=(Channel.MAIL,), key="test-1"):
    letter = outbox.Letter(key=key, subject="提示", body="正文", link="/reminders/")
    with transaction.atomic():
        return outbox.enqueue(letter, people, channels)


@pytest.fixture
def down(monkeypatch):
    """The mail server is down until `up()`."""
    real = outbox.messages.send

    def refuse(*args):
        raise TemporaryFailure("连不上邮件服务器（ConnectionRefusedError）。")

    monkeypatch.setattr(outbox.messages, "send", refuse)
    return lambda: monkeypatch.setattr(outbox.messages, "send", real)


def only():
    return Delivery.objects.get()


def test_a_mail_goes_out_once_and_the_row_says_when(today, officer):
    enqueue(officer)
    assert outbox.send_due() == {"sent": 1, "failed": 0}
    assert outbox.send_due() == {"sent": 0, "failed": 0}
    assert [(one.to, one.subject) for one in mail.outbox] == [(["officer@example.invalid"], "提示")]
    assert (only().state, only().sent_at) == (DeliveryState.SENT, WORKING_HOURS)


def test_who_has_no_address_gets_the_portal_alone(today, other_officer):
    enqueue(other_officer, channels=(Channel.PORTAL, Channel.MAIL))
    assert only().channel == Channel.PORTAL


def test_without_a_mail_server_nothing_pretends_to_be_mailed(today, officer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    enqueue(officer, channels=(Channel.PORTAL, Channel.MAIL))
    assert only().channel == Channel.PORTAL


def test_mail_waits_for_working_hours_and_the_portal_does_not(today, officer):
    enqueue(officer, channels=(Channel.PORTAL, Channel.MAIL))
    today.move_to(EVENING)
    assert outbox.send_due()["sent"] == 1
    assert mail.outbox == []
    today.move_to(at("2026-11-07 10:00"))  # a Saturday
    assert outbox.send_due()["sent"] == 0
    today.move_to(at("2026-11-09 08:30"))
    assert outbox.send_due()["sent"] == 1
    assert len(mail.outbox) == 1


def test_an_office_may_send_at_any_hour_by_setting(today, officer, settings):
    settings.MESSAGE_WINDOW = None
    enqueue(officer)
    today.move_to(EVENING)
    assert outbox.send_due()["sent"] == 1


def test_a_mail_server_that_is_down_is_tried_again_later(today, officer, down):
    enqueue(officer)
    assert outbox.send_due() == {"sent": 0, "failed": 1}
    assert only().state == DeliveryState.FAILED
    assert "连不上邮件服务器" in only().error
    assert outbox.send_due() == {"sent": 0, "failed": 0}, "not before its time"
    down()
    today.shift(61)
    assert outbox.send_due() == {"sent": 1, "failed": 0}
    assert (only().state, only().error) == (DeliveryState.SENT, "")


def test_after_the_last_attempt_it_is_given_up_until_staff_say_so(today, officer, down, settings):
    settings.MESSAGE_WINDOW = None
    enqueue(officer)
    for _ in range(settings.DELIVERY_MAX_ATTEMPTS):
        outbox.send_due()
        today.shift(24 * 3600)
    assert (only().state, only().attempts) == (DeliveryState.GIVEN_UP, 8)
    outbox.send_due()
    assert only().attempts == 8
    down()
    assert outbox.retry(Delivery.objects.all()) == 1
    assert outbox.send_due()["sent"] == 1
    assert only().state == DeliveryState.SENT


def test_what_can_never_succeed_is_not_tried_again(today, officer):
    officer.email = "not-an-address"
    officer.save()
    enqueue(officer)
    outbox.send_due()
    assert only().state == DeliveryState.GIVEN_UP
    assert "格式不正确" in only().error


def test_a_channel_that_breaks_shows_on_its_row_and_does_not_stop_the_rest(
    today, officer, secretary, monkeypatch
):
    enqueue(officer, secretary)
    real = outbox.messages.send

    def breaks_for_one(channel, message):
        if message.address == officer.email:
            raise RuntimeError("bug")
        return real(channel, message)

    monkeypatch.setattr(outbox.messages, "send", breaks_for_one)
    assert outbox.send_due() == {"sent": 1, "failed": 1}
    assert Delivery.objects.get(recipient=officer).error == "发送程序出错，已记入日志。"


def test_a_claim_that_ran_out_is_taken_again_under_the_same_message_id(today, officer, settings):
    enqueue(officer)
    lost = outbox.claim()
    assert outbox.claim() is None
    today.shift(settings.DELIVERY_CLAIM_MINUTES * 60 - 1)
    assert outbox.claim() is None
    today.shift(1)
    again = outbox.claim()
    assert (again.pk, again.message_id) == (lost.pk, lost.message_id)
    assert again.claim_token != lost.claim_token


def test_a_row_that_somebody_took_since_it_was_read_is_left_to_them(today, officer):
    """The compare-and-set by itself: what protects where the database cannot skip locked rows."""
    enqueue(officer)
    seen = only()
    first = outbox.claim()
    assert outbox._take(seen, WORKING_HOURS) is None
    assert only().claim_token == first.claim_token


def test_a_worker_that_comes_back_late_does_not_overwrite_who_took_over(today, officer):
    enqueue(officer)
    lost = outbox.claim()
    today.shift(11 * 60)
    again = outbox.claim()
    assert outbox.send(again)
    at_first = only().sent_at
    today.shift(60)
    assert not outbox.send(lost)
    assert only().sent_at == at_first
    assert {one.extra_headers["Message-ID"] for one in mail.outbox} == {again.message_id}


def test_a_mail_that_may_have_gone_out_is_sent_once_more_and_not_again(today, officer, settings):
    settings.MESSAGE_WINDOW = None
    enqueue(officer)
    for _ in range(2):
        assert outbox.claim()
        today.shift(11 * 60)
    assert outbox.claim() is None
    assert (only().state, only().error) == (DeliveryState.GIVEN_UP, outbox.INTERRUPTED)
    assert only().attempts == 2


def test_a_line_that_breaks_while_sending_counts_as_perhaps_sent(today, officer, monkeypatch):
    def broken(*_):
        raise UnsureFailure("发送途中断开。")

    monkeypatch.setattr(outbox.messages, "send", broken)
    enqueue(officer)
    outbox.send_due()
    assert (only().state, only().unsure) == (DeliveryState.FAILED, 1)
    today.shift(61)
    outbox.send_due()
    assert only().state == DeliveryState.GIVEN_UP
    assert only().error == f"发送途中断开。{outbox.PERHAPS_SENT}"


def test_the_portal_is_told_again_however_often_a_worker_dies(today, officer, settings):
    enqueue(officer, channels=(Channel.PORTAL,))
    for _ in range(3):
        assert outbox.claim()
        today.shift(11 * 60)
    assert outbox.send_due() == {"sent": 1, "failed": 0}


def test_a_text_is_told_once_whatever_is_run_twice(today, officer):
    enqueue(officer)
    with pytest.raises(Exception, match="(?i)unique"), transaction.atomic():
        enqueue(officer)
    assert Delivery.objects.count() == 1


def test_a_sheet_is_delivered_when_the_first_of_its_people_has_it(issued):
    assert issued.delivered_at is None
    outbox.send_due()
    issued.refresh_from_db()
    assert issued.delivered_at == WORKING_HOURS
    assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_hold_one_delivery(officer, settings):
    """Eight deliveries, four threads that claim until nothing is left."""
    settings.MESSAGE_WINDOW = None
    for n in range(8):
        enqueue(officer, key=f"race-{n}")
    claimed, lock, start = [], threading.Lock(), threading.Barrier(4)

    def work():
        start.wait()
        try:
            while delivery := outbox.claim(timezone.now() + timedelta(seconds=1)):
                with lock:
                    claimed.append(delivery.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == len(set(claimed)) == 8


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a planner of costs takes no index for a handful of rows"
)
def test_what_has_waited_longest_is_the_first_of_an_index(db):
    """However many wait: no row but the first is read, none is sorted."""
    with connection.cursor() as cursor:
        sql, values = (
            outbox.due(timezone.now()).order_by("ready_at", "pk")[:1].query.sql_with_params()
        )
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "USING INDEX delivery_ready" in plan
    assert "TEMP B-TREE" not in plan
