"""排名 (B12): a place in a list with the paper that says so; the move is computed, never typed."""

from django.db import models
from django.db.models import F, Q

from reviews.models.honour import HonourLevel
from units.registers.entry import Entry, EntryQuerySet, only_once, state_is_known, year_is_one


class RankingQuerySet(EntryQuerySet):
    def advanced(self):
        """进位: a better place than last year's. What was in no list last year has not moved."""
        return self.filter(this_place__lt=F("last_place"))


class Ranking(Entry):
    TITLE = "indicator"

    year = models.PositiveSmallIntegerField("年度")
    indicator = models.CharField("工作或指标", max_length=200)
    ranking_list = models.CharField("排名范围", max_length=100, help_text="例如：全省16个州市。")
    level = models.CharField("级别", max_length=12, choices=HonourLevel)
    last_place = models.PositiveSmallIntegerField("上年名次", null=True, blank=True)
    this_place = models.PositiveSmallIntegerField("本年名次")
    document = models.CharField("依据文件", max_length=200)

    objects = RankingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "排名进位"
        ordering = ["-year", "unit__protocol_order", "pk"]
        constraints = [
            state_is_known(), year_is_one(),
            models.CheckConstraint(
                condition=Q(this_place__gte=1) & (Q(last_place=None) | Q(last_place__gte=1)),
                name="a_place_is_first_or_later",
                violation_error_message="名次从第 1 名起。",
            ),
            only_once("unit", "year", "ranking_list", message="这项排名已经登记：同一单位、同一年度、同一范围、同一指标。"),
        ]  # fmt: skip

    @property
    def move(self):
        """Places won (lost: below zero); None where there was no place last year."""
        return None if self.last_place is None else self.last_place - self.this_place

    @property
    def move_label(self):
        if self.move is None:
            return "上年无名次"
        if self.move == 0:
            return "持平"
        return f"进 {self.move} 位" if self.move > 0 else f"退 {-self.move} 位"
