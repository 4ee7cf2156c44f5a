"""主题标签: a dictionary of names such as 产城人 or 一带头两争当. They are names, never figures (features.md §11 row 53)."""

from django.db import models


class ThemeQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(is_active=True)


class Theme(models.Model):
    name = models.CharField("主题", max_length=40, unique=True)
    meaning = models.CharField("含义", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "主题标签"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name
