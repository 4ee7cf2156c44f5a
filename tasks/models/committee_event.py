"""工委活动: 推进会, 片区座谈, 实地观摩, 垂管联席会, 承办会议, 乌蒙先锋讲坛 (C12, A20, I14)."""

from django.db import models

from units.models import District
from units.registers.entry import Entry, Sharing, heads_are_sane, only_once, state_is_known


class EventKind(models.TextChoices):
    ADVANCE = "advance", "推进会"
    DISTRICT_TALK = "district_talk", "片区座谈"
    FIELD_VISIT = "field_visit", "实地观摩"
    VERTICAL_MEETING = "vertical_meeting", "垂管联席会"
    HOSTED = "hosted", "承办会议"
    FORUM = "forum", "乌蒙先锋讲坛"


class CommitteeEvent(Entry):
    WHEN, SHARING = "held_on", Sharing.COMMITTEE

    kind = models.CharField("类别", max_length=20, choices=EventKind)
    title = models.CharField("名称", max_length=200)
    held_on = models.DateField("日期")
    place = models.CharField("地点", max_length=100, blank=True)
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="片区"
    )
    heads = models.PositiveIntegerField("参加人数", null=True, blank=True)
    attendees = models.CharField("参加单位", max_length=300, blank=True)
    outcome = models.TextField("主要内容", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "工委活动"
        ordering = ["-held_on", "pk"]
        constraints = [
            state_is_known(), heads_are_sane(),
            only_once("unit", "held_on", "kind", message="这项活动已经登记：同一天、同一类别、同一名称。"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["held_on"], name="committee_event_by_day")]
