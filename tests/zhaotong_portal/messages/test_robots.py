"""Robots and webhooks: a real server that takes, refuses, hangs or sends us on; nothing reaches the own network unlisted."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from zhaotong_portal.messages import (
    Message,
    PermanentFailure,
    TemporaryFailure,
    UnsureFailure,
    own_network,
    send,
)
from zhaotong_portal.messages.robots import fault_of

pytestmark = pytest.mark.any_database


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.got.append((self.path, json.loads(body)))
        if self.path.startswith("/hang"):
            self.server.let_go.wait(5)
        code = {"/fail": 500, "/away": 302}.get(self.path.partition("?")[0], 200)
        self.send_response(code)
        if code == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/ok")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def hook(settings):
    settings.PORTAL_WEBHOOK_HOSTS = ["127.0.0.1"]
    settings.ROBOT_TIMEOUT = 0.3
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.got, server.let_go, server.daemon_threads = [], threading.Event(), True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()  # fmt: skip
    yield server
    server.let_go.set()
    server.shutdown()
    server.server_close()


def post(hook, path):
    address = f"http://127.0.0.1:{hook.server_port}{path}"
    send("webhook", Message("提示", "请登录平台查看。", "<1@x.invalid>", address))


def test_a_listed_webhook_gets_the_message(hook):
    post(hook, "/ok?room=1")
    ((path, said),) = hook.got
    assert path == "/ok?room=1"
    assert "提示" in said["message"]


def test_a_server_that_answers_500_is_tried_again(hook):
    with pytest.raises(TemporaryFailure, match="没有收下") as caught:
        post(hook, "/fail")
    assert not isinstance(caught.value, UnsureFailure)


def test_a_server_that_hangs_holds_nobody_up_and_may_have_it(hook):
    begun = time.monotonic()
    with pytest.raises(UnsureFailure, match="没有答复"):
        post(hook, "/hang")
    assert time.monotonic() - begun < 3


def test_nobody_is_sent_on_to_another_address(hook):
    with pytest.raises(TemporaryFailure):
        post(hook, "/away")
    assert len(hook.got) == 1


def test_the_own_network_is_refused_in_words_and_at_the_socket(hook, settings, monkeypatch):
    settings.PORTAL_WEBHOOK_HOSTS = []
    with pytest.raises(PermanentFailure, match="PORTAL_WEBHOOK_HOSTS"):
        post(hook, "/ok")
    # A name that pointed outside when it was looked at, and inside when it is used.
    monkeypatch.setattr(own_network, "leads_inside", lambda url: False)
    with pytest.raises(PermanentFailure, match="内部网络"):
        post(hook, "/ok")
    assert hook.got == []


@pytest.mark.parametrize(
    "address, own",
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("172.16.0.1", True),
        ("192.168.1.1", True),
        ("169.254.169.254", True),
        ("100.64.0.1", True),
        ("0.0.0.0", True),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("fd00::1", True),
        ("::ffff:10.0.0.1", True),
        ("2002:0a00:0001::1", True),
        ("114.114.114.114", False),
        ("2400:3200::1", False),
    ],
)
def test_which_addresses_are_our_own(address, own):
    assert own_network.is_own(address) is own


@pytest.mark.parametrize(
    "kind, address, said",
    [
        ("webhook", "ftp://example.invalid/", "http://"),
        ("webhook", "http://user:pass@example.invalid/", "用户名"),
        ("webhook", "http://[::1]/", "内部网络"),
        ("webhook", "http://localhost/", "内部网络"),
        ("webhook", "http://2130706433/", "内部网络"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "密钥"),
        ("dingtalk", "https://oapi.dingtalk.com.example.invalid/robot/send?access_token=a", "以 https://oapi"),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/", "密钥"),
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_with_what_is_wrong(kind, address, said, monkeypatch):
    monkeypatch.setattr(own_network.socket, "getaddrinfo", resolve)
    assert said in fault_of(kind, address)


def resolve(host, *_, **__):
    inner = {"localhost": "127.0.0.1", "2130706433": "127.0.0.1", "::1": "::1"}
    return [(2, 1, 6, "", (inner.get(host, "114.114.114.114"), 0))]


@pytest.mark.parametrize(
    "kind, address, sent_to",
    [
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-1", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-1"),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=" + "a" * 64, "https://oapi.dingtalk.com/robot/send?access_token=" + "a" * 64),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/abc-1", "https://open.feishu.cn/open-apis/bot/v2/hook/abc-1/"),
    ],
)  # fmt: skip
def test_each_chat_is_spoken_to_at_its_own_address(kind, address, sent_to, monkeypatch):
    """The library asks; what it would have put on the wire is looked at."""
    import requests

    asked = []

    class Answer:
        status_code, content = 200, b'{"code": 0, "errcode": 0}'

        def json(self):
            return json.loads(self.content)

    monkeypatch.setattr(own_network.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(requests, "post", lambda url, **said: asked.append((url, said)) or Answer())
    send(kind, Message("提示", "请登录平台查看。", "<1@x.invalid>", address))
    ((url, said),) = asked
    assert url.split("&timestamp")[0] == sent_to
    assert "请登录平台查看" in json.dumps(json.loads(said["data"]), ensure_ascii=False)
    assert said["allow_redirects"] is False
