"""Taking a batch of values back: possible while no unit wrote over them, and their reports are still with the units."""

from tasks.clock import takes_entries
from tasks.models import IndicatorValue, Month, MonthlyReport, ReportRound
from zhaotong_portal.imports.batches import CannotUndo
from zhaotong_portal.imports.portions import portions

KEPT = ("state", "value", "reason")


def take_back(batch):
    """Delete what the batch created, restore what it changed. Raises CannotUndo."""
    created, before = batch.effects["created"], batch.effects["before"]
    versions = created | {pk: row["version"] for pk, row in before.items()}
    values = []
    for pks in portions(versions):
        values += IndicatorValue.objects.filter(pk__in=pks)
    _refuse_if_built_on(batch, values, versions)
    back = [value for value in values if str(value.pk) in before]
    for value in back:
        for name in KEPT:
            field = IndicatorValue._meta.get_field(name)
            setattr(value, name, field.to_python(before[str(value.pk)][name]))
        value.version += 1
    IndicatorValue.objects.bulk_update(back, [*KEPT, "version"], batch_size=200)
    for pks in portions(created):
        IndicatorValue.objects.filter(pk__in=pks).delete()


def _refuse_if_built_on(batch, values, versions):
    """Written over by a unit, with a unit no more, or signed since: then staff may have said something of them."""
    places = {(value.unit_id, value.period) for value in values}
    reports = MonthlyReport.objects.filter(
        unit__in={unit for unit, _ in places}, period__in={period for _, period in places}
    )
    months = {month.period: month for month in Month.objects.all()}
    locked = reports.select_for_update().order_by("pk")
    concerned = [report for report in locked if (report.unit_id, report.period) in places]
    signed = ReportRound.objects.filter(report__in=concerned, signed_at__gte=batch.committed_at)
    closed = {row.pk for row in concerned if not takes_entries(row, months[row.period])}
    closed |= set(signed.values_list("report", flat=True))
    same = sum(value.version == versions[str(value.pk)] for value in values)
    later = len(versions) - same
    if later or closed:
        raise CannotUndo(
            f"这批指标导入后已有{later}个数重新填写，{len(closed)}份报告已送签或报送，不能整批撤销。"
        )
