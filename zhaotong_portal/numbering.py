"""发文字号: one gapless series a kind and year."""

from django.db import models, transaction


class NumberSeries(models.Model):
    """The last number given in a series such as reminder sheets of 2026."""

    kind = models.CharField("文种", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("最后编号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "发文编号"
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="one_series_per_kind_and_year")
        ]

    def __str__(self):
        return f"{self.kind} {self.year}"


def take_numbers(kind: str, year: int, count: int = 1) -> range:
    """The next `count` numbers. In the caller's transaction: a rollback gives them back, so no gap arises."""
    assert transaction.get_connection().in_atomic_block, "numbers are given inside a transaction"
    NumberSeries.objects.get_or_create(kind=kind, year=year)
    series = NumberSeries.objects.select_for_update().get(kind=kind, year=year)
    first = series.last + 1
    series.last += count
    series.save(update_fields=["last"])
    return range(first, series.last + 1)
