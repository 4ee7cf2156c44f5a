"""清单类型: a list that the committee sets up without programming; its items are `ItemKind.EXTRA_LIST` with its name as label."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from zhaotong_portal.period import PeriodField


class ListKindQuerySet(models.QuerySet):
    def asked_in(self, period):
        return self.filter(Q(asked_until=None) | Q(asked_until__gte=period), is_active=True)

    def over_before(self, period):
        """Whose items owe no line any more."""
        return self.filter(Q(is_active=False) | Q(asked_until__lt=period))


class ListKind(models.Model):
    """One kind of list, such as 争创攻坚措施. What is asked of units states its minutes and its basis or its end (W7)."""

    name = models.CharField("清单名称", max_length=50, unique=True)
    hint = models.CharField("填写说明", max_length=200, blank=True)
    units_add = models.BooleanField("单位可以自行新增", default=False)
    minutes = models.PositiveSmallIntegerField(
        "每月填写约需（分钟）", default=1, help_text="一个单位填写本清单一个月大约要用的时间。"
    )
    basis = models.CharField(
        "依据", max_length=200, blank=True, help_text="常设的清单须写明依据的文件或制度。"
    )
    asked_until = PeriodField(
        "填报到哪个月", null=True, blank=True, help_text="没有常设依据的清单须写明到期月份。"
    )
    order = models.PositiveSmallIntegerField("排序", default=0)
    is_active = models.BooleanField("启用", default=True)

    objects = ListKindQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清单类型"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0),
                name="list_kind_states_its_minutes",
                violation_error_message="请写明每月大约要用几分钟。",
            ),
            models.CheckConstraint(
                condition=~Q(basis="") | Q(asked_until__isnull=False),
                name="list_kind_has_a_basis_or_an_end",
                violation_error_message="请写明依据，或者写明填报到哪个月为止。",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.clean()
        super().save(**kwargs)

    def delete(self, *args, **kwargs):
        if type(self).objects.get(pk=self.pk).items().exists():
            raise ValidationError("这类清单下已有事项，不能删除；不再使用的请取消“启用”。")
        return super().delete(*args, **kwargs)

    def clean(self):
        """Its items carry the name: another name would leave them without their list."""
        before = type(self).objects.filter(pk=self.pk).first()
        if before and before.name != self.name and before.items().exists():
            raise ValidationError({"name": "这类清单下已有事项，名称不能再改；请新建一类清单。"})

    def items(self):
        from tasks.models.work_item import ItemKind, WorkItem

        return WorkItem.objects.filter(kind=ItemKind.EXTRA_LIST, label=self.name)
