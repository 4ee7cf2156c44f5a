"""Robots of group chats (企业微信, 钉钉, 飞书) and plain webhooks, through apprise, which knows each one's dialect.

Offices paste the whole address that the chat shows them; its key is taken out here. Redirects are not followed.
"""

import time
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.db import models

from zhaotong_portal.messages import own_network
from zhaotong_portal.messages.channel import (
    Message,
    PermanentFailure,
    TemporaryFailure,
    UnsureFailure,
)

INSIDE = "地址在本单位内部网络，平台不向内网发送。确需使用的，请管理员把该主机列入 PORTAL_WEBHOOK_HOSTS。"


class RobotKind(models.TextChoices):
    WECOM = "wecom", "企业微信"
    DINGTALK = "dingtalk", "钉钉"
    FEISHU = "feishu", "飞书"
    WEBHOOK = "webhook", "Webhook"


# Where each chat's robots live: an address elsewhere is no robot of it.
HOSTS = {
    RobotKind.WECOM: "qyapi.weixin.qq.com",
    RobotKind.DINGTALK: "oapi.dingtalk.com",
    RobotKind.FEISHU: "open.feishu.cn",
}


def fault_of(kind: str, address: str) -> str:
    """What is wrong with an address that somebody types, as a sentence; empty: nothing."""
    try:
        host = own_network.host_of(address)
    except ValueError:
        return "请填写以 http:// 或 https:// 开头的完整地址，地址中不带用户名和口令。"
    wanted = HOSTS.get(kind)
    if wanted and host != wanted:
        return f"{RobotKind(kind).label}群机器人的地址以 https://{wanted}/ 开头，请从群设置中整段复制。"
    if wanted and not _key_of(kind, address):
        return "地址里没有机器人的密钥，请从群设置中整段复制。"
    return INSIDE if own_network.leads_inside(address) else ""


def _key_of(kind, address):
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    if kind == RobotKind.WECOM:
        return query.get("key", [""])[0]
    if kind == RobotKind.DINGTALK:
        return query.get("access_token", [""])[0]
    return parts.path.partition("/hook/")[2].strip("/")


class _RobotChannel:
    name: str
    label: str

    def send(self, message: Message) -> None:
        if fault := fault_of(self.name, message.address):
            raise PermanentFailure(fault)
        notifier = self._notifier(message)
        notifier.socket_connect_timeout = notifier.socket_read_timeout = settings.ROBOT_TIMEOUT
        notifier.redirects = False
        begun = time.monotonic()
        with _not_inside():
            answered = notifier.send(body=f"{message.subject}\n{message.body}".strip(), title="")
        if answered:
            return
        if time.monotonic() - begun >= settings.ROBOT_TIMEOUT:
            raise UnsureFailure(f"{self.label}在{settings.ROBOT_TIMEOUT}秒内没有答复。")
        raise TemporaryFailure(f"{self.label}没有收下消息（连不上，或答复有误）。")

    def _notifier(self, message):
        raise NotImplementedError


@contextmanager
def _not_inside():
    try:
        with own_network.guarded():
            yield
    except own_network.OwnNetwork as error:
        raise PermanentFailure(INSIDE) from error


class WeComChannel(_RobotChannel):
    name, label = RobotKind.WECOM.value, RobotKind.WECOM.label

    def _notifier(self, message):
        from apprise.plugins.wecombot import NotifyWeComBot

        return NotifyWeComBot(key=_key_of(self.name, message.address))


class DingTalkChannel(_RobotChannel):
    name, label = RobotKind.DINGTALK.value, RobotKind.DINGTALK.label

    def _notifier(self, message):
        from apprise.plugins.dingtalk import NotifyDingTalk

        return NotifyDingTalk(
            token=_key_of(self.name, message.address), secret=message.secret or None
        )


class FeishuChannel(_RobotChannel):
    name, label = RobotKind.FEISHU.value, RobotKind.FEISHU.label

    def _notifier(self, message):
        from apprise.plugins.feishu import NotifyFeishu

        return NotifyFeishu(token=_key_of(self.name, message.address))


class WebhookChannel(_RobotChannel):
    """A JSON object with title and message, to whatever the office runs itself."""

    name, label = RobotKind.WEBHOOK.value, RobotKind.WEBHOOK.label

    def _notifier(self, message):
        from apprise.plugins.custom_json import NotifyJSON

        parts = urlsplit(message.address)
        return NotifyJSON(
            host=parts.hostname,
            port=parts.port,
            secure=parts.scheme == "https",
            fullpath=parts.path or "/",
            params={name: values[-1] for name, values in parse_qs(parts.query).items()},
        )
