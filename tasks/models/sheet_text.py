"""文本模板: the sentences of sheets, letters and mails as staff have written them, each version kept (K3).

A kind without a row says what the code says (tasks/texts.py); the row with the highest version is in force.
"""

from django.conf import settings
from django.db import models


class SheetTextQuerySet(models.QuerySet):
    def in_force(self):
        """The latest version of each kind."""
        newer = SheetText.objects.filter(
            kind=models.OuterRef("kind"), version__gt=models.OuterRef("version")
        )
        return self.filter(~models.Exists(newer))


class SheetText(models.Model):
    kind = models.CharField("用途", max_length=40)
    version = models.PositiveSmallIntegerField("版次")
    text = models.TextField("文本")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="修改人"
    )
    written_at = models.DateTimeField("修改时间", auto_now_add=True)

    objects = SheetTextQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文本模板"
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"], name="sheet_text_versions_are_numbered_once"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="sheet_text_says_something"),
        ]

    def __str__(self):
        return f"{self.kind} 第{self.version}版"
