"""What columns of lists mean where the reader did not know: said once by the administrator, remembered by kind."""

from django.conf import settings
from django.db import models

LONGEST_LABEL = 200


class ColumnMeaning(models.Model):
    """A column of this label feeds this field in every list of the kind; an empty field leaves the column out."""

    kind = models.CharField("清单类型", max_length=30)
    key = models.CharField("表头（比对用）", max_length=LONGEST_LABEL)
    label = models.CharField("表头", max_length=LONGEST_LABEL)
    field = models.CharField("对应内容", max_length=50, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="指定人"
    )
    at = models.DateTimeField("指定时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "表头对应"
        ordering = ["kind", "label"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="a_label_means_one_thing_a_kind")
        ]

    def __str__(self):
        return self.label


def remembered_meanings() -> dict:
    """{kind: {label as the reader compares it: field or ""}}, one query: every reading asks for it."""
    meanings = {}
    for kind, key, field in ColumnMeaning.objects.order_by().values_list("kind", "key", "field"):
        meanings.setdefault(kind, {})[key] = field
    return meanings


def key_of(label) -> str:
    """The label as the reader compares it."""
    # Here, because only reading and saving need the reader, and every process loads this model.
    from zhaotong_portal.excel.families import label_of

    return label_of(label)[:LONGEST_LABEL]


def remember(kind, label, field, actor):
    ColumnMeaning.objects.update_or_create(
        kind=kind,
        key=key_of(label),
        defaults={"label": label[:LONGEST_LABEL], "field": field, "by": actor},
    )


def forget(kind, label):
    ColumnMeaning.objects.filter(kind=kind, key=key_of(label)).delete()
