"""Results on their way back: signed, tried again while the other side is down, never into the own network."""

import hashlib
import hmac
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import transaction
from django.utils import timezone

from reviews import clue_returns
from reviews.clues import Incoming, receive
from reviews.models import ClueReturn
from reviews.signing import signing_key
from reviews.workflows import clue as workflow
from zhaotong_portal import outgoing


@pytest.fixture
def waiting(channel, staff, tax):
    """A result that waits for its way back."""
    channel.callback_url = "https://pingyi.example.invalid/results?from=portal"
    channel.save()
    clue = receive(channel, Incoming("ZT-1", "窗口排队")).clue
    workflow.return_back(clue.pk, staff, "不属市直机关。")
    return clue.way_back


def answering(monkeypatch, *answers):
    """The other side gives these answers, one after another."""
    calls, answers = [], list(answers)

    def post(url, key, body):
        calls.append((url, key, body))
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(outgoing, "post_signed", post)
    return calls


def test_sent_once(waiting, channel, monkeypatch):
    calls = answering(monkeypatch, 200)
    assert clue_returns.send_due() == {"sent": 1, "failed": 0}
    assert clue_returns.send_due() == {"sent": 0, "failed": 0}
    ((url, key, body),) = calls
    assert (url, key) == (channel.callback_url, signing_key(channel))
    assert "不属市直机关。" in body.decode()
    waiting.refresh_from_db()
    assert waiting.state == "sent"


def test_down_for_a_day_loses_nothing(waiting, monkeypatch):
    """Every attempt of the first day fails; the next one after it arrives."""
    now, moments = timezone.now(), []
    monkeypatch.setattr(clue_returns.timezone, "now", lambda: now)

    def post(url, key, body):
        moments.append(now)
        if now < moments[0] + timedelta(days=1):
            raise outgoing.Unreachable("对方系统没有应答。")
        return 204

    monkeypatch.setattr(outgoing, "post_signed", post)
    for _ in range(40):
        row = clue_returns.claim(now)
        if row is None:
            waiting.refresh_from_db()
            if waiting.state == "sent":
                break
            now = waiting.next_try_at
            continue
        clue_returns.send(row)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == ("sent", "")
    assert 5 < waiting.attempts < 20


def test_after_days_it_is_given_up_and_staff_may_try_again(waiting, monkeypatch, settings):
    settings.CLUE_RETURN_DAYS = 0
    answering(monkeypatch, 503, 200)
    clue_returns.send_due()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.error) == ("given_up", "对方系统返回 503。")
    assert clue_returns.retry(waiting.clue) == 1
    assert clue_returns.send_due()["sent"] == 1


@pytest.mark.parametrize(("answer", "state"), [(400, "given_up"), (404, "given_up"), (429, "failed"), (500, "failed"), (302, "failed")])  # fmt: skip
def test_what_will_not_pass_is_not_tried_again(answer, state, waiting, monkeypatch):
    answering(monkeypatch, answer)
    clue_returns.send_due()
    waiting.refresh_from_db()
    assert waiting.state == state


def test_two_workers_never_hold_one(waiting):
    assert clue_returns.claim() is not None
    assert clue_returns.claim() is None
    # A worker that died: its claim runs out.
    assert clue_returns.claim(timezone.now() + timedelta(minutes=6)) is not None


def test_a_rollback_takes_the_result_back(channel, staff, tax):
    channel.callback_url = "https://pingyi.example.invalid/"
    channel.save()
    clue = receive(channel, Incoming("ZT-1", "窗口排队")).clue
    with transaction.atomic():
        workflow.return_back(clue.pk, staff, "不属市直机关。")
        transaction.set_rollback(True)
    assert not ClueReturn.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x", "http://localhost:8000/", "https://10.1.2.3/", "http://192.168.1.1/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest", "http://0.0.0.0/", "http://100.64.0.1/",
        "http://2130706433/",
    ],
)  # fmt: skip
def test_the_own_network_is_refused(url):
    with pytest.raises(outgoing.Refused, match="本网络内部"):
        outgoing.checked_address(url)


@pytest.mark.parametrize(
    "url", ["ftp://8.8.8.8/", "file:///etc/passwd", "https://user:pass@8.8.8.8/", "//8.8.8.8"]
)
def test_other_addresses_that_are_none(url):
    with pytest.raises(outgoing.Refused):
        outgoing.checked_address(url)


def test_a_name_that_leads_inside_is_refused(monkeypatch):
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.8", 443))])  # fmt: skip
    with pytest.raises(outgoing.Refused):
        outgoing.checked_address("https://pingyi.example.com/")


def test_a_refused_address_shows_on_the_row(waiting, channel):
    channel.callback_url = "http://127.0.0.1:9/"
    channel.save()
    clue_returns.send_due()
    waiting.refresh_from_db()
    assert waiting.state == "given_up"
    assert "本网络内部" in waiting.error


def test_a_listed_host_gets_a_call_that_it_can_verify(waiting, channel, settings):
    settings.CLUE_CALLBACK_HOSTS = ["127.0.0.1"]
    got = {}

    class Other(BaseHTTPRequestHandler):
        def do_POST(self):
            got["body"] = self.rfile.read(int(self.headers["Content-Length"]))
            got["headers"], got["path"] = self.headers, self.path
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Other)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    try:
        channel.callback_url = f"http://127.0.0.1:{server.server_port}/results?from=portal"
        channel.save()
        assert clue_returns.send_due()["sent"] == 1
    finally:
        thread.join(5)
        server.server_close()
    said = f"{got['headers']['X-Portal-Timestamp']}.".encode() + got["body"]
    expected = hmac.new(signing_key(channel).encode(), said, hashlib.sha256).hexdigest()
    assert got["headers"]["X-Portal-Signature"] == f"sha256={expected}"
    assert got["path"] == "/results?from=portal"
