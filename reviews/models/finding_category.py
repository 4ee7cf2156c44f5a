"""问题类别: an editable row; its words propose the category of a new finding and gather common problems (G8, W9)."""

from django.db import models


class FindingCategory(models.Model):
    name = models.CharField("类别", max_length=50, unique=True)
    words = models.CharField(
        "用词",
        max_length=300,
        blank=True,
        help_text="用顿号分开；问题中出现这些词的，登记时提示归入此类。",
    )
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("使用中", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "问题类别"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name

    @property
    def word_list(self):
        return [word for word in self.words.replace("，", "、").split("、") if word]


def category_of(title, categories):
    """The category most of whose words stand in a title; None where none does."""
    found = [(sum(word in title for word in row.word_list), -row.order, row) for row in categories]
    best = max(found, key=lambda row: row[:2], default=(0, 0, None))
    return best[2] if best[0] else None
