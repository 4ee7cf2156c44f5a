"""Channels by name, and the name a mail keeps through all its attempts."""

import pytest

from zhaotong_portal.messages import (
    Message,
    PermanentFailure,
    channel_named,
    channel_names,
    send,
    stable_message_id,
)

NOTE = Message("提示", "正文", "<1@example.com>")


class Blackboard:
    name, label = "blackboard", "小黑板"
    written = []

    def send(self, message):
        self.written.append(message)


def test_each_channel_is_there_and_says_its_chinese_name():
    assert [(name, channel_named(name).label) for name in channel_names()] == [
        ("portal", "平台内"),
        ("mail", "电子邮件"),
        ("wecom", "企业微信"),
        ("dingtalk", "钉钉"),
        ("feishu", "飞书"),
        ("webhook", "Webhook"),
    ]


def test_the_portal_needs_no_address_and_no_server(mailoutbox):
    send("portal", NOTE)
    assert not mailoutbox


def test_an_office_adds_a_channel_of_its_own_by_a_setting(settings):
    settings.MESSAGE_CHANNELS = [f"{__name__}.Blackboard"]
    send("blackboard", NOTE)
    assert Blackboard.written == [NOTE]


def test_a_channel_that_was_taken_away_never_sends():
    with pytest.raises(PermanentFailure, match="没有名为“pager”的发送渠道"):
        send("pager", NOTE)


def test_a_message_id_is_the_same_for_the_same_delivery_and_valid(settings):
    settings.PORTAL_BASE_URL = "https://portal.example.com:8443/x"
    assert stable_message_id("delivery", 17) == "<delivery-17@portal.example.com>"
    assert stable_message_id("delivery", 17) != stable_message_id("delivery", 18)
    assert stable_message_id("提示 单", "a>\r\nb") == "<-a-b@portal.example.com>"


def test_a_portal_without_a_domain_still_gives_valid_message_ids(settings):
    settings.PORTAL_BASE_URL = "http://localhost:8000"
    assert stable_message_id("delivery", 1) == "<delivery-1@localhost.invalid>"
